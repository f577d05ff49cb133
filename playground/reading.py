"""What a person reads and can click: messages and views as plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playground import inputs
from playground.composer import unescape
from playground.wire import Json
from playground.workspace import Workspace

_TOKEN = re.compile(r"<([^<>]+)>")
_MARKS = re.compile(r"(?<![\w*~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*~`])")
_CODE = re.compile(r"```\n?|```")


@dataclass(frozen=True)
class Clickable:
    """A button, or one option of an overflow menu."""

    label: str
    block_id: str
    action_id: str
    value: str | None = None


@dataclass(frozen=True)
class Field:
    """An element that takes a value, under the names a person knows it by."""

    names: tuple[str, ...]
    block: Json
    element: Json

    @property
    def label(self) -> str:
        return self.names[0]


class Reader:
    """Reads aloud what stands in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def message(self, body: Json) -> str:
        """All text of a message: its blocks and attachments, or the fallback text where there are none."""
        parts = list(self._blocks(body.get("blocks", ())))
        for attachment in body.get("attachments", ()):
            parts += self._attachment(attachment)
        parts += [file["title"] for file in body.get("files", ())]
        return "\n".join(part for part in parts or [self.mrkdwn(body.get("text", ""))] if part)

    def view(self, source: Json, values: Json) -> str:
        """All text of a modal or Home, with what was entered so far."""
        title = source.get("title", {}).get("text", "")
        footer = [source[part]["text"] for part in ("submit", "close") if source.get(part)]
        entered = [self.value(state) for actions in values.values() for state in actions.values()]
        return "\n".join(part for part in [title, *self._blocks(source["blocks"]), *entered, *footer] if part)

    def mrkdwn(self, text: str) -> str:
        """mrkdwn as it is shown: names for mentions, labels for links, no marks, nothing escaped."""
        shown = _TOKEN.sub(lambda match: self._token(match.group(1)), text)
        shown = _CODE.sub("", shown)
        for _ in range(3):  # marks may be nested: *_~x~_*
            shown = _MARKS.sub(r"\2", shown)
        return unescape(shown)

    def value(self, state: Json) -> str:
        """What an input shows, as text."""
        value = state[inputs.SHAPES[state["type"]].key]
        if isinstance(value, list):
            return ", ".join(self._shown(each) for each in value)
        return self._shown(value)

    def _shown(self, value: object) -> str:
        if isinstance(value, dict):
            return self._option(value) if "text" in value else "".join(self._rich(value))
        text = "" if value is None else str(value)
        person, channel = self._workspace.people.get(text), self._workspace.channels.get(text)
        return f"@{person.display_name}" if person else f"#{channel.name}" if channel else text

    def _token(self, token: str) -> str:
        target, _, label = token.partition("|")
        if target.startswith("@"):
            person = self._workspace.people.get(target[1:])
            return f"@{person.display_name}" if person else "@unknown"
        if target.startswith("#"):
            channel = self._workspace.channels.get(target[1:])
            return f"#{channel.name}" if channel else f"#{label}"
        if target.startswith("!"):
            return label or f"@{target[1:]}"
        return label or target

    def text(self, body: Json) -> str:
        """A text object."""
        return self.mrkdwn(body["text"]) if body["type"] == "mrkdwn" else str(body["text"])

    def _blocks(self, blocks: object) -> Iterator[str]:
        for block in blocks if isinstance(blocks, list) else ():
            yield from self._block(block)

    def _block(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "rich_text":
                yield "".join(self._rich(block))
            case "markdown":
                yield block["text"]
            case "image":
                yield block.get("title", {}).get("text", "") or block["alt_text"]
            case _:
                yield from self._composed(block)

    def _composed(self, block: Json) -> Iterator[str]:
        for part in ("label", "text", "title", "description", "hint"):
            if isinstance(block.get(part), dict):
                yield self.text(block[part])
        yield from (self.text(field) for field in block.get("fields", ()))
        for element in [*block.get("elements", ()), block.get("accessory"), block.get("element")]:
            if element:
                yield from self._element(element)

    def _element(self, element: Json) -> Iterator[str]:
        if element["type"] in {"mrkdwn", "plain_text"}:
            yield self.text(element)
        elif element["type"] == "image":
            yield element["alt_text"]
        else:
            if isinstance(element.get("text"), dict):
                yield self.text(element["text"])
            if element["type"] in {"checkboxes", "radio_buttons"}:
                yield from (self._option(option) for option in element["options"])
            elif isinstance(element.get("placeholder"), dict):
                yield element["placeholder"]["text"]

    def _option(self, option: Json) -> str:
        return self.text(option["text"])

    def _rich(self, element: Json) -> Iterator[str]:
        match element["type"]:
            case "text":
                yield element["text"]
            case "link":
                yield element.get("text") or element["url"]
            case "user":
                yield self._token("@" + element["user_id"])
            case "channel":
                yield self._token("#" + element["channel_id"])
            case "broadcast":
                yield f"@{element['range']}"
            case "emoji":
                yield f":{element['name']}:"
        for child in element.get("elements", ()):
            yield from self._rich(child)
            if child["type"] == "rich_text_section" and element["type"] == "rich_text_list":
                yield "\n"

    def _attachment(self, attachment: Json) -> list[str]:
        words = [attachment.get(part) for part in ("pretext", "title", "text", "footer")]
        return [self.mrkdwn(word) for word in words if word] + list(self._blocks(attachment.get("blocks")))

    # What can be used

    def clickables(self, blocks: list[Json]) -> list[Clickable]:
        """Buttons and overflow options, in reading order."""
        found = []
        for block, element in inputs.elements(blocks):
            where = block["block_id"], element["action_id"]
            if element["type"] in {"button", "workflow_button"}:
                found.append(Clickable(element["text"]["text"], *where))
            elif element["type"] == "overflow":
                options = element["options"]
                found += [Clickable(self._option(option), *where, option["value"]) for option in options]
        return found

    def fields(self, blocks: list[Json]) -> list[Field]:
        """Everything that takes a value, in reading order."""
        return [
            Field(tuple(self._names(block, element)), block, element)
            for block, element in inputs.elements(blocks)
            if element["type"] in inputs.SHAPES
        ]

    def _names(self, block: Json, element: Json) -> Iterator[str]:
        for text in (block.get("label"), element.get("placeholder"), block.get("text")):
            if isinstance(text, dict):
                yield self.text(text)
        yield element["action_id"]
