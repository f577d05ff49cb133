"""The sender and what Slack makes of it: taken, refused, or nobody knows; and never a second copy."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlmodel import Session

from bot.context import Bot
from bot.rules.delivery import TRIES, Postponed, Refused, Unknown
from playground.people import Actor
from schedules import RENDERERS, RINGS
from schedules.posting import classify
from schedules.tick import Clockwork, sweep
from storage import inbound, outbox, people
from storage.outbox import Message
from storage.schema import upsert
from tests.stories.office import PATIENCE, Office, answer

SHARE = "Share to channel"


async def _assigns(office: Office, title: str = "Ship the beta") -> None:
    """Ana gives Ben a task, so that he is to be told."""
    await office.ana.types(f"/task add {title} @ben", channel="launch")


async def _of(office: Office, purpose: str) -> Message:
    """The one message with this purpose."""
    (row,) = [row for row in await office.rows(Message) if row.purpose == purpose]
    return row


async def _ended(office: Office, state: str) -> Message:
    """Wait until his message has come to this end."""
    return await _when(office, lambda row: row.state == state)


async def _put_off(office: Office) -> Message:
    """Wait until his message was tried and is to be tried again."""
    return await _when(office, lambda row: row.reason != "" and row.state == "due")


async def _when(office: Office, condition: Callable[[Message], bool], purpose: str = "tasks.assigned") -> Message:
    async with asyncio.timeout(PATIENCE):
        while not condition(row := await _of(office, purpose)):  # noqa: ASYNC110 - the sender tells nobody
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
    office.slack.faults.rate_limit("chat.postMessage", retry_after=2)
    await _assigns(office)
    row = await _put_off(office)
    assert row.reason == "rate limited"
    assert timedelta(seconds=1) < row.due_at - office.clock.moment() <= timedelta(seconds=2)
    assert _copies(office, office.ben) == 0
    # What is put off is not counted as a try.
    assert (await _ended(office, "sent")).attempt == 1
    assert _copies(office, office.ben) == 1


async def _looks_again(office: Office) -> None:
    """Let the quiet period pass, and wake the clockwork."""
    await _put_off(office)
    office.clock.turn(seconds=30)
    office.bot.bot.outbox_waits.set()


async def test_a_message_whose_reply_was_lost_is_found_in_the_history_and_not_sent_again(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.drop_reply("chat.postMessage")
    await _assigns(office)
    seen = await office.ben.sees("is yours now")
    await _looks_again(office)
    row = await _ended(office, "sent")
    assert (row.ts, row.attempt) == (seen.ts, 2)
    assert _copies(office, office.ben) == 1


async def test_what_arrived_is_known_to_stand_there_though_it_would_not_be_said_any_more(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.drop_reply("chat.postMessage")
    await _assigns(office)
    seen = await office.ben.sees("is yours now")
    await _put_off(office)
    await office.ana.types("/task assign 1 @cleo", channel="launch")
    await office.later(seconds=30)
    rows = [row for row in await office.rows(Message) if row.ts == seen.ts]
    assert [(row.purpose, row.state) for row in rows] == [("tasks.assigned", "sent")]


async def test_nothing_is_looked_for_or_sent_again_while_the_request_may_be_in_flight(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.drop_reply("chat.postMessage")
    await _assigns(office)
    row = await _put_off(office)
    assert row.doubt
    assert row.due_at - office.clock.moment() > timedelta(seconds=20)


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize(
    "trouble",
    [{"name": "server_error"}, {"name": "wrong_reply", "body": "html"}, {"name": "wrong_reply", "body": "empty"}],
)
async def test_after_an_answer_that_is_not_slacks_it_is_sent_again_only_if_it_is_not_there(
    office: Office, trouble: dict[str, str], applied: bool
) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.switch({**trouble, "method": "chat.postMessage", "apply": applied})
    await _assigns(office)
    await _looks_again(office)
    await _ended(office, "sent")
    assert _copies(office, office.ben) == 1


async def test_where_we_may_not_look_it_stays_in_doubt_and_its_owner_decides(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage", "conversations.history"}
    office.slack.faults.drop_reply("chat.postMessage")
    seen = await answer(await office.ana.types("/task add Share me", channel="launch"))
    await office.ana.clicks(SHARE, on=seen)
    row = await _when(office, lambda row: row.doubt, "tasks.shared")
    office.clock.turn(seconds=30)
    office.bot.bot.outbox_waits.set()
    row = await _when(office, lambda row: row.state == "uncertain", "tasks.shared")
    asked = await office.ana.sees("may or may not")
    assert (row.attempt, asked.is_ephemeral) == (2, False)
    await office.ana.clicks("Post again", on=asked)
    await office.settled()
    assert (await _of(office, "tasks.shared")).state == "sent"
    assert sum("Share me" in seen.text for seen in office.ben.everything()) == 2


async def test_a_refusal_is_final_and_keeps_slacks_word_for_it(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    seen = await office.ana.types("/task add Share me", channel="elsewhere")
    assert seen is not None
    await office.ana.clicks(SHARE, on=seen)
    await office.settled()
    row = await _of(office, "tasks.shared")
    assert (row.state, row.reason) == ("failed", "not_in_channel")
    told = await _of(office, "undelivered")
    assert (told.recipient, told.state) == (office.ana.id, "sent")


async def test_a_dm_is_opened_once_and_known_from_then_on(office: Office) -> None:
    for number in range(3):
        await _assigns(office, f"Task {number}")
    await office.settled()
    assert _copies(office, office.ben) == 3
    assert sum("conversations.open" in each.summary for each in office.slack.log) == 1


async def test_a_dm_that_slack_does_not_know_is_opened_anew_and_the_message_comes_once(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    team = office.slack.core.workspace.team_id
    await office.bot.bot.db.write(people.keep_dm, team, office.ben.id, "D0GONE00000")
    await _assigns(office)
    seen = await office.ben.sees("is yours now")
    row = await _ended(office, "sent")
    assert (row.channel_id, row.attempt) == (seen.channel, 1)
    await _assigns(office, "The next one")
    await office.settled()
    assert (_copies(office, office.ben), len(office.slack.refusals)) == (2, 1)


async def test_somebody_who_cannot_be_reached_is_told_of_to_whoever_assigned(office: Office) -> None:
    office.may_be_refused = {"conversations.open"}
    office.slack.core.workspace.people[office.ben.id].deleted = True
    await _assigns(office)
    told = await office.ana.sees("I couldn't reach @ben with the news that a task is theirs (T-1)")
    assert "Please tell them yourself." in told.text
    assert "/invite" not in told.text
    assert _copies(office, office.ben) == 0


async def test_what_is_no_longer_true_is_not_sent(office: Office) -> None:
    office.slack.faults.rate_limit("conversations.open", retry_after=2)
    office.may_be_refused = {"conversations.open"}
    await _assigns(office)
    await _put_off(office)
    await office.ana.types("/task drop 1", channel="launch")
    await office.ana.types("/task assign 1 @cleo", channel="launch")
    office.bot.bot.outbox_waits.set()
    async with asyncio.timeout(PATIENCE):
        while not (skipped := [row for row in await office.rows(Message) if row.state == "skipped"]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert [(row.recipient, bool(row.reason)) for row in skipped] == [(office.ben.id, True)]
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
            await office.later(minutes=6)
    assert row.attempt == TRIES


async def test_two_senders_send_each_message_once(office: Office) -> None:
    other = Clockwork(office.bot.bot, RENDERERS, RINGS)
    for number in range(6):
        await _assigns(office, f"Task {number}")
        await other.turn()
    await office.settled()
    await other.settle()
    assert _copies(office, office.ben) == 6


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_dead_process_was_sending_comes_once_whether_it_had_arrived_or_not(
    office: Office, arrived: bool
) -> None:
    await _assigns(office)
    await office.settled()
    row = await _of(office, "tasks.assigned")
    lost = {"channel_id": None, "ts": None, "finished_at": None, "claim": "dead", "state": "sending"}

    def die(session: Session) -> None:
        key = row.key if arrived else f"{row.key}:other"
        again = row.model_dump() | lost | {"key": key, "lease_until": office.clock.moment() + timedelta(seconds=60)}
        upsert(session, Message, again)

    await office.bot.bot.db.write(die)
    office.clock.turn(seconds=65)
    office.bot.bot.outbox_waits.set()
    await office.settled()
    assert {each.state for each in await office.rows(Message)} == {"sent"}
    assert _copies(office, office.ben) == (1 if arrived else 2)


async def test_the_tick_is_known_to_whoever_asks_whether_we_are_ready(office: Office) -> None:
    office.bot.bot.outbox_waits.set()
    await office.settled()
    assert office.bot.bot.ticked is not None
    assert office.clock.moment() - office.bot.bot.ticked < timedelta(seconds=30)


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
        (200, "channel_not_found", Refused),
        (200, "not_in_channel", Refused),
        (200, "invalid_blocks", Refused),
        (200, "ratelimited", Postponed),
        (429, "ratelimited", Postponed),
        (200, "token_revoked", Postponed),
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
    ("header", "seconds"),
    [("0", 1), ("1", 1), ("30", 30), ("120", 120), ("", 30), ("soon", 30), ("-5", 30), ("²", 30), ("9" * 5000, 30)],
)
def test_how_long_a_rate_limit_is_waited_out(header: str, seconds: int) -> None:
    found = classify(_error(429, {"Retry-After": header}, ok=False, error="ratelimited"))
    assert found == Postponed("rate limited", timedelta(seconds=seconds))


def test_a_rate_limit_without_a_time_is_waited_out_too() -> None:
    found = classify(_error(429, {}, ok=False))
    assert found == Postponed("rate limited", timedelta(seconds=30))
