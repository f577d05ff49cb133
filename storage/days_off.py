"""The one place that knows who is off on a day: absences, working weeks, and holidays of people and of their teams."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Field, Session, and_, col, select

from bot.rules.absences import stretches
from bot.rules.calendar import local_day
from bot.rules.days_off import BEGINS, ENDS, Days, Holidays, Off
from bot.rules.errors import UserError
from storage import absences, history, people
from storage.history import Change, Stamp
from storage.members import Member
from storage.schema import Row, upsert, words_field

# What history calls these changes.
NOUN, CALENDAR, MARK = "days", "calendar", "marked"
# Plans that long ago have nothing to say on any day that is asked about.
_EVER = date(9000, 1, 1)


class WorkCalendar(Row, table=True):
    """What somebody said of their days, or a team of its own in its channel: `whom` is a person's id or a channel's.

    `country` is a code of `rules.public_holidays`, or empty for what was not said. `weekdays` are the numbers of those
    they work on, none for what was not said.
    """

    __tablename__ = "work_calendar"

    whom: str = Field(primary_key=True, max_length=32)
    country: str = Field(default="", max_length=8)
    weekdays: tuple[str, ...] = words_field()
    begins: time = BEGINS
    ends: time = ENDS
    ignores_status: bool = False
    said_by: str = Field(default="", max_length=32)
    said_at: datetime | None = None


class MarkedDay(Row, table=True):
    """A day that was added to somebody's holidays, or struck from them."""

    __tablename__ = "marked_day"

    whom: str = Field(primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    name: str = Field(default="", max_length=80)
    struck: bool = False


def calendar(session: Session, workspace_id: str, whom: str) -> WorkCalendar:
    """What a person or a team said; the defaults for one that never did."""
    return session.get(WorkCalendar, (workspace_id, whom)) or WorkCalendar(workspace_id=workspace_id, whom=whom)


def keep(session: Session, stamp: Stamp, said: WorkCalendar, undoes: str = "") -> bool:
    """Write it down; returns whether it is news."""
    before = _plain(calendar(session, said.workspace_id, said.whom))
    upsert(session, WorkCalendar, said.model_dump() | {"said_by": stamp.actor_id, "said_at": stamp.now})
    session.expire_all()
    is_news = before != _plain(said)
    if is_news:
        history.note(session, stamp, NOUN, CALENDAR, before=before, after=_plain(said), undoes=undoes)
    return is_news


def touched(change: Change) -> frozenset[str]:
    """What of a calendar a change made different, by the names of its columns."""
    return frozenset(name for name, value in change.after.items() if change.before.get(name) != value)


def heed_status(session: Session, stamp: Stamp, *, heed: bool) -> bool:
    """Whether the status in Slack of whoever asks says that they are away; returns whether that is news."""
    said = calendar(session, stamp.workspace_id, stamp.actor_id).model_dump()
    return keep(session, stamp, WorkCalendar(**said | {"ignores_status": not heed}))


def mark(session: Session, stamp: Stamp, whom: str, day: date, name: str, *, struck: bool, undoes: str = "") -> None:
    """Add a day, or strike one, that is not marked."""
    row = MarkedDay(workspace_id=stamp.workspace_id, whom=whom, day=day, name=name, struck=struck)
    upsert(session, MarkedDay, row.model_dump())
    history.note(session, stamp, NOUN, MARK, after=_plain(row), undoes=undoes)


def unmark(session: Session, stamp: Stamp, whom: str, day: date, undoes: str = "") -> None:
    """A day is what the country says again."""
    row = session.get(MarkedDay, (stamp.workspace_id, whom, day))
    if row:
        history.note(session, stamp, NOUN, MARK, before=_plain(row), undoes=undoes)
        session.delete(row)
        session.flush()


def restore(session: Session, stamp: Stamp, change: Change) -> str:
    """Put back what one change of a calendar or of a day replaced, and nothing else; returns whose it is.

    Raises:
        UserError: it was changed since.
    """
    whom = str((change.after or change.before)["whom"])
    if change.verb == CALENDAR:
        standing = _plain(calendar(session, stamp.workspace_id, whom))
        is_so = all(standing[name] == change.after[name] for name in touched(change))
    else:
        marked = session.get(MarkedDay, (stamp.workspace_id, whom, marked_day(change)))
        is_so = (_plain(marked) if marked else {}) == change.after
    if not is_so:
        raise UserError("That was changed again since, so I can't undo it any more. Nothing changed.")
    _put_back(session, stamp, whom, change)
    return whom


def _put_back(session: Session, stamp: Stamp, whom: str, change: Change) -> None:
    before = change.before
    if change.verb == CALENDAR:
        earlier = {name: before[name] for name in touched(change)}
        said = calendar(session, stamp.workspace_id, whom).model_dump(mode="json") | earlier
        keep(session, stamp, WorkCalendar.model_validate(said), undoes=change.batch)
    elif before:
        mark(session, stamp, whom, marked_day(change), before["name"], struck=before["struck"], undoes=change.batch)
    else:
        unmark(session, stamp, whom, marked_day(change), undoes=change.batch)


def marked_day(change: Change) -> date:
    """The day that a change added or struck."""
    return date.fromisoformat((change.after or change.before)["day"])


def _plain(row: Row) -> dict[str, Any]:
    """What was said, as history keeps it."""
    return row.model_dump(mode="json", exclude={"workspace_id", "said_by", "said_at"})


def holidays_of(session: Session, workspace_id: str, whom: str) -> Holidays:
    """The holidays of one person or one team, as they said themselves."""
    said = calendar(session, workspace_id, whom)
    return _holidays(session, workspace_id, {whom: said})[whom]


def of(session: Session, workspace_id: str, user_id: str, since: date) -> Days:
    """One person's days from `since` on; of absences that ended before it nothing is known."""
    return of_all(session, workspace_id, (user_id,), since)[user_id]


def of_all(
    session: Session, workspace_id: str, user_ids: Collection[str], since: date, until: date = _EVER
) -> dict[str, Days]:
    """Several people's days, by their ids; absences as far as they touch the time from `since` to `until`."""
    teams = _teams(session, workspace_id, user_ids)
    whoms = {*user_ids, *(channel for own in teams.values() for channel in own)}
    found = select(WorkCalendar).where(WorkCalendar.workspace_id == workspace_id, col(WorkCalendar.whom).in_(whoms))
    said = {each.whom: each for each in session.exec(found)}
    marked = _holidays(session, workspace_id, {whom: said.get(whom) for whom in whoms})
    away = _away(session, workspace_id, user_ids, since, until)
    return {
        user: _days(
            said.get(user),
            marked[user],
            [marked[channel] for channel in teams[user] if marked[channel].is_said],
            away[user],
        )
        for user in user_ids
    }


def off(session: Session, workspace_id: str, user_id: str, day: date) -> Off | None:
    """Why a person is off on a day of their own; None when they are here."""
    return of(session, workspace_id, user_id, day).off(day)


def off_now(session: Session, workspace_id: str, user_id: str, now: datetime, zone: ZoneInfo | None = None) -> bool:
    """Whether a person is off on the day it is for them."""
    theirs = zone or people.zone(session, workspace_id, user_id)
    return off(session, workspace_id, user_id, local_day(now, theirs)) is not None


def stand_in(session: Session, workspace_id: str, user_id: str, now: datetime) -> str | None:
    """Who stands in for somebody who is away now, if they named one who is here and not off."""
    day = local_day(now, people.zone(session, workspace_id, user_id))
    away = absences.of(session, workspace_id, user_id, day)
    named = next((each.delegate_id for each in away if each.first_day <= day and each.delegate_id), "")
    known = people.find(session, workspace_id, named) if named else None
    here = known is not None and known.kind in ("member", "guest")
    return named if here and not off_now(session, workspace_id, named, now) else None


def all_off(session: Session, workspace_id: str, user_ids: Collection[str], day: date) -> dict[str, Off]:
    """Those of these people who are off on a day, and why."""
    days = of_all(session, workspace_id, user_ids, day, day)
    return {user: why for user, own in days.items() if (why := own.off(day))}


def teams_of(session: Session, workspace_id: str, user_id: str) -> list[str]:
    """The channels of somebody that said something of holidays."""
    channels = _teams(session, workspace_id, (user_id,))[user_id]
    found = select(WorkCalendar).where(WorkCalendar.workspace_id == workspace_id, col(WorkCalendar.whom).in_(channels))
    known = _holidays(session, workspace_id, {each.whom: each for each in session.exec(found)})
    return [channel for channel in channels if known[channel].is_said]


def _days(said: WorkCalendar | None, own: Holidays, teams: list[Holidays], away: list[tuple[date, date]]) -> Days:
    if said is None:
        return Days(tuple(away), own, tuple(teams))
    weekdays = frozenset(map(int, said.weekdays)) or None
    return Days(tuple(away), own, tuple(teams), weekdays, said.begins, said.ends)


def _teams(session: Session, workspace_id: str, user_ids: Collection[str]) -> dict[str, list[str]]:
    """The channels that said something of holidays, by the people in them."""
    here = and_(col(Member.workspace_id) == col(WorkCalendar.workspace_id), col(Member.channel_id) == WorkCalendar.whom)
    found = (
        select(Member.user_id, WorkCalendar.whom)
        .join(WorkCalendar, here)
        .where(Member.workspace_id == workspace_id, col(Member.user_id).in_(user_ids))
    )
    teams: dict[str, list[str]] = defaultdict(list)
    for user, channel in session.exec(found.order_by(col(WorkCalendar.whom))):
        teams[user].append(channel)
    return teams


def _holidays(
    session: Session, workspace_id: str, said: dict[str, WorkCalendar] | dict[str, WorkCalendar | None]
) -> dict[str, Holidays]:
    added: dict[str, dict[date, str]] = defaultdict(dict)
    struck: dict[str, set[date]] = defaultdict(set)
    found = select(MarkedDay).where(MarkedDay.workspace_id == workspace_id, col(MarkedDay.whom).in_(said))
    for each in session.exec(found):
        if each.struck:
            struck[each.whom].add(each.day)
        else:
            added[each.whom][each.day] = each.name
    return {
        whom: Holidays(own.country if own else "", added[whom], frozenset(struck[whom])) for whom, own in said.items()
    }


def _away(
    session: Session, workspace_id: str, user_ids: Collection[str], since: date, until: date
) -> dict[str, list[tuple[date, date]]]:
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for each in absences.away(session, workspace_id, since, until, user_ids):
        spans[each.user_id].append((each.first_day, each.last_day))
    return defaultdict(list, {user: stretches(own) for user, own in spans.items()})
