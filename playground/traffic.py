"""The record of every exchange between Slack and the app, with Slack's verdict on each."""

from collections import deque
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.clock import Clock
from playground.hub import Hub
from playground.wire import Json

KEPT = 2_000


@dataclass(frozen=True)
class Exchange:
    """One request and its answer.

    `direction` is seen from Slack: "in" is a call of the app, "out" a delivery to it. `verdict` is "refused" when Slack
    would not take what the app sent: a call answered with an error, an answer that is late or invalid.
    """

    n: int
    at: float
    direction: Literal["in", "out"]
    kind: str
    summary: str
    request: Any
    response: Any
    verdict: Literal["ok", "refused"]
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> Json:
        return dict(vars(self))


class Traffic:
    """The last exchanges, oldest first; `heard` is told each."""

    def __init__(self, clock: Clock, hub: Hub, heard: Callable[[Exchange], None]) -> None:
        self._heard = heard
        self._clock = clock
        self._hub = hub
        self._count = 0
        self.entries: deque[Exchange] = deque(maxlen=KEPT)

    def note(
        self,
        direction: Literal["in", "out"],
        kind: str,
        summary: str,
        request: object,
        response: object,
        problems: list[str] | None = None,
    ) -> None:
        """Record one exchange; it is refused when there are problems."""
        self._count += 1
        entry = Exchange(
            n=self._count,
            at=self._clock.now(),
            direction=direction,
            kind=kind,
            summary=summary,
            request=deepcopy(request),  # messages and views go on changing; the record does not
            response=deepcopy(response),
            verdict="refused" if problems else "ok",
            problems=list(problems or ()),
        )
        self.entries.append(entry)
        self._hub.publish({"type": "log", "entry": entry.as_json()})
        self._heard(entry)

    def after(self, n: int) -> list[Exchange]:
        return [entry for entry in self.entries if entry.n > n]

    @property
    def refusals(self) -> list[Exchange]:
        """What Slack would have refused, in either direction."""
        return [entry for entry in self.entries if entry.verdict == "refused"]
