"""Everything that somebody can want of us for themselves, in one form."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlmodel import Session

from bot.rules import preferences as rules
from bot.rules import public_holidays, zone_words
from bot.rules.calendar import zone_of
from bot.rules.errors import UserError
from bot.rules.preferences import Nudging
from bot.views import mutes
from bot.views import settings as views
from handlers import days_off
from handlers.asking import Act, Answer, Ask, Choices
from handlers.commands import Noun
from storage import held, people, preferences
from storage.preferences import Preference

T = TypeVar("T")

_MON_FRI = frozenset(range(5))


def settings(session: Session, ask: Ask) -> Answer:
    """`/beat settings`, and Tune me: the form."""
    wishes, days = _wishes(session, ask), days_off.mine(session, ask)
    offered = mutes.in_form(wishes.muted, _names(session, ask, wishes))
    return Answer(form=views.settings(wishes, days, _own_tz(session, ask), offered, ask.draft(session)))


def saved(session: Session, ask: Ask) -> Answer:
    """The form was sent: what is different in it from what was is changed, and undone together."""
    is_other = _keep_wishes(session, ask)
    works_otherwise = _keep_days(session, ask)
    has_moved = _keep_zone(session, ask)
    if not (is_other or works_otherwise or has_moved):
        return Answer(views.as_they_were(), private=True)
    me = people.find(session, ask.actor.workspace_id, ask.actor.user_id)
    zone = zone_of(me.tz) if me else ask.actor.zone
    said = views.saved(_wishes(session, ask), days_off.mine(session, ask), zone, ask.stamp.batch)
    return Answer(said, private=True, moved=has_moved)


def _keep_wishes(session: Session, ask: Ask) -> bool:
    wishes = _wishes(session, ask)
    wanted = _wanted(wishes, ask.values)
    is_other = any(getattr(wishes, name) != value for name, value in wanted.items())
    if is_other:
        preferences.change(session, ask.stamp, wishes, "settings", wanted)
        held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    return is_other


def _wanted(wishes: Preference, given: Mapping[str, Any]) -> dict[str, Any]:
    any_hour = bool(given.get("any_hour"))
    quiet = rules.read_quiet(
        given.get("quiet_from"), given.get("quiet_until"), any_hour=any_hour, before=wishes.any_hour
    )
    start, end = quiet.hours or (None, None)
    before = Nudging(wishes.nudges, wishes.nudge_gap_minutes)
    nudging = rules.parse_nudges(f"{given.get('nudges')} every {given.get('gap')} min", before)
    offered = mutes.in_form(wishes.muted, {})
    return {
        "quiet_from": start,
        "quiet_until": end,
        "any_hour": quiet.any_hour,
        "nudges": nudging.count,
        "nudge_gap_minutes": nudging.gap_minutes,
        "cap": _read(given, "cap", wishes.cap, rules.parse_cap),
        "muted": tuple(rule for rule in given.get("muted") or () if rule in offered),
    }


def _keep_days(session: Session, ask: Ask) -> bool:
    """Whoever never said when they work, and leaves the form as it was, still has not said."""
    days, given = days_off.mine(session, ask), ask.values
    usual = days.weekdays or _MON_FRI
    weekdays = _weekdays(given) or usual
    begins = rules.read_clock(given.get("begins"), "begins") or days.begins
    ends = rules.read_clock(given.get("ends"), "ends") or days.ends
    if begins == ends:
        raise UserError("Those are the same hour.", fields={"ends": "That is when you begin: another hour?"})
    works = (weekdays, begins, ends) != (usual, days.begins, days.ends)
    country = _read(given, "holidays", days.own.country, days_off.country_said)
    if works or country != days.own.country:
        days_off.want(session, ask, (weekdays, begins, ends) if works else None, country)
    return works or country != days.own.country


def _keep_zone(session: Session, ask: Ask) -> bool:
    before = _own_tz(session, ask)
    wanted = _read(ask.values, "zone", before, lambda said: zone_words.parse_zone(said) or "")
    if wanted != before:
        days_off.move(session, ask, wanted)
    return wanted != before


def _weekdays(given: Mapping[str, Any]) -> frozenset[int]:
    return frozenset(int(day) for day in given.get("weekdays") or () if day in views.WEEKDAYS)


def _read(given: Mapping[str, Any], name: str, before: T, parse: Callable[[str], T]) -> T:
    """What a field says; what was before, where it is not there. What can't be read is said under it."""
    if not given.get(name):
        return before
    try:
        return parse(str(given[name]))
    except UserError as error:
        raise UserError(error.text, fields={name: error.text.replace("`", "")}) from error


def _wishes(session: Session, ask: Ask) -> Preference:
    return preferences.of(session, ask.actor.workspace_id, ask.actor.user_id)


def _names(session: Session, ask: Ask, wishes: Preference) -> dict[str, str]:
    """What those are called of whom something is muted."""
    muted = [mutes.named(rule)[1] for rule in wishes.muted]
    return people.names(session, ask.actor.workspace_id, [by for by in muted if by])


def _own_tz(session: Session, ask: Ask) -> str:
    me = people.find(session, ask.actor.workspace_id, ask.actor.user_id)
    return me.own_tz if me else ""


def _zones(text: str) -> Choices:
    return [views.PROFILES, *zone_words.suggest(text)]


def _holidays(text: str) -> Choices:
    return [views.TEAMS, views.NOBODYS, *public_holidays.suggest(text)]


NOUN = Noun(verbs={"settings": Act(settings, takes="nothing")}, bare="settings")
BUTTONS = {"settings.open": Act(settings)}
FORMS = {"settings.open": Act(saved)}
OPTIONS = {"zone": _zones, "holidays": _holidays}
