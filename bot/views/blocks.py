"""The one edge where text becomes Slack's: what people wrote is escaped here, and nowhere else.

`Md` is text that is already mrkdwn. `md()` joins parts and escapes every part that is not, so that user text can
never become a mention, a link or a control sequence.
"""

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.calendar import zone_label
from bot.rules.people import is_former
from bot.rules.text import escape, truncate, truncate_escaped

Block = dict[str, Any]

SECTION_LIMIT = 3000
TEXT_LIMIT = 3900
BUTTON_LIMIT = 75
OPTION_LIMIT = 75
OPTIONS_LIMIT = 100
BLOCKS_LIMIT = 50
ALT_LIMIT = 2000
# Slack refuses a message's blocks somewhere above 12,000 characters.
ROOM = 9_500

_ID = re.compile(r"[A-Z][A-Z0-9]{1,31}")


class Md(str):
    """Text that is mrkdwn already: made by this module, safe to send."""

    __slots__ = ()


@dataclass(frozen=True)
class Picture:
    """A PNG that goes with a message: its file name, its words for those who can't see it, and how it is drawn."""

    name: str
    alt: str
    draw: Callable[[], bytes]


@dataclass(frozen=True)
class Document:
    """A text file for one person: its name, what it is called, and what is in it."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Message:
    """What is said: blocks for those who see them, and the same in `text` for notifications and screen readers.

    `note` is small print for a whisper, the kind of message that only one person sees. `picture` is uploaded when the
    message is sent by the outbox, and stands under its blocks, but above its buttons. With `documents` it goes to a
    DM, and is their comment. `told` are the keys of the messages of the outbox that it brings, a line each.
    """

    text: Md
    blocks: tuple[Block, ...]
    note: Md | None = None
    picture: Picture | None = None
    documents: tuple[Document, ...] = ()
    told: tuple[str, ...] = ()

    def payload(self) -> dict[str, Any]:
        """The arguments that every way of saying it has in common."""
        return {"text": self.text, "blocks": list(self.blocks)}

    def whisper(self) -> dict[str, Any]:
        """The same, with the note underneath."""
        note = [context(self.note)] if self.note else []
        return {"text": self.text, "blocks": [*self.blocks, *note]}

    def illustrated(self, file_id: str) -> "Message":
        """The same with its picture, which Slack has by that id."""
        alt = truncate(self.picture.alt if self.picture else "", ALT_LIMIT)
        image: Block = {"type": "image", "slack_file": {"id": file_id}, "alt_text": alt}
        above = len(self.blocks) - (self.blocks[-1]["type"] == "actions")
        return replace(self, blocks=(*self.blocks[:above], image, *self.blocks[above:]))


def md(*parts: str) -> Md:
    """Join parts into mrkdwn; every part that isn't `Md` is escaped."""
    return Md("".join(part if isinstance(part, Md) else escape(part) for part in parts))


def lines(*parts: Md | None) -> Md:
    """Parts that say something, a line each."""
    return Md("\n".join(part for part in parts if part))


def dotted(*parts: Md | str | None) -> Md:
    """Parts that say something, on one line."""
    return Md(" · ".join(md(part) for part in parts if part))


def bold(text: str) -> Md:
    """Bold, for text of ours: keys, headings, verbs."""
    return Md(f"*{md(text)}*")


def code(text: str) -> Md:
    """Words to type."""
    return md(Md("`"), text.replace("`", "'"), Md("`"))


def clip(text: str, limit: int) -> Md:
    """User text of at most `limit` characters after escaping."""
    return Md(truncate_escaped(text, limit))


def clip_text(text: Md) -> Md:
    """The text beside blocks, short enough for every way of sending it; cut between lines."""
    kept: list[str] = []
    for line in text.split("\n"):
        if len(line) + sum(map(len, kept)) + len(kept) > TEXT_LIMIT:
            break
        kept.append(line)
    return Md("\n".join(kept))


def cut(text: Md, limit: int) -> Md:
    """Mrkdwn of at most `limit` characters, and no half mention or escape at its end."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    for opening, closing in (("<", ">"), ("&", ";")):
        if kept.rfind(opening) > kept.rfind(closing):
            kept = kept[: kept.rfind(opening)]
    return Md(f"{kept.rstrip()}…")


def person(user_id: str) -> Md:
    """A person, by Slack's own mention."""
    if is_former(user_id):
        return Md("a former colleague")
    return Md(f"<@{user_id}>") if _ID.fullmatch(user_id) else md(user_id)


def place(channel_id: str) -> Md:
    """A channel, by Slack's own link."""
    return Md(f"<#{channel_id}>") if _ID.fullmatch(channel_id) else md(channel_id)


def link(url: str, label: str) -> Md:
    """A link of ours; anything that is not plain http(s) is only text."""
    if not re.fullmatch(r"https?://[^\s|<>]+", url):
        return md(label)
    return Md(f"<{escape(url)}|{md(label.replace('|', '/'))}>")


def section(text: Md, accessory: Block | None = None) -> Block:
    """A paragraph, with a button beside it if wished."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    return block | {"accessory": accessory} if accessory else block


def context(*texts: Md) -> Block:
    """Small print."""
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts],
    }


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, 150)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*buttons: Block | None, block_id: str | None = None) -> Block:
    """A row of buttons."""
    block: Block = {"type": "actions", "elements": [button for button in buttons if button]}
    return block | {"block_id": block_id} if block_id else block


def button(label: str, action: str, value: dict[str, Any] | None = None, *, style: str | None = None) -> Block:
    """A button that calls the handler `action` with `value`."""
    made: Block = {"type": "button", "text": plain(label, BUTTON_LIMIT), "action_id": action}
    if value is not None:
        made["value"] = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return made | {"style": style} if style else made


def menu(
    placeholder: str, action: str, choices: Sequence[tuple[str, dict[str, Any]]], chosen: int | None = None
) -> Block:
    """A list to choose from in a message; each choice is a label and what the handler `action` is given."""
    options = [option(label, json.dumps(value, separators=(",", ":"), ensure_ascii=False)) for label, value in choices]
    made = {"type": "static_select", "placeholder": plain(placeholder, 150), "action_id": action, "options": options}
    return made if chosen is None else made | {"initial_option": options[chosen]}


def plain(text: str, limit: int) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": truncate(text, limit), "emoji": True}


def option(label: str, value: str) -> Block:
    """One choice of a select."""
    return {"text": plain(label, OPTION_LIMIT), "value": value}


def field(name: str, label: str, element: Block, *, optional: bool = True, hint: str | None = None) -> Block:
    """An input of a form; its block id and action id are both `name`."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 150),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return block | {"hint": plain(hint, 150)} if hint else block


def text_input(initial: str = "", *, limit: int, multiline: bool = False, placeholder: str = "") -> Block:
    """A box to type in."""
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": limit}
    if initial:
        element["initial_value"] = truncate(initial, limit)
    return element | {"placeholder": plain(placeholder, 150)} if placeholder else element


def select(options: tuple[tuple[str, str], ...], initial: str | None = None) -> Block:
    """A choice of one; `options` are (value, label)."""
    element: Block = {"type": "static_select", "options": [option(label, value) for value, label in options]}
    chosen = [label for value, label in options if value == initial]
    return element | {"initial_option": option(chosen[0], initial or "")} if chosen else element


def looked_up(initial: tuple[str, str], *, least: int = 0) -> Block:
    """A choice of one from a list too long to be sent; we are asked for what fits the letters typed so far.

    `initial` is (value, label); `least` is after how many letters we are asked.
    """
    value, label = initial
    return {"type": "external_select", "min_query_length": least, "initial_option": option(label, value)}


def person_input(initial: str | None = None) -> Block:
    """A choice of one person."""
    element: Block = {"type": "users_select"}
    return element | {"initial_user": initial} if initial else element


def people_input(initial: tuple[str, ...] = (), *, most: int) -> Block:
    """A choice of several people."""
    element: Block = {"type": "multi_users_select", "max_selected_items": most}
    return element | {"initial_users": list(initial)} if initial else element


def channel_input(initial: str = "") -> Block:
    """A choice of one channel; the one where the form was opened, unless told otherwise."""
    element: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return element | ({"initial_conversation": initial} if initial else {"default_to_current_conversation": True})


def asked_before(made: Block, title: str, text: str, yes: str) -> Block:
    """A button that asks, before it does what can't be undone for long; `yes` says the act."""
    question = {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain("Cancel", 30),
        "style": "danger",
    }
    return made | {"confirm": question}


def radio(options: tuple[tuple[str, str], ...], initial: str | None = None) -> Block:
    """A choice of one, all of them in sight; `options` are (value, label)."""
    return select(options, initial) | {"type": "radio_buttons"}


def checkboxes(options: tuple[tuple[str, str], ...], initial: Collection[str] = ()) -> Block:
    """A choice of any; at most ten `options` of (value, label)."""
    boxes = [option(label, value) for value, label in options]
    ticked = [box for box in boxes if box["value"] in initial]
    element: Block = {"type": "checkboxes", "options": boxes}
    return element | {"initial_options": ticked} if ticked else element


def number_input(initial: str = "") -> Block:
    """A box for a number."""
    element: Block = {"type": "number_input", "is_decimal_allowed": True}
    return element | {"initial_value": initial} if initial else element


def day_input(initial: str = "") -> Block:
    """A calendar; days are ISO dates."""
    element: Block = {"type": "datepicker"}
    return element | {"initial_date": initial} if initial else element


def hour_input(initial: time | None = None) -> Block:
    """A time of day."""
    element: Block = {"type": "timepicker"}
    return element | {"initial_time": f"{initial:%H:%M}"} if initial else element


def several(options: tuple[tuple[str, str], ...], initial: Collection[str] = ()) -> Block:
    """A choice of any from a list that can be searched; at most a hundred `options` of (value, label)."""
    return checkboxes(options, initial) | {"type": "multi_static_select"}


def remembered(input_block: Block) -> Block:
    """An input that tells us of every change, so that nothing typed is lost when its form is closed."""
    element = input_block["element"]
    if element["type"] in ("plain_text_input", "number_input"):
        element = element | {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    return input_block | {"dispatch_action": True, "element": element}


def form(callback: str, title: str, submit: str, blocks: tuple[Block, ...], *, draft: str) -> Block:
    """A modal; `draft` is the id under which we keep what the form must know when it comes back."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "submit": plain(submit, 24),
        "close": plain("Cancel", 24),
        "private_metadata": draft,
        "blocks": list(blocks),
    }


def moment(at: datetime, zone: ZoneInfo) -> Md:
    """A moment that each reader sees in their own zone, with ours for those who can't."""
    local = at.astimezone(zone)
    fallback = f"{local:%a} {local.day} {local:%b}, {local:%H:%M} ({zone_label(zone)})"
    return Md(f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{escape(fallback)}>")


def ago(then: datetime, now: datetime) -> str:
    """How long ago, roughly: `2 min`, `3 h`, `4 days`."""
    return lasting(now.astimezone(UTC) - then.astimezone(UTC))


def lasting(span: timedelta) -> str:
    """A length of time, roughly: `less than a minute`, `2 min`, `3 h`, `4 days`."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def times(count: int) -> str:
    """How often: "once", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def several_words(count: int, word: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def fitting(blocks: Sequence[Block], *, under: Sequence[Block] = ()) -> list[Block]:
    """As many of these blocks, from the first on, as fit into one message under others."""
    room = ROOM - sum(map(_room_taken, under))
    taken = accumulate(map(_room_taken, blocks))
    return [block for n, (block, needed) in enumerate(zip(blocks, taken, strict=True)) if needed <= room or n == 0]


def paragraphs(rows: Sequence[Md]) -> list[Block]:
    """Rows of text in as few sections as Slack's length of a section allows."""
    texts: list[Md] = []
    for row in rows:
        if texts and len(texts[-1]) + len(row) < SECTION_LIMIT:
            texts[-1] = lines(texts[-1], row)
        else:
            texts.append(row)
    return [section(text) for text in texts]


def share_of_a_message(rows: int, besides: int = 0) -> int:
    """How much of its text each of so many rows can show, so that all fit into one message with what is `besides`."""
    # JSON may double a character, and twenty-five rows are the most.
    return (4500 - besides // 2) // max(rows, 3)


def _room_taken(block: Block) -> int:
    """How many of Slack's characters a block takes, with the comma after it."""
    return len(json.dumps(block, ensure_ascii=False)) + 2
