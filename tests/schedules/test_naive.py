"""What the order of the steps is worth: the same crashes against our sender and against three naive ones.

In virtual time a process dies by having its tasks taken away at a named point; Slack goes on with what it has heard.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlmodel import Session, select

from bot.rules import pacing
from bot.rules.delivery import Sent, Verdict
from schedules import lanes, posting
from schedules.lanes import Lane
from storage import outbox, people
from storage.database import Database
from storage.outbox import Message
from tests.schedules.virtual import Call, VirtualSlack, World, _Answer, in_virtual_time, person, says_its_key

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MESSAGES, KILLS, REPLICAS = 200, 60, 3
POINTS = ("claimed", "before connect", "sent", "applied", "reply read", "recorded")


class Killed(BaseException):
    """The process is no more."""


@dataclass
class Reaper:
    """Kills whoever comes to the next point of the list, after some have passed it unharmed."""

    chance: random.Random
    points: list[str]
    kills: int = 0
    _pass: int = 0

    def look(self, point: str) -> None:
        if not self.points or point != self.points[0]:
            return
        if self._pass:
            self._pass -= 1
            return
        self.points.pop(0)
        self.kills += 1
        self._pass = self.chance.randrange(2)
        raise Killed


@dataclass
class RoughSlack(VirtualSlack):
    """Applies some posts late, answers some with 500 or not at all after applying them, and refuses some."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))
    reaper: Reaper | None = None

    async def conversations_history(self, channel: str, **asked: Any) -> _Answer:
        await asyncio.sleep(0.05)
        found = [
            {"ts": str(call.at), "metadata": {"event_payload": {"occ": call.mark}}}
            for call in self.calls
            if call.channel == channel
        ]
        return _Answer(ok=True, messages=found)

    async def chat_postMessage(self, channel: str, text: str, **rest: Any) -> _Answer:  # noqa: N802 - the method's name
        mark, fate = rest["metadata"]["event_payload"]["occ"], self.chance.random()
        self._pass("before connect")
        if fate < 0.05:
            raise _refusal(429, "ratelimited")
        # Slack goes on, whatever becomes of whoever asked.
        serving = asyncio.get_running_loop().call_later(8 if fate < 0.10 else 0.05, self._apply, channel, text, mark)
        self._pass("sent")
        await asyncio.sleep(0.06)
        if fate < 0.10 or fate > 0.95:
            await asyncio.sleep(10)
            raise TimeoutError
        if fate > 0.90:
            raise _refusal(500, "internal_error")
        assert serving.when() < asyncio.get_running_loop().time()
        self._pass("applied")
        return _Answer(ok=True, channel=channel, ts=str(serving.when()))

    def _apply(self, channel: str, text: str, mark: str) -> None:
        self.calls.append(Call(asyncio.get_running_loop().time(), channel, text, mark, taken=True))

    def _pass(self, point: str) -> None:
        if self.reaper:
            self.reaper.look(point)


def _refusal(status: int, word: str) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, status_code=status, headers={"Retry-After": "1"},
        data={"ok": False, "error": word},
    )  # fmt: skip
    return SlackApiError(word, response)


@dataclass(frozen=True)
class Outcome:
    """What the reckoning found."""

    doubled: int
    lost: int
    stuck: int
    kills: int


def _crashes(db: Database, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    chance = random.Random(2026)
    reaper = Reaper(chance, [POINTS[number % len(POINTS)] for number in range(KILLS)])
    slack = RoughSlack(reaper=reaper)
    _lay_in_wait(monkeypatch, reaper)
    monkeypatch.setattr(pacing, "POSTS_PER_SECOND", 100.0)
    monkeypatch.setattr(lanes, "AT_ONCE", 3)
    db._transact(_plan)
    in_virtual_time(_replicas(db, slack, reaper))
    found = Counter(call.mark for call in slack.calls)
    rows = db._transact(lambda session: list(session.exec(select(Message))))
    marks = {row.mark for row in rows}
    return Outcome(
        doubled=sum(count > 1 for count in found.values()),
        lost=len(marks - found.keys()),
        stuck=sum(row.finished_at is None for row in rows),
        kills=reaper.kills,
    )


def _plan(session: Session) -> None:
    people.meet(session, *(person("T1", f"U{number}", "Europe/Berlin", NINE) for number in range(MESSAGES)))
    for number in range(MESSAGES):
        outbox.plan(session, "T1", f"{number}", "reminders.due", ("reminder", 1), f"U{number}", NINE)


async def _replicas(db: Database, slack: RoughSlack, reaper: Reaper) -> None:
    """Whoever dies is replaced; when all deaths are died, the last ones have time to finish."""
    running = [asyncio.create_task(_life(db, slack)) for _ in range(REPLICAS)]
    for _ in range(7200):
        await asyncio.sleep(0.5)
        for number, life in enumerate(running):
            if life.done():
                running[number] = asyncio.create_task(_life(db, slack))
        if not reaper.points and not db._transact(_unfinished):
            break
    for life in running:
        life.cancel()
    await asyncio.wait(running)
    await asyncio.sleep(60)


def _unfinished(session: Session) -> bool:
    return session.exec(select(Message.key).where(Message.finished_at == None)).first() is not None  # noqa: E711


async def _life(db: Database, slack: RoughSlack) -> None:
    """One process, until it is killed."""
    world = World(db, NINE, {"T1": slack}, {"reminders.due": says_its_key})
    dead = asyncio.Event()
    _DEAD.append((world.bot, dead))
    going = asyncio.create_task(world.clockwork.keep_going())
    try:
        await dead.wait()
    finally:
        _DEAD.remove((world.bot, dead))
        for task in (going, *world.clockwork._running.values()):
            task.cancel()


_DEAD: list[tuple[Any, asyncio.Event]] = []


def _lay_in_wait(monkeypatch: pytest.MonkeyPatch, reaper: Reaper) -> None:
    deliver, claim, record = Lane._deliver, Lane._claim, Lane._record

    async def dying(self: Lane, row: Message, trusted_until: float) -> None:
        await _mortal(self, deliver(self, row, trusted_until))

    async def claiming(self: Lane, now: float) -> Any:
        found = await claim(self, now)
        if found[0]:
            await _mortal(self, _at(reaper, "claimed"))
        return found

    async def recording(self: Lane, row: Message, outcome: Any) -> None:
        if isinstance(outcome, Sent):
            reaper.look("reply read")
        await record(self, row, outcome)
        reaper.look("recorded")

    for name, work in (("_deliver", dying), ("_claim", claiming), ("_record", recording)):
        monkeypatch.setattr(Lane, name, work)


async def _at(reaper: Reaper, point: str) -> None:
    reaper.look(point)


async def _mortal(lane: Lane, work: Awaitable[None]) -> None:
    """Death takes the whole process: nothing of it goes on."""
    try:
        await work
    except Killed:
        for bot, dead in _DEAD:
            if bot is lane._bot:
                dead.set()
        await asyncio.Event().wait()


def _report(capsys: pytest.CaptureFixture[str], what: str, found: Outcome) -> None:
    with capsys.disabled():
        print(f"\n{what}: {MESSAGES} messages, {REPLICAS} replicas: {found}")


@pytest.mark.slow
def test_our_sender_doubles_nothing_and_loses_nothing(
    quick_db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _crashes(quick_db, monkeypatch)
    _report(capsys, "claim, post, look, record", found)
    assert found == Outcome(doubled=0, lost=0, stuck=0, kills=KILLS)


@pytest.mark.slow
def test_without_a_look_at_the_history_messages_are_doubled(
    quick_db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def never_looks(*_: object) -> None:
        return None

    monkeypatch.setattr(posting, "look_for", never_looks)
    found = _crashes(quick_db, monkeypatch)
    _report(capsys, "no look at the history", found)
    assert found.doubled >= 0.15 * MESSAGES


@pytest.mark.slow
def test_marking_after_posting_doubles_messages(
    quick_db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def takes_without_claiming(
        session: Session,
        workspace_id: str,
        now: datetime,
        limit: int,
        lease: timedelta,
        resting: object,
        *,
        homes: bool,
    ) -> list[Message]:
        due = select(Message).where(Message.state == "due", Message.due_at <= now).limit(limit)
        rows = list(session.exec(due))
        session.expunge_all()
        return rows

    monkeypatch.setattr(outbox, "claim", takes_without_claiming)
    monkeypatch.setattr(outbox, "_owning", _writes_whoever_it_is)
    found = _crashes(quick_db, monkeypatch)
    _report(capsys, "post, then mark", found)
    assert found.doubled >= 0.20 * MESSAGES


def _writes_whoever_it_is(session: Session, row: Message, **values: Any) -> bool:
    kept = outbox.find(session, row.workspace_id, row.key)
    for name, value in values.items():
        setattr(kept, name, value)
    return True


@pytest.mark.slow
def test_marking_before_posting_loses_messages(
    quick_db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    attempt: Callable[..., Awaitable[Any]] = Lane._attempt

    async def marks_first(self: Lane, row: Message, trusted_until: float) -> Any:
        await self._bot.db.write(outbox.finish, row, Verdict("sent", attempt=1), self._bot.now())
        return await attempt(self, row, trusted_until)

    monkeypatch.setattr(Lane, "_attempt", marks_first)
    found = _crashes(quick_db, monkeypatch)
    _report(capsys, "mark, then post", found)
    assert found.lost >= 0.05 * MESSAGES
