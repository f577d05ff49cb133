"""What people want of us for themselves: quiet hours, nudges, and rules that are muted."""

from datetime import time

from sqlmodel import Session

from bot.rules import preferences as rules
from bot.rules.preferences import Nudging
from bot.views import mutes as mute_views
from bot.views import preferences as views
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import preferences as records
from storage.preferences import Preference


def quiet(session: Session, ask: Ask) -> Answer:
    """`/beat quiet`: as they are."""
    return Answer(views.quiet(_hours(_mine(session, ask)), None, ask.actor.zone, said=False), private=True)


def set_quiet(session: Session, ask: Ask) -> Answer:
    """`/beat quiet 19:00-08:00`, `/beat quiet off`."""
    wishes, hours = _mine(session, ask), rules.parse_quiet(ask.text)
    before = _hours(wishes)
    wishes.quiet_from, wishes.quiet_until = hours or (None, None)
    records.keep(session, wishes, ask.now)
    return Answer(views.quiet(hours, before, ask.actor.zone, said=True), private=True)


def nudges(session: Session, ask: Ask) -> Answer:
    """`/beat nudges`: as they are."""
    return Answer(views.nudges(_nudging(_mine(session, ask)), None), private=True)


def set_nudges(session: Session, ask: Ask) -> Answer:
    """`/beat nudges 2 every 30 min`, `/beat nudges off`."""
    wishes = _mine(session, ask)
    before = _nudging(wishes)
    wanted = rules.parse_nudges(ask.text, before)
    wishes.nudges, wishes.nudge_gap_minutes = wanted.count, wanted.gap_minutes
    records.keep(session, wishes, ask.now)
    return Answer(views.nudges(wanted, before), private=True)


def cap(session: Session, ask: Ask) -> Answer:
    """`/beat cap`: as it is."""
    return Answer(views.cap(_mine(session, ask).cap), private=True)


def set_cap(session: Session, ask: Ask) -> Answer:
    """`/beat cap 5`, `/beat cap off`."""
    wishes, wanted = _mine(session, ask), rules.parse_cap(ask.text)
    undo = views.cap_command(wishes.cap)
    wishes.cap = wanted
    records.keep(session, wishes, ask.now)
    return Answer(views.cap(wanted, undo), private=True)


def mutes(session: Session, ask: Ask) -> Answer:
    """`/beat mutes`: what is muted, with Unmute."""
    return Answer(mute_views.listing(_mine(session, ask).muted), private=True)


def why(session: Session, ask: Ask) -> Answer:
    """The button under a message that came by itself."""
    return Answer(mute_views.told(ask.text), private=True)


def mute(session: Session, ask: Ask) -> Answer:
    """Mute this: messages of one rule, and no others."""
    mute_views.named(ask.text)
    wishes = _mine(session, ask)
    wishes.muted = tuple(dict.fromkeys((*wishes.muted, ask.text)))
    records.keep(session, wishes, ask.now)
    return Answer(mute_views.muted(ask.text), private=True)


def unmute(session: Session, ask: Ask) -> Answer:
    """Unmute: that rule is on again."""
    mute_views.named(ask.text)
    wishes = _mine(session, ask)
    wishes.muted = tuple(rule for rule in wishes.muted if rule != ask.text)
    records.keep(session, wishes, ask.now)
    return Answer(mute_views.unmuted(ask.text), private=True)


def settings(session: Session, ask: Ask) -> Answer:
    """`/beat settings`, and Tune me: everything in one form."""
    wishes = _mine(session, ask)
    return Answer(form=views.settings(wishes, mute_views.in_form(wishes.muted), ask.draft(session)))


def saved(session: Session, ask: Ask) -> Answer:
    """The form was sent."""
    wishes, given = _mine(session, ask), ask.values
    hours = rules.read_quiet(given.get("quiet_from"), given.get("quiet_until"))
    wanted = rules.parse_nudges(f"{given.get('nudges')} every {given.get('gap')} min", _nudging(wishes))
    wishes.quiet_from, wishes.quiet_until = hours or (None, None)
    wishes.nudges, wishes.nudge_gap_minutes = wanted.count, wanted.gap_minutes
    wishes.cap = rules.parse_cap(str(given.get("cap")))
    offered = mute_views.in_form(wishes.muted)
    wishes.muted = tuple(rule for rule in given.get("muted") or () if rule in offered)
    records.keep(session, wishes, ask.now)
    return Answer(views.saved(wishes, ask.actor.zone), private=True)


def _mine(session: Session, ask: Ask) -> Preference:
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id)


def _hours(wishes: Preference) -> tuple[time, time] | None:
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return None
    return wishes.quiet_from, wishes.quiet_until


def _nudging(wishes: Preference) -> Nudging:
    return Nudging(wishes.nudges, wishes.nudge_gap_minutes)


QUIET = Noun(verbs={"show": reads(quiet, "nothing"), "quiet": Act(set_quiet)}, bare="show", otherwise="quiet")
NUDGES = Noun(verbs={"show": reads(nudges, "nothing"), "nudges": Act(set_nudges)}, bare="show", otherwise="nudges")
CAP = Noun(verbs={"show": reads(cap, "nothing"), "cap": Act(set_cap)}, bare="show", otherwise="cap")
MUTES = Noun(
    verbs={"show": reads(mutes, "nothing"), "why": reads(why), "add": Act(mute), "remove": Act(unmute)}, bare="show"
)
SETTINGS = Noun(verbs={"settings": Act(settings, takes="nothing")}, bare="settings")
BUTTONS = {"preferences.settings": Act(settings)}
FORMS = {"preferences.settings": Act(saved)}
