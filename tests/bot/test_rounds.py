"""What an answer to a standup may be, and the words it can be given in."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from bot.rules import rounds
from bot.rules.errors import AlreadySo, UserError
from bot.rules.recurrence import Cadence
from bot.rules.rounds import Offer
from bot.rules.standups import DEFAULT_QUESTIONS, Question
from tests.bot.given import NOW
from tests.bot.hostile import HOSTILE

NOTHING = Offer({}, {})
MONDAY = date(2026, 11, 23)
WEEKDAYS = Cadence("week", weekdays=frozenset(range(5)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("done: a plan: b blocked: c", {"done": "a", "plan": "b", "blocker": "c"}),
        ("Y: a T: b B: c", {"done": "a", "plan": "b", "blocker": "c"}),
        ("y: a\nt: b\nb: c", {"done": "a", "plan": "b", "blocker": "c"}),
        ("Yesterday: a today: b", {"done": "a", "plan": "b"}),
        ("the login plan: b", {"done": "the login", "plan": "b"}),
        ("done: a done: b", {"done": "a\nb"}),
        ("done: option b: the red one", {"done": "option b: the red one"}),
        ("done: see https://x.example/plan://y", {"done": "see https://x.example/plan://y"}),
        ("mood: good", {"mood": "good"}),
    ],
)
def test_a_line_is_read_by_its_parts(line: str, said: dict[str, str]) -> None:
    assert rounds.parse_line(line) == said


@pytest.mark.parametrize("line", ["", "I fixed it", "task add Ship it", "option b: later"])
def test_a_line_without_parts_is_asked_about(line: str) -> None:
    with pytest.raises(UserError, match="which part is which"):
        rounds.parse_line(line)
    assert not rounds.looks_like_answer(line)


@pytest.mark.parametrize("line", ["Y: a", " t: b", "done: x", "Blocked: no", "today : x"])
def test_words_in_a_dm_that_begin_like_an_answer_are_one(line: str) -> None:
    assert rounds.looks_like_answer(line)


def test_whatever_is_typed_is_read_or_asked_about() -> None:
    for words in HOSTILE:
        said = rounds.parse_line(f"Y: {words[:1500]} T: {words[:1500]}")
        # Two copies of the longest words may be too long, and then we say so.
        with suppress(UserError):
            answers = rounds.from_line(DEFAULT_QUESTIONS, said)
            assert set(answers) <= {"q1", "q2", "q3"}


def test_lists_are_kept_by_line_and_entities_are_not_cut() -> None:
    said = rounds.parse_line("done: - the login; R&amp;D\n• tests plan: a")
    assert rounds.from_line(DEFAULT_QUESTIONS, said) == {"q1": ["the login", "R&D", "tests"], "q2": ["a"]}


def test_what_nobody_asks_for_is_kept_with_the_first_answer() -> None:
    asked = (Question("q1", "What did you finish?", role="done"),)
    assert rounds.from_line(asked, {"done": "a", "mood": "good"}) == {"q1": ["a", "Mood: good"]}


@pytest.mark.parametrize(
    ("previous", "words"),
    [
        (date(2026, 11, 22), "since yesterday"),
        (date(2026, 11, 19), "since Thursday"),
        (date(2026, 11, 12), "since 12 November"),
    ],
)
def test_the_question_names_the_day_since(previous: date, words: str) -> None:
    assert rounds.since_words(previous, MONDAY) == words
    assert rounds.asked(DEFAULT_QUESTIONS[0], words) == f"What did you finish {words}?"


def test_whoever_never_answered_is_told_no_day() -> None:
    assert rounds.since_words(None, MONDAY) == ""
    assert rounds.asked(DEFAULT_QUESTIONS[0], "") == "What did you finish?"


@pytest.mark.parametrize(("choice", "last"), [("today", 23), ("tomorrow", 24), ("week", 29), ("forged", 23)])
def test_an_absence_ends_on_a_day(choice: str, last: int) -> None:
    assert rounds.away_until(choice, MONDAY) == date(2026, 11, last)


def test_a_form_says_again_what_was_answered() -> None:
    asked = (*DEFAULT_QUESTIONS, Question("q4", "Where?", kind="choice", choices=("Home", "Office")))
    offer = Offer({"p0": "the beta"}, {"t4": "T-4 Fix it"})
    answers: dict[str, Any] = {"q1": ["the beta", "a talk"], "q2": ["notes"], "q3": "no access", "q4": "Office"}
    assert rounds.from_form(asked, rounds.to_form(asked, answers, offer), offer) == answers


@pytest.mark.parametrize("forged", ["7", "x", "-1", "99999999999"])
def test_a_choice_that_was_not_offered_is_none(forged: str) -> None:
    asked = (Question("q1", "Where?", kind="choice", choices=("Home",)),)
    assert rounds.from_form(asked, {"q1": forged}, NOTHING) == {}


def test_a_form_says_which_answer_is_missing_and_which_is_too_long() -> None:
    asked = (Question("q1", "A?", required=True), Question("q2", "B?"))
    with pytest.raises(UserError) as told:
        rounds.from_form(asked, {"q2": "a" * 2001}, NOTHING)
    assert set(told.value.fields) == {"q1", "q2"}


@pytest.mark.parametrize("words", ["no", "None.", "nothing", "-", "N/A", " nope "])
def test_a_blocker_that_is_none_blocks_nobody(words: str) -> None:
    assert rounds.blocked_by(DEFAULT_QUESTIONS[2], {"q3": words}) == ""


def test_nothing_planned_can_not_be_done_as_planned() -> None:
    with pytest.raises(UserError, match="no plan"):
        rounds.as_planned(DEFAULT_QUESTIONS, [])


@pytest.mark.parametrize("status", ["answered", "nothing"])
def test_what_is_answered_is_changed_by_edit_only(status: str) -> None:
    with pytest.raises(AlreadySo):
        rounds.refuse_again(status, "skipped")
    rounds.refuse_again("away", "nothing")


def test_a_round_takes_late_answers_for_a_week() -> None:
    rounds.refuse_too_late(NOW, NOW + rounds.LATE_FOR)
    with pytest.raises(UserError, match="more than a week ago"):
        rounds.refuse_too_late(NOW, NOW + 2 * rounds.LATE_FOR)


def test_answers_go_to_the_channel_or_to_those_who_watch() -> None:
    roster = {"UANA": "mandatory", "UCLEO": "observer"}
    assert rounds.readers("thread", "C1", "UBEN", roster) == ("C1",)
    assert rounds.readers("dm", "C1", "UBEN", roster) == ("UBEN", "UCLEO")
