"""The one sender: takes planned messages from the outbox, renders them from what is true now, and posts them.

Outcomes are of three kinds. *Not applied* (refused, rate limited, never connected): planned again or failed with the
reason. *Applied*: sent, with its timestamp. *Unknown* (a timeout, a cut line, a 5xx): marked uncertain and not sent
again blindly, because a second copy is worse than a visible doubt.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlmodel import Session

from bot.context import Bot
from bot.views.blocks import Message as Said
from storage import outbox, people
from storage.database import Busy
from storage.outbox import TRIES, Message

log = structlog.get_logger()

TIMEOUT_SECONDS = 10
LONGEST_WAIT = timedelta(seconds=15)
SHORT_WAIT = timedelta(seconds=1)
_UNKNOWN = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})


@dataclass(frozen=True)
class Skip:
    """A message that is no longer worth sending, and why."""

    reason: str


@dataclass(frozen=True)
class Sent:
    """Where a message stands now."""

    channel_id: str
    ts: str


@dataclass(frozen=True)
class NotApplied:
    """Slack did not take it. With `again` it is tried once more then, else it has failed."""

    reason: str
    again: timedelta | None = None


@dataclass(frozen=True)
class Unknown:
    """Slack may or may not have taken it."""

    reason: str


Result = Sent | NotApplied | Unknown | Skip
Render = Callable[[Session, Message, ZoneInfo, datetime], Said | Skip]


class Sender:
    """Drains the outbox; one for each process.

    Args:
        renderers: for each purpose, how its message reads at the moment of sending.
    """

    def __init__(self, bot: Bot, renderers: Mapping[str, Render]) -> None:
        self._bot = bot
        self._renderers = renderers
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish the message in hand and take no other; what was claimed already is given back."""
        self._stopping.set()
        self._bot.outbox_waits.set()

    async def keep_sending(self) -> None:
        """Send whenever something was planned or has become due, until told to stop."""
        while not self._stopping.is_set():
            self._bot.outbox_waits.clear()
            wait = LONGEST_WAIT
            try:
                await self.drain()
                wait = min(await self._bot.db.read(_until_due, self._bot.now()), LONGEST_WAIT)
            except Busy:
                wait = SHORT_WAIT
                log.warning("outbox.waits", reason="database busy")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait.total_seconds()):
                    await self._bot.outbox_waits.wait()

    async def drain(self) -> int:
        """Send what is due; returns how many messages were taken in hand."""
        taken = 0
        while not self._stopping.is_set() and (rows := await self._bot.db.write(outbox.claim, self._bot.now())):
            taken += len(rows)
            for row in rows:
                await (self._give_back(row) if self._stopping.is_set() else self._deliver(row))
        return taken

    async def _give_back(self, row: Message) -> None:
        await self._bot.db.write(outbox.finish, row, "due", self._bot.now(), {"attempt": row.attempt - 1})

    async def _deliver(self, row: Message) -> None:
        try:
            said = await self._render(row)
            result = said if isinstance(said, Skip) else await self._send(row, said)
        except Exception:
            log.exception("outbox.poison", purpose=row.purpose)
            result = NotApplied("could not be rendered", timedelta(minutes=1))
        await self._record(row, result)

    async def _render(self, row: Message) -> Said | Skip:
        purpose = str(row.detail.get("of", row.purpose))
        reader = row.recipient if row.recipient.startswith(("U", "W")) else str(row.detail.get("by", ""))
        zone = (await self._bot.directory.person(row.workspace_id, reader)).zone if reader else ZoneInfo("UTC")
        return await self._bot.db.read(self._renderers[purpose], row, zone, self._bot.now())

    async def _send(self, row: Message, said: Said) -> Result:
        slack = self._bot.slack(row.workspace_id)
        try:
            if row.purpose == "update":
                return await self._update(row, said)
            channel = await self._channel(row)
            posted = await slack.chat_postMessage(
                channel=channel,
                thread_ts=row.detail.get("thread"),
                **said.payload(),
                unfurl_links=False,
                unfurl_media=False,
            )
            return Sent(str(posted.get("channel") or channel), str(posted["ts"]))
        except SlackApiError as error:
            return classify(error)
        except ClientConnectorError:
            return NotApplied("Slack can't be reached", timedelta(seconds=15))
        except (SlackClientError, ClientError, TimeoutError, OSError) as error:
            return Unknown(type(error).__name__)

    async def _update(self, row: Message, said: Said) -> Result:
        card = await self._bot.db.read(outbox.find, row.workspace_id, str(row.detail["card"]))
        if card is None or card.state not in ("sending", "sent"):
            return Skip("the card was never posted")
        if card.channel_id is None or card.ts is None:
            return NotApplied("the card is still on its way", timedelta(seconds=1))
        await self._bot.slack(row.workspace_id).chat_update(channel=card.channel_id, ts=card.ts, **said.payload())
        return Sent(card.channel_id, card.ts)

    async def _channel(self, row: Message) -> str:
        """The channel to post in; a DM is opened and remembered before anything is said there."""
        if not row.recipient.startswith(("U", "W")):
            return row.recipient
        known = await self._bot.db.read(people.find, row.workspace_id, row.recipient)
        if known is not None and known.dm_channel_id:
            return known.dm_channel_id
        opened = await self._bot.slack(row.workspace_id).conversations_open(users=row.recipient)
        channel = str(opened["channel"]["id"])
        await self._bot.db.write(people.keep_dm, row.workspace_id, row.recipient, channel)
        return channel

    async def _record(self, row: Message, result: Result) -> None:
        now, values = self._bot.now(), _columns(result)
        state = _state(row, result)
        if state == "due" and isinstance(result, NotApplied) and result.again:
            values["due_at"] = now + result.again
        if not await self._bot.db.write(_finish, row, state, now, values):
            log.warning("outbox.claim_lost", purpose=row.purpose)
        log.info("outbox.finished", purpose=row.purpose, state=state, reason=values.get("reason", ""))


def classify(error: SlackApiError) -> NotApplied | Unknown:
    """What a refusal by Slack says about whether the message was taken."""
    response: Any = error.response
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", getattr(response, "status", 0))
    reason = str(data["error"]) if isinstance(data, dict) and data.get("error") else ""
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        wait = str(getattr(response, "headers", {}).get("Retry-After", ""))
        return NotApplied("rate limited", timedelta(seconds=int(wait) if wait.isdecimal() else 30))
    if status >= 500 or not reason or reason in _UNKNOWN:
        return Unknown(reason or "an answer that is not Slack's")
    return NotApplied(reason)


def _state(row: Message, result: Result) -> str:
    match result:
        case Sent():
            return "sent"
        case Skip():
            return "skipped"
        case Unknown():
            return "uncertain"
        case NotApplied(again=None):
            return "failed"
        case NotApplied():
            return "due" if row.attempt < TRIES or result.reason == "rate limited" else "failed"


def _columns(result: Result) -> dict[str, Any]:
    if isinstance(result, Sent):
        return {"channel_id": result.channel_id, "ts": result.ts, "reason": ""}
    return {"reason": result.reason[:255]}


def _finish(session: Session, row: Message, state: str, now: datetime, values: dict[str, Any]) -> bool:
    """Write down the end, and in the same breath plan whatever must be said about it."""
    finished = outbox.finish(session, row, state, now, values)
    if finished and state == "failed" and row.purpose.endswith(".shared"):
        _tell_sharer(session, row, str(values["reason"]), now)
    return finished


def _tell_sharer(session: Session, row: Message, reason: str, now: datetime) -> None:
    """Whoever pressed Share hears why it did not work, and what would help."""
    outbox.plan(
        session,
        row.workspace_id,
        f"unshared:{row.key}"[:255],
        "unshared",
        (row.noun, row.number),
        str(row.detail["by"]),
        now,
        channel=row.recipient,
        reason=reason,
    )


def _until_due(session: Session, now: datetime) -> timedelta:
    due = outbox.next_due(session)
    return max(due - now, timedelta(0)) if due else LONGEST_WAIT
