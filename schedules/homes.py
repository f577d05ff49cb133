"""Homes that are brought up to date: rendered at the moment of publishing, as everything is."""

from datetime import datetime, timedelta

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlmodel import Session

from bot.context import Bot
from bot.rules.delivery import Outcome, Postponed, Sent, Skip
from bot.rules.people import Actor, Place, may_enter
from bot.views import home as views
from bot.views.blocks import Block, Md
from bot.views.blocks import Message as Said
from schedules import posting
from storage import desks, outbox
from storage.outbox import Message

# So long the news of what its reader did on it stays on top, with its buttons.
_NEWS_STAYS = timedelta(minutes=10)
_LOST = (SlackClientError, ClientError, TimeoutError, OSError)


async def publish(bot: Bot, row: Message) -> Outcome:
    """Publish somebody's Home as it is now, unless it stands there like that already.

    Slack's `hash` is not sent: it guards a view that is changed on the grounds of what was seen of it, and this one is
    rendered whole. Whoever changes something meanwhile takes our claim away, and so has it published once more.
    """
    known = await bot.directory.person(row.workspace_id, row.recipient)
    actor = Actor(row.workspace_id, row.recipient, known.kind, known.zone, Place("", "dm"), known.admin)
    if not may_enter(actor):
        return Skip("they have no Home here")
    view = await bot.db.read(_view, row, actor, bot.now())
    mark = views.mark(view)
    if row.detail.get("shows") == mark:
        return Skip("it is up to date")
    try:
        await bot.slack(row.workspace_id).views_publish(user_id=row.recipient, view=view)
    except SlackApiError as error:
        return posting.not_applied(posting.classify(error))
    except _LOST as error:
        return Postponed(type(error).__name__)
    await bot.db.write(outbox.note, row, {"shows": mark})
    return Sent(row.recipient, None)


def _view(session: Session, row: Message, actor: Actor, now: datetime) -> Block:
    return views.home(desks.of(session, actor, now), actor, now, _news(row, now))


def _news(row: Message, now: datetime) -> Said | None:
    """What they have just done there, and may want to take back."""
    news = row.detail.get("news")
    if not news or now - datetime.fromisoformat(news["at"]) > _NEWS_STAYS:
        return None
    return Said(Md(news["text"]), tuple(news["blocks"]))
