"""Whether the first message of a standup's day arrived is in doubt: what belongs in its thread waits, and follows."""

from dataclasses import replace

from bot.rules.delivery import HELD_FOR
from playground.people import Seen
from storage.outbox import Message
from tests.handlers.test_rounds import answers, begins, posts
from tests.stories.office import MONDAY, Office


async def in_doubt(office: Office, *, arrived: bool) -> tuple[dict[str, Seen], Seen]:
    """Ana has answered; whether the day's message arrived nobody knows. Everybody's card, and the question to Ana."""
    assert office.clock.moment() >= MONDAY
    office.may_be_refused = {"chat.postMessage", "conversations.history"}
    cards = await begins(office)
    office.slack.faults.server_error("chat.postMessage", apply=arrived)
    await answers(office, office.ana, cards["ana"], done="The login")
    await office.later(seconds=30)
    asked = await office.ana.sees("may or may not")
    assert len(posts(office)) == arrived
    return cards, asked


async def states(office: Office, purpose: str) -> list[str]:
    return [row.state for row in await office.rows(Message) if row.purpose == purpose]


def thread(office: Office) -> list[list[str]]:
    """The threads of #launch: the words of each root and what follows it."""
    said = sorted(office.cleo.everything("launch"), key=lambda seen: seen.ts)
    roots = [seen for seen in said if seen.message and seen.message.get("thread_ts", seen.ts) == seen.ts]
    replies = {root.ts: [seen for seen in said if seen.message and seen.message.get("thread_ts") == root.ts
                         and seen is not root] for root in roots}  # fmt: skip
    return [[root.text, *(seen.text for seen in replies[root.ts])] for root in roots]


async def test_answers_wait_while_nobody_knows_and_no_second_first_message_is_posted(office: Office) -> None:
    cards, _ = await in_doubt(office, arrived=True)
    await answers(office, office.ben, cards["ben"], done="The logo")
    await office.later(hours=20)
    assert await states(office, "rounds.entry") == ["planned", "planned"]
    assert await states(office, "rounds.day") == ["uncertain"]
    assert len(posts(office)) == 1


async def test_posted_again_it_is_followed_by_every_answer(office: Office) -> None:
    cards, asked = await in_doubt(office, arrived=False)
    await answers(office, office.ben, cards["ben"], done="The logo")
    await office.presses(office.ana, "Post again", on=asked)
    await office.later(seconds=5)
    [[day, *said]] = thread(office)
    assert "2 of 3 answered" in day
    assert sorted("The logo" in each for each in said) == [False, True]


async def test_seen_there_where_we_may_not_look_the_day_goes_on_in_a_second_message(office: Office) -> None:
    cards, asked = await in_doubt(office, arrived=True)
    await answers(office, office.ben, cards["ben"], done="The logo")
    await office.presses(office.ana, "It is there", on=asked)
    await office.later(seconds=5)
    await answers(office, office.cleo, cards["cleo"], done="The law")
    await office.later(hours=3)
    [first], [day, *said] = thread(office)
    assert "It goes on here: I can't tell where today's first message stands." in day
    assert ("1 of 3 answered" in first, "3 of 3 answered" in day, len(said)) == (True, True, 3)
    assert "Answered: Ana, Ben, Cleo" in day


async def test_seen_there_and_nobody_waiting_nothing_more_is_posted(office: Office) -> None:
    _, asked = await in_doubt(office, arrived=True)
    for row in [row for row in await office.rows(Message) if row.purpose == "rounds.entry"]:
        await office.bot.bot.db.write(lambda session, key=row.key: session.delete(
            session.get(Message, (office.slack.core.workspace.team_id, key))))  # type: ignore[misc]  # fmt: skip
    await office.presses(office.ana, "It is there", on=asked)
    await office.later(seconds=5)
    assert len(posts(office)) == 1


async def test_seen_there_where_we_may_look_the_answers_follow_in_its_thread(office: Office) -> None:
    cards, asked = await in_doubt(office, arrived=True)
    slack = office.slack.core
    slack.manifest = replace(slack.manifest, scopes=slack.manifest.scopes | {"channels:history"})
    await answers(office, office.ben, cards["ben"], done="The logo")
    await office.presses(office.ana, "It is there", on=asked)
    await office.later(seconds=5)
    [[day, *said]] = thread(office)
    assert ("2 of 3 answered" in day, len(said)) == (True, 2)


async def test_nobody_ever_says_so_the_answers_are_given_up(office: Office) -> None:
    await in_doubt(office, arrived=True)
    await office.later(days=HELD_FOR.days + 1)
    assert await states(office, "rounds.entry") == ["skipped"]
