"""What people want of us for themselves: quiet hours, nudges, and rules that are muted."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import preferences as rules
from bot.rules.days_off import Days
from bot.rules.errors import UserError
from bot.rules.preferences import Nudging
from bot.views import less as less_views
from bot.views import mutes as mute_views
from bot.views import preferences as views
from bot.views.blocks import Md
from handlers import days_off
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import held, opening
from storage import preferences as records
from storage.history import Change
from storage.preferences import Preference


def quiet(session: Session, ask: Ask) -> Answer:
    """`/beat quiet`: as they are."""
    return Answer(views.quiet(_mine(session, ask).quiet_wanted, *_when(session, ask)), private=True)


def set_quiet(session: Session, ask: Ask) -> Answer:
    """`/beat quiet 19:00-08:00`, `/beat quiet nights`, `/beat quiet off`."""
    wanted = rules.parse_quiet(ask.text)
    start, end = wanted.hours or (None, None)
    _change(session, ask, _mine(session, ask), "quiet", quiet_from=start, quiet_until=end, any_hour=wanted.any_hour)
    return Answer(views.quiet(wanted, *_when(session, ask), ask.stamp.batch), private=True)


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
    return Answer(mute_views.told(mute_views.called(ask.text, "why")), private=True)


def mute(session: Session, ask: Ask) -> Answer:
    """Mute this, `/beat mute nudges`: messages of one rule, and no others."""
    rule = mute_views.called(ask.text, "add")
    wishes = _mine(session, ask)
    _change(session, ask, wishes, "mute", muted=tuple(dict.fromkeys((*wishes.muted, rule))))
    return Answer(mute_views.muted(rule), private=True)


def unmute(session: Session, ask: Ask) -> Answer:
    """Unmute: that rule is on again."""
    rule = mute_views.called(ask.text, "remove")
    wishes = _mine(session, ask)
    _change(session, ask, wishes, "unmute", muted=tuple(each for each in wishes.muted if each != rule))
    return Answer(mute_views.unmuted(rule, ask.stamp.batch), private=True)


def mute_all(session: Session, ask: Ask) -> Answer:
    """`/beat mutes all`: every rule whose messages can wait."""
    wishes = _mine(session, ask)
    if set(mute_views.CAN_WAIT) <= set(wishes.muted):
        return Answer(mute_views.already(all_=True), private=True)
    _change(session, ask, wishes, "mute", muted=tuple(dict.fromkeys((*wishes.muted, *mute_views.CAN_WAIT))))
    return Answer(mute_views.muted_all(ask.stamp.batch), private=True)


def mute_none(session: Session, ask: Ask) -> Answer:
    """`/beat mutes none`: every rule is on again."""
    wishes = _mine(session, ask)
    if not wishes.muted:
        return Answer(mute_views.already(all_=False), private=True)
    _change(session, ask, wishes, "unmute", muted=())
    return Answer(mute_views.unmuted_all(ask.stamp.batch), private=True)


def less(session: Session, ask: Ask) -> Answer:
    """`/beat less`, and whatever else people say who have had enough of us."""
    asking = opening.asking(session, ask.actor.workspace_id, ask.actor.user_id)
    return Answer(less_views.ways(asking), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """Undo: these settings are as they were before.

    Raises:
        UserError: they were changed since.
    """
    wishes = _mine(session, ask)
    if records.said(wishes, change.after) != change.after:
        raise UserError("You have changed that again since, so I can't undo this any more. Nothing changed.")
    records.restore(session, ask.stamp, wishes, change)
    held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)
    if change.verb == "quiet":
        return views.quiet_again(wishes.quiet_wanted, *_when(session, ask))
    rules_touched = set(change.after.get("muted", ())) ^ set(change.before.get("muted", ()))
    muted = [mute_views.what(rule) for rule in rules_touched] if len(rules_touched) == 1 else []
    return views.restored(change.verb, _nudging(wishes), wishes.cap, muted)


def _change(session: Session, ask: Ask, wishes: Preference, verb: str, **values: Any) -> None:
    records.change(session, ask.stamp, wishes, verb, values)
    held.release(session, ask.actor.workspace_id, ask.actor.user_id, ask.now)


def _mine(session: Session, ask: Ask) -> Preference:
    return records.of(session, ask.actor.workspace_id, ask.actor.user_id)


def _when(session: Session, ask: Ask) -> tuple[Days, ZoneInfo]:
    return days_off.mine(session, ask), ask.actor.zone


def _nudging(wishes: Preference) -> Nudging:
    return Nudging(wishes.nudges, wishes.nudge_gap_minutes)


NAME = records.NOUN
QUIET = Noun(verbs={"show": reads(quiet, "nothing"), "quiet": Act(set_quiet)}, bare="show", otherwise="quiet")
NUDGES = Noun(verbs={"show": reads(nudges, "nothing"), "nudges": Act(set_nudges)}, bare="show", otherwise="nudges")
CAP = Noun(verbs={"show": reads(cap, "nothing"), "cap": Act(set_cap)}, bare="show", otherwise="cap")
MUTES = Noun(
    verbs={
        "show": reads(mutes, "nothing"),
        "why": reads(why),
        "add": Act(mute),
        "mute": Act(mute),
        "remove": Act(unmute),
        "unmute": Act(unmute),
        "all": Act(mute_all, takes="nothing"),
        "none": Act(mute_none, takes="nothing"),
    },
    bare="show",
)
LESS = Noun(verbs={"less": reads(less, "nothing")}, bare="less")
