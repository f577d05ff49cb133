"""The sender and what Slack makes of it: taken, refused, or nobody knows; and never a second copy."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlmodel import Session

from bot.context import Bot
from playground.people import Actor
from schedules.outbox import NotApplied, Sender, Unknown, classify
from schedules.tick import sweep, tick
from storage import inbound, outbox
from storage.outbox import LEASE, TRIES, Message
from tests.stories.office import PATIENCE, Office

SHARE = "Share to channel"


async def _assigns(office: Office, title: str = "Ship the beta") -> None:
    """Ana gives Ben a task, so that he is to be told."""
    await office.ana.types(f"/task add {title} @ben", channel="launch")


async def _of(office: Office, purpose: str) -> Message:
    """The one message with this purpose."""
    (row,) = [row for row in await office.rows(Message) if row.purpose == purpose]
    return row


async def _message(office: Office) -> Message:
    """The one message that was planned for Ben."""
    (row,) = [
        row for row in await office.rows(Message) if row.purpose == "tasks.assigned" and row.recipient == office.ben.id
    ]
    return row


async def _ended(office: Office, state: str) -> Message:
    """Wait until his message has come to this end."""
    return await _when(office, lambda row: row.state == state)


async def _put_off(office: Office) -> Message:
    """Wait until his message was tried and is to be tried again."""
    return await _when(office, lambda row: row.attempt > 0 and row.state == "due")


async def _when(office: Office, condition: Callable[[Message], bool]) -> Message:
    async with asyncio.timeout(PATIENCE):
        while not condition(row := await _message(office)):  # noqa: ASYNC110 - the sender tells nobody
            await asyncio.sleep(0.02)
    return row


def _copies(office: Office, reader: Actor, words: str = "is yours now") -> int:
    return sum(words in seen.text for seen in reader.everything())


async def test_what_was_taken_is_sent_and_the_ledger_knows_where_it_stands(office: Office) -> None:
    await _assigns(office)
    seen = await office.ben.sees("is yours now")
    row = await _ended(office, "sent")
    assert (row.channel_id, row.ts, row.attempt, row.reason, row.claim) == (seen.channel, seen.ts, 1, "", None)
    assert row.finished_at is not None


async def test_a_rate_limit_is_waited_out_and_the_message_comes_once(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.rate_limit("chat.postMessage", retry_after=30)
    await _assigns(office)
    row = await _put_off(office)
    assert row.reason == "rate limited"
    wait = row.due_at - office.clock.moment()
    assert timedelta(seconds=20) < wait <= timedelta(seconds=30)
    office.clock.turn(seconds=31)
    office.bot.bot.outbox_waits.set()
    assert (await _ended(office, "sent")).attempt == 2
    assert _copies(office, office.ben) == 1


async def test_a_reply_that_was_lost_leaves_a_doubt_and_no_second_copy(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.drop_reply("chat.postMessage")
    await _assigns(office)
    await office.ben.sees("is yours now")
    row = await _ended(office, "uncertain")
    assert row.reason
    office.clock.turn(days=1)
    await tick(office.bot.bot)
    await office.settled()
    assert _copies(office, office.ben) == 1


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize(
    "trouble",
    [{"name": "server_error"}, {"name": "wrong_reply", "body": "html"}, {"name": "wrong_reply", "body": "empty"}],
)
async def test_an_answer_that_is_not_slacks_leaves_a_doubt_and_no_second_copy(
    office: Office, trouble: dict[str, str], applied: bool
) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.switch({**trouble, "method": "chat.postMessage", "apply": applied})
    await _assigns(office)
    await _ended(office, "uncertain")
    office.clock.turn(days=1)
    await tick(office.bot.bot)
    await office.settled()
    assert _copies(office, office.ben) == int(applied)


async def test_a_refusal_is_final_and_keeps_slacks_word_for_it(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    seen = await office.ana.types("/task add Share me", channel="elsewhere")
    assert seen is not None
    await office.ana.clicks(SHARE, on=seen)
    await office.settled()
    row = await _of(office, "tasks.shared")
    assert (row.state, row.reason) == ("failed", "not_in_channel")
    told = await _of(office, "unshared")
    assert (told.recipient, told.state) == (office.ana.id, "sent")


async def test_a_dm_is_opened_once_and_known_from_then_on(office: Office) -> None:
    for number in range(3):
        await _assigns(office, f"Task {number}")
    await office.settled()
    assert _copies(office, office.ben) == 3
    assert sum("conversations.open" in each.summary for each in office.slack.log) == 1


async def test_what_is_no_longer_true_is_not_sent(office: Office) -> None:
    office.slack.faults.rate_limit("conversations.open", retry_after=60)
    office.may_be_refused = {"conversations.open"}
    await _assigns(office)
    await _put_off(office)
    await office.ana.types("/task drop 1", channel="launch")
    await office.ana.types("/task assign 1 @cleo", channel="launch")
    office.clock.turn(minutes=2)
    office.bot.bot.outbox_waits.set()
    row = await _ended(office, "skipped")
    assert row.reason
    assert _copies(office, office.ben) == 0


async def test_what_cannot_be_rendered_is_set_aside_and_the_rest_is_sent(office: Office) -> None:
    def poison(session: Session) -> None:
        outbox.plan(session, office.slack.core.workspace.team_id, "poison", "nobody.knows", ("task", 1), office.ben.id,
                    office.clock.moment() - timedelta(hours=1))  # fmt: skip

    await office.bot.bot.db.write(poison)
    await _assigns(office)
    await office.ben.sees("is yours now")
    async with asyncio.timeout(PATIENCE):
        while (row := await _of(office, "nobody.knows")).state != "failed":
            office.clock.turn(minutes=2)
            office.bot.bot.outbox_waits.set()
            await asyncio.sleep(0.02)
    assert row.attempt == TRIES


async def test_two_senders_send_each_message_once(office: Office) -> None:
    from schedules import RENDERERS

    bot = office.bot.bot
    other = asyncio.create_task(Sender(bot, RENDERERS).keep_sending())
    for number in range(10):
        await _assigns(office, f"Task {number}")
    await office.settled()
    other.cancel()
    await asyncio.gather(other, return_exceptions=True)
    assert _copies(office, office.ben) == 10


async def test_what_a_dead_process_was_sending_is_in_doubt_at_the_next_tick(office: Office) -> None:
    bot = office.bot.bot
    later = office.clock.moment() + timedelta(hours=1)

    def claimed(session: Session) -> None:
        outbox.plan(session, "T1", "a", "tasks.assigned", ("task", 1), "UBEN", later)
        assert len(outbox.claim(session, later)) == 1

    await bot.db.write(claimed)
    await tick(bot)
    assert [row.state for row in await office.rows(Message)] == ["sending"]
    office.clock.turn(seconds=3600 + LEASE.total_seconds() + 5)
    await tick(bot)
    assert [row.state for row in await office.rows(Message)] == ["uncertain"]
    assert bot.ticked is not None
    assert office.clock.moment() - bot.ticked < timedelta(seconds=30)


async def test_the_sweep_forgets_answers_after_two_days(office: Office) -> None:
    bot: Bot = office.bot.bot
    await bot.db.write(inbound.remember, "T1", "event:1", {}, office.clock.moment())
    office.clock.turn(hours=47)
    await sweep(bot)
    assert await bot.db.read(inbound.answered, "T1", "event:1") is not None
    office.clock.turn(hours=2)
    await sweep(bot)
    assert await bot.db.read(inbound.answered, "T1", "event:1") is None


def _error(status: int, headers: dict[str, str], **data: object) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=dict(data), headers=headers, status_code=status
    )
    return SlackApiError("", response)


@pytest.mark.parametrize(
    ("status", "word", "means"),
    [
        (200, "channel_not_found", NotApplied),
        (200, "not_in_channel", NotApplied),
        (200, "invalid_blocks", NotApplied),
        (200, "ratelimited", NotApplied),
        (429, "ratelimited", NotApplied),
        (200, "internal_error", Unknown),
        (200, "fatal_error", Unknown),
        (200, "request_timeout", Unknown),
        (500, "", Unknown),
        (502, "", Unknown),
        (503, "service_unavailable", Unknown),
    ],
)
def test_what_a_refusal_says_of_whether_it_was_taken(status: int, word: str, means: type) -> None:
    assert isinstance(classify(_error(status, {}, ok=False, error=word)), means)


@pytest.mark.parametrize(
    ("header", "seconds"), [("0", 0), ("1", 1), ("30", 30), ("120", 120), ("", 30), ("soon", 30), ("-5", 30), ("²", 30)]
)
def test_how_long_a_rate_limit_is_waited_out(header: str, seconds: int) -> None:
    found = classify(_error(429, {"Retry-After": header}, ok=False, error="ratelimited"))
    assert found == NotApplied("rate limited", timedelta(seconds=seconds))


def test_a_rate_limit_without_a_time_is_waited_out_too() -> None:
    found = classify(_error(429, {}, ok=False))
    assert found == NotApplied("rate limited", timedelta(seconds=30))
