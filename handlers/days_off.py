"""Working days, hours and holidays: what people say of theirs, and a team of its own in its channel."""

from dataclasses import replace
from datetime import date, time, timedelta

from sqlmodel import Session

from bot.rules import public_holidays, working_hours
from bot.rules.absences import parse_away
from bot.rules.calendar import day_words, local_day, zone_of
from bot.rules.days_off import BEGINS, ENDS, Days
from bot.rules.errors import AlreadySo, UserError
from bot.rules.text import truncate
from bot.rules.zone_words import parse_zone
from bot.views import days_off as views
from bot.views.blocks import Md
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.entries import follow_calendar
from handlers.people import moved
from storage import alarms, digests, held, members, people, permission
from storage import days_off as records
from storage.days_off import WorkCalendar
from storage.history import Change

_AHEAD = timedelta(days=366)
_NAME = 80
# So many words at the most say a day; the rest is what it is called.
_DAY_WORDS = 4


def hours(session: Session, ask: Ask) -> Answer:
    """`/beat hours`: as they are."""
    return Answer(views.hours(mine(session, ask), ask.actor.zone), private=True)


def set_hours(session: Session, ask: Ask) -> Answer:
    """`/beat hours mon-thu 8:00-16:00`, `/beat hours default`."""
    said = _said(session, ask, ask.actor.user_id)
    if ask.text.strip().lower() in working_hours.UNSAID:
        said.weekdays, said.begins, said.ends = (), BEGINS, ENDS
    else:
        wanted = working_hours.parse(ask.text)
        said.begins, said.ends = wanted.hours or (said.begins, said.ends)
        said.weekdays = tuple(map(str, sorted(wanted.weekdays))) if wanted.weekdays else said.weekdays or _MON_FRI
    batch = _keep(session, ask, said)
    return Answer(views.hours(mine(session, ask), ask.actor.zone, batch), private=True)


def want(session: Session, ask: Ask, works: tuple[frozenset[int], time, time] | None, country: str) -> None:
    """When the asker works, unless that stays as it is, and whose holidays they have."""
    said = _said(session, ask, ask.actor.user_id)
    said.country = country
    if works:
        weekdays, said.begins, said.ends = works
        said.weekdays = tuple(map(str, sorted(weekdays)))
    _keep(session, ask, said)


def zone(session: Session, ask: Ask) -> Answer:
    """`/beat zone`: as it is."""
    me = people.find(session, ask.actor.workspace_id, ask.actor.user_id)
    return Answer(views.zone(ask.actor.zone, ask.now, own=bool(me and me.own_tz)), private=True)


def set_zone(session: Session, ask: Ask) -> Answer:
    """`/beat zone berlin`, `/beat zone slack`: whoever moves is asked at the same hours there."""
    wanted = parse_zone(ask.text) or ""
    me = _me(session, ask)
    is_news = me.own_tz != wanted
    move(session, ask, wanted)
    said = views.zone(zone_of(me.tz), ask.now, own=bool(wanted), batch=ask.stamp.batch if is_news else "")
    return Answer(said, private=True, moved=True)


def move(session: Session, ask: Ask, own_tz: str) -> None:
    """The asker's clock is there from now on; nothing is for where their profile says.

    Raises:
        UserError: Slack has not told yet who they are.
    """
    me = _me(session, ask)
    people.set_zone(session, ask.stamp, me, own_tz)
    moved(session, me.workspace_id, me.user_id, ask.now)


def _me(session: Session, ask: Ask) -> people.Person:
    me = people.find(session, ask.actor.workspace_id, ask.actor.user_id)
    if me is None:
        raise UserError("Slack has not told me who you are yet. Please try again in a minute. Nothing changed.")
    return me


def holidays(session: Session, ask: Ask) -> Answer:
    """`/beat holidays`: mine."""
    return _shown(session, ask)


def set_holidays(session: Session, ask: Ask) -> Answer:
    """`/beat holidays germany`, `DE-BY`, `none`; `default` for those of the teams."""
    said = _said(session, ask, ask.actor.user_id)
    said.country = country_said(ask.text, "holidays")
    return _shown(session, ask, _keep(session, ask, said))


def add(session: Session, ask: Ask) -> Answer:
    """`/beat holidays add 24 dec Christmas Eve`."""
    return _marked(session, ask, ask.actor.user_id, off=True)


def remove(session: Session, ask: Ask) -> Answer:
    """`/beat holidays remove 31 oct`."""
    return _marked(session, ask, ask.actor.user_id, off=False)


def team(session: Session, ask: Ask) -> Answer:
    """`/beat holidays team germany`, `team add 24 dec`, `team remove 31 oct`; `team` alone shows them."""
    _refuse_elsewhere(session, ask)
    channel_id = ask.actor.place.channel_id
    verb, _, rest = ask.text.strip().partition(" ")
    if verb:
        permission.refuse_reader(session, ask.actor)
    if verb.lower() in ("add", "remove"):
        return _marked(session, replace(ask, text=rest), channel_id, off=verb.lower() == "add")
    if not verb:
        return _of_team(session, ask)
    said = _said(session, ask, channel_id)
    said.country = country_said(ask.text, "holidays team")
    return _of_team(session, ask, _keep_team(session, ask, said))


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: days are as they were before.

    Raises:
        UserError: they were changed since.
    """
    whom = records.restore(session, ask.stamp, change)
    channel_id = "" if whom == ask.actor.user_id else whom
    if not channel_id:
        _follow(session, ask)
    session.expire_all()
    days = Days(own=records.holidays_of(session, ask.actor.workspace_id, whom)) if channel_id else mine(session, ask)
    if change.verb == records.MARK:
        day = records.marked_day(change)
        return views.day_again(day, channel_id, _today(ask), off=bool(days.holiday(day)))
    return views.as_before(records.touched(change), days, channel_id, heeds=not change.before["ignores_status"])


def restore_zone(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: the clock is where it was before.

    Raises:
        UserError: it was changed since.
    """
    me = people.find(session, ask.actor.workspace_id, ask.actor.user_id)
    if me is None or me.own_tz != change.after["tz"]:
        raise UserError("You have changed your zone again since. `/beat zone` shows it. Nothing changed.")
    people.set_zone(session, ask.stamp, me, change.before["tz"], undoes=change.batch)
    moved(session, me.workspace_id, me.user_id, ask.now)
    return views.zone_as_before(zone_of(me.tz))


def _marked(session: Session, ask: Ask, whom: str, *, off: bool) -> Answer:
    day, name = _split(ask, "add" if off else "remove")
    workspace_id, today = ask.actor.workspace_id, _today(ask)
    channel_id = "" if whom == ask.actor.user_id else whom
    known = records.holidays_of(session, workspace_id, whom)
    days = Days(own=known) if channel_id else mine(session, ask)
    if bool(days.holiday(day)) == off:
        raise AlreadySo(
            f"{day_words(day, today)} is {'a day off' if off else 'no holiday'} already. Nothing changed.", by=None
        )
    records.unmark(session, ask.stamp, whom, day)
    without = Days(own=records.holidays_of(session, workspace_id, whom), teams=() if channel_id else days.teams)
    if bool(without.holiday(day)) != off:
        records.mark(session, ask.stamp, whom, day, name or ("Day off" if off else ""), struck=not off)
    if channel_id:
        _keep_team(session, ask, _said(session, ask, whom))
    else:
        _follow(session, ask)
    said = views.marked(day, name, channel_id, today, ask.stamp.batch, off=off)
    return Answer(said, private=not channel_id)


def _split(ask: Ask, verb: str) -> tuple[date, str]:
    """A day at the beginning of the words, and what it is called."""
    said = ask.text.split()
    for count in range(min(len(said), _DAY_WORDS), 0, -1):
        try:
            first, last = parse_away(" ".join(said[:count]), now=ask.now, zone=ask.actor.zone)
        except UserError:
            continue
        if first == last:
            return first, truncate(" ".join(said[count:]), _NAME)
    raise UserError(f"Which day? Try `/beat holidays {verb} 24 dec Christmas Eve`: one day, and what it is called.")


def _shown(session: Session, ask: Ask, batch: str = "") -> Answer:
    days, today = mine(session, ask), _today(ask)
    teams = records.teams_of(session, ask.actor.workspace_id, ask.actor.user_id)
    return Answer(views.holidays(days.holidays(today, today + _AHEAD), days, teams, today, batch), private=True)


def _of_team(session: Session, ask: Ask, batch: str | None = None) -> Answer:
    channel_id, today = ask.actor.place.channel_id, _today(ask)
    known = records.holidays_of(session, ask.actor.workspace_id, channel_id)
    coming = Days(own=known).holidays(today, today + _AHEAD)
    return Answer(views.team(coming, known.country, channel_id, today, batch or ""), private=batch is None)


def country_said(text: str, command: str = "holidays") -> str:
    """A code, or nothing for what is as if it had never been said."""
    return "" if text.strip().lower() in ("default", "reset") else public_holidays.parse(text, command)


def _refuse_elsewhere(session: Session, ask: Ask) -> None:
    """A team's holidays are for those in its channel to say, as far as Slack has told us who that is."""
    here = ask.actor.place
    if not here.channel_id or here.kind == "dm":
        raise UserError("A team is a channel. Please type this in the team's channel: `/beat holidays team germany`.")
    if members.has_left(session, ask.actor.workspace_id, here.channel_id, ask.actor.user_id):
        raise UserError("Only people in this channel can say which holidays it has. Join it, then type this again.")


def _keep_team(session: Session, ask: Ask, said: WorkCalendar) -> str:
    """From now on it is known who is in the channel. Returns by what it is undone, if it is news."""
    is_news = records.keep(session, ask.stamp, said)
    members.watch(session, ask.actor.workspace_id, said.whom, ask.actor.user_id)
    return ask.stamp.batch if is_news else ""


def _keep(session: Session, ask: Ask, said: WorkCalendar) -> str:
    """Returns by what it is undone, if it is news."""
    is_news = records.keep(session, ask.stamp, said)
    _follow(session, ask)
    return ask.stamp.batch if is_news else ""


def _follow(session: Session, ask: Ask) -> None:
    """What was expected of the asker, or kept for them, is judged by their days as they are now."""
    session.expire_all()
    follow_calendar(session, ask)
    workspace_id, user_id = ask.actor.workspace_id, ask.actor.user_id
    held.release(session, workspace_id, user_id, ask.now)
    if alarms.find(session, workspace_id, digests.NOUN, user_id, "morning"):
        digests.again(session, workspace_id, user_id, ask.now)


def _said(session: Session, ask: Ask, whom: str) -> WorkCalendar:
    return WorkCalendar(**records.calendar(session, ask.actor.workspace_id, whom).model_dump())


def mine(session: Session, ask: Ask) -> Days:
    """The asker's days from today on."""
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id, _today(ask))


def _today(ask: Ask) -> date:
    return local_day(ask.now, ask.actor.zone)


_MON_FRI = ("0", "1", "2", "3", "4")
HOURS = Noun(verbs={"show": reads(hours, "nothing"), "hours": Act(set_hours)}, bare="show", otherwise="hours")
ZONE = Noun(verbs={"show": reads(zone, "nothing"), "zone": Act(set_zone)}, bare="show", otherwise="zone")
HOLIDAYS = Noun(
    verbs={
        "show": reads(holidays, "nothing"),
        "add": Act(add),
        "remove": Act(remove),
        "team": Act(team, crowd=True),
        "holidays": Act(set_holidays),
    },
    bare="show",
    otherwise="holidays",
)
