"""Holds back what Slack would deliver, so that a test can deliver it as often, and in whatever order, it likes."""

import asyncio
import contextlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from playground.delivery import Ack, Kind, Retry, encode, sign
from playground.testing import Playground


@dataclass(frozen=True)
class Letter:
    """One request of Slack, known by its place in the pile."""

    n: int
    kind: Kind
    payload: dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """A letter with its stamp on: two of the same bytes are the same delivery again."""

    letter: Letter
    body: bytes
    headers: dict[str, str]


@dataclass
class Postbox:
    """While it is held, people act and Slack believes it was heard, but nothing reaches the bot."""

    slack: Playground
    letters: list[Letter] = field(default_factory=list)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep every request instead of sending it."""
        delivery = self.slack.core.delivery
        send = delivery.send

        async def keep(kind: Kind, payload: dict[str, Any], retry: Retry | None = None) -> Ack:
            self.letters.append(Letter(len(self.letters), kind, payload))
            return Ack(status=200)

        delivery.send = keep  # type: ignore[method-assign]
        try:
            yield
        finally:
            delivery.send = send  # type: ignore[method-assign]

    def stamped(self, letter: Letter, seconds: int = 0) -> Delivery:
        """Sign a letter as of now, or some seconds earlier."""
        content_type, body = encode(letter.kind, letter.payload)
        core = self.slack.core
        signature = sign(core.workspace.app.signing_secret, int(core.clock.now()) - seconds, body)
        return Delivery(letter, body, {"Content-Type": content_type, **signature})

    def four_times_each(self, seed: int) -> list[Delivery]:
        """Every letter twice to the byte, and twice more under new signatures; shuffled."""
        pile = []
        for letter in self.letters:
            first = self.stamped(letter)
            pile += [first, first, self.stamped(letter, 1), self.stamped(letter, 2)]
        random.Random(seed).shuffle(pile)
        return pile


async def deliver(url: str, pile: Iterable[Delivery], at_once: int = 8) -> dict[int, list[str]]:
    """Deliver a pile, several at a time; the answers by letter. Each must be taken."""
    answers: dict[int, list[str]] = {}
    gate = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:

        async def hand_over(one: Delivery) -> None:
            async with gate:
                response = await client.post(url, content=one.body, headers=one.headers)
            assert response.status_code == 200, response.text
            answers.setdefault(one.letter.n, []).append(response.text)

        await asyncio.gather(*map(hand_over, pile))
    return answers
