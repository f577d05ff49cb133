"""The rules of tasks: their lifecycle, the keys they are called by, and who is given one."""

import re

import pytest

from bot.rules import task_words, tasks
from bot.rules.errors import AlreadySo, UserError
from bot.rules.tasks import Status, Verb
from tests.bot.given import BERLIN, NOW, find

LIFECYCLE: dict[Status, dict[Verb, Status | None]] = {
    "open": {"start": "doing", "done": "done", "reopen": None, "drop": "dropped", "block": "blocked", "unblock": None},
    "doing": {"start": None, "done": "done", "reopen": None, "drop": "dropped", "block": "blocked", "unblock": None},
    "blocked": {"start": "doing", "done": "done", "reopen": None, "drop": "dropped", "block": None, "unblock": "open"},
    "done": {"start": None, "done": None, "reopen": "open", "drop": None, "block": None, "unblock": None},
    "dropped": {"start": None, "done": None, "reopen": "open", "drop": None, "block": None, "unblock": None},
}
STEPS = [(status, verb, ends) for status, verbs in LIFECYCLE.items() for verb, ends in verbs.items()]


def test_the_table_of_this_test_names_every_status_and_verb() -> None:
    assert set(LIFECYCLE) == set(tasks.STATUSES)
    assert all(set(verbs) == set(tasks.MOVES) for verbs in LIFECYCLE.values())


@pytest.mark.parametrize(("status", "verb", "ends"), [step for step in STEPS if step[2]])
def test_a_step_that_makes_sense_is_taken(status: Status, verb: Verb, ends: Status) -> None:
    assert tasks.move(4, status, verb, by="UBEN") == ends


@pytest.mark.parametrize(("status", "verb", "ends"), [step for step in STEPS if not step[2]])
def test_a_step_that_makes_none_is_refused_with_the_reason_and_a_way_on(
    status: Status, verb: Verb, ends: Status | None
) -> None:
    with pytest.raises(AlreadySo, match=r"^T-4 (is|was) ") as refused:
        tasks.move(4, status, verb, by="UBEN")
    said = refused.value.text
    assert refused.value.by == "UBEN"
    if tasks.MOVES[verb].ends == status:
        assert "Nothing changed." in said
    if "`/task reopen 4`" in said:
        assert LIFECYCLE[status]["reopen"] is not None, said
    elif "`" in said:
        pytest.fail(f"a way on that this test does not know: {said}")


def test_keys_are_written_with_their_letter() -> None:
    assert tasks.key(12) == "T-12"


@pytest.mark.parametrize(
    ("word", "status"),
    [("done", "done"), ("Finished", "done"), ("WIP", "doing"), ("todo", "open"), ("closed", "done"), ("x", None)],
)  # fmt: skip
def test_a_status_has_several_names(word: str, status: Status | None) -> None:
    assert tasks.status_of(word) == status


@pytest.mark.parametrize(
    ("text", "numbers", "rest"),
    [
        ("4", (4,), ""),
        ("T-4", (4,), ""),
        ("t-4 t-7", (4, 7), ""),
        ("T4, #7; 12", (4, 7, 12), ""),
        ("4 and 7 and T-12", (4, 7, 12), ""),
        ("4 4 7 4", (4, 7), ""),
        ("4 @ben", (4,), "@ben"),
        ("4 7 friday 17:00", (4, 7), "friday 17:00"),
        ("4 by 3 5", (4,), "by 3 5"),
        ("  4  ", (4,), ""),
        ("999999999", (999_999_999,), ""),
        ("4 2nd try", (4,), "2nd try"),
        ("4 27.11.", (4,), "27.11."),
        ("4 17:00", (4,), "17:00"),
    ],
)  # fmt: skip
def test_the_keys_named_first_are_read_and_the_rest_is_left(text: str, numbers: tuple[int, ...], rest: str) -> None:
    assert tasks.parse_keys(text) == (numbers, rest)


@pytest.mark.parametrize("text", ["", "the beta", "B-4", "-4", "4.5", "١", "T-", "T-x", "1234567890", "4a"])
def test_without_a_key_it_is_asked_for(text: str) -> None:
    with pytest.raises(UserError, match=r"Which task\? Say its key, like `/task drop 4`"):
        tasks.parse_keys(text, "drop")


def test_twenty_five_tasks_at_once_are_the_most() -> None:
    keys = " ".join(map(str, range(1, 26)))
    assert len(tasks.parse_keys(keys)[0]) == 25
    with pytest.raises(UserError, match="That is 26 tasks; 25 at once is the most"):
        tasks.parse_keys(f"{keys} 26")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("by 3 5", (3, 5)), ("BY T-3", (3,)), ("on 3, 5", (3, 5)), ("for 3", (3,)), ("3", (3,)), ("", ()), ("by ben", ()),
     ("by 3 because", ()), ("no test data @ben", ())],
)  # fmt: skip
def test_waiting_for_tasks_is_told_from_waiting_for_people(text: str, numbers: tuple[int, ...]) -> None:
    assert tasks.parse_waits(text) == numbers


@pytest.mark.parametrize(
    ("text", "user"),
    [("@ben", "UBEN"), ("<@UCLEO|cleo>", "UCLEO"), ("to @ana", "UANA"), ("me", "UME"), (" Myself ", "UME")],
)
def test_a_task_is_given_to_whoever_is_named(text: str, user: str) -> None:
    assert task_words.parse_person(text, find, me="UME") == user


@pytest.mark.parametrize("text", ["", "ben", "somebody", "@nobody"])
def test_it_is_not_given_to_a_guess(text: str) -> None:
    with pytest.raises(UserError):
        task_words.parse_person(text, find, me="UME")


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("6 Order the cake", (6, "Order the cake")),
        ("T-6, Order   the cake", (6, "Order the cake")),
        ('6 "Order the cake"', (6, "Order the cake")),
        ('6 "friday"', (6, "friday")),
        ("6 7 days of cake", (6, "7 days of cake")),
        ("6 R&amp;D for <@UBEN|ben> !high #launch", (6, "R&D for @ben !high #launch")),
        ("6 Order the cake friday", (6, "Order the cake friday")),
        ("6", (6, "")),
    ],
)
def test_the_words_after_a_key_are_its_new_title_as_they_were_typed(text: str, renamed: tuple[int, str]) -> None:
    assert task_words.parse_rename(text, find, now=NOW, zone=BERLIN) == renamed


@pytest.mark.parametrize(
    ("text", "said", "offered"),
    [
        ("6 friday 17:00", "“friday 17:00” is a date", ["task due 6 friday 17:00", 'task edit 6 "friday 17:00"']),
        ("6 !high", "`/task edit 6` opens a form", []),
        (f"6 {'x' * 501}", "That title is 501 characters; 500 is the most", []),
        ("the cake", "Which task?", []),
    ],
)
def test_what_can_not_be_a_title_is_refused_with_a_way_on(text: str, said: str, offered: list[str]) -> None:
    with pytest.raises(UserError, match=re.escape(said)) as refused:
        task_words.parse_rename(text, find, now=NOW, zone=BERLIN)
    assert [choice.command for choice in refused.value.choices] == offered
