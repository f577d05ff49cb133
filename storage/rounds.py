"""Rounds of standups, one for each nominal day, and everybody's entry in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, update
from sqlmodel import Field, Session, col, select

from bot.rules.errors import UserError
from bot.rules.people import Actor, Place, may_enter
from bot.rules.rounds import ANSWERED, LATE_FOR, readers
from bot.rules.standups import Question, question_of
from storage import members
from storage.database import Overtaken
from storage.schema import Row
from storage.standups import Standup

NOUN = "round"
# On these days there was none.
WRITTEN_OFF = ("missed", "empty")


class Round(Row, table=True):
    """One round; who takes part, what is asked and where it is posted was frozen when it opened.

    Attributes:
        number: from the counter of rounds; nobody reads it.
        nominal: the day it is for, whatever the clocks of those who take part show.
        channel_id, channel_kind, posting: as the standup's were; what is said in one thread stays in one channel.
        questions: as the standup's were; an answer belongs to the words that were asked.
        roster: part by user id: mandatory, optional, observer.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "standup_number", "nominal"),)

    number: int = Field(primary_key=True)
    standup_number: int
    nominal: date
    status: str = Field(default="open", max_length=16)
    channel_id: str = Field(max_length=32)
    channel_kind: str = Field(max_length=16)
    posting: str = Field(max_length=16)
    questions: list[dict[str, Any]] = Field(sa_type=JSON)
    roster: dict[str, str] = Field(sa_type=JSON)
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None

    @property
    def asks(self) -> tuple[Question, ...]:
        """What it asks."""
        return tuple(question_of(kept) for kept in self.questions)


class Entry(Row, table=True):
    """What one person said, or has begun to say.

    Attributes:
        answers: by question id; text, a number, "yes"/"no", or a list of ticked and added lines.
        draft: a form's fields, half typed, and when: `{"at": "1790000000.000100", "values": {...}}`.
        made: what came of it: `{"blockers": {"q3": 7}, "tasks": {"Ship the beta": 12}}`.
        prompt_at, deadline_at: their own moments.
        answered_at: when they first said something, be it that they skip it.
        late: it was given after the deadline.
    """

    __table_args__ = (Index(None, "workspace_id", "user_id", "status"),)

    round_number: int = Field(primary_key=True)
    user_id: str = Field(primary_key=True, max_length=32)
    status: str = Field(default="waiting", max_length=16)
    answers: dict[str, Any] = Field(sa_type=JSON, default_factory=dict)
    draft: dict[str, Any] = Field(sa_type=JSON, default_factory=dict)
    made: dict[str, dict[str, int]] = Field(sa_type=JSON, default_factory=dict)
    prompt_at: datetime
    deadline_at: datetime
    answered_at: datetime | None = None
    edited_at: datetime | None = None
    late: bool = False
    version: int = 1

    @property
    def answered(self) -> bool:
        """Whether something was said that others read."""
        return self.status in ANSWERED

    @property
    def amended(self) -> bool:
        """Whether it was changed after the deadline."""
        return self.edited_at is not None and self.edited_at > self.deadline_at


@dataclass(frozen=True)
class Seat:
    """One person's place in one round."""

    standup: Standup
    round: Round
    entry: Entry

    @property
    def home(self) -> Place:
        """Where the round is posted, and where what comes of it belongs.

        What is answered in confidence belongs to no channel: of what comes of it only those named in it know.
        """
        if self.is_confidential:
            return Place("", "dm")
        return Place(self.round.channel_id, self.round.channel_kind)  # type: ignore[arg-type]

    @property
    def is_confidential(self) -> bool:
        """Whether the answers go to those who run it, and to nobody else."""
        return self.round.posting == "dm"

    @property
    def subject(self) -> tuple[str, int]:
        """What messages about the round are filed under."""
        return NOUN, self.round.number

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked."""
        return self.round.asks


def begun(standup: Standup, number: int, nominal: date, now: datetime, **values: Any) -> Round:
    """A round that opens now; nothing is kept."""
    return Round(
        workspace_id=standup.workspace_id,
        number=number,
        standup_number=standup.number,
        nominal=nominal,
        channel_id=standup.channel_id,
        channel_kind=standup.channel_kind,
        posting=standup.posting,
        questions=standup.questions,
        opened_at=now,
        **values,
    )


def imagined(standup: Standup, user_id: str, prompt_at: datetime, nominal: date) -> Seat:
    """Somebody's place in a round that does not exist: for looking at."""
    deadline_at = prompt_at + timedelta(minutes=standup.window_minutes)
    round_ = begun(standup, 0, nominal, prompt_at, roster={user_id: "mandatory"}, closes_at=deadline_at)
    entry = Entry(
        workspace_id=standup.workspace_id, round_number=0, user_id=user_id, prompt_at=prompt_at,
        deadline_at=deadline_at,
    )  # fmt: skip
    return Seat(standup, round_, entry)


def find(session: Session, workspace_id: str, number: int) -> Round | None:
    """One round."""
    return session.get(Round, (workspace_id, number))


def may_read(session: Session, actor: Actor, standup: Standup, round_: Round) -> bool:
    """Whether the actor may read the answers of a round: who may read where they were posted, as of now.

    Neither having set it up nor having taken part gives a right to it; they may have left, or it has moved since.
    """
    own = (actor.workspace_id, actor.user_id)
    if round_.posting == "dm":
        return actor.user_id in readers("dm", "", standup.creator_id, round_.roster)
    here = may_enter(actor) and actor.place.channel_id == round_.channel_id
    return here or members.reads(session, *own, round_.channel_id, round_.channel_kind)


def seat(session: Session, workspace_id: str, number: int, user_id: str) -> Seat | None:
    """A person's place in a round; None for somebody who does not take part, or when the standup is gone."""
    return next(iter(_seats(session, workspace_id, user_id, Round.number == number)), None)


def own_seat(session: Session, workspace_id: str, number: int, user_id: str) -> Seat:
    """The same, for the person themselves.

    Raises:
        UserError: they don't take part, or there is no such round; the sentence is the same.
    """
    found = seat(session, workspace_id, number, user_id)
    if found is None:
        raise UserError("This round is not for you to answer, or it is gone. Nothing changed.")
    return found


def open_seats(session: Session, workspace_id: str, user_id: str, now: datetime) -> list[Seat]:
    """Where a person can answer by a line: rounds that are open; when there is none, the one they missed last."""
    waiting = _seats(session, workspace_id, user_id, Round.status == "open")
    if waiting:
        return waiting
    missed = _seats(
        session, workspace_id, user_id, col(Entry.status).not_in(ANSWERED), Round.closes_at > now - LATE_FOR
    )
    return missed[-1:]


def waiting_seats(session: Session, workspace_id: str, user_id: str) -> list[Seat]:
    """Open rounds in which this person has not said anything yet, also those in which they are asked only later."""
    return _seats(session, workspace_id, user_id, Round.status == "open", Entry.status == "waiting")


def _seats(session: Session, workspace_id: str, user_id: str, *conditions: Any) -> list[Seat]:
    found = (
        select(Standup, Round, Entry)
        .where(
            Entry.workspace_id == workspace_id,
            Entry.user_id == user_id,
            Round.workspace_id == Entry.workspace_id,
            Round.number == Entry.round_number,
            Standup.workspace_id == Round.workspace_id,
            Standup.number == Round.standup_number,
            col(Standup.removed_at).is_(None),
            *conditions,
        )
        .order_by(col(Round.closes_at), col(Round.number))
    )
    seats = [Seat(*row) for row in session.exec(found)]
    return [each for each in seats if each.round.roster.get(user_id) != "observer"]


def last_answered(session: Session, here: Seat) -> Seat | None:
    """What the same person said in the same standup the time before."""
    before = _seats(
        session,
        here.entry.workspace_id,
        here.entry.user_id,
        Round.standup_number == here.round.standup_number,
        Round.nominal < here.round.nominal,
        Round.nominal >= _horizon(here.round.nominal),
        col(Entry.status).in_(ANSWERED),
    )
    return max(before, key=lambda each: each.round.nominal, default=None)


def _horizon(nominal: date) -> date:
    """What was planned longer ago is nobody's plan any more."""
    return date.fromordinal(nominal.toordinal() - 60)


def latest_of(session: Session, workspace_id: str, standup_number: int, limit: int) -> list[Round]:
    """The last rounds of a standup, newest first."""
    found = select(Round).where(Round.workspace_id == workspace_id, Round.standup_number == standup_number)
    return list(session.exec(found.order_by(col(Round.nominal).desc()).limit(limit)))


def on_day(session: Session, workspace_id: str, standup_number: int, nominal: date) -> Round | None:
    """The round of a standup for one nominal day."""
    found = select(Round).where(
        Round.workspace_id == workspace_id, Round.standup_number == standup_number, Round.nominal == nominal
    )
    return session.exec(found).first()


def entries(session: Session, workspace_id: str, *round_numbers: int) -> list[Entry]:
    """Everybody's entries in some rounds."""
    found = select(Entry).where(Entry.workspace_id == workspace_id, col(Entry.round_number).in_(round_numbers))
    return list(session.exec(found.order_by(col(Entry.round_number), col(Entry.user_id))))


def change(session: Session, entry: Entry, **values: Any) -> None:
    """Set `values` on an entry, in the database and on the object in hand.

    Raises:
        Overtaken: another request of theirs came first; the whole unit of work is run again.
    """
    hit = session.connection().execute(
        update(Entry)
        .where(*_this(entry), col(Entry.version) == entry.version)
        .values(**values, version=entry.version + 1)
    )
    if hit.rowcount != 1:
        raise Overtaken(f"entry {entry.round_number} {entry.user_id}")
    session.expire(entry)


def keep_draft(session: Session, entry: Entry, draft: dict[str, Any]) -> None:
    """Keep what is half typed; nobody else reads it, so it is no new version."""
    session.connection().execute(update(Entry).where(*_this(entry)).values(draft=draft))
    session.expire(entry)


def close(session: Session, round_: Round, now: datetime) -> None:
    """The last deadline has passed."""
    round_.status, round_.closed_at = "closed", now
    session.add(round_)


def _this(entry: Entry) -> tuple[Any, ...]:
    return (
        col(Entry.workspace_id) == entry.workspace_id,
        col(Entry.round_number) == entry.round_number,
        col(Entry.user_id) == entry.user_id,
    )
