"""The open work of a channel, from Home: opened, filtered, walked through."""

import re
from dataclasses import replace

from sqlmodel import Session

from bot.rules import channel_work as rules
from bot.rules.errors import UserError
from bot.rules.people import Actor, Place
from bot.views import channel_work as views
from bot.views.lists import PAGE
from handlers import lists
from handlers.asking import Answer, Ask, reads
from storage import members, tasks

_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,31}", re.ASCII)


def show(session: Session, ask: Ask) -> Answer:
    """The page that was asked for, of what the asker may see."""
    channel_id, which = str(ask.value.get("channel", "")), str(ask.value.get("which", "all"))
    if not _CHANNEL.fullmatch(channel_id):
        raise UserError("I don't know any more which channel this was about. Please open Home again.")
    who = str(ask.value.get("who", "")) if which == "person" else ""
    actor = _there(session, ask.actor, channel_id)
    wanted = rules.wanted(channel_id, which, who, me=actor.user_id)
    page = tasks.page(session, actor, wanted, lists.by_due(ask), PAGE, ask.now)
    return Answer(form=views.work(page, actor, ask.now, channel_id=channel_id, which=which, who=who))


def _there(session: Session, actor: Actor, channel_id: str) -> Actor:
    """The asker, in that channel if they are known to be in it; whoever isn't sees of it what they see anywhere."""
    inside = members.is_in(session, actor.workspace_id, channel_id, actor.user_id)
    return replace(actor, place=Place(channel_id, "private")) if inside else replace(actor, place=Place("", "dm"))


_SHOW = reads(show)
BUTTONS = dict.fromkeys(("work.open", "work.which", "work.person", "work.next", "work.back"), _SHOW)
