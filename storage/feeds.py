"""Calendars that people keep elsewhere: their sealed addresses, how reading them went, and the absences they gave.

What an event is called is never kept, nor an address in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Field, Session

from bot.rules.away_titles import name_words
from bot.rules.calendar import local_day
from bot.rules.errors import UserError
from bot.rules.feeds import PATIENCE, Fault, Hours, Span, Unread, next_read
from storage import absences, alarms, days_off, held, history, outbox, people, sealing
from storage.absences import Absence
from storage.history import UNDO_WITHIN, Change, Stamp
from storage.schema import Row, json_field, upsert
from storage.sealing import NoKey

NOUN, PURPOSE, SOURCE = "feed", "absences.calendar", "calendar"
READ, FORGET = "read", "forget"
# Whoever takes a calendar's alarm reads it; if nothing came of it by then, somebody else does.
CLAIM = timedelta(minutes=10)
_DAY = timedelta(days=1)
# What somebody took away by hand does not come again while it stands in the calendar unchanged.
_DECLINED = "declined"


class Feed(Row, table=True):
    """One person's calendar.

    Attributes:
        sealed: its address; empty when it was ended.
        former: the one before, for as long as that can be brought back.
        said_at: when it was given; what was begun with another is not taken in any more.
        fault: what was the matter when it was last read, or empty; `failing_since` when that began.
        announced, warned: whether the first reading, and three days of failing, were told of.
        spans: what it said last: first day, last day, and the first day of the absence that came of it, or "declined".
    """

    user_id: str = Field(primary_key=True, max_length=32)
    sealed: str = ""
    former: str = ""
    said_at: datetime
    tried_at: datetime | None = None
    read_at: datetime | None = None
    fault: str = Field(default="", max_length=16)
    failing_since: datetime | None = None
    fails: int = 0
    announced: bool = False
    warned: bool = False
    spans: list[list[str]] = json_field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """What reading a calendar needs to know."""

    address: str
    said_at: datetime
    hours: Hours


def find(session: Session, workspace_id: str, user_id: str) -> Feed | None:
    """Somebody's calendar, if they have one now."""
    feed = session.get(Feed, (workspace_id, user_id))
    return feed if feed and feed.sealed else None


def given(session: Session, workspace_id: str, user_id: str, day: date) -> list[Absence]:
    """The absences from `day` on that somebody's calendar gave."""
    return [each for each in absences.of(session, workspace_id, user_id, day) if each.source == SOURCE]


def set_(session: Session, stamp: Stamp, address: str) -> None:
    """Whoever asks keeps their absences there.

    Raises:
        NoKey: its address can't be sealed here.
    """
    _put(session, stamp, sealing.of(session).seal(address))


def end(session: Session, stamp: Stamp) -> None:
    """It is read no more, and what it gave is gone; for ten minutes that can be taken back."""
    _put(session, stamp, "")


def restore(session: Session, stamp: Stamp, change: Change) -> Feed:
    """Take back one change.

    Raises:
        UserError: it was changed since, or the address before is forgotten already.
    """
    feed = session.get(Feed, (stamp.workspace_id, stamp.actor_id))
    had = change.before["calendar"] == "set"
    if feed is None or feed.said_at.isoformat() != change.after["at"] or bool(feed.former) != had:
        raise UserError("That was changed since, so nothing changed now. `/beat away calendar` shows how it is.")
    return _put(session, stamp, feed.former, undoes=change.batch)


def _put(session: Session, stamp: Stamp, sealed: str, undoes: str = "") -> Feed:
    before = session.get(Feed, (stamp.workspace_id, stamp.actor_id))
    was = before.sealed if before else ""
    feed = Feed(workspace_id=stamp.workspace_id, user_id=stamp.actor_id, sealed=sealed, former=was, said_at=stamp.now)
    feed = session.merge(feed)
    session.flush()
    states = [{"calendar": "set" if each else "off"} for each in (was, sealed)]
    history.note(session, stamp, NOUN, "calendar", before=states[0], after=states[1] | {"at": stamp.now}, undoes=undoes)
    alarms.set_(session, feed.workspace_id, NOUN, feed.user_id, FORGET, stamp.now + UNDO_WITHIN)
    if sealed:
        alarms.set_(session, feed.workspace_id, NOUN, feed.user_id, READ, stamp.now)
    else:
        alarms.cancel(session, feed.workspace_id, NOUN, feed.user_id, READ)
        _settle(session, feed, {}, stamp.now)
    return feed


def again(session: Session, feed: Feed, now: datetime) -> None:
    """Read it now."""
    alarms.set_(session, feed.workspace_id, NOUN, feed.user_id, READ, now)


def forget(session: Session, workspace_id: str, user_id: str) -> None:
    """The address before can't be brought back any more; of a calendar that was ended, nothing stays."""
    feed = session.get(Feed, (workspace_id, user_id))
    if feed and feed.sealed:
        feed.former = ""
    elif feed:
        session.delete(feed)


def claim(session: Session, workspace_id: str, user_id: str, now: datetime) -> bool:
    """Its alarm has rung: whether it is to be read. Nobody else does for a while; of who left, nothing is kept."""
    feed, person = find(session, workspace_id, user_id), people.find(session, workspace_id, user_id)
    if feed is None:
        return False
    if person and person.kind == "gone":
        session.delete(feed)
        return False
    again(session, feed, now + CLAIM)
    return True


def reading(session: Session, workspace_id: str, user_id: str, now: datetime) -> Reading | None:
    """What is to be read; None when it was ended meanwhile.

    Raises:
        Unread: there is no key that opens the address.
    """
    feed = find(session, workspace_id, user_id)
    if feed is None:
        return None
    try:
        address = sealing.of(session).open(feed.sealed)
    except NoKey:
        raise Unread("key") from None
    zone = people.zone(session, workspace_id, user_id)
    today = local_day(now, zone)
    days = days_off.of(session, workspace_id, user_id, today)
    person = people.find(session, workspace_id, user_id)
    names = name_words(person.name, person.handle) if person else frozenset()
    return Reading(address, feed.said_at, Hours(zone, days.begins, days.ends, today, names))


def take_in(
    session: Session, workspace_id: str, user_id: str, said: Reading, spans: Sequence[Span], now: datetime
) -> None:
    """The calendar was read: from now on these are the absences that it gives, beside those that were typed."""
    feed = find(session, workspace_id, user_id)
    if feed is None or feed.said_at != said.said_at:
        return
    placed, feed.spans = _place(session, feed, spans, now)
    _settle(session, feed, placed, now)
    # By the newest key, from now on.
    feed.sealed = sealing.of(session).seal(said.address)
    feed.tried_at = feed.read_at = now
    feed.fault, feed.failing_since, feed.fails, feed.warned = "", None, 0, False
    _announce(session, feed, now)
    again(session, feed, next_read(user_id, now, 0))


def fail(
    session: Session, workspace_id: str, user_id: str, said_at: datetime | None, fault: Fault, now: datetime
) -> None:
    """The calendar could not be read: what it gave stands, and whoever it is hears of it after three days."""
    feed = find(session, workspace_id, user_id)
    if feed is None or said_at not in (None, feed.said_at):
        return
    feed.tried_at, feed.fault, feed.fails = now, fault, feed.fails + 1
    feed.failing_since = feed.failing_since or now
    if now - feed.failing_since >= PATIENCE and not feed.warned:
        feed.warned = _tell(session, feed, now)
    _announce(session, feed, now)
    again(session, feed, next_read(user_id, now, feed.fails))


def exported(session: Session, workspace_id: str, user_id: str) -> list[dict[str, Any]]:
    """What is kept of somebody's calendar, without its address."""
    feed = find(session, workspace_id, user_id)
    if feed is None:
        return []
    shown = feed.model_dump(mode="json", include={"said_at", "tried_at", "read_at", "fault", "spans"})
    return [{"calendar": "set"} | shown]


def _announce(session: Session, feed: Feed, now: datetime) -> None:
    """What came of the first reading is told, for whoever gave the address waits for it."""
    if not feed.announced:
        feed.announced = _tell(session, feed, now)


def _tell(session: Session, feed: Feed, now: datetime) -> bool:
    key = f"{PURPOSE}:{feed.user_id}:{feed.said_at.isoformat()}:{now.isoformat()}"
    return outbox.plan(session, feed.workspace_id, key, PURPOSE, (absences.NOUN, 0), feed.user_id, now)


def _place(
    session: Session, feed: Feed, spans: Sequence[Span], now: datetime
) -> tuple[dict[date, date], list[list[str]]]:
    """The absences to be, last days by their first ones; and how each span became one, or why not."""
    today = _today(session, feed, now)
    rows = absences.of(session, feed.workspace_id, feed.user_id, today)
    ours = {each.first_day for each in rows if each.source == SOURCE}
    typed = {each.first_day: each.last_day for each in rows if each.source != SOURCE}
    before = {_known_by(date.fromisoformat(first), last, today): place for first, last, place in feed.spans}
    placed: dict[date, date] = {}
    said = []
    for first, last in spans:
        place = before.get(_known_by(first, str(last), today), "")
        if place and (place == _DECLINED or date.fromisoformat(place) not in ours):
            said.append([str(first), str(last), _DECLINED])
            continue
        begins = date.fromisoformat(place) if place else _free(first, last, typed)
        if begins:
            placed[begins] = last
        said.append([str(first), str(last), str(begins or "")])
    return placed, said


def _known_by(first: date, last: str, today: date) -> tuple[date, str]:
    """What makes it the same span another time: of one that lasts, its beginning may be out of sight by now."""
    return max(first, today - _DAY), last


def _free(first: date, last: date, typed: dict[date, date]) -> date | None:
    """The first of these days on which no absence begins that somebody typed; None when it covers the rest."""
    while first in typed:
        first = typed[first] + _DAY
    return first if first <= last else None


def _settle(session: Session, feed: Feed, wanted: dict[date, date], now: datetime) -> None:
    """These are the absences that the calendar gives; what was of others stays, up to yesterday."""
    today = _today(session, feed, now)
    standing = {each.first_day: each for each in given(session, feed.workspace_id, feed.user_id, today)}
    over = [each for each in standing.values() if each.first_day not in wanted]
    new = {first: last for first, last in wanted.items() if first not in standing or standing[first].last_day != last}
    if not over and not new:
        return
    for each in over:
        _shorten(session, each, today - _DAY)
    session.flush()
    for first, last in new.items():
        row = Absence(
            workspace_id=feed.workspace_id, user_id=feed.user_id, first_day=first, last_day=last, said_at=now,
            source=SOURCE,
        )  # fmt: skip
        upsert(session, Absence, row.model_dump())
    session.expire_all()
    _note(session, feed, over, new, now)
    held.release(session, feed.workspace_id, feed.user_id, now)


def _shorten(session: Session, absence: Absence, last_day: date) -> None:
    if absence.first_day > last_day:
        session.delete(absence)
    else:
        absence.last_day = last_day


def _note(session: Session, feed: Feed, over: list[Absence], new: dict[date, date], now: datetime) -> None:
    """By itself: nobody did it, so nobody undoes it."""
    stamp = Stamp(feed.workspace_id, "", "clock", f"{NOUN}:{feed.user_id}:{now.isoformat()}", now)
    spans = [f"{first}/{last}" for first, last in new.items()]
    gone = [str(each.first_day) for each in over]
    history.note(session, stamp, NOUN, READ, before={"gone": gone}, after={"who": feed.user_id, "away": spans})


def _today(session: Session, feed: Feed, now: datetime) -> date:
    return local_day(now, people.zone(session, feed.workspace_id, feed.user_id))
