"""Plans of weekly reports, and their editions. The caller owns the transaction.

A plan belongs to one channel. Each nominal day of it is an edition: a draft until it is published, skipped or missed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, UniqueConstraint, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, col, select

from bot.rules import status as rules
from bot.rules.errors import AlreadySo, NotFound
from bot.rules.people import Actor, Permission, Place, allow
from bot.rules.recurrence import Cadence, describe, next_date, plain, revived
from bot.rules.status import NewPlan, Notes, Verb
from storage import alarms, history, homes, members, outbox, permission, records
from storage.database import Overtaken
from storage.history import Stamp
from storage.ledger import Coming
from storage.records import Record
from storage.schema import Row, insert_once

NOUN = "status"
# What the history says of a plan's reports.
PUBLISHED, SKIPPED, NOTED = "published", "skipped", "noted"


class Plan(Record, table=True):
    """When a channel's report comes; whoever set it up gets the drafts."""

    __tablename__ = "status_plan"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id"),)

    lifecycle: ClassVar = rules.LIFECYCLE
    called_by: ClassVar = "words"
    # A plan is its channel's: whoever made it has no part in it once they can't read the channel.
    names_people: ClassVar = ()

    status: str = Field(default="running", max_length=16)
    words: str = Field(max_length=rules.WORDS_LIMIT)
    cadence: dict[str, Any] = Field(sa_type=JSON)
    zone: str = Field(max_length=64)
    publishes: bool = True
    lead_minutes: int = rules.DEFAULT_LEAD

    @property
    def rhythm(self) -> Cadence:
        """The cadence, as the rules know it."""
        return revived(self.cadence)

    @property
    def local(self) -> ZoneInfo:
        """The zone whose wall time and days count."""
        return ZoneInfo(self.zone)

    @property
    def runs(self) -> bool:
        """Whether reports come."""
        return self.status == "running" and self.removed_at is None

    def moments(self, day: date) -> tuple[datetime, datetime]:
        """When the owner gets the draft of a day, and when its hour is."""
        at = rules.hour(self.rhythm, day, self.local)
        return at - timedelta(minutes=self.lead_minutes), at


class Edition(Row, table=True):
    """The report of one nominal day, before and after it is published."""

    __tablename__ = "status_edition"

    plan_number: int = Field(primary_key=True)
    nominal: date = Field(primary_key=True)
    status: str = Field(default="draft", max_length=16)
    headline: str = Field(default="", max_length=rules.HEADLINE_LIMIT)
    highlights: str = Field(default="", max_length=rules.NOTE_LIMIT)
    needs: str = Field(default="", max_length=rules.NOTE_LIMIT)
    report_number: int | None = None
    by: str = Field(default="", max_length=32)
    at: datetime | None = None

    @property
    def notes(self) -> Notes:
        """What the owner has written."""
        return Notes(self.headline, self.highlights, self.needs)


def set_up(session: Session, stamp: Stamp, place: Place, new: NewPlan) -> Plan:
    """Give a channel its plan, or change the one it has; it runs from now on."""
    values = dict(vars(new)) | {
        "words": describe(new.cadence),
        "cadence": plain(new.cadence),
        "status": "running",
    }
    plan = _in_channel(session, stamp.workspace_id, place.channel_id)
    if plan is None:
        plan = _create(session, stamp, place, values)
    else:
        # Who brings it back owns it; so does whoever changes one that nobody owns.
        back = plan.removed_at is not None or plan.status == "stopped" or not owner(session, plan)
        values |= {"removed_at": None, "creator_id": stamp.actor_id if back else plan.creator_id}
        records.change(session, stamp, plan, "change", values)
    members.watch(session, plan.workspace_id, plan.channel_id, stamp.actor_id)
    follow(session, plan, stamp.now)
    return plan


def owner(session: Session, plan: Plan) -> str:
    """Who looks after a plan: whoever set it up, else whoever last ran it, of those who may still read its channel.

    Empty when nobody does.
    """
    last = settled(session, plan)
    ran = (plan.creator_id, plan.status_by, last.by if last else "")
    return next((user for user in ran if user and may_tend(session, plan, user)), "")


def may_tend(session: Session, plan: Plan, user_id: str) -> bool:
    """Whether somebody may read, write and publish the reports of a plan: those who may read its channel."""
    return members.reads(session, plan.workspace_id, user_id, plan.channel_id, plan.channel_kind)


def take_over(session: Session, stamp: Stamp, plan: Plan) -> None:
    """The actor owns it from now on."""
    records.change(session, stamp, plan, "own", {"creator_id": stamp.actor_id})
    follow(session, plan, stamp.now)


def of_channel(session: Session, actor: Actor) -> Plan | None:
    """The plan of the channel in which the actor stands."""
    plan = _in_channel(session, actor.workspace_id, actor.place.channel_id)
    return None if plan is None or plan.removed_at is not None or not allow(actor, "see", plan) else plan


def find(session: Session, actor: Actor, number: int) -> Plan:
    """The plan, if it exists and the actor may see it.

    Raises:
        NotFound: absent or not theirs; the sentence is the same.
    """
    plan = session.get(Plan, (actor.workspace_id, number))
    if plan is None or plan.removed_at is not None or not may_see(session, actor, plan):
        raise NotFound("that report", "/beat report list")
    return plan


def require(session: Session, actor: Actor, verb: Permission, plan: Plan) -> None:
    """See to it that the actor, who sees a plan, may do this to it.

    Raises:
        NotYours: they may not; who may is said.
    """
    permission.require(session, actor, verb, plan, owner(session, plan))


def may_change(session: Session, actor: Actor, plan: Plan) -> bool:
    """Whether the actor, who sees a plan, may change it."""
    return permission.may_change(session, actor, plan, owner(session, plan))


def may_see(session: Session, actor: Actor, plan: Plan) -> bool:
    """Whether the actor may read a plan and its reports: who stands in its channel, or may read that anyhow."""
    return allow(actor, "see", plan) or may_tend(session, plan, actor.user_id)


def move(session: Session, stamp: Stamp, plan: Plan, verb: Verb) -> None:
    """Pause, resume or stop.

    Raises:
        AlreadySo: it is there already.
    """
    records.move(session, stamp, plan, verb)
    follow(session, plan, stamp.now)


def follow(session: Session, plan: Plan, after: datetime) -> None:
    """Set the alarms of the first edition whose hour is after `after`; none while the plan doesn't run.

    The draft that waits says whether the plan runs.
    """
    alarms.cancel(session, plan.workspace_id, NOUN, plan.number)
    draft = _newest(session, plan, "draft")
    if draft is not None:
        refresh(session, plan, draft.nominal, f"plan:{plan.version}", after)
    day = upcoming(session, plan, after)
    if day is None:
        return
    for part, moment in zip(("draft", "publish"), plan.moments(day), strict=True):
        alarms.set_(
            session, plan.workspace_id, NOUN, plan.number, part, max(moment, after),
            nominal=day.isoformat(), owner_id=plan.creator_id,
        )  # fmt: skip


def coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """The drafts and posts of the plans that are the actor's, up to `until`; administrators see those of all."""
    running = select(Plan).where(
        Plan.workspace_id == actor.workspace_id, Plan.status == "running", col(Plan.removed_at).is_(None)
    )
    owned = [(plan, owner(session, plan)) for plan in session.exec(running)]
    theirs = [(plan, who) for plan, who in owned if actor.admin or who == actor.user_id]
    found = (one for plan, who in theirs for day in _days(session, plan, now, until) for one in _coming(plan, day, who))
    return [one for one in found if now < one.at <= until]


def upcoming(session: Session, plan: Plan, after: datetime) -> date | None:
    """The day of the next edition; None while the plan doesn't run."""
    if not plan.runs:
        return None
    last = settled(session, plan)
    return rules.next_nominal(plan.rhythm, plan.local, after, last.nominal if last else None)


def after(plan: Plan, day: date) -> date | None:
    """The day of the edition that follows the one of `day`."""
    return rules.next_nominal(plan.rhythm, plan.local, plan.moments(day)[1], day)


def settled(session: Session, plan: Plan) -> Edition | None:
    """The newest edition that was published or skipped."""
    return _newest(session, plan, "published", "skipped")


def edition(session: Session, plan: Plan, nominal: date) -> Edition:
    """The edition of a day; one that is not kept yet when nothing was said of it."""
    kept = session.get(Edition, (plan.workspace_id, plan.number, nominal))
    return kept or Edition(workspace_id=plan.workspace_id, plan_number=plan.number, nominal=nominal)


def is_begun(session: Session, edition: Edition) -> bool:
    """Whether it is kept: its draft went out, something was written for it, or it is over."""
    return session.get(Edition, (edition.workspace_id, edition.plan_number, edition.nominal)) is not None


def waiting(session: Session, plan: Plan, now: datetime) -> Edition | None:
    """The edition that can be edited and published now: the newest draft, else the one to come, if the plan runs."""
    draft = _newest(session, plan, "draft")
    if draft is not None and plan.runs:
        return draft
    day = upcoming(session, plan, now)
    return edition(session, plan, day) if day else None


def open_(session: Session, plan: Plan, nominal: date) -> Edition:
    """Begin the edition of a day, unless it was begun."""
    draft = edition(session, plan, nominal)
    insert_once(session, Edition, draft.model_dump())
    return draft


def write(session: Session, stamp: Stamp, draft: Edition, notes: Notes) -> Edition:
    """Take over what the owner wrote.

    Raises:
        AlreadySo: it is no draft any more.
    """
    return settle(session, draft, "draft", stamp.actor_id, stamp.now, **vars(notes))


def skip(session: Session, draft: Edition, by: str, now: datetime) -> None:
    """This one is not published.

    Raises:
        AlreadySo: it is no draft any more.
    """
    settle(session, draft, "skipped", by, now)


def reopen(session: Session, plan: Plan, edition: Edition, now: datetime, *, begun: bool) -> None:
    """An edition that was published or skipped is as before: a draft, if it was `begun`, or still to come.

    Its hour is waited for if that is still to come.
    """
    if begun:
        edition.status, edition.report_number, edition.by, edition.at = "draft", None, "", None
        session.add(edition)
    else:
        session.delete(edition)
    session.flush()
    refresh(session, plan, edition.nominal, f"reopened:{now.isoformat()}", now)
    follow(session, plan, now)


def happened(session: Session, stamp: Stamp, plan: Plan, verb: str, draft: Edition, **values: Any) -> None:
    """Write down in the plan's history what became of one of its reports."""
    after = {"day": draft.nominal} | values
    history.note(session, stamp, NOUN, verb, number=plan.number, after=after)


def lapse(session: Session, plan: Plan, before: date, now: datetime) -> None:
    """A newer one is on its way: the drafts of earlier days are over."""
    drafts = select(Edition).where(
        Edition.workspace_id == plan.workspace_id,
        Edition.plan_number == plan.number,
        Edition.status == "draft",
        Edition.nominal < before,
    )
    for draft in session.exec(drafts):
        settle(session, draft, "missed", "", now)
        refresh(session, plan, draft.nominal, "missed", now)


def refresh(session: Session, plan: Plan, nominal: date, mark: str, now: datetime) -> None:
    """Plan to bring the cards of one edition up to date, wherever they stand."""
    for card in outbox.cards(session, plan.workspace_id, (NOUN, plan.number)):
        if card.nominal == nominal.isoformat():
            outbox.refresh(session, card, mark, now)
            homes.changed(session, plan.workspace_id, [card.recipient], now)


def settle(session: Session, draft: Edition, status: str, by: str, now: datetime, **values: Any) -> Edition:
    """Change an edition while it is a draft; of two at once only one does.

    Raises:
        AlreadySo: it is no draft any more.
    """
    insert_once(session, Edition, draft.model_dump())
    values |= {"status": status, "by": by, "at": now}
    hit = session.connection().execute(
        update(Edition)
        .where(
            col(Edition.workspace_id) == draft.workspace_id,
            col(Edition.plan_number) == draft.plan_number,
            col(Edition.nominal) == draft.nominal,
            col(Edition.status) == "draft",
        )
        .values(**values)
    )
    key = (draft.workspace_id, draft.plan_number, draft.nominal)
    kept = session.get_one(Edition, key, populate_existing=True)
    if hit.rowcount != 1:
        raise AlreadySo(f"This report {_SETTLED[kept.status]}. Nothing changed.", by=kept.by or None)
    return kept


_SETTLED = {
    "published": "is published already",
    "skipped": "was skipped",
    "missed": "is over: a newer one is on its way",
}


def _newest(session: Session, plan: Plan, *statuses: str) -> Edition | None:
    found = select(Edition).where(
        Edition.workspace_id == plan.workspace_id,
        Edition.plan_number == plan.number,
        col(Edition.status).in_(statuses),
    )
    return session.exec(found.order_by(col(Edition.nominal).desc()).limit(1)).first()


def _days(session: Session, plan: Plan, now: datetime, until: datetime) -> Iterator[date]:
    """The days of the editions whose draft comes before `until`."""
    day = upcoming(session, plan, now)
    while day is not None and plan.moments(day)[0] <= until:
        yield day
        day = next_date(plan.rhythm, day)


def _coming(plan: Plan, day: date, owner_id: str) -> Iterator[Coming]:
    drafted, at = plan.moments(day)
    itself = plan.publishes or not owner_id
    purpose, to = ("status.report", plan.channel_id) if itself else ("status.reminder", owner_id)
    if owner_id:
        yield Coming(drafted, "status.draft", NOUN, plan.number, (owner_id,))
    yield Coming(at, purpose, NOUN, plan.number, (to,))


def _in_channel(session: Session, workspace_id: str, channel_id: str) -> Plan | None:
    found = select(Plan).where(Plan.workspace_id == workspace_id, Plan.channel_id == channel_id)
    return session.exec(found).first() if channel_id else None


def _create(session: Session, stamp: Stamp, place: Place, values: dict[str, Any]) -> Plan:
    try:
        with session.begin_nested():
            return records.create(session, stamp, place, Plan, values)
    except IntegrityError:
        raise Overtaken("the channel's plan") from None
