"""An office to tell stories of: a Slack workspace, three people, the real bot, and a clock that can be turned.

Its people take what can wait at any hour, or most of what happens here would come in Ben's morning.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from unittest import mock

from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel, col, func, select

import bot.app
from bot.app import Drumbeat
from playground.clock import Clock
from playground.form import Form
from playground.people import Actor, Seen
from playground.testing import Playground
from playground.workspace import Channel
from storage import preferences
from storage.alarms import Alarm
from storage.outbox import Message
from storage.preferences import Preference
from tests.stories.drumbeat import MANIFEST, drumbeat

R = TypeVar("R", bound=SQLModel)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATIENCE = 20


class TurnedClock(Clock):
    """Runs from a Monday morning on. Slack and the bot read the same one."""

    def __init__(self) -> None:
        super().__init__(MONDAY.timestamp())

    def moment(self) -> datetime:
        """Now, as the bot is told it."""
        return datetime.fromtimestamp(self.now(), UTC)


@dataclass
class Office:
    """Ana and Cleo in Berlin, Ben in New York; all three in #launch, where the bot is too."""

    slack: Playground
    clock: TurnedClock
    ana: Actor
    ben: Actor
    cleo: Actor
    launch: Channel
    bot: Drumbeat
    # What the bot is meant to be refused in this test: words of the log's summary.
    may_be_refused: set[str] = field(default_factory=set)

    async def rows(self, table: type[R]) -> list[R]:
        """Everything in a table, oldest key first."""

        def look(session: Session) -> list[R]:
            return list(session.exec(select(table).order_by(*table.__table__.primary_key)))  # type: ignore[attr-defined]

        return await self.bot.bot.db.read(look)

    async def takes_messages_at_any_hour(self, person: Actor, *, so: bool = True) -> None:
        """Somebody wants what can wait by day and by night, as all in the office do; or not, as whoever comes new."""
        workspace_id = self.slack.core.workspace.team_id
        wishes = Preference(workspace_id=workspace_id, user_id=person.id, any_hour=so)
        await self.bot.bot.db.write(preferences.keep, wishes, self.clock.moment())

    async def presses(self, person: Actor, label: str, on: Seen, nth: int = 0) -> Seen:
        """Click a button and read the answer: in the place of an ephemeral message or of Home, else a new message."""
        outcome = await person.clicks(label, on=on, nth=nth)
        assert outcome.ok, outcome
        await self.bot.bot.drain(PATIENCE)
        return person.reads(on) if on.is_ephemeral or on.view else whispered(person)

    async def submits(self, person: Actor, form: Form) -> Seen:
        """Send a form that is taken, and read the answer."""
        outcome = await form.submit()
        assert outcome.ok, outcome
        await self.bot.bot.drain(PATIENCE)
        return whispered(person)

    async def hears(
        self, person: Actor, said: str, channel: str | None = None, thread: Seen | None = None
    ) -> list[Seen]:
        """What is new for a person, oldest first, after they have said something."""
        await self.settled()
        before = {(seen.channel, seen.ts) for seen in person.everything()}
        own = await person.says(said, channel, thread)
        await self.settled()
        new = [seen for seen in person.everything() if seen.ts and (seen.channel, seen.ts) not in before]
        return [seen for seen in new if seen.ts != own.ts]

    async def passes(self, **time: float) -> None:
        """Let time pass, e.g. `minutes=11`; not while something is on its way, or its signature would be stale."""
        await self.settled()
        self.clock.turn(**time)

    async def later(self, **time: float) -> None:
        """Let time pass, and everything be done and said that becomes due thereby."""
        await self.passes(**time)
        await self.wakes()

    async def wakes(self) -> None:
        """Have the clockwork look at the clock, and wait until it has done what was due."""
        self.bot.bot.outbox_waits.set()
        await self.settled()

    async def settled(self) -> None:
        """Wait until every event has arrived, every answer is given, and nothing planned is left to send."""
        async with asyncio.timeout(PATIENCE):
            while await self._is_astir() or await self._is_astir():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await self.bot.bot.drain(PATIENCE)

    async def _is_astir(self) -> bool:
        # Asked twice: what was sent while we looked at one side has become an event on the other.
        return bool(self.slack.core.events._running) or await self._something_is_due()

    async def _something_is_due(self) -> bool:
        # The clock is read last: what is planned while we look is due by then.
        first = await self.bot.bot.db.read(_next_due)
        return first is not None and first <= self.clock.moment()

    def unexpected_refusals(self) -> list[str]:
        """What the bot sent that Slack would not take, and that this test did not ask for."""
        return [
            f"{each.summary}: {each.problems} {each.request}"
            for each in self.slack.refusals
            if not any(word in each.summary for word in self.may_be_refused)
        ]


@contextlib.asynccontextmanager
async def office(database_url: str, transport: str = "http") -> AsyncIterator[Office]:
    """The office at nine on a Monday, the bot at work. On leaving, Slack must have taken all that the bot sent.

    The bot does not rest between two messages to the same conversation, or most of what is told here would be waiting.
    """
    clock = TurnedClock()
    restless = mock.patch.object(bot.app, "TIMING", replace(bot.app.TIMING, channel_rest=timedelta(0)))
    async with Playground(MANIFEST, clock=clock) as slack:
        ana = slack.add_person("ana", tz="Europe/Berlin")
        ben = slack.add_person("ben", tz="America/New_York")
        cleo = slack.add_person("cleo", tz="Europe/Berlin")
        launch = slack.add_channel("launch", members=[ana, ben, cleo])
        with restless:
            async with drumbeat(slack, database_url, transport, clock.moment) as drummer:
                _need_not_last(drummer.bot.db.engine)
                await drummer.bot.drain(PATIENCE)  # until it has met everybody
                here = Office(slack, clock, ana, ben, cleo, launch, drummer)
                for person in (ana, ben, cleo):
                    await here.takes_messages_at_any_hour(person)
                with _waiting_for_answers(drummer):
                    yield here
                await here.wakes()
        refused = here.unexpected_refusals()
        assert not refused, "\n".join(refused)


@contextlib.contextmanager
def _waiting_for_answers(drummer: Drumbeat) -> Iterator[None]:
    """Whoever types a command reads its answer also when it comes later than Slack waits, as on a busy machine."""
    types = Actor.types

    async def wait(person: Actor, text: str, channel: str | Actor | None = None) -> Seen | None:
        before = {seen.ts for seen in _whispers(person)}
        if seen := await types(person, text, channel):
            return seen
        await drummer.bot.drain(PATIENCE)
        return next((seen for seen in _whispers(person) if seen.ts not in before), None)

    with mock.patch.object(Actor, "types", wait):
        yield


async def answer(seen: Seen | None) -> Seen:
    """The answer to a command, which there must be."""
    assert seen is not None
    assert not seen.is_error, seen.text
    return seen


def whispered(person: Actor) -> Seen:
    """The newest message that only this person sees."""
    whispers = _whispers(person)
    assert whispers, f"nobody whispered to {person.name}"
    return whispers[-1]


def _whispers(person: Actor) -> list[Seen]:
    return [seen for seen in person.everything() if seen.is_ephemeral]


def _need_not_last(engine: Engine) -> None:
    """The file is thrown away, so nobody waits for the disk: on a busy machine that can take seconds."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "checkout", lambda connection, *_: connection.execute("PRAGMA synchronous=OFF"))


def _next_due(session: Session) -> datetime | None:
    """When the next alarm or message is due."""
    waiting = select(func.min(Message.due_at)).where(col(Message.state).in_(("planned", "due", "sending")))
    # In this order: what rings between the two looks has become a message by the second.
    moments = [session.exec(select(func.min(Alarm.due_at))).one(), session.exec(waiting).one()]
    return min((moment for moment in moments if moment), default=None)
