"""Who wants not to be asked by a standup, or to be asked again: each of a person by themselves."""

from collections.abc import Sequence

from sqlmodel import Session

from bot.rules.errors import Choice, UserError
from bot.views import attendance as views
from handlers import standups
from handlers.asking import Act, Answer, Ask
from storage import homes, opening
from storage import standups as records
from storage.standups import Standup

_OFFERED = 5


def leave(session: Session, ask: Ask) -> Answer:
    """`/standup leave 1`; without a key the only one that asks whoever says so."""
    me = ask.actor.user_id
    standup = _meant(session, ask, "leave", opening.asking(session, ask.actor.workspace_id, me))
    if me in standup.left_ids or me not in opening.crowd(session, standup).zones:
        return Answer(views.not_asked(standup, left=me in standup.left_ids), private=True)
    records.leave(session, ask.stamp, standup)
    _follow(session, ask, standup)
    return Answer(views.left(standup, ask.stamp.batch), private=True)


def join(session: Session, ask: Ask) -> Answer:
    """`/standup join 1`, after having left it."""
    me = ask.actor.user_id
    running = records.running(session, ask.actor.workspace_id)
    standup = _meant(session, ask, "join", [each for each in running if me in each.left_ids])
    if me not in standup.left_ids:
        asked = me in opening.crowd(session, standup).zones
        return Answer(views.not_left(standup, asked=asked), private=True)
    records.join(session, ask.stamp, standup)
    _follow(session, ask, standup)
    who = opening.crowd(session, standup)
    next_at = opening.next_prompt(session, standup, who, me) if me in who.zones else None
    return Answer(views.joined(standup, next_at, ask.actor.zone, ask.now, ask.stamp.batch), private=True)


def _follow(session: Session, ask: Ask, standup: Standup) -> None:
    opening.reconsider(session, standup, ask.now)
    homes.changed(session, standup.workspace_id, [ask.actor.user_id], ask.now)


def _meant(session: Session, ask: Ask, verb: str, own: Sequence[Standup]) -> Standup:
    """The one that is named, else the only one of their `own`, which they may name anywhere.

    Raises:
        UserError: none is named, and there is not one alone to be meant.
        NotFound: it is not theirs to see.
    """
    key = str(ask.number("standup") or ask.text.strip(" .!").upper().removeprefix("S-"))
    if not key and len(own) == 1:
        return own[0]
    if not key and own:
        offered = tuple(Choice(f"{each.key} {each.name}", f"standup {verb} {each.number}") for each in own[:_OFFERED])
        raise UserError(f"Which one do you want to {verb}?", choices=offered)
    if not key:
        raise UserError(_NONE[verb], choices=(Choice("/standup list", "standup list"),))
    mine = next((each for each in own if str(each.number) == key), None)
    return mine or standups.named(session, ask, verb)


_NONE = {
    "leave": "No standup asks you. `/standup list` shows those there are.",
    "join": "You have left no standup. `/standup list` shows those there are.",
}
VERBS = {"leave": Act(leave, takes="key"), "join": Act(join, takes="key")}
BUTTONS = {"standups.leave": Act(leave), "standups.join": Act(join)}
