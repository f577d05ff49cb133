"""Modals and Homes that are open: stacks of three, hashes, and what people entered so far."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from playground import inputs
from playground.hub import Hub
from playground.refusal import Refusal
from playground.wire import Json, new_id
from playground.workspace import Workspace

STACK_LIMIT = 3


@dataclass(eq=False)
class View:
    """One open modal, or the Home of one person. `source` is what the app sent, completed."""

    id: str
    user: str
    source: Json
    hash: str
    conversation: str | None = None
    root_view_id: str = ""
    previous_view_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[Json]] = field(default_factory=dict)  # options of external selects, by action_id

    @property
    def is_home(self) -> bool:
        return bool(self.source["type"] == "home")

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.source["blocks"]
        return blocks

    def accept(self, source: Json) -> None:
        """Show other content; what was entered stays where its ids are unchanged."""
        self.source = source
        self.values = inputs.kept_state(self.values, self.blocks, self.conversation)
        self.errors = {}

    def enter(self, block_id: str, element: Json, value: Any) -> None:
        state = inputs.state_of(element, value)
        self.values.setdefault(block_id, {})[element["action_id"]] = state
        self.errors.pop(block_id, None)


class Views:
    """All open views. Every change is told to the person who sees it."""

    def __init__(self, workspace: Workspace, hub: Hub) -> None:
        self._workspace = workspace
        self._hub = hub
        self._stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """The open modals of a person, bottom first."""
        return self._stacks.get(user, [])

    def open(self, user: str, source: Json, conversation: str | None = None) -> View:
        """Open a modal with nothing beneath it; an older stack of the same person gives way."""
        self._refuse_known(source.get("external_id"))
        for old in reversed(self.stack(user)):
            self._tell(old, {"type": "view_closed", "view_id": old.id})
        view = self._new(user, source, conversation)
        self._stacks[user] = [view]
        self._tell(view, {"type": "view_opened", "view": self.as_json(view)})
        return view

    def push(self, user: str, source: Json, conversation: str | None = None) -> View:
        """Open a modal over the others. Raises Refusal: push_limit_reached, duplicate_external_id."""
        stack = self.stack(user)
        if not stack:
            raise Refusal("invalid_trigger_id")
        if len(stack) >= STACK_LIMIT:
            raise Refusal("push_limit_reached")
        self._refuse_known(source.get("external_id"))
        view = self._new(user, source, conversation)
        view.root_view_id = stack[0].id
        view.previous_view_id = stack[-1].id
        stack.append(view)
        self._tell(view, {"type": "view_opened", "view": self.as_json(view)})
        return view

    def update(self, view: View, source: Json, expected_hash: str | None = None) -> None:
        """Show other content. Raises Refusal: hash_conflict, duplicate_external_id."""
        if expected_hash and expected_hash != view.hash:
            raise Refusal("hash_conflict")
        external_id = source.get("external_id")
        if external_id != view.source.get("external_id"):
            self._refuse_known(external_id)
        view.hash = self._hash()
        view.accept(source)
        event = "home" if view.is_home else "view_updated"
        self._tell(view, {"type": event, "view": self.as_json(view)})

    def publish(self, user: str, source: Json, expected_hash: str | None = None) -> View:
        """Show a Home. Raises Refusal(hash_conflict)."""
        home = self.homes.get(user)
        if home is None:
            home = self.homes[user] = self._new(user, source, None)
            self._tell(home, {"type": "home", "view": self.as_json(home)})
        else:
            self.update(home, source, expected_hash)
        return home

    def close(self, view: View) -> None:
        """Close a modal; the one beneath it shows again."""
        stack = self.stack(view.user)
        if view in stack:
            stack.remove(view)
            self._tell(view, {"type": "view_closed", "view_id": view.id})

    def clear(self, user: str) -> list[View]:
        """Close all modals of a person; returns them, top first."""
        closed = list(reversed(self.stack(user)))
        for view in closed:
            self.close(view)
        return closed

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        view.errors = errors
        self._tell(view, {"type": "view_errors", "view_id": view.id, "errors": errors})

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """An open view by its id, or by the app's own id for it."""
        for view in self._all():
            if view.id == view_id or (external_id and view.source.get("external_id") == external_id):
                return view
        return None

    def as_json(self, view: View) -> Json:
        """The view as Slack shows it to the app."""
        source = view.source
        home_title = {"type": "plain_text", "text": "View Title", "emoji": True}
        return {
            "id": view.id,
            "team_id": self._workspace.team_id,
            "type": source["type"],
            "blocks": view.blocks,
            "private_metadata": source.get("private_metadata", ""),
            "callback_id": source.get("callback_id", ""),
            "state": {"values": view.values},
            "hash": view.hash,
            "title": source.get("title", home_title),
            "clear_on_close": source.get("clear_on_close", False),
            "notify_on_close": source.get("notify_on_close", False),
            "close": source.get("close"),
            "submit": source.get("submit"),
            "previous_view_id": view.previous_view_id,
            "root_view_id": view.root_view_id,
            "app_id": self._workspace.app.id,
            "external_id": source.get("external_id", ""),
            "app_installed_team_id": self._workspace.team_id,
            "bot_id": self._workspace.app.bot_id,
        }

    def _all(self) -> list[View]:
        modals = [view for stack in self._stacks.values() for view in stack]
        return [*modals, *self.homes.values()]

    def _refuse_known(self, external_id: str | None) -> None:
        if external_id and self.find(external_id=external_id):
            raise Refusal("duplicate_external_id")

    def _new(self, user: str, source: Json, conversation: str | None) -> View:
        view = View(new_id("V"), user, source, self._hash(), conversation)
        view.root_view_id = view.id
        view.accept(source)
        return view

    def _hash(self) -> str:
        return f"{int(self._workspace.clock.now())}.{secrets.token_urlsafe(6)}"

    def _tell(self, view: View, event: Json) -> None:
        self._hub.publish(event, to=[view.user])
