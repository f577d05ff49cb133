"""The open work of a channel, from Home: opened, filtered, walked through."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.rules import blockers as blocker_rules
from bot.rules import channel_work as rules
from bot.rules import tasks as task_rules
from bot.rules.errors import AlreadySo, UserError
from bot.rules.lifecycle import Lifecycle
from bot.rules.people import Actor, Place
from bot.views import channel_work as views
from bot.views.blocks import Md, code, md
from bot.views.lists import PAGE
from handlers import blockers as blocker_acts
from handlers import lists
from handlers import tasks as task_acts
from handlers.asking import Act, Answer, Ask, reads
from storage import blockers, homes, members, permission, tasks

_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,31}", re.ASCII)


def show(session: Session, ask: Ask, notice: Md | None = None) -> Answer:
    """The page that was asked for, of what the asker may see, under the news of what has just happened in it."""
    channel_id, which = str(ask.value.get("channel", "")), str(ask.value.get("which", "all"))
    if not _CHANNEL.fullmatch(channel_id):
        raise UserError("I don't know any more which channel this was about. Please open Home again.")
    who = str(ask.value.get("who", "")) if which == "person" else ""
    actor = _there(session, ask.actor, channel_id)
    wanted = rules.wanted(channel_id, which, who, me=actor.user_id)
    page = tasks.page(session, actor, wanted, lists.by_due(ask), PAGE, ask.now)
    with_blockers = which in rules.WITH_BLOCKERS and not page.earlier
    stuck = blockers.open_in(session, actor, channel_id, PAGE) if with_blockers else []
    found = views.Work(
        page,
        stuck,
        blockers.days_of_all(session, stuck, ask.now),
        permission.changeable(session, actor, [*page.rows, *stuck]),
    )
    return Answer(form=views.work(found, actor, ask.now, channel_id=channel_id, which=which, who=who, notice=notice))


def pressed(act: Act, lifecycle: Lifecycle[Any], verb: str, session: Session, ask: Ask) -> Answer:
    """The button of a row: what it does is done, and the page is shown again."""
    try:
        act.run(session, replace(ask, actor=_there(session, ask.actor, str(ask.value.get("channel", "")))))
    except AlreadySo as error:
        return show(session, ask, md(error.text))
    # The Home behind the modal shows it too.
    homes.changed(session, ask.actor.workspace_id, [ask.actor.user_id], ask.now)
    key = lifecycle.key(ask.number(lifecycle.noun) or 0)
    return show(session, ask, md(f"{lifecycle.moves[verb].said}: {key}. ", code("/beat undo"), " takes it back."))


def _there(session: Session, actor: Actor, channel_id: str) -> Actor:
    """The asker, in that channel if they are known to be in it; whoever isn't sees of it what they see anywhere."""
    inside = members.is_in(session, actor.workspace_id, channel_id, actor.user_id)
    return replace(actor, place=Place(channel_id, "private")) if inside else replace(actor, place=Place("", "dm"))


_SHOW = reads(show)
BUTTONS = {
    **dict.fromkeys(("work.open", "work.which", "work.person", "work.next", "work.back"), _SHOW),
    "work.done": Act(partial(pressed, task_acts.clicked("done"), task_rules.LIFECYCLE, "done")),
    "work.acknowledge": Act(
        partial(pressed, blocker_acts.mover("acknowledge"), blocker_rules.LIFECYCLE, "acknowledge")
    ),
    "work.resolve": Act(partial(pressed, blocker_acts.mover("resolve"), blocker_rules.LIFECYCLE, "resolve")),
}
