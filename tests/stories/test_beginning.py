"""The bot begins while Slack is slow or down: whoever is there is met as soon as Slack speaks."""

from sqlmodel import select

from playground.testing import Playground
from storage.people import Person
from tests.stories.drumbeat import MANIFEST, Drumbeat, drumbeat
from tests.stories.office import TurnedClock

SEED = {"people": [{"name": "ana"}, {"name": "ben"}], "channels": [{"name": "launch", "members": ["ana", "ben"]}]}


async def known(bot: Drumbeat) -> set[str]:
    await bot.bot.drain(20)
    return set(await bot.bot.db.read(lambda session: session.exec(select(Person.user_id)).all()))


async def test_a_slack_that_is_slow_at_the_start_is_waited_for(database_url: str) -> None:
    async with Playground(MANIFEST, SEED) as slack:
        slack.faults.slow("auth.test", seconds=1.5)
        async with drumbeat(slack, database_url) as bot:
            assert await known(bot) >= {slack.person("ana").id, slack.person("ben").id}


async def test_everybody_is_met_with_the_first_request_that_slack_has_an_answer_for(database_url: str) -> None:
    clock = TurnedClock()
    async with Playground(MANIFEST, SEED, clock=clock) as slack:
        slack.faults.server_error("auth.test")
        async with drumbeat(slack, database_url, now=clock.moment) as bot:
            assert await known(bot) == set()
            clock.turn(minutes=1)
            await slack.person("ana").types("/task add Ship it", "launch")
            assert await known(bot) >= {slack.person("ana").id, slack.person("ben").id}
