"""Files for one person: uploaded, and shared in their DM."""

from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.context import Bot
from bot.rules.delivery import Outcome, Postponed, Sent
from bot.views.blocks import Document
from bot.views.blocks import Message as Said
from schedules import posting
from storage.outbox import Message

_LOST = (ClientError, TimeoutError, OSError, KeyError)


async def share(bot: Bot, row: Message, said: Said) -> Outcome:
    """Send the files with the words of the message. A second copy, after a lost answer, tells them nothing new."""
    slack = bot.slack(row.workspace_id)
    try:
        channel = await posting.channel_of(bot, row)
        files = [await _upload(bot, row.workspace_id, document) for document in said.documents]
        await slack.files_completeUploadExternal(files=files, channel_id=channel, initial_comment=said.text)
    except SlackApiError as error:
        return posting.not_applied(posting.classify(error))
    except _LOST as error:
        return Postponed(type(error).__name__)
    return Sent(channel, None)


async def _upload(bot: Bot, workspace_id: str, document: Document) -> dict[str, Any]:
    body = document.text.encode("utf-8", "replace")
    ticket = await bot.slack(workspace_id).files_getUploadURLExternal(filename=document.name, length=len(body))
    async with bot.http.post(str(ticket["upload_url"]), data=body) as response:
        response.raise_for_status()
    return {"id": str(ticket["file_id"]), "title": document.title}
