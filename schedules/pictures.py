"""Pictures of messages: drawn, uploaded once for each message, and never a reason for it not to come."""

import asyncio

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError

from bot.context import Bot
from bot.rules.delivery import Outcome, Postponed, Refused
from bot.views.blocks import Message as Said
from bot.views.blocks import Picture
from storage import outbox
from storage.outbox import Message

log = structlog.get_logger()

# After so many attempts the message goes without its picture, whatever was the matter with it.
TRIES = 3
_FAILED = (SlackClientError, ClientError, TimeoutError, OSError, KeyError)


async def attach(bot: Bot, row: Message, said: Said) -> Said:
    """The message with its picture; as it is when it has none, or Slack would not take it."""
    if said.picture is None or row.attempt > TRIES:
        return said
    kept = row.detail.get("picture")
    if kept:
        return said.illustrated(str(kept))
    try:
        png = await asyncio.to_thread(said.picture.draw)
        file_id = await _upload(bot, row.workspace_id, said.picture, png)
    except _FAILED as error:
        log.warning("picture.not_taken", purpose=row.purpose, error=type(error).__name__)
        return said
    await bot.db.write(outbox.note, row, {"picture": file_id})
    return said.illustrated(file_id)


def judge(row: Message, said: Said, outcome: Outcome | None) -> Outcome | None:
    """Slack takes some time to look at a picture, and refuses the blocks that show it until it has."""
    illustrated = said.picture is not None and row.attempt <= TRIES
    unready = illustrated and outcome == Refused("invalid_blocks")
    return Postponed("the picture is not ready yet") if unready else outcome


async def _upload(bot: Bot, workspace_id: str, picture: Picture, png: bytes) -> str:
    """Give the bytes to Slack without sharing them anywhere; a second copy would be seen by nobody."""
    slack = bot.slack(workspace_id)
    ticket = await slack.files_getUploadURLExternal(filename=picture.name, length=len(png), alt_txt=picture.alt[:1000])
    async with bot.http.post(str(ticket["upload_url"]), data=png) as response:
        response.raise_for_status()
    file_id = str(ticket["file_id"])
    await slack.files_completeUploadExternal(files=[{"id": file_id, "title": picture.name}])
    return file_id
