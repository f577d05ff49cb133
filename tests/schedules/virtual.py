"""A world in virtual time: the real clockwork and sender, a clock that jumps when nothing is to be done, and a Slack
that is a few lines of Python and writes down what it is told and when.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlmodel import Session

from bot.context import Bot
from bot.directory import Directory
from bot.settings import Settings
from bot.views.blocks import Md, section
from bot.views.blocks import Message as Said
from schedules.lanes import Render, Timing
from schedules.ringing import Rings
from schedules.tick import Clockwork
from storage.database import Database
from storage.outbox import Message
from storage.people import Person

T = TypeVar("T")

# Each turn of the loop takes a moment, or a wait that is too short to count would never end.
_MOMENT = 1e-6
LATENCY_SECONDS = 0.08


class _Jumping(selectors.DefaultSelector):
    """Instead of waiting, it says that the time has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("Nothing would ever happen again.")
        self.now += timeout + _MOMENT
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time jumps to the next timer; what would go to a thread is done at once. So every run is the same."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        async def here() -> Any:
            return func(*args)

        return self.create_task(here())


def in_virtual_time(story: Coroutine[Any, Any, T]) -> T:
    """Run a story to its end, however long it takes there."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)


@dataclass
class Call:
    """One request for a message: when it came, and whether it was taken."""

    at: float
    channel: str
    text: str
    mark: str
    taken: bool


class _Answer(dict[str, Any]):
    headers: Mapping[str, str] = {}

    @property
    def data(self) -> dict[str, Any]:
        return self


@dataclass
class VirtualSlack:
    """Takes what it is sent; `limit` may say that it is too much, by the value of Retry-After ("" leaves it out)."""

    limit: Callable[[str, float], str | None] = lambda channel, now: None
    calls: list[Call] = field(default_factory=list)

    async def conversations_open(self, users: str) -> _Answer:
        return _Answer(ok=True, channel={"id": f"D{users}"})

    async def dnd_info(self, user: str) -> _Answer:
        return _Answer(dnd_enabled=False)

    async def conversations_info(self, channel: str) -> _Answer:
        return _Answer(ok=True, channel={"id": channel})

    async def conversations_history(self, **asked: Any) -> _Answer:
        return _Answer(ok=True, messages=[])

    async def chat_postMessage(self, channel: str, text: str, **rest: Any) -> _Answer:  # noqa: N802 - the method's name
        await asyncio.sleep(LATENCY_SECONDS / 2)
        now = asyncio.get_running_loop().time()
        retry_after = self.limit(channel, now)
        mark = rest.get("metadata", {}).get("event_payload", {}).get("occ", "")
        self.calls.append(Call(now, channel, text, mark, taken=retry_after is None))
        await asyncio.sleep(LATENCY_SECONDS / 2)
        if retry_after is not None:
            raise _too_many(retry_after)
        return _Answer(ok=True, channel=channel, ts=f"{len(self.calls)}.000000")

    @property
    def taken(self) -> list[Call]:
        return [call for call in self.calls if call.taken]


def _too_many(retry_after: str) -> SlackApiError:
    headers = {"Retry-After": retry_after} if retry_after else {}
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, status_code=429, headers=headers,
        data={"ok": False, "error": "ratelimited"},
    )  # fmt: skip
    return SlackApiError("ratelimited", response)


class VirtualClockwork(Clockwork):
    """The clockwork, woken by the loop's own timers: APScheduler would read the real clock."""

    def _wake_in(self, wait: timedelta) -> None:
        if not self._stopping:
            asyncio.get_running_loop().call_later(wait.total_seconds(), self._wake)


@dataclass
class World:
    """The engine at work from `start` on, in as many workspaces as there are Slacks."""

    db: Database
    start: datetime
    slacks: Mapping[str, VirtualSlack]
    renderers: Mapping[str, Render]
    rings: Rings = field(default_factory=dict)
    timing: Timing | None = None

    def __post_init__(self) -> None:
        def slack(workspace_id: str) -> Any:
            return self.slacks[workspace_id]

        settings = Settings(_env_file=None, database_url="sqlite:///unused.db")  # type: ignore[call-arg]
        directory = Directory(self.db, slack, self.now)
        self.bot = Bot(settings, self.db, self.now, slack, cast("Any", None), directory)
        self.clockwork = VirtualClockwork(self.bot, self.renderers, self.rings, self.timing)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=asyncio.get_running_loop().time())

    async def runs(self, span: timedelta) -> None:
        """Let the clockwork turn for so long, then finish what is being sent."""
        going = asyncio.create_task(self.clockwork.keep_going())
        await asyncio.sleep(span.total_seconds())
        self.clockwork.stop()
        await going


def person(workspace_id: str, user_id: str, tz: str, start: datetime) -> Person:
    """Somebody about whom Slack needn't be asked."""
    return Person(
        workspace_id=workspace_id, user_id=user_id, name=user_id, handle=user_id.lower(), tz=tz, kind="member",
        dm_channel_id=f"D{user_id}", checked_at=start + timedelta(days=4000),
    )  # fmt: skip


def says_its_key(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said:
    """A renderer for messages that are only to be told apart."""
    return Said(Md(row.key), (section(Md(row.key)),))
