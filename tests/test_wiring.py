"""What views offer and what handlers answer: the same ids, whichever way one looks."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.views import help as help_views
from bot.views.ledger import WHAT
from bot.views.mutes import IN_CHANNELS, REASONS
from handlers import TABLES
from handlers.asking import Act
from handlers.commands import ROOT as ROOT_COMMAND
from handlers.commands import Noun, route
from schedules import RENDERERS
from tests.bot.showing import CASES, every_state, payload

ROOT = Path(__file__).parents[1]
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
SHORTCUTS = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}
# The builders of bot/views/blocks.py that give something an id, and which argument it is.
BUILDERS = {"button": ("buttons", 1), "menu": ("buttons", 1), "form": ("forms", 0)}
# Several names of one noun share what it can do.
NAMES = (
    "task", "blocker", "standup", "remind", "role", "report", "away", "back", "hours", "zone", "holidays", "quiet",
    "nudges", "cap", "settings", "mutes", "less", "my", "emoji", "setup", "ledger", "help", "history",
    "privacy", "retention",
)  # fmt: skip
NOUNS = {name: TABLES.nouns[name] for name in NAMES}


@dataclass(frozen=True)
class Offered:
    """What people can press or send in: action ids, the commands that some buttons run, callback ids of forms."""

    buttons: frozenset[str]
    commands: frozenset[str]
    forms: frozenset[str]


def offered() -> Offered:
    """Everything that the views offer in any state."""
    said = [said for state in every_state() for case in CASES.values() for said in case(state)]
    parts = [part for each in said for part in objects(payload(each))]
    # A menu in a message is pressed like a button; the fields of a form are named after what they hold.
    pressed = [part for part in parts if part.get("type") in ("button", "static_select", "users_select")]
    buttons = [part for part in pressed if "." in part["action_id"]]
    ready_made = [json.loads(part["value"]) for part in buttons if re.fullmatch("run[.][a-z]+", part["action_id"])]
    return Offered(
        buttons=frozenset(part["action_id"] for part in buttons),
        commands=frozenset(value["command"] for value in ready_made),
        forms=frozenset(part["callback_id"] for part in parts if part.get("type") == "modal" and "submit" in part),
    )


def objects(json_value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in a view or in blocks."""
    if isinstance(json_value, dict):
        yield json_value
        json_value = list(json_value.values())
    for inner in json_value if isinstance(json_value, list | tuple) else ():
        yield from objects(inner)


def written(kind: str) -> set[str]:
    """The ids that stand in the code, whether or not a state shows them."""
    files = [path for room in ("bot/views", "handlers", "schedules") for path in (ROOT / room).glob("*.py")]
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    named = [(call, BUILDERS.get(call.func.id, ("", 0))) for call in calls if isinstance(call.func, ast.Name)]
    return {_id_of(call.args[position]) for call, (of, position) in named if of == kind}


def _id_of(argument: ast.expr) -> str:
    if isinstance(argument, ast.JoinedStr):  # the errors number their buttons: run.0, run.1
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in argument.values)
    assert isinstance(argument, ast.Constant), (
        f"an id must be written out, so that it can be found: {ast.dump(argument)}"
    )
    return str(argument.value)


def runs_a_command(action_id: str) -> bool:
    return action_id.startswith("run.")


def test_every_button_that_a_view_shows_has_a_handler() -> None:
    assert {name for name in offered().buttons if not runs_a_command(name)} <= set(TABLES.buttons)


def test_every_handler_of_a_button_has_a_button_that_some_state_shows() -> None:
    assert set(TABLES.buttons) <= offered().buttons


def test_every_button_in_the_code_is_shown_in_some_state() -> None:
    assert written("buttons") <= offered().buttons


def test_every_button_that_runs_a_command_carries_one_that_is_understood() -> None:
    commands = offered().commands
    assert commands
    for command in commands:
        assert isinstance(route(TABLES.nouns, ROOT_COMMAND, command).act, Act)


def test_every_message_that_comes_by_itself_tells_why_or_need_not() -> None:
    unexplained = set(RENDERERS) - set(REASONS)
    assert unexplained <= set(IN_CHANNELS)


def test_every_message_that_is_not_an_answer_has_a_name_in_the_ledger() -> None:
    assert set(RENDERERS) - set(WHAT) == {"answer", "undelivered"}


def test_every_form_that_a_view_opens_has_a_handler_and_every_handler_a_form() -> None:
    assert offered().forms == set(TABLES.forms) == written("forms")
    assert set(TABLES.typing) <= set(TABLES.forms)


def test_every_shortcut_that_is_handled_is_in_the_manifest() -> None:
    assert set(TABLES.shortcuts) == SHORTCUTS


def test_no_button_is_taken_for_one_that_runs_a_command() -> None:
    assert not [name for name in TABLES.buttons if name.startswith("run")]


def meaning(act: Act) -> object:
    """What an act does, so that two names of the same can be told from two acts."""
    return (act.run.func, act.run.args) if isinstance(act.run, partial) else act.run


def explained(noun: str, verb: str, text: str) -> bool:
    """Whether the help says a verb: as a whole command, or for short inside backticks."""
    return bool(re.search(rf"/(?:beat )?{noun} {verb}\b|`{verb}\b[^`]*`|/beat {verb}\b", text))


def everything_the_help_says() -> str:
    topics = help_views.TOPICS.values()
    return "\n".join(f"{example} {words}" for topic in topics for example, words in topic.examples) + "\n/beat help"


@pytest.mark.parametrize(("name", "noun"), NOUNS.items(), ids=NOUNS)
def test_every_verb_is_in_the_help_or_is_another_name_for_one_that_is(name: str, noun: Noun) -> None:
    text = everything_the_help_says()
    known = [meaning(act) for verb, act in noun.verbs.items() if explained(name, verb, text)]
    assert [verb for verb, act in noun.verbs.items() if meaning(act) not in known and verb != "help"] == []


def test_every_command_in_the_help_is_understood() -> None:
    commands = [example for topic in help_views.TOPICS.values() for example, _ in topic.examples if example[0] == "/"]
    for command in commands:
        name, _, text = command.removeprefix("/").partition(" ")
        assert isinstance(route(TABLES.nouns, name, text).act, Act)


def test_every_noun_does_something_when_it_stands_alone() -> None:
    for noun in TABLES.nouns.values():
        assert noun.bare in noun.verbs
        assert noun.otherwise is None or noun.otherwise in noun.verbs


def test_two_names_of_a_noun_mean_the_same() -> None:
    same = {
        "tasks": "task",
        "blockers": "blocker",
        "standups": "standup",
        "reminder": "remind",
        "mine": "my",
        "roles": "role",
    }
    for other, one in (same | {"reports": "report", "status": "report"}).items():
        assert TABLES.nouns[one] is TABLES.nouns[other]
    assert TABLES.nouns["reminders"].verbs is TABLES.nouns["remind"].verbs
    others = {*same, "reports", "status", "reminders", "remindme", "undo"}
    assert set(TABLES.nouns) - others == set(NOUNS)


def test_a_verb_without_help_would_be_caught() -> None:
    assert not explained("task", "polish", everything_the_help_says())
    assert explained("task", "done", everything_the_help_says())
    assert explained("task", "reopen", everything_the_help_says())


def test_an_id_without_a_handler_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLES.buttons, "tasks.done")
    unheard = {name for name in offered().buttons if not runs_a_command(name)} - set(TABLES.buttons)
    assert unheard == {"tasks.done"}
