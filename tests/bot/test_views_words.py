"""What people write stays words: no view lets it become a mention, a link, or a reason for Slack to refuse."""

import inspect
import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import pytest

import bot.rules.text
import bot.views
from bot.rules import tasks as task_rules
from bot.rules.blockers import WHAT_LIMIT
from bot.views import blocks
from bot.views.blocks import Md, Message
from playground.blockkit import Problem, check_message, check_view
from tests.bot.hostile import HOSTILE
from tests.bot.mrkdwn import read, texts
from tests.bot.showing import CASES, WITHOUT_WORDS, Shown, State, blocker, own_controls, payload, task
from tests.storage.given import NOW


@cache
def hostile_state(words: str) -> tuple[State, set[str]]:
    """Rows in which everything that a person can write is `words`, as much as a row holds, and their controls."""
    labels = tuple(part[: task_rules.LABEL_LIMIT] for part in words.split())[: task_rules.LABELS_LIMIT]
    tasks = tuple(
        task(
            number, title=words[: task_rules.TITLE_LIMIT], description=words, labels=labels, owner_id="UBEN",
            helper_ids=("UCLEO",), due_at=NOW, due_zone="Europe/Berlin", due_timed=True, source_url=words[:3000],
        )
        for number in (1, 2)
    )  # fmt: skip
    stuck = tuple(
        blocker(number, what=words[:WHAT_LIMIT], note=words, note_by="UBEN", source_url=words[:3000])
        for number in (1, 2)
    )
    state = State(tasks, stuck, words=words, told=True, later=True)
    return state, own_controls(state)


def problems(said: Shown) -> list[Problem]:
    """What Slack would refuse."""
    if isinstance(said, Message):
        return check_message(payload(said), text=said.text)
    if isinstance(said, Md):
        return []
    return check_view(said, purpose="publish" if said["type"] == "home" else "open")


def smuggled(said: Shown, allowed: set[str]) -> list[str]:
    """Controls that nobody but the writer of the words asked for, and characters left unescaped."""
    found: list[str] = []
    plain = [said] if isinstance(said, Md) else [said.text] if isinstance(said, Message) else []
    for text in [*plain, *(part["text"] for part in texts(payload(said)))]:
        seen = read(text)
        found += [control for control in seen.controls if control not in allowed] + list(seen.stray)
    return found


def complaints(case: Callable[[State], Any], words: str) -> list[str]:
    state, allowed = hostile_state(words)
    return [
        f"{words[:60]!r}: {what}"
        for said in case(state)
        for what in [*(problem.slack for problem in problems(said)), *smuggled(said, allowed)]
    ]


def test_every_view_has_a_case() -> None:
    shown = set()
    for module in pkgutil.iter_modules(bot.views.__path__):
        made = import_module(f"bot.views.{module.name}")
        functions = inspect.getmembers(made, inspect.isfunction)
        own = {f"{module.name}.{name}" for name, function in functions if function.__module__ == made.__name__}
        shown |= {name for name in own if not name.split(".")[1].startswith("_") and module.name != "blocks"}
    assert shown == set(CASES) | WITHOUT_WORDS


@pytest.mark.parametrize("name", CASES)
def test_hostile_words_stay_words_that_slack_takes(name: str) -> None:
    found = [complaint for words in HOSTILE for complaint in complaints(CASES[name], words)]
    assert found == [], f"{len(found)} complaints"


def test_there_are_enough_hostile_words() -> None:
    assert len(HOSTILE) >= 300


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("tasks.", "blockers."))])
def test_slack_is_told_to_make_nothing_of_plain_words(name: str) -> None:
    for said in CASES[name](hostile_state("@here #general https://evil.example")[0]):
        assert all(part["verbatim"] is True for part in texts(payload(said)))


def test_without_escaping_most_of_it_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "escape", str)
    monkeypatch.setattr(bot.rules.text, "escape", str)
    harmful = [words for words in HOSTILE if any(char in words for char in "<>&")]
    caught = [words for words in harmful if complaints(CASES["tasks.added"], words)]
    assert len(caught) > 0.9 * len(harmful)
    assert len(caught) > 0.5 * len(HOSTILE)


BUILDERS: dict[str, Callable[[str], Any]] = {
    "md": blocks.md,
    "lines": lambda words: blocks.lines(blocks.md(words), None, blocks.md(words)),
    "dotted": lambda words: blocks.dotted(words, None, blocks.md(words)),
    "bold": blocks.bold,
    "code": blocks.code,
    "clip": lambda words: blocks.clip(words, 60),
    "clip_text": lambda words: blocks.clip_text(blocks.md(words)),
    "person": blocks.person,
    "place": blocks.place,
    "section": lambda words: blocks.section(blocks.clip(words, blocks.SECTION_LIMIT)),
    "context": lambda words: blocks.context(blocks.clip(words, blocks.SECTION_LIMIT)),
}


@pytest.mark.parametrize("name", BUILDERS)
def test_the_renderer_lets_nothing_through(name: str) -> None:
    for words in HOSTILE:
        made = BUILDERS[name](words)
        said = [made] if isinstance(made, Md) else [part["text"] for part in texts(made)]
        assert [found for text in said for found in (*read(text).controls, *read(text).stray)] == [], words[:60]


def test_a_link_leads_only_where_a_web_address_leads() -> None:
    for words in HOSTILE:
        seen = read(blocks.link(words, words))
        assert all(control.startswith(("http://", "https://")) and "|" in control for control in seen.controls), words
        assert seen.stray == ()


def test_the_reader_of_these_tests_sees_what_slack_would_see() -> None:
    assert read("Hi <@U1>, <https://x.example|this> &amp; <!here>").controls == (
        "@U1",
        "https://x.example|this",
        "!here",
    )
    assert read("a < b & c > d").stray == ("< b & c > d", "& c > d", "> d")
    assert read("&lt;@U1&gt; &amp;amp; R&amp;D") == read("")
