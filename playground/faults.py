"""Things that go wrong at Slack, switched on by a test, from the page, or over ``POST /sim/faults``."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from playground.wire import Json

WRONG_BODIES = {"html": "<!DOCTYPE html>\n<title>Please try again later</title>\n", "empty": ""}


@dataclass
class Fault:
    """One kind of trouble, for the next `times` occasions; `method` narrows it to one Web API method."""

    name: str
    times: int = 1
    method: str | None = None
    retry_after: int = 1
    seconds: float = 0.0
    apply: bool = False
    body: str = ""

    def matches(self, name: str, method: str | None) -> bool:
        return self.name == name and self.times > 0 and self.method in {None, method}


class Faults:
    """The switches. Each is used up after `times` occasions; several can be on at once.

    `method` is a Web API method such as `"chat.postMessage"`; left out, the next calls of any are hit. Seconds are real
    ones, and so the app's patience is tried as it would be.
    """

    def __init__(self, disconnect: Callable[[str], None]) -> None:
        self._disconnect = disconnect
        self._active: list[Fault] = []
        self.strict_rate_limits = False

    def rate_limit(self, method: str | None = None, *, retry_after: int = 1, times: int = 1) -> None:
        """Answer 429 with `Retry-After` in whole seconds; nothing is applied."""
        self._active.append(Fault("rate_limit", times, method, retry_after=retry_after))

    def slow(self, method: str | None = None, *, seconds: float, times: int = 1) -> None:
        """Apply the call, and answer only after `seconds`."""
        self._active.append(Fault("slow", times, method, seconds=seconds))

    def late(self, method: str | None = None, *, seconds: float, times: int = 1) -> None:
        """Apply the call only after `seconds`, whether or not the app is still there."""
        self._active.append(Fault("late", times, method, seconds=seconds))

    def drop_reply(self, method: str | None = None, *, times: int = 1) -> None:
        """Apply the call, then cut the connection without an answer."""
        self._active.append(Fault("drop_reply", times, method))

    def wrong_reply(self, method: str | None = None, *, body: str = "html", times: int = 1, apply: bool = True) -> None:
        """Answer 200 with what isn't Slack's: `html`, as from a proxy, or nothing at all (`empty`).

        Raises ValueError for another `body`.
        """
        if body not in WRONG_BODIES:
            raise ValueError(f"There is no wrong body called {body!r}. Known: {', '.join(WRONG_BODIES)}.")
        self._active.append(Fault("wrong_reply", times, method, apply=apply, body=body))

    def server_error(self, method: str | None = None, *, times: int = 1, apply: bool = False) -> None:
        """Answer 500, with or without having applied the call."""
        self._active.append(Fault("server_error", times, method, apply=apply))

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` over every Socket Mode connection, now, and close it.

        Args:
            reason: `warning` (closes ten seconds later), `refresh_requested` or `link_disabled`.
        """
        self._disconnect(reason)

    def bad_signature(self, *, times: int = 1) -> None:
        """Sign the next deliveries with a wrong secret."""
        self._active.append(Fault("bad_signature", times))

    def stale_signature(self, *, times: int = 1) -> None:
        """Sign the next deliveries correctly, but as of six minutes ago."""
        self._active.append(Fault("stale_signature", times))

    def duplicate_delivery(self, *, times: int = 1) -> None:
        """Deliver the next requests twice, at once."""
        self._active.append(Fault("duplicate_delivery", times))

    def limit_strictly(self, *, on: bool = True) -> None:
        """Count calls against Slack's published limits, and answer 429 to those beyond; until switched off."""
        self.strict_rate_limits = on

    def unready_file(self, *, times: int = 1) -> None:
        """Refuse the next messages that show a `slack_file`, as while Slack is still looking at a new upload."""
        self._active.append(Fault("unready_file", times))

    def switch(self, options: Json) -> None:
        """Switch one on by name, with its arguments: `{"name": "rate_limit", "retry_after": 7, "times": 2}`.

        `clear` switches all off. Raises ValueError for an unknown name or option.
        """
        known: Mapping[str, Callable[..., None]] = {
            "rate_limit": self.rate_limit,
            "slow": self.slow,
            "late": self.late,
            "drop_reply": self.drop_reply,
            "wrong_reply": self.wrong_reply,
            "server_error": self.server_error,
            "disconnect": self.disconnect,
            "bad_signature": self.bad_signature,
            "stale_signature": self.stale_signature,
            "duplicate_delivery": self.duplicate_delivery,
            "unready_file": self.unready_file,
            "limit_strictly": self.limit_strictly,
            "clear": self.clear,
        }
        arguments = dict(options)
        name = arguments.pop("name", None)
        if name not in known:
            raise ValueError(f"There is no fault called {name!r}. Known: {', '.join(known)}.")
        try:
            known[name](**arguments)
        except TypeError as error:
            raise ValueError(f"The fault {name} does not take these options.") from error

    def take(self, name: str, method: str | None = None) -> Fault | None:
        """Use up one occasion of a fault, when it is switched on for `method`."""
        for fault in self._active:
            if fault.matches(name, method):
                fault.times -= 1
                return fault
        return None

    def clear(self) -> None:
        """Switch off all that wait for an occasion."""
        self._active.clear()

    def as_json(self) -> Json:
        """What is switched on, and how often each has still to come."""
        active = [asdict(fault) for fault in self._active if fault.times > 0]
        return {"active": active, "strict_rate_limits": self.strict_rate_limits}
