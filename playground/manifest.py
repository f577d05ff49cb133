"""An app manifest, as pasted into Slack's configuration pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playground.wire import Json

Source = Mapping[str, Any] | str | Path


@dataclass(frozen=True)
class Command:
    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    name: str
    type: Literal["global", "message"]
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """The parts of a manifest that change what Slack does."""

    name: str = "App"
    bot_name: str = "App"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False
    interactivity: bool = True
    raw: Json = field(default_factory=dict, compare=False)

    @classmethod
    def load(cls, source: Source) -> "Manifest":
        """Read a manifest from a dict, or from the path of a JSON file."""
        raw = dict(source) if isinstance(source, Mapping) else json.loads(Path(source).read_text("utf-8"))
        features = raw.get("features", {})
        settings = raw.get("settings", {})
        name = raw.get("display_information", {}).get("name", "App")
        home = features.get("app_home")
        return cls(
            name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name),
            commands=tuple(_command(each) for each in features.get("slash_commands", ())),
            shortcuts=tuple(_shortcut(each) for each in features.get("shortcuts", ())),
            scopes=frozenset(raw.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            home_tab=home is None or bool(home.get("home_tab_enabled", False)),
            messages_tab=home is None or bool(home.get("messages_tab_enabled", False)),
            messages_read_only=home is not None and bool(home.get("messages_tab_read_only_enabled", True)),
            interactivity=bool(settings.get("interactivity", {}).get("is_enabled", not settings)),
            raw=raw,
        )

    def command(self, name: str) -> Command | None:
        return next((each for each in self.commands if each.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        return next((each for each in self.shortcuts if each.callback_id == callback_id), None)


def _command(raw: Json) -> Command:
    return Command(
        command=raw["command"],
        description=raw.get("description", ""),
        usage_hint=raw.get("usage_hint", ""),
        should_escape=bool(raw.get("should_escape", False)),
    )


def _shortcut(raw: Json) -> Shortcut:
    return Shortcut(raw["name"], raw["type"], raw["callback_id"], raw.get("description", ""))
