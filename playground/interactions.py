"""What people do with the app: commands, clicks, shortcuts, its Home. Each is sent once and never retried."""

from dataclasses import dataclass, field
from typing import Any

from playground import blockkit, inputs, payloads
from playground.answers import Answers
from playground.composer import Composer
from playground.delivery import Ack, Delivery, Kind
from playground.events import Events
from playground.grants import ResponseTarget, ResponseUrls, Triggers
from playground.hub import Hub
from playground.refusal import NotPossible, Refusal
from playground.traffic import Traffic
from playground.viewstack import View, Views
from playground.wire import Json
from playground.workspace import Channel, Message, Person, Workspace

TROUBLE = "We had some trouble connecting. Try again?"
MIN_QUERY_LENGTH = 3


@dataclass(frozen=True)
class Outcome:
    """What a person sees at once. `error` is Slack's own code for what went wrong."""

    error: str = ""
    text: str = ""
    message: Message | None = None
    channel: Channel | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.error and not self.errors


@dataclass(frozen=True)
class Place:
    """Where an element stands: in a message of a channel, or in a view."""

    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        if self.view:
            return self.view.blocks
        body = self.message.body if self.message else {}
        attached = [block for each in body.get("attachments", ()) for block in each.get("blocks", ())]
        return [*body.get("blocks", ()), *attached]


@dataclass(frozen=True)
class Desk:
    """What all interactions need: where things are, and how the app is reached."""

    workspace: Workspace
    hub: Hub
    traffic: Traffic
    delivery: Delivery
    events: Events
    views: Views
    triggers: Triggers
    urls: ResponseUrls
    answers: Answers
    composer: Composer

    async def ask(self, kind: Kind, payload: Json) -> Ack:
        return await self.delivery.send(kind, payload)

    def note(self, kind: Kind, summary: str, payload: Json, ack: Ack, problems: list[str] | None = None) -> None:
        self.traffic.note("out", kind, summary, payload, ack.as_json(), [*ack.problems, *(problems or ())])

    def tell(self, person: Person, text: str) -> None:
        """What Slack itself shows a person when something went wrong."""
        self.hub.publish({"type": "notice", "level": "error", "text": text}, to=[person.id])


class Interactions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._message_values: dict[tuple[str, str, str], Json] = {}

    # Slash commands

    async def command(self, person: Person, channel: Channel, typed: str) -> Outcome:
        """Type a slash command, as `/task add Ship it`. Raises NotPossible outside the person's channels."""
        if person.id not in channel.members:
            raise NotPossible(f"{person.name} is not in this conversation.")
        name, rest = (*typed.split(maxsplit=1), "", "")[:2]
        command = self._desk.workspace.manifest.command(name)
        if command is None:
            return Outcome("unknown_command", f"{name} is not a valid command.", channel=channel)
        text = self._desk.composer.command(rest.strip()) if command.should_escape else rest.strip()
        return await self._run(person, channel, name, text)

    async def _run(self, person: Person, channel: Channel, name: str, text: str) -> Outcome:
        desk = self._desk
        payload = payloads.command(
            desk.workspace,
            person,
            channel,
            name,
            text,
            response_url=desk.urls.issue("commands", person.id, channel.id),
            trigger_id=desk.triggers.issue(person.id, channel.id),
        )
        ack = await desk.ask("command", payload)
        error: str = ack.failure
        message, problems = None, list[str]()
        if not error and ack.body:
            try:
                message = self._show(person, channel, ack.body)
            except Refusal as refusal:
                error, problems = refusal.error, refusal.problems
        desk.note("command", f"{name} {text}".strip(), payload, ack, problems)
        return self._command_outcome(person, channel, name, error, message)

    def _show(self, person: Person, channel: Channel, body: Json | str) -> Message | None:
        if isinstance(body, dict) and not any(body.get(part) for part in ("text", "blocks", "attachments")):
            return None  # only a response_type: nothing to show
        target = ResponseTarget("commands", person.id, channel.id, self._desk.workspace.clock.now())
        return self._desk.answers.show(target, {"text": body} if isinstance(body, str) else body)

    def _command_outcome(
        self, person: Person, channel: Channel, name: str, error: str, message: Message | None
    ) -> Outcome:
        if not error:
            return Outcome(message=message, channel=channel)
        text = f'{name} failed with the error "{error}"'
        self._desk.tell(person, text)
        return Outcome(error, text, channel=channel)

    # Shortcuts

    async def shortcut(
        self, person: Person, callback_id: str, channel: Channel | None = None, message: Message | None = None
    ) -> Outcome:
        """Use a global shortcut, or one of a message."""
        shortcut = self._desk.workspace.manifest.shortcut(callback_id)
        if shortcut is None:
            raise NotPossible(f"There is no shortcut {callback_id!r}.")
        if shortcut.type == "global":
            payload = self._global_shortcut(person, callback_id)
        elif channel is None or message is None:
            raise NotPossible("This shortcut is used on a message.")
        else:
            payload = self._message_shortcut(person, callback_id, channel, message)
        return await self._send(person, shortcut.name, payload)

    def _global_shortcut(self, person: Person, callback_id: str) -> Json:
        desk = self._desk
        return payloads.interaction(desk.workspace, "shortcut", person) | {
            "callback_id": callback_id,
            "trigger_id": desk.triggers.issue(person.id),
            "action_ts": desk.workspace.new_ts(),
        }

    def _message_shortcut(self, person: Person, callback_id: str, channel: Channel, message: Message) -> Json:
        desk = self._desk
        return payloads.interaction(desk.workspace, "message_action", person) | {
            "callback_id": callback_id,
            "trigger_id": desk.triggers.issue(person.id, channel.id),
            "action_ts": desk.workspace.new_ts(),
            "message_ts": message.ts,
            "message": message.body,
            "channel": {"id": channel.id, "name": payloads.channel_name(channel)},
            "response_url": desk.urls.issue("app", person.id, channel.id),
        }

    async def _send(self, person: Person, summary: str, payload: Json) -> Outcome:
        ack = await self._desk.ask("interactive", payload)
        self._desk.note("interactive", summary, payload, ack)
        if not ack.failure:
            return Outcome()
        self._desk.tell(person, TROUBLE)
        return Outcome(ack.failure, TROUBLE)

    # Elements

    async def act(self, person: Person, place: Place, block_id: str, action_id: str, value: Any = None) -> Outcome:
        """Click a button or choose in an element. An input that does not dispatch only keeps its value."""
        block, element = self._element(place, block_id, action_id)
        chosen = self._chosen(place, element, value)
        values = self._values(person, place)
        if element["type"] in inputs.SHAPES:
            state = inputs.state_of(element, next(iter(chosen.values())))
            values.setdefault(block_id, {})[action_id] = state
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Outcome()
        ts = self._desk.workspace.new_ts()
        payload = self._block_actions(person, place, values)
        payload["actions"] = [payloads.action(block, element, chosen, ts)]
        return await self._send(person, f"{element['type']} {action_id}", payload)

    @staticmethod
    def _element(place: Place, block_id: str, action_id: str) -> tuple[Json, Json]:
        found = inputs.find(place.blocks, block_id, action_id)
        if found is None:
            raise NotPossible(f"There is nothing to use at {block_id}/{action_id}.")
        return found

    @staticmethod
    def _chosen(place: Place, element: Json, value: Any) -> Json:
        kind = element["type"]
        if kind == "overflow":
            return {"selected_option": inputs.chosen_option(element, value)}
        if kind == "feedback_buttons":
            return inputs.feedback(element, value)
        if kind not in inputs.SHAPES:
            return {}
        offered = place.view.offered.get(element["action_id"]) if place.view else None
        return {inputs.SHAPES[kind].key: inputs.entered(element, value, offered)}

    def _values(self, person: Person, place: Place) -> Json:
        if place.view:
            return place.view.values
        if place.message is None or place.channel is None:
            raise NotPossible("There is nothing here.")
        key = (person.id, place.channel.id, place.message.ts)
        self._message_values[key] = inputs.kept_state(self._message_values.get(key, {}), place.blocks)
        return self._message_values[key]

    def _block_actions(self, person: Person, place: Place, values: Json) -> Json:
        desk = self._desk
        conversation = place.channel.id if place.channel else None
        from_view = place.view.id if place.view and not place.view.is_home else None
        common = payloads.interaction(desk.workspace, "block_actions", person)
        common["trigger_id"] = desk.triggers.issue(person.id, conversation, from_view)
        if place.view:
            return common | self._in_view(place.view)
        return common | self._in_message(person, place) | {"state": {"values": values}}

    def _in_view(self, view: View) -> Json:
        container = {"type": "view", "view_id": view.id}
        return {"container": container, "view": self._desk.views.as_json(view)}

    def _in_message(self, person: Person, place: Place) -> Json:
        message, channel = place.message, place.channel
        if message is None or channel is None:
            raise NotPossible("There is nothing here.")
        ephemeral = message.only_for is not None
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        if message.is_reply:
            container["thread_ts"] = message.thread_ts
        url = self._desk.urls.issue("actions", person.id, channel.id, message.body, source_is_ephemeral=ephemeral)
        where = {"id": channel.id, "name": payloads.channel_name(channel)}
        body = {"container": container, "channel": where, "response_url": url}
        # Slack does not keep ephemeral messages, so it cannot send them back.
        return body if ephemeral else {**body, "message": message.body}

    # Options that the app looks up

    async def options(self, person: Person, place: Place, block_id: str, action_id: str, value: str) -> Json:
        """What an external select offers for the letters typed so far: `options` or `option_groups`."""
        _, element = self._element(place, block_id, action_id)
        if len(value) < element.get("min_query_length", MIN_QUERY_LENGTH):
            return {"options": []}
        payload = payloads.interaction(self._desk.workspace, "block_suggestion", person)
        payload |= {"action_id": action_id, "block_id": block_id, "value": value}
        payload |= self._in_view(place.view) if place.view else self._in_message(person, place)
        ack = await self._desk.ask("options", payload)
        answer = ack.body if isinstance(ack.body, dict) else {}
        problems = _option_problems(answer)
        self._desk.note("options", f"options for {action_id}", payload, ack, problems)
        if problems or ack.failure:
            return {"options": []}
        if place.view:
            place.view.offered[action_id] = inputs.options(answer)
        return answer

    # Home

    def open_home(self, person: Person, tab: str) -> None:
        """Look at the app's Home or Messages tab."""
        desk = self._desk
        dm = desk.workspace.app_dm(person.id)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": dm.id, "tab": tab}
        event["event_ts"] = desk.workspace.new_ts()
        home = desk.views.homes.get(person.id)
        if home and tab == "home":
            event |= {"view": desk.views.as_json(home)}
        desk.events.other(event, dm)


def _option_problems(answer: Json) -> list[str]:
    """Options are checked as those of a static select; none at all is a fine answer."""
    if not set(answer) <= {"options", "option_groups"} or len(answer) != 1:
        return ["an answer has either options or option_groups"]
    offered = next(iter(answer.values()))
    if not offered:
        return []
    select = {"type": "static_select", "action_id": "offered", **answer}
    return [each.slack for each in blockkit.check_message([{"type": "actions", "elements": [select]}])]
