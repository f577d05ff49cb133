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
    assert all(set(verbs) == set(tasks.LIFECYCLE.moves) for verbs in LIFECYCLE.values())


@pytest.mark.parametrize(("status", "verb", "ends"), [step for step in STEPS if step[2]])
def test_a_step_that_makes_sense_is_taken(status: Status, verb: Verb, ends: Status) -> None:
    assert tasks.LIFECYCLE.move(4, status, verb, by="UBEN") == ends


@pytest.mark.parametrize(("status", "verb", "ends"), [step for step in STEPS if not step[2]])
def test_a_step_that_makes_none_is_refused_with_the_reason_and_a_way_on(
    status: Status, verb: Verb, ends: Status | None
) -> None:
    with pytest.raises(AlreadySo, match=r"^T-4 (is|was) ") as refused:
        tasks.LIFECYCLE.move(4, status, verb, by="UBEN")
    said = refused.value.text
    assert refused.value.by == "UBEN"
    if tasks.LIFECYCLE.moves[verb].ends == status:
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
    ("text", "waits"),
    [("by 3 5", (3, 5)), ("BY T-3", (3,)), ("by 3, 5", (3, 5)), ("by T-3 and T-4.", (3, 4)), ("by T-3 &amp; 4", (3, 4)),
     ("3", (3,)), ("by 6", (6,))],
)  # fmt: skip
def test_the_tasks_to_wait_for_are_named_after_by(text: str, waits: tuple[int, ...]) -> None:
    assert tasks.parse_waits(text, (6,)) == (waits, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("no test data @ben", "no test data @ben"), ("by the firewall", "the firewall"), ("on hold", "on hold"),
     ("for 3 weeks", "for 3 weeks"), ("3 servers are down", "3 servers are down"), ("bystanders", "bystanders")],
)  # fmt: skip
def test_other_words_say_what_is_in_the_way(text: str, reason: str) -> None:
    assert tasks.parse_waits(text, (6,)) == ((), reason)


@pytest.mark.parametrize(
    "text", ["by T-99999999999", "by -1", "by 3 because of it", "by 3 T-99999999999", "99999999999"]
)
def test_what_begins_like_a_key_and_is_none_is_no_reason(text: str) -> None:
    with pytest.raises(
        UserError, match=r"^I can't read “.*” as keys of tasks, so nothing changed.*`/task block 6 by 3`"
    ):
        tasks.parse_waits(text, (6,))


def test_a_key_with_a_reason_after_it_offers_the_key_alone() -> None:
    with pytest.raises(UserError, match="I can't read “because of it” as keys") as asked:
        tasks.parse_waits("by T-3 because of it", (6, 7))
    assert [choice.command for choice in asked.value.choices] == ["task block 6 7 by 3"]


def test_two_tasks_and_no_word_between_them_may_mean_that_one_waits_for_the_other() -> None:
    with pytest.raises(UserError, match=r"^Blocked by what\? ") as asked:
        tasks.parse_waits("", (6, 7))
    assert [choice.command for choice in asked.value.choices] == ["task block 6 by 7"]
    with pytest.raises(UserError, match=r"^Blocked by what\? ") as asked:
        tasks.parse_waits("by", (6,))
    assert asked.value.choices == ()


def test_nobody_waits_for_more_than_twenty_five_at_once() -> None:
    with pytest.raises(UserError, match="That is 26 tasks; 25 at once is the most"):
        tasks.parse_waits("by " + " ".join(map(str, range(1, 27))), (30,))


@pytest.mark.parametrize(
    ("text", "user"),
    [("@ben", "UBEN"), ("<@UCLEO|cleo>", "UCLEO"), ("to @ana", "UANA"), ("me", "UME"), (" Myself ", "UME")],
)
def test_a_task_is_given_to_whoever_is_named(text: str, user: str) -> None:
    assert task_words.parse_people(text, find, me="UME", command="task assign 4") == (user,)


@pytest.mark.parametrize("text", ["", "ben", "somebody", "@nobody"])
def test_it_is_not_given_to_a_guess(text: str) -> None:
    with pytest.raises(UserError):
        task_words.parse_people(text, find, me="UME", command="task assign 4")


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("6 Order the cake", (6, "Order the cake", "")),
        ("T-6, Order   the cake", (6, "Order the cake", "")),
        ('6 "Order the cake"', (6, "Order the cake", "")),
        ('6 "friday"', (6, "friday", "")),
        ("6 7 days of cake", (6, "7 days of cake", "")),
        ("6 R&amp;D for <@UBEN|ben> !high #launch", (6, "R&D for @ben !high #launch", "")),
        ("6 Order the cake for friday", (6, "Order the cake for friday", "")),
        ('6 "Order the cake" due friday', (6, "Order the cake", "friday")),
        ('6 "Order friday" now', (6, '"Order friday" now', "")),
        ("6", (6, "", "")),
    ],
)
def test_the_words_after_a_key_are_its_new_title_as_they_were_typed(text: str, renamed: tuple[int, str, str]) -> None:
    assert task_words.parse_rename(text, find, now=NOW, zone=BERLIN) == renamed


@pytest.mark.parametrize(
    ("text", "said", "offered"),
    [
        ("6 friday 17:00", "“friday 17:00” is a date", ["task due 6 friday 17:00", 'task edit 6 "friday 17:00"']),
        (
            "6 print flyers A5 due monday",
            "Shall “print flyers A5” be the new title, and “due monday” when it is due?",
            ['task edit 6 "print flyers A5" due monday', 'task edit 6 "print flyers A5 due monday"'],
        ),
        (
            '6 Order "the" cake by friday',
            'Shall “Order "the" cake” be the new title, and “by friday” when it is due?',
            ['task edit 6 “Order "the" cake” due by friday', 'task edit 6 “Order "the" cake by friday”'],
        ),
        ("6 !high", "`/task edit 6` opens a form", []),
        (f"6 {'x' * 501}", "That title is 501 characters; 500 is the most", []),
        ("the cake", "Which task?", []),
    ],
)
def test_what_can_not_be_a_title_is_refused_with_a_way_on(text: str, said: str, offered: list[str]) -> None:
    with pytest.raises(UserError, match=re.escape(said)) as refused:
        task_words.parse_rename(text, find, now=NOW, zone=BERLIN)
    assert [choice.command for choice in refused.value.choices] == offered
