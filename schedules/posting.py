"""One attempt to say something in Slack, and what its outcome was."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from typing import Any

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Bot
from bot.rules.delivery import (
    HELD_FOR,
    NO_ROOT,
    UNPLACED,
    Held,
    Outcome,
    Postponed,
    Refused,
    Sent,
    Skip,
    Undecidable,
    Unknown,
)
from bot.rules.people import is_person
from bot.views.blocks import Message as Said
from bot.views.mutes import because
from storage import outbox, people, withdrawals
from storage.outbox import Message

EVENT_TYPE = "drumbeat_message"
# Our clock may be ahead of Slack's.
_SKEW = timedelta(minutes=5)
_PAGE = 15
_PAGES = 20
_RETRY_AFTER = 30
_SHORTEST_WAIT = 1
_LONGEST_WAIT = 24 * 3600
_UNKNOWN = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
_NO_SUCH_CHANNEL = Refused("channel_not_found")
_GONE = Refused("message_not_found")
_TOKEN = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
_LOST = (SlackClientError, ClientError, TimeoutError, OSError)
# An answer that can't be read says nothing of what was done.
_STRANGE = (LookupError, ValueError, TypeError, AttributeError)


class _TooMuch(Exception):
    """There is more to read than we are ready to."""


async def post(bot: Bot, row: Message, said: Said, may_begin: Callable[[], bool]) -> Outcome | None:
    """Post a message, marked so that it can be found again; a DM is opened and remembered before.

    `may_begin` is asked right before the request that can't be taken back; None when it said no.
    """
    thread = await thread_of(bot, row)
    if isinstance(thread, Postponed | Held | Skip):
        return thread
    outcome = await _open_and_say(bot, row, thread, said, may_begin)
    if outcome == _NO_SUCH_CHANNEL and await bot.db.write(people.forget_dm, row.workspace_id, row.recipient):
        # The address was an old one. Slack has refused, so nothing was said, and nothing is said twice.
        return await _open_and_say(bot, row, thread, said, may_begin)
    return outcome


async def _open_and_say(
    bot: Bot, row: Message, thread: str | None, said: Said, may_begin: Callable[[], bool]
) -> Outcome | None:
    try:
        channel = await channel_of(bot, row)
    except SlackApiError as error:
        # Nothing was said yet, so nothing is in doubt.
        return not_applied(classify(error))
    except _LOST as error:
        return Postponed(type(error).__name__)
    return await _say(bot, row, channel, thread, said.payload()) if may_begin() else None


async def _say(bot: Bot, row: Message, channel: str, thread: str | None, payload: Mapping[str, Any]) -> Outcome:
    why = because(row.purpose, to_a_person=is_person(row.recipient))
    try:
        posted = await bot.slack(row.workspace_id).chat_postMessage(
            channel=channel,
            thread_ts=thread,
            **payload,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"occ": row.mark, "why": why}},
            unfurl_links=False,
            unfurl_media=False,
        )
        bot.hears_the_time(posted.headers.get("Date"))
        return Sent(str(posted.get("channel") or channel), str(posted["ts"]))
    except SlackApiError as error:
        return classify(error)
    except ClientConnectorError:
        return Postponed("Slack can't be reached")
    except (*_LOST, *_STRANGE) as error:
        return Unknown(type(error).__name__)


async def update(bot: Bot, row: Message, said: Said) -> Outcome:
    """Bring a card that stands in Slack up to date; doing it twice does no harm."""
    card = await bot.db.read(outbox.find, row.workspace_id, str(row.detail["card"]))
    if card is None or card.state not in ("sending", "sent", "due"):
        return Skip("the card was never posted")
    if card.is_lost:
        return Skip(UNPLACED)
    if card.channel_id is None or card.ts is None:
        return Postponed("the card is still on its way", timedelta(seconds=1))
    try:
        await bot.slack(row.workspace_id).chat_update(channel=card.channel_id, ts=card.ts, **said.payload())
    except SlackApiError as error:
        return not_applied(classify(error))
    except _LOST as error:
        return Postponed(type(error).__name__)
    return Sent(card.channel_id, card.ts)


async def withdraw(bot: Bot, row: Message) -> Outcome:
    """Delete a message of ours that was taken back; one that is gone already is no trouble."""
    card = await bot.db.read(outbox.find, row.workspace_id, str(row.detail["card"]))
    if card is None or card.state in ("skipped", "failed"):
        return Skip("it was never posted")
    if card.state == "uncertain" or card.is_lost:
        return Refused(UNPLACED)
    if card.channel_id is None or card.ts is None:
        return Postponed("it is still on its way", timedelta(seconds=1))
    if await bot.db.read(withdrawals.is_followed, row):
        return Postponed("what follows it in its thread goes first", timedelta(seconds=1))
    return await _delete(bot, row.workspace_id, card.channel_id, card.ts)


async def _delete(bot: Bot, workspace_id: str, channel_id: str, ts: str) -> Sent | Refused | Postponed:
    try:
        await bot.slack(workspace_id).chat_delete(channel=channel_id, ts=ts)
    except SlackApiError as error:
        outcome = not_applied(classify(error))
        return Sent(channel_id, ts) if outcome == _GONE else outcome
    except _LOST as error:
        return Postponed(type(error).__name__)
    return Sent(channel_id, ts)


async def look_for(bot: Bot, row: Message, said: Said | None) -> Sent | Undecidable | Postponed | Held | None:
    """Whether an earlier attempt arrived. None when it did not, so that it can be sent again.

    What would not be said any more, so that `said` is None, is known by its mark alone. Where we may not look, its
    owner's word counts.
    """
    found = await _found(bot, row, said)
    was_seen = isinstance(found, Undecidable) and row.detail.get("was_seen")
    return Sent(row.recipient, None) if was_seen else found


async def _found(bot: Bot, row: Message, said: Said | None) -> Sent | Undecidable | Postponed | Held | None:
    thread = await thread_of(bot, row)
    if isinstance(thread, Postponed | Held | Skip):
        return Undecidable(thread.reason) if isinstance(thread, Skip) else thread
    try:
        channel = await channel_of(bot, row)
        async for message in _since(bot.slack(row.workspace_id), channel, row, thread):
            if _is(message, row, said):
                return Sent(channel, str(message["ts"]))
    except SlackApiError as error:
        return _not_seen(classify(error))
    except _TooMuch:
        return Undecidable("too much was said there since to look through")
    except (*_LOST, KeyError) as error:
        return Postponed(type(error).__name__)
    return None


def _not_seen(outcome: Refused | Postponed | Unknown) -> Undecidable | Postponed:
    if isinstance(outcome, Refused):
        return Undecidable(f"I may not look whether it arrived ({outcome.reason})")
    return Postponed(outcome.reason, outcome.wait if isinstance(outcome, Postponed) else None)


async def thread_of(bot: Bot, row: Message) -> str | Postponed | Held | Skip | None:
    """The thread to post in, if any: one that is known, or that of another message of ours, its `root`."""
    if "root" not in row.detail:
        return row.detail.get("thread")
    root = await bot.db.read(outbox.latest, row.workspace_id, str(row.detail["root"]))
    if root is not None and root.state == "sent":
        return root.ts
    if root is not None and root.state == "uncertain" and bot.now() - row.planned_at < HELD_FOR:
        return Held("whether the message it answers arrived is in doubt")
    if root is None or root.state in outbox.FINISHED:
        return Skip(NO_ROOT)
    return Postponed("its thread is still on its way", timedelta(seconds=1))


async def channel_of(bot: Bot, row: Message) -> str:
    """The channel to post in; a DM is opened and remembered before anything is said there."""
    if not is_person(row.recipient):
        return row.recipient
    known = await bot.db.read(people.find, row.workspace_id, row.recipient)
    if known is not None and known.dm_channel_id:
        return known.dm_channel_id
    opened = await bot.slack(row.workspace_id).conversations_open(users=row.recipient)
    channel = str(opened["channel"]["id"])
    await bot.db.write(people.keep_dm, row.workspace_id, row.recipient, channel)
    return channel


async def _since(
    slack: AsyncWebClient, channel: str, row: Message, thread: str | None
) -> AsyncIterator[dict[str, Any]]:
    """What was said there since the first attempt, in pages as small as Slack may insist on."""
    since = (row.tried_at or row.planned_at) - _SKEW
    asked: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since.timestamp():.6f}",
        "include_all_metadata": True,
        "limit": _PAGE,
    }
    cursor = ""
    for _ in range(_PAGES):
        asked |= {"cursor": cursor} if cursor else {}
        if thread:
            page: Any = await slack.conversations_replies(ts=thread, **asked)
        else:
            page = await slack.conversations_history(**asked)
        for message in page.get("messages") or []:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise _TooMuch


def _is(message: dict[str, Any], row: Message, said: Said | None) -> bool:
    """By its mark; where marks are not shown to us, by being ours and saying the same."""
    marked = message.get("metadata")
    if isinstance(marked, dict) and marked.get("event_payload"):
        payload: Any = marked["event_payload"]
        return isinstance(payload, dict) and payload.get("occ") == row.mark
    return said is not None and bool(message.get("bot_id")) and message.get("text") == said.text


def classify(error: SlackApiError) -> Refused | Postponed | Unknown:
    """What an error of Slack's says about whether a message was taken."""
    response: Any = error.response
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", getattr(response, "status", 0))
    word = str(data["error"]) if isinstance(data, dict) and data.get("error") else ""
    if status == 429 or word in ("ratelimited", "rate_limited"):
        return Postponed("rate limited", timedelta(seconds=_retry_after(response)))
    if status >= 500 or not word or word in _UNKNOWN:
        return Unknown(word or "an answer that is not Slack's")
    return Postponed(word) if word in _TOKEN else Refused(word)


def _retry_after(response: Any) -> int:
    headers = {str(name).lower(): str(value) for name, value in getattr(response, "headers", {}).items()}
    said = headers.get("retry-after", "").strip()
    if not re.fullmatch("[0-9]{1,9}", said):
        return _RETRY_AFTER
    return min(max(int(said), _SHORTEST_WAIT), _LONGEST_WAIT)


def not_applied(outcome: Refused | Postponed | Unknown) -> Refused | Postponed:
    """For calls that may be made again: a doubt is a reason to."""
    return Postponed(outcome.reason) if isinstance(outcome, Unknown) else outcome
