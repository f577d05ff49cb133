"""Being a person in the playground, over its HTTP API: what the page does, without a page."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

PATIENCE_SECONDS = 20.0
_GLANCE_SECONDS = 0.05


class NotSeen(Exception):
    """What should have been there did not come; the text says what."""


@dataclass(frozen=True)
class Shown:
    """A message as somebody sees it."""

    channel: str
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def elements(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What can be used in it, each with the id of its block."""
        for block in self.body.get("blocks", ()):
            for element in (*block.get("elements", ()), block.get("accessory")):
                if isinstance(element, dict) and element.get("action_id"):
                    yield block["block_id"], element


class Driver:
    """The playground, as whoever one says one is."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"X-Playground-Token": token}
        self._http = httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_SECONDS)
        self._state = self._get("/sim/state")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    # Who and where

    def person(self, name: str) -> Mapping[str, Any]:
        return self._named("people", name)

    def name_of(self, there: str) -> str:
        """A person's or channel's name by its id; the id itself where it has none."""
        for person in self._state["people"]:
            if person["id"] == there:
                return str(person["name"])
        rooms = {room["id"]: room["name"] for room in self._state["channels"]}
        return f"#{rooms[there]}" if there in rooms else there

    def _named(self, what: str, name: str) -> Mapping[str, Any]:
        return next(each for each in self._state[what] if each["name"] == name)

    # Doing

    def types(self, who: str, room: str, command: str) -> None:
        """Type a slash command in a channel. Raises NotSeen when Slack shows an error."""
        self._post("/sim/command", who, channel=self._named("channels", room)["id"], text=command)

    def clicks(self, who: str, on: Shown, label: str) -> None:
        """Press a button. Raises NotSeen when there is none of this name."""
        for block_id, element in on.elements:
            if element.get("text", {}).get("text") == label:
                where = {"channel": on.channel, "ts": on.body["ts"], "block_id": block_id}
                self._post("/sim/act", who, **where, action_id=element["action_id"])
                return
        raise NotSeen(f"a button {label!r} under {on.text!r}")

    def submits(self, who: str, **values: Any) -> None:
        """Fill in the open form by the names of its fields, and send it."""
        view = self._form(who)
        entered = {
            block["block_id"]: {block["element"]["action_id"]: values[name]}
            for block in view["blocks"]
            if block["type"] == "input" and (name := str(block["label"]["text"])) in values
        }
        self._post("/sim/submit", who, view_id=view["id"], values=entered)

    def turn(self, moment: float) -> None:
        """Turn the clock, and wait until it has come there."""
        self._post("/sim/clock/turn", "ana", to=moment)
        self._until(lambda: not self._get("/sim/clock")["turning"] or None, "the end of the turn", 60.0)

    # Looking

    def now(self) -> float:
        return float(self._get("/sim/clock")["now"])

    def journal(self, after: int) -> list[Mapping[str, Any]]:
        return list(self._get("/sim/journal", after=after)["entries"])

    def refused(self) -> list[str]:
        """What the bot sent that Slack would not have taken."""
        return [each["summary"] for each in self._get("/sim/log", after=0)["entries"] if each["verdict"] == "refused"]

    def sees(self, who: str, text: str, room: str = "") -> Shown:
        """Wait for the newest message with this text, in a channel or the bot's DM. Raises NotSeen."""
        found: Shown = self._until(lambda: self._newest(who, text, room), f"{text!r}, before {who}")
        return found

    def _newest(self, who: str, text: str, room: str) -> Shown | None:
        channel = self._named("channels", room)["id"] if room else self._direct(who)
        if channel is None:
            return None
        said = self._get("/sim/messages", who, channel=channel)["messages"]
        return next((Shown(channel, each) for each in reversed(said) if text in str(each)), None)

    def _direct(self, who: str) -> str | None:
        state = self._get("/sim/state", who)
        bot = state["app"]["bot_user_id"]
        return next((each["id"] for each in state["channels"] if each.get("user") == bot), None)

    def _form(self, who: str) -> Mapping[str, Any]:
        views: list[Mapping[str, Any]] = self._until(
            lambda: self._get("/sim/state", who)["views"] or None, f"a form, before {who}"
        )
        return views[-1]

    def _until(self, look: Any, what: str, patience: float = PATIENCE_SECONDS) -> Any:
        deadline = time.monotonic() + patience
        while (found := look()) is None:
            if time.monotonic() > deadline:
                raise NotSeen(what)
            time.sleep(_GLANCE_SECONDS)
        return found

    def _get(self, path: str, who: str = "", **args: Any) -> Any:
        told = {"as": self.person(who)["id"], **args} if who else args
        return self._http.get(path, params=told).raise_for_status().json()

    def _post(self, path: str, who: str, **body: Any) -> Any:
        done = self._http.post(path, json={"as": self.person(who)["id"], **body}).json()
        if done.get("error") or done.get("errors"):
            raise NotSeen(f"{path} is refused: {done.get('error') or done['errors']}")
        return done
