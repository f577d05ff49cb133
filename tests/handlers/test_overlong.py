"""Words beyond all measure, at every entrance: each is answered in time, and nobody else's work is touched."""

import json
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio

from bot.rules.text import clean
from handlers import requests
from playground.delivery import sign
from storage import drafts
from storage.tasks import Task
from tests.bot.signed import FORM, JSON
from tests.handlers.acts import FORMS, VERBS
from tests.stories.office import Office, answer

# Slack waits so long.
PATIENCE = 3.0
_ID = re.compile("[UC][0-9A-Z]+")
# So many kinds of them are tried on each command and each form, others each time.
_EACH = 2
SORRY = "Something went wrong"
OVERLONG = {
    "40,000 letters": "wo " * 13_333,
    "one word of 40,000": "x" * 40_000,
    "NUL": "a\x00b\x00" * 50,
    "lone surrogates": "\ud800 Ship \udfff" * 50,
    "overrides": "\u202eReversed \u2066isolated " * 50,
    "5,000 emoji": "👩\u200d👩\u200d👧 " * 1_000 + "🇩🇪" * 2_000,
    "500 marks": "a" + "\u0301" * 500 + " b",
    "100,000 spaces": "a" + " " * 100_000 + "b",
    "quotes in quotes": "“\"'«`" * 5_000 + "x" + "`»'\"”" * 5_000,
    "quoted lines": ">" * 5_000 + " deep",
    "mentions": "@cleo " * 6_000,
    "strangers": " ".join(f"@n{number}" for number in range(4_000)),
    "numbers": "1 " * 20_000,
    "dates": "friday 17:00 and " * 2_000,
}


@dataclass
class Door:
    """The bot's HTTP door in an office, and how many seconds of work each answer took."""

    office: Office
    client: httpx.AsyncClient
    took: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    said: str = ""

    @property
    def common(self) -> dict[str, Any]:
        """What Slack says with each interaction: who it is, and where."""
        team = {"id": self.office.slack.core.workspace.team_id}
        here = {"id": self.office.launch.id, "name": "launch"}
        return {"team": team, "user": {"id": self.office.ana.id, "team_id": team["id"]}, "channel": here}

    async def command(self, name: str, command: str, text: str) -> None:
        """A slash command."""
        common = self.common
        fields = {
            "command": command, "text": text, "team_id": common["team"]["id"], "user_id": self.office.ana.id,
            "channel_id": self.office.launch.id, "channel_name": "launch", "trigger_id": f"{len(self.took)}.1",
        }  # fmt: skip
        # A form can't carry half a character: it comes as one that stands for it.
        await self.post(name, urlencode(fields, errors="replace").encode(), FORM)

    async def interaction(self, name: str, payload: Mapping[str, Any]) -> None:
        """A click, a form or a shortcut; half a character comes as an escape of JSON."""
        body = urlencode({"payload": json.dumps(self.common | {"trigger_id": f"{len(self.took)}.2"} | dict(payload))})
        await self.post(name, body.encode(), FORM)

    async def event(self, name: str, inner: Mapping[str, Any]) -> None:
        """A message, a mention or a reaction."""
        team = self.common["team"]["id"]
        envelope = {"type": "event_callback", "team_id": team, "event_id": f"Ev{len(self.took)}", "event": inner}
        await self.post(name, json.dumps(envelope).encode(), JSON)

    async def kept(self, context: Mapping[str, Any]) -> str:
        """The draft of a form that Ana has opened."""
        team, ana, at = self.common["team"]["id"], self.office.ana.id, self.office.clock.moment()
        return await self.office.bot.bot.db.write(drafts.keep, team, ana, dict(context), at)

    async def post(self, name: str, body: bytes, kind: str) -> None:
        """Knock, and note what is amiss with the answer."""
        at = int(self.office.clock.now())
        headers = {"Content-Type": kind, **sign(self.office.slack.signing_secret, at, body)}
        begun = time.process_time()
        found = await self.client.post("/slack/events", content=body, headers=headers)
        self.took[name] = time.process_time() - begun
        self.said = found.text
        if found.status_code >= 500 or SORRY in found.text or self.took[name] > PATIENCE:
            self.wrong.append(f"{name}: {found.status_code} after {self.took[name]:.1f} s: {found.text[:200]}")

    async def finish(self) -> None:
        """Nothing is amiss, neither with the answers nor with what came later."""
        await self.office.settled()
        slowest = sorted(self.took, key=lambda name: -self.took[name])[:3]
        print(f"{len(self.took)} answers;", *(f"{name}: {self.took[name]:.2f} s;" for name in slowest))
        late = [seen.text[:200] for who in (self.office.ana, self.office.ben) for seen in who.everything()]
        assert self.wrong == []
        assert [text for text in late if SORRY in text] == []


@pytest_asyncio.fixture
async def door(small_office: Office) -> AsyncIterator[Door]:
    """It stands open, and Ana and Ben have a task each."""
    office = small_office
    # What opens a form would need a trigger of Slack's.
    office.may_be_refused.update(("views.open", "views.update", "views.push"))
    for who in (office.ana, office.ben):
        await answer(await who.types(f"/task add Ship {who.name}'s beta friday", "launch"))
        await answer(await who.types("/blocker raise No access", "launch"))
    transport = httpx.ASGITransport(app=office.bot, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield Door(office, client)


async def bens_list(office: Office) -> str:
    """What Ben has to do, as he reads it."""
    return (await answer(await office.ben.types("/task list mine", "launch"))).text


def _every_verb() -> Iterator[tuple[str, str]]:
    for name, row in VERBS.items():
        noun, _, verb = name.partition(" ")
        root = f"/{noun}" if noun in ("task", "blocker", "standup") else f"/beat {noun}"
        command, _, rest = root.partition(" ")
        own = "" if verb in ("words", noun) else verb
        text = row.text.replace("{n}", "1").replace("<@UMEMBER>", "@cleo")
        yield command, " ".join(filter(None, (rest, own, text)))


def _some(nth: int) -> list[tuple[str, str]]:
    """Some of them, others each time."""
    names = list(OVERLONG)
    return [(names[(nth * _EACH + step) % len(names)], "") for step in range(_EACH)]


async def test_every_command_answers_words_beyond_all_measure(door: Door) -> None:
    before = await bens_list(door.office)
    for nth, (command, text) in enumerate(_every_verb()):
        for name, _ in _some(nth):
            await door.command(f"{command} {text} + {name}", command, f"{text} {OVERLONG[name]}")
    for command in ("/beat", "/task", "/blocker", "/standup"):
        for name, words in OVERLONG.items():
            await door.command(f"{command} {name}", command, words)
            assert door.said, f"{command} {name}"
    await door.finish()
    assert "Ship ben's beta" in before
    assert await bens_list(door.office) == before


async def test_every_field_of_every_form_answers_words_beyond_all_measure(door: Door) -> None:
    for nth, (form, row) in enumerate(FORMS.items()):
        for name, _ in _some(nth):
            context = {key: 1 if value == "{n}" else value for key, value in row.context.items()}
            draft = await door.kept(context)
            for kind in ("value", "selected_option"):
                words: Any = OVERLONG[name] if kind == "value" else {"value": OVERLONG[name]}
                fields = {
                    key: {"a": {"type": "x", kind: words}}
                    for key, value in (row.values or {"what": ""}).items()
                    # Slack itself fills in who or which channel is chosen.
                    if not _ID.fullmatch(str(value))
                }
                view = {"id": f"V{nth}{name[:2]}{kind}", "callback_id": form, "private_metadata": draft}
                said = {"type": "view_submission", "view": view | {"type": "modal", "state": {"values": fields}}}
                await door.interaction(f"{form} {kind} {name}", said)
    await door.finish()


async def test_messages_shortcuts_buttons_and_reactions_answer_words_beyond_all_measure(door: Door) -> None:
    office, team = door.office, door.common["team"]["id"]
    stood = await office.ana.says("It stands here", "launch")
    for name, words in OVERLONG.items():
        said = {"user": office.ana.id, "user_team": team, "text": words, "ts": stood.ts}
        for type_, where in (("message", "im"), ("app_mention", "channel")):
            for thread in ({}, {"thread_ts": stood.ts}):
                event = said | thread | {"type": type_, "channel": office.launch.id, "channel_type": where}
                await door.event(f"{type_} {name} {thread}", event)
        item = {"type": "message", "channel": office.launch.id, "ts": said["ts"]}
        await door.event(f"reaction {name}", said | {"type": "reaction_added", "reaction": words, "item": item})
        for shortcut in ("tasks.from_message", "blockers.from_message", "reminders.from_message"):
            message = {"type": "message_action", "callback_id": shortcut, "message": said}
            await door.interaction(f"{shortcut} {name}", message)
        for value in (words, json.dumps({"command": words, "list": words, "key": words, "task": words})):
            for button in ("run.undo", "tasks.next", "ledger.again"):
                action = {"type": "button", "action_id": button, "block_id": "b", "value": value}
                await door.interaction(f"{button} {name}", {"type": "block_actions", "actions": [action]})
    await door.finish()


async def test_what_is_kept_comes_back_as_it_was_or_clearly_cut(door: Door) -> None:
    for name in ("40,000 letters", "NUL", "lone surrogates", "overrides", "5,000 emoji", "500 marks", "100,000 spaces"):
        await door.interaction(name, await _new_task(door, name, OVERLONG[name]))
        [task] = [row for row in await door.office.rows(Task) if row.number == len(door.took) + 2]
        whole = " ".join(clean(OVERLONG[name]).split())
        assert task.title == whole or (task.title.endswith("…") and whole.startswith(task.title[:-1])), name
    await door.finish()


async def test_without_the_cut_words_beyond_all_measure_are_found_out(door: Door) -> None:
    """The control: what is not cleaned at the entrance is an answer that is amiss."""
    with mock.patch.object(requests, "clean", lambda text: text):
        await door.interaction("surrogates", await _new_task(door, "surrogates", "Ship \ud800 it"))
    with pytest.raises(AssertionError):
        await door.finish()


async def _new_task(door: Door, name: str, title: str) -> dict[str, Any]:
    fields = {"title": {"a": {"type": "plain_text_input", "value": title}}}
    view = {"id": f"V{name[:3]}", "callback_id": "tasks.new", "private_metadata": await door.kept({}), "type": "modal"}
    return {"type": "view_submission", "view": view | {"state": {"values": fields}}}
