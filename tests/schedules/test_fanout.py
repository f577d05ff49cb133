"""Five hundred people at nine o'clock, against what Slack lets through; in virtual time."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from slack_sdk.errors import SlackApiError
from sqlmodel import Session, select

from bot.rules.pacing import POSTS_AT_ONCE, POSTS_PER_SECOND
from storage import outbox, people
from storage.database import Database
from storage.outbox import Message
from tests.schedules.virtual import LATENCY_SECONDS, VirtualSlack, World, in_virtual_time, person, says_its_key

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
CROWD = 500
RETRY_AFTER = ("0", "1", "30", "120", "", "soon")
WAITS = {"0": 0, "1": 1, "30": 30, "120": 120, "": 0, "soon": 0}


@dataclass
class Limit:
    """Slack's limits: one message a second in each channel, and a bucket for the workspace.

    A refusal is good for as long as its Retry-After says, and whoever comes earlier is written down.
    """

    per_second: float
    at_once: float
    refusing: Callable[[int], str | None] = lambda number: None
    early: int = 0
    refused: int = 0
    _calls: int = 0
    _tokens: float = field(init=False)
    _at: float = 0.0
    _closed_until: float = 0.0
    _channels: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tokens = self.at_once

    def __call__(self, channel: str, now: float) -> str | None:
        self._calls += 1
        if now < self._closed_until:
            self.early += 1
            self.refused += 1
            return str(int(self._closed_until - now) + 1)
        if (said := self.refusing(self._calls)) is not None:
            return self._refuse(now, said)
        self._tokens = min(self._tokens + (now - self._at) * self.per_second, self.at_once)
        self._at = now
        if self._tokens < 1:
            return self._refuse(now, "1")
        if now < self._channels.get(channel, 0.0):
            return self._refuse(now, "1")
        self._tokens -= 1
        self._channels[channel] = now + 1
        return None

    def _refuse(self, now: float, said: str) -> str:
        self.refused += 1
        self._closed_until = max(self._closed_until, now + WAITS.get(said, int(said or 0) if said.isdecimal() else 0))
        return said


def _plan(session: Session, workspace_id: str, count: int) -> None:
    people.meet(session, *(person(workspace_id, f"U{number}", "Europe/Berlin", NINE) for number in range(count)))
    for number in range(count):
        outbox.plan(session, workspace_id, f"{number}", "standups.prompt", ("standup", 1), f"U{number}",
                    NINE - timedelta(hours=1), at=NINE)  # fmt: skip


def _sent(db: Database, slacks: dict[str, VirtualSlack], crowds: dict[str, int]) -> World:
    for workspace_id, count in crowds.items():
        db._transact(_plan, workspace_id, count)
    world = World(db, NINE, slacks, {"standups.prompt": says_its_key})
    in_virtual_time(world.runs(timedelta(hours=1)))
    return world


def _states(db: Database) -> Counter[str]:
    def look(session: Session) -> Counter[str]:
        return Counter(session.exec(select(Message.state)))

    return db._transact(look)


def _ideal(count: int, per_second: float, at_once: float) -> float:
    return (count - at_once) / per_second


@pytest.mark.slow
def test_a_crowd_is_served_as_fast_as_slack_lets_us(quick_db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    limit = Limit(POSTS_PER_SECOND, POSTS_AT_ONCE)
    slack = VirtualSlack(limit)
    _sent(quick_db, {"T1": slack}, {"T1": CROWD})
    last, ideal = slack.taken[-1].at, _ideal(CROWD, POSTS_PER_SECOND, POSTS_AT_ONCE)
    _report(capsys, "limit = our rate", slack, limit, ideal)
    assert _states(quick_db) == {"sent": CROWD}
    assert set(Counter(call.text for call in slack.taken).values()) == {1}
    assert last <= 1.10 * ideal
    assert len(slack.calls) <= 1.05 * CROWD
    assert limit.early == 0


@pytest.mark.slow
def test_where_slack_lets_through_half_of_what_we_thought_we_find_its_speed(
    quick_db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = Limit(POSTS_PER_SECOND / 2, POSTS_AT_ONCE)
    slack = VirtualSlack(limit)
    _sent(quick_db, {"T1": slack}, {"T1": CROWD})
    ideal = _ideal(CROWD, POSTS_PER_SECOND / 2, POSTS_AT_ONCE)
    _report(capsys, "limit = half our rate", slack, limit, ideal)
    assert _states(quick_db) == {"sent": CROWD}
    assert slack.taken[-1].at <= 1.25 * ideal


@pytest.mark.slow
def test_nothing_is_sent_before_slack_said_and_another_workspace_does_not_wait(
    quick_db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = Limit(POSTS_PER_SECOND, POSTS_AT_ONCE, refusing=_refusing)
    slack, other = VirtualSlack(limit), VirtualSlack()
    _sent(quick_db, {"T1": slack, "T2": other}, {"T1": CROWD, "T2": 20})
    waits = 0 + 1 + 30 + 120 + 30 + 30
    _report(capsys, "all kinds of Retry-After", slack, limit, _ideal(CROWD, POSTS_PER_SECOND, POSTS_AT_ONCE) + waits)
    assert limit.refused >= len(RETRY_AFTER)
    assert limit.early == 0
    assert _states(quick_db) == {"sent": CROWD + 20}
    assert slack.taken[-1].at <= 1.10 * (_ideal(CROWD, POSTS_PER_SECOND, POSTS_AT_ONCE) + waits)
    assert other.taken[-1].at <= 2


def _refusing(number: int) -> str | None:
    """Each kind of refusal once, fifty calls apart."""
    kind, rest = divmod(number, 50)
    return RETRY_AFTER[kind - 1] if rest == 0 and 1 <= kind <= len(RETRY_AFTER) else None


def _report(capsys: pytest.CaptureFixture[str], what: str, slack: VirtualSlack, limit: Limit, ideal: float) -> None:
    with capsys.disabled():
        print(
            f"\n{what}: {len(slack.taken)} delivered, last at {slack.taken[-1].at:.1f} s = "
            f"{slack.taken[-1].at / ideal:.2f} x ideal, {limit.refused} refused, {limit.early} too early, "
            f"{len(slack.calls) / len(slack.taken):.3f} calls each"
        )


def test_a_sender_that_does_not_read_the_header_comes_too_early(capsys: pytest.CaptureFixture[str]) -> None:
    """The control: eight at a time, and again after a second."""
    limit = Limit(POSTS_PER_SECOND, POSTS_AT_ONCE, refusing=_refusing)
    slack = VirtualSlack(limit)

    async def naive(number: int, turn: asyncio.Semaphore) -> None:
        async with turn:
            while not await _tries(slack, number):  # noqa: ASYNC110 - that is what is naive
                await asyncio.sleep(1)

    async def story() -> None:
        turn = asyncio.Semaphore(8)
        await asyncio.gather(*(naive(number, turn) for number in range(CROWD)))

    in_virtual_time(story())
    with capsys.disabled():
        print(f"\nheader not read: {limit.early} calls too early")
    assert limit.early >= 50


def test_all_at_once_with_the_sdks_one_retry_loses_most(capsys: pytest.CaptureFixture[str]) -> None:
    """The control: gather, and what AsyncRateLimitErrorRetryHandler does: wait as told, and try once more."""
    limit = Limit(POSTS_PER_SECOND, POSTS_AT_ONCE)
    slack = VirtualSlack(limit)

    async def once_more(number: int) -> None:
        if not await _tries(slack, number):
            await asyncio.sleep(1)
            await _tries(slack, number)

    async def story() -> None:
        await asyncio.gather(*(once_more(number) for number in range(CROWD)))

    in_virtual_time(story())
    with capsys.disabled():
        print(f"\ngather and one retry: {len(slack.taken)} of {CROWD} delivered")
    assert len(slack.taken) < CROWD / 2


async def _tries(slack: VirtualSlack, number: int) -> bool:
    try:
        await slack.chat_postMessage(channel=f"D{number}", text=str(number))
    except SlackApiError:
        return False
    return True


@pytest.mark.slow
def test_one_person_gets_one_message_a_second_and_nobody_waits_for_them(quick_db: Database) -> None:
    def plan(session: Session) -> None:
        people.meet(session, *(person("T1", f"U{number}", "Europe/Berlin", NINE) for number in range(5)))
        for number in range(20):
            outbox.plan(session, "T1", f"{number:02}", "reminders.due", ("reminder", number), "U0", NINE)
        for number in range(1, 5):
            outbox.plan(session, "T1", f"other {number}", "reminders.due", ("reminder", number), f"U{number}", NINE)

    quick_db._transact(plan)
    slack = VirtualSlack(Limit(100, 100))
    in_virtual_time(World(quick_db, NINE, {"T1": slack}, {"reminders.due": says_its_key}).runs(timedelta(minutes=2)))
    assert len(slack.taken) == len(slack.calls) == 24
    mine = [call for call in slack.taken if call.channel == "DU0"]
    assert [call.text for call in mine] == [f"{number:02}" for number in range(20)]
    assert all(later.at - sooner.at >= 1 for sooner, later in pairwise(mine))
    assert max(call.at for call in slack.taken if call.channel != "DU0") < 4 + LATENCY_SECONDS


def test_what_becomes_due_while_others_rest_is_sent_at_once(quick_db: Database) -> None:
    moments = [NINE + timedelta(seconds=number * 0.3) for number in range(40)]

    def plan(session: Session) -> None:
        people.meet(session, *(person("T1", f"U{number}", "Europe/Berlin", NINE) for number in range(40)))
        for number, at in enumerate(moments):
            outbox.plan(session, "T1", f"{number}", "reminders.due", ("reminder", 1), f"U{number}", NINE, at=at)

    quick_db._transact(plan)
    slack = VirtualSlack()
    world = World(quick_db, NINE, {"T1": slack}, {"reminders.due": says_its_key})
    in_virtual_time(world.runs(timedelta(minutes=1)))
    late = [call.at - (moments[int(call.text)] - NINE).total_seconds() for call in slack.taken]
    assert len(late) == 40
    assert max(late[:30]) < 0.25
