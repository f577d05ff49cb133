"""The clock that can be turned: what falls due on the way comes in order and at its moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import Drumbeat
from bot.settings import SettingsError
from playground import following
from playground.clock import Clock
from playground.testing import Playground
from tests.stories.drumbeat import MANIFEST, drumbeat

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
# A Thursday; the clocks of Berlin go forward on the Sunday, at two.
START = datetime(2027, 3, 25, 8, 0, tzinfo=BERLIN)


@contextlib.asynccontextmanager
async def team(url: str, start: datetime = START) -> AsyncIterator[tuple[Playground, Drumbeat]]:
    """Ana in Berlin and Ben in New York, with a bot that lives in the playground's time."""
    async with Playground(MANIFEST, clock=Clock(start.timestamp())) as slack:
        people = [slack.add_person("ana", tz="Europe/Berlin"), slack.add_person("ben", tz="America/New_York")]
        slack.add_channel("launch", members=people)
        async with drumbeat(slack, url, clock_url=f"{slack.core.base_url}clock") as bot:
            yield slack, bot
            assert slack.refusals == []


async def turn(slack: Playground, to: datetime) -> None:
    await slack.core.turning.turn(to.timestamp(), "Europe/Berlin", slack.person("ana").id)
    await slack.core.turning.done()


def sent(slack: Playground, word: str) -> list[tuple[datetime, str, str]]:
    """When something was sent that holds this word, to whom, and its first line; in the journal's order."""
    entries = [each for each in slack.core.journal.entries if each.what == "sent" and word in each.text]
    return [(datetime.fromtimestamp(each.at, UTC), each.to, each.text) for each in entries]


async def test_what_falls_due_on_the_way_comes_in_order_and_at_its_moment(database_url: str) -> None:
    async with team(database_url) as (slack, bot):
        ana = slack.person("ana")
        for words in ("water the plants today 11:00", "call Bob today 9:00", "stretch today 10:00"):
            await ana.types(f"/beat remind me to {words}", channel="launch")
        await turn(slack, START + timedelta(hours=4))
        assert bot.bot.now() - START - timedelta(hours=4) < timedelta(minutes=1)
        got = [(at.astimezone(BERLIN).hour, text) for at, to, text in sent(slack, "Reminder") if to == ana.id]
        assert [hour for hour, _ in got] == [9, 10, 11]
        assert ["Bob" in got[0][1], "stretch" in got[1][1], "plants" in got[2][1]] == [True] * 3


async def test_everybody_keeps_their_wall_time_over_a_change_of_the_clocks(database_url: str) -> None:
    async with team(database_url) as (slack, _):
        ana, ben = slack.person("ana"), slack.person("ben")
        for person in (ana, ben):
            await person.types("/beat remind me to stand up every day at 9:00", channel="launch")
        for day in (1, 2, 3, 4):
            await turn(slack, START + timedelta(days=day, hours=10))
        hours = {who: [at.astimezone(zone) for at, to, _ in sent(slack, "stand up") if to == who.id]
                 for who, zone in ((ana, BERLIN), (ben, NEW_YORK))}  # fmt: skip
        assert [(at.day, at.hour, at.minute) for at in hours[ana]] == [(day, 9, 0) for day in (25, 26, 27, 28, 29)]
        assert [(at.day, at.hour, at.minute) for at in hours[ben]] == [(day, 9, 0) for day in (25, 26, 27, 28, 29)]
        assert hours[ana][3].astimezone(UTC).hour == hours[ana][2].astimezone(UTC).hour - 1
        moments = [at for at, _, _ in sent(slack, "stand up")]
        assert moments == sorted(moments)


async def test_a_snooze_lasts_as_long_as_it_says_in_the_playgrounds_time(database_url: str) -> None:
    async with team(database_url) as (slack, _):
        ana = slack.person("ana")
        await ana.types("/beat remind me to call Bob today 9:00", channel="launch")
        await turn(slack, START + timedelta(minutes=61))
        await ana.clicks("Snooze 1 h", on=await ana.sees("call Bob"))
        await turn(slack, START + timedelta(hours=5))
        first, second = [at for at, to, _ in sent(slack, "call Bob") if to == ana.id]
        assert timedelta(minutes=60) <= second - first < timedelta(minutes=62)


async def test_a_clock_that_is_held_stands_for_the_bot_too_and_can_be_turned(database_url: str) -> None:
    async with team(database_url) as (slack, bot):
        ana = slack.person("ana")
        await slack.core.turning.pause()
        held = slack.core.clock.now()
        seen = await ana.types("/beat remind me to call Bob today 9:00", channel="launch")
        assert seen
        assert "call Bob" in seen.text
        assert slack.core.clock.now() == held
        await turn(slack, START + timedelta(hours=2))
        assert slack.core.clock.now() == pytest.approx((START + timedelta(hours=2)).timestamp(), abs=0.001)
        assert bot.bot.now() == START + timedelta(hours=2)
        [(at, _, _)] = sent(slack, "call Bob")
        assert at == START + timedelta(hours=1)
        await slack.core.turning.run(1)
        assert not slack.core.clock.held


async def test_time_that_runs_fast_passes_everything_by_in_order(database_url: str) -> None:
    async with team(database_url) as (slack, _):
        ana = slack.person("ana")
        for minutes in (20, 5):
            await ana.types(f"/beat remind me to look up in {minutes} minutes", channel="launch")
        await slack.core.turning.run(600)
        await ana.sees("look up", timeout=20)
        while len(sent(slack, "look up")) < 2:
            await slack.core.hub.changed()
        await slack.core.turning.stop()
        first, second = (at - START for at, _, _ in sent(slack, "look up"))
        assert timedelta(minutes=5) <= first < timedelta(minutes=6)
        assert timedelta(minutes=20) <= second < timedelta(minutes=21)


async def test_time_goes_on_without_a_bot_that_hangs_and_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with team(database_url) as (slack, bot):
        await slack.core.following.caught_up()
        monkeypatch.setattr(following, "PATIENCE_SECONDS", 0.2)
        bot.bot.db.write = _never  # type: ignore[method-assign,assignment]
        bot.bot.db.read = _never  # type: ignore[method-assign,assignment]
        await turn(slack, START + timedelta(hours=2))
        assert slack.core.clock.now() >= (START + timedelta(hours=2)).timestamp()
        assert [each.text for each in slack.core.journal.entries if each.what == "noted"] == [
            "Time goes on without the app"
        ]


async def _never(*_: object) -> None:
    await asyncio.Event().wait()


async def test_a_bot_that_nobody_tells_the_time_does_not_start(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.clock._FIRST_TRIES", 2)
    async with Playground(MANIFEST) as slack:
        with pytest.raises(SettingsError, match="CLOCK_URL"):
            async with drumbeat(slack, database_url, clock_url="http://127.0.0.1:9/clock"):
                pass
