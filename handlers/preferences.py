"""What people want of us for themselves: quiet hours, nudges, and rules that are muted."""

from datetime import time
from typing import Any

from sqlmodel import Session

from bot.rules import preferences as rules
from bot.rules.errors import UserError
from bot.rules.preferences import Nudging
from bot.views import mutes as mute_views
from bot.views import preferences as views
from bot.views.blocks import Md
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import preferences as records
from storage.history import Change
from storage.preferences import Preference


def quiet(session: Session, ask: Ask) -> Answer:
    """`/beat quiet`: as they are."""
    return Answer(views.quiet(_hours(_mine(session, ask)), ask.actor.zone), private=True)


def set_quiet(session: Session, ask: Ask) -> Answer:
    """`/beat quiet 19:00-08:00`, `/beat quiet off`."""
    wishes, hours = _mine(session, ask), rules.parse_quiet(ask.text)
    start, end = hours or (None, None)
    _change(session, ask, wishes, "quiet", quiet_from=start, quiet_until=end)
    return Answer(views.quiet(hours, ask.actor.zone, ask.stamp.batch), private=True)


def nudges(session: Session, ask: Ask) -> Answer:
    """`/beat nudges`: as they are."""
    return Answer(views.nudges(_nudging(_mine(session, ask))), private=True)


def set_nudges(session: Session, ask: Ask) -> Answer:
    """`/beat nudges 2 every 30 min`, `/beat nudges off`."""
    wishes = _mine(session, ask)
    wanted = rules.parse_nudges(ask.text, _nudging(wishes))
    _change(session, ask, wishes, "nudges", nudges=wanted.count, nudge_gap_minutes=wanted.gap_minutes)
    return Answer(views.nudges(wanted, ask.stamp.batch), private=True)


def cap(session: Session, ask: Ask) -> Answer:
    """`/beat cap`: as it is."""
    return Answer(views.cap(_mine(session, ask).cap), private=True)


def set_cap(session: Session, ask: Ask) -> Answer:
    """`/beat cap 5`, `/beat cap off`."""
    wanted = rules.parse_cap(ask.text)
    _change(session, ask, _mine(session, ask), "cap", cap=wanted)
    return Answer(views.cap(wanted, ask.stamp.batch), private=True)


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
    _change(session, ask, wishes, "mute", muted=tuple(dict.fromkeys((*wishes.muted, ask.text))))
    return Answer(mute_views.muted(ask.text), private=True)


def unmute(session: Session, ask: Ask) -> Answer:
    """Unmute: that rule is on again."""
    mute_views.named(ask.text)
    wishes = _mine(session, ask)
    _change(session, ask, wishes, "unmute", muted=tuple(rule for rule in wishes.muted if rule != ask.text))
    return Answer(mute_views.unmuted(ask.text, ask.stamp.batch), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: these settings are as they were before.

    Raises:
        UserError: they were changed since.
    """
    wishes = _mine(session, ask)
    if records.said(wishes, change.after) != change.after:
        raise UserError("You have changed that again since, so I can't undo this any more. Nothing changed.")
    records.restore(session, ask.stamp, wishes, change)
    rules_touched = set(change.after.get("muted", ())) ^ set(change.before.get("muted", ()))
    muted = [mute_views.what(rule) for rule in rules_touched] if len(rules_touched) == 1 else []
    return views.restored(change.verb, _nudging(wishes), wishes.cap, muted)


def _change(session: Session, ask: Ask, wishes: Preference, verb: str, **values: Any) -> None:
    records.change(session, ask.stamp, wishes, verb, values)


def _mine(session: Session, ask: Ask) -> Preference:
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id)


def _hours(wishes: Preference) -> tuple[time, time] | None:
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return None
    return wishes.quiet_from, wishes.quiet_until


def _nudging(wishes: Preference) -> Nudging:
    return Nudging(wishes.nudges, wishes.nudge_gap_minutes)


NAME = records.NOUN
QUIET = Noun(verbs={"show": reads(quiet, "nothing"), "quiet": Act(set_quiet)}, bare="show", otherwise="quiet")
NUDGES = Noun(verbs={"show": reads(nudges, "nothing"), "nudges": Act(set_nudges)}, bare="show", otherwise="nudges")
CAP = Noun(verbs={"show": reads(cap, "nothing"), "cap": Act(set_cap)}, bare="show", otherwise="cap")
MUTES = Noun(
    verbs={"show": reads(mutes, "nothing"), "why": reads(why), "add": Act(mute), "remove": Act(unmute)}, bare="show"
)
