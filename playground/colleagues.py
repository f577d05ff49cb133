"""People who live on by themselves: each does what is written for them at its hour, while nobody else is them."""

import asyncio
import contextlib
import math

from playground.interactions import Place
from playground.people import Actor
from playground.reading import Clickable, Reader
from playground.refusal import NotPossible
from playground.script import Line
from playground.slack import Slack

# What somebody was asked is answered on the same day; what was written for a moment long gone is not done any more.
FRESH_SECONDS = 12 * 3_600.0
LATE_SECONDS = 3_600.0


class Colleagues:
    """The lines of a workspace, done one after another as its time passes.

    Args:
        slack: its `script` holds the lines, soonest first; what is over is taken out of it.
    """

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._one_at_a_time = asyncio.Lock()
        self._watching = asyncio.create_task(self._watch())

    def next_moment(self) -> float:
        """When somebody does something next, in seconds since the epoch."""
        return self._slack.script[0].at if self._slack.script else math.inf

    async def act(self) -> None:
        """Do what has its moment now."""
        async with self._one_at_a_time:
            while self.next_moment() <= (now := self._slack.clock.now()):
                line = self._slack.script.pop(0)
                if line.at > now - LATE_SECONDS:
                    await self._do(line)

    async def close(self) -> None:
        self._watching.cancel()
        await asyncio.wait({self._watching})

    async def _watch(self) -> None:
        """Time passes without being turned, too."""
        while self._slack.script:
            await self._slack.clock.sleep(self.next_moment() - self._slack.clock.now())
            await self.act()

    async def _do(self, line: Line) -> None:
        person = self._slack.workspace.person_called(line.who)
        if person is None or self._slack.hub.watches(person.id):
            return
        with contextlib.suppress(NotPossible):  # they left the channel, say
            await self._as(Actor(self._slack, person), line)

    async def _as(self, actor: Actor, line: Line) -> None:
        if line.press:
            if found := self._button(actor, line.press):
                place, button = found
                await self._slack.interactions.act(actor.person, place, button.block_id, button.action_id, button.value)
        elif line.asked and not self._button(actor, line.asked, self._slack.clock.now() - FRESH_SECONDS):
            return
        elif line.text.startswith("/"):
            await actor.types(line.text, channel=line.channel)
        else:
            await actor.says(line.text, channel=line.channel)

    def _button(self, actor: Actor, label: str, since: float = 0.0) -> tuple[Place, Clickable] | None:
        """The newest in their DM with the app, in a message that is no older."""
        room, reader = self._slack.workspace.app_dm(actor.id), Reader(self._slack.workspace)
        for message in reversed(list(room.messages.values())):
            if float(message.ts) < since:
                return None
            place = Place(room, message)
            for each in reader.clickables(place.blocks):
                if each.label == label:
                    return place, each
        return None
