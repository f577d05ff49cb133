"""How an answer reaches the person who asked: by the response URL, else an ephemeral message, else a DM."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.context import Bot
from bot.directory import PATIENCE_SECONDS, reason
from bot.views import errors as sorry
from bot.views.blocks import Block, Message
from handlers.asking import Surface

log = structlog.get_logger()

_FAILED = (SlackClientError, ClientError, TimeoutError, OSError)
# Seconds until Home is tried again: it is being looked at.
_PAUSES = (0.3, 1.0)
_QUIET = {"unfurl_links": False, "unfurl_media": False}


@dataclass(frozen=True)
class Listener:
    """Where the asker can be reached: any of these may be missing."""

    workspace_id: str
    user_id: str
    channel_id: str = ""
    thread_ts: str | None = None
    response_url: str | None = None


async def reply(bot: Bot, to: Listener, message: Message, *, on: Surface) -> None:
    """Answer the asker: in the place of the message they clicked, else in a whisper, else in their DM."""
    if to.response_url and await _respond(bot, to, message, on):
        return
    if to.channel_id and await _whisper(bot, to, message):
        return
    await direct(bot, to, message)


async def reply_in_thread(bot: Bot, to: Listener, message: Message) -> None:
    """Answer where everybody in the thread can see it."""
    await _try(
        bot.slack(to.workspace_id).chat_postMessage,
        channel=to.channel_id,
        thread_ts=to.thread_ts,
        **message.payload(),
        **_QUIET,
    )


async def direct(bot: Bot, to: Listener, message: Message) -> None:
    """Say something in the asker's DM."""
    slack = bot.slack(to.workspace_id)
    opened = await _try(slack.conversations_open, users=to.user_id)
    channel = (opened.get("channel") or {}).get("id") if opened else None
    if channel:
        await _try(slack.chat_postMessage, channel=channel, **message.payload(), **_QUIET)


async def open_form(bot: Bot, to: Listener, trigger_id: str, view: Block) -> None:
    """Open a modal while the trigger is young; when Slack does not open it, say so."""
    opened = await _try(bot.slack(to.workspace_id).views_open, trigger_id=trigger_id, view=view)
    if opened is None:
        log.warning("form.not_opened", form=view.get("callback_id"))
        # On a card: what was clicked stays as it is, so that it can be clicked again.
        await reply(bot, to, sorry.not_opened(), on="card")


async def show_anew(bot: Bot, to: Listener, view_id: str, view: Block) -> None:
    """Put another page into an open modal. Whoever has closed it meanwhile wants to see it no more."""
    await _try(bot.slack(to.workspace_id).views_update, view_id=view_id, view=view)


async def permalink(bot: Bot, workspace_id: str, channel_id: str, ts: str) -> str | None:
    """The address of a message, if Slack tells it soon."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            found = await _try(bot.slack(workspace_id).chat_getPermalink, channel=channel_id, message_ts=ts)
    except TimeoutError:
        return None
    return str(found["permalink"]) if found and found.get("permalink") else None


async def show_home(bot: Bot, workspace_id: str, user_id: str, view: Block) -> bool:
    """Publish somebody's Home; says whether Slack took it.

    What a passing fault of Slack's has kept from it is tried again: twice the same does no harm.
    """
    for pause in (0.0, *_PAUSES):
        await asyncio.sleep(pause)
        try:
            await bot.slack(workspace_id).views_publish(user_id=user_id, view=view)
        except _FAILED as error:
            log.warning("slack.refused", method="views_publish", error=reason(error))
            if not _passes(error):
                break
        else:
            return True
    return False


def _passes(error: Exception) -> bool:
    """Whether it was Slack that was at fault, or the way to it, and not what we asked."""
    return not isinstance(error, SlackApiError) or getattr(error.response, "status_code", 0) >= 500


async def _respond(bot: Bot, to: Listener, message: Message, on: Surface) -> bool:
    said = message.payload() if on == "message" else message.whisper()
    replaces = on in ("ephemeral", "message")
    body: dict[str, Any] = {**said, "response_type": "ephemeral", "replace_original": replaces}
    if to.thread_ts and not replaces:
        body["thread_ts"] = to.thread_ts
    webhook = AsyncWebhookClient(to.response_url or "", session=bot.http, timeout=10, retry_handlers=[])
    try:
        response = await webhook.send_dict(body)
    except _FAILED as error:
        log.warning("answer.not_delivered", by="response_url", error=type(error).__name__)
        return False
    if response.status_code != 200:
        log.warning("answer.not_delivered", by="response_url", status=response.status_code)
    return response.status_code == 200


async def _whisper(bot: Bot, to: Listener, message: Message) -> bool:
    said = await _try(
        bot.slack(to.workspace_id).chat_postEphemeral,
        channel=to.channel_id,
        user=to.user_id,
        thread_ts=to.thread_ts,
        **message.whisper(),
    )
    return said is not None


async def _try(method: Any, **arguments: Any) -> Mapping[str, Any] | None:
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        result: Mapping[str, Any] = (await method(**given)).data
    except _FAILED as error:
        log.warning("slack.refused", method=method.__name__, error=reason(error))
        return None
    return result
