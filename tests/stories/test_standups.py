"""A team around the world is asked, each at half past nine of their own morning, once for each day.

The real bot, its alarms and its sender run through a week in which clocks change and somebody flies.
"""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.rules.calendar import instant
from playground.people import Actor
from storage import alarms, outbox, preferences
from storage.outbox import Message
from storage.preferences import Preference
from storage.rounds import Round
from tests.stories import office as offices
from tests.stories.office import Office, answer

# Europe and Nuuk change their clocks on Sunday 28 March 2027.
WEDNESDAY = datetime(2027, 3, 24, 12, 0, tzinfo=UTC)
DAYS = [date(2027, 3, 25) + timedelta(days=count) for count in range(6)]
AT = time(9, 30)
WORLD = {
    "kai": "Pacific/Kiritimati", "berta": "Europe/Berlin", "nukka": "America/Nuuk", "hoku": "Pacific/Honolulu",
}  # fmt: skip


async def lives_until(office: Office, end: datetime) -> None:
    """Let time pass from one thing to be done to the next, so that each is done at its moment."""
    db, bot = office.bot.bot.db, office.bot.bot
    while True:
        await settled(office)
        now = office.clock.moment()
        moments = (await db.read(alarms.next_due), await db.read(outbox.next_due, now))
        soonest = min((moment for moment in moments if moment), default=end)
        office.clock.turn(seconds=max((min(soonest, end) - now).total_seconds(), 0))
        if soonest >= end:
            return
        bot.outbox_waits.set()


async def settled(office: Office) -> None:
    """Wait until every alarm that is due has rung, and what it planned is sent."""
    db = office.bot.bot.db
    due = await db.read(alarms.next_due)
    while due and due <= office.clock.moment():
        office.bot.bot.outbox_waits.set()
        await office.bot.bot.drain(1)
        await asyncio.sleep(0.02)
        due = await db.read(alarms.next_due)
    office.bot.bot.outbox_waits.set()
    await office.settled()


async def the_world(office: Office) -> dict[str, Actor]:
    """Four people who want no nudges, in #world, a Wednesday in March."""
    people = {name: office.slack.add_person(name, tz=zone, announce=True) for name, zone in WORLD.items()}
    office.slack.add_channel("world", members=people.values())
    team = office.slack.core.workspace.team_id
    for person in people.values():
        wish = Preference(workspace_id=team, user_id=person.id, nudges=0)
        await office.bot.bot.db.write(preferences.keep, wish, office.clock.moment())
    await office.passes(seconds=(WEDNESDAY - office.clock.moment()).total_seconds())
    return people


async def prompts(office: Office, person: Actor) -> dict[str, datetime]:
    """When somebody was asked, by the day it was for; every one of them in Slack, and no more."""
    rows = [
        row for row in await office.rows(Message) if row.recipient == person.id and row.purpose == "standups.prompt"
    ]
    asked = {row.nominal: row.due_at for row in rows if row.state == "sent"}
    seen = [each for each in person.everything() if "Time for Morning" in each.text]
    assert len(seen) == len(asked)
    assert {each.ts for each in seen} == {row.ts for row in rows if row.state == "sent"}
    return asked


async def test_everybody_is_asked_once_a_day_at_their_own_hour_while_clocks_change(database_url: str) -> None:
    async with offices.office(database_url) as office:
        people = await the_world(office)
        seen = await answer(await people["berta"].types("/standup new Morning at 9:30 every day", "world"))
        assert "Next: Thu 25 Mar, 09:30 (Berlin)" in seen.text
        await lives_until(office, instant(DAYS[-1], time(23), ZoneInfo(WORLD["hoku"])))
        for name, zone in WORLD.items():
            asked = await prompts(office, people[name])
            wanted = {day.isoformat(): instant(day, AT, ZoneInfo(zone)) for day in DAYS}
            assert {day: moment for day, moment in asked.items() if day in wanted} == wanted
            assert set(asked) - set(wanted) <= {"2027-03-31"}  # where that day has begun already
        assert all(round_.status in ("open", "closed") for round_ in await office.rows(Round))


async def test_whoever_flies_is_asked_once_for_each_day_and_never_twice_within_hours(database_url: str) -> None:
    async with offices.office(database_url) as office:
        people = await the_world(office)
        await answer(await people["hoku"].types("/standup new Morning at 9:30 every day", "world"))
        for landing, zone in (
            (datetime(2027, 3, 26, 20, 0, tzinfo=UTC), "Pacific/Kiritimati"),
            (datetime(2027, 3, 28, 6, 0, tzinfo=UTC), "America/Nuuk"),
            (datetime(2027, 3, 29, 3, 0, tzinfo=UTC), "Asia/Tokyo"),
        ):
            await lives_until(office, landing)
            office.slack.change_person(people["hoku"], tz=zone)
            await settled(office)
        await lives_until(office, datetime(2027, 3, 30, 12, 0, tzinfo=UTC))
        asked = await prompts(office, people["hoku"])
        assert list(asked) == [day.isoformat() for day in DAYS]
        moments = list(asked.values())
        assert min(b - a for a, b in pairwise(moments)) >= timedelta(hours=4)
        assert moments[-1] == instant(DAYS[-1], AT, ZoneInfo("Asia/Tokyo"))
