"""Standups in words and in forms, their questions, and who takes part."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rules import questions, setting_up
from bot.rules.errors import AlreadySo, UserError
from bot.rules.questions import lines_of, parse_questions
from bot.rules.recurrence import Cadence, describe
from bot.rules.setting_up import from_form, parse_new
from bot.rules.standups import (
    DEFAULT_QUESTIONS,
    LIFECYCLE,
    NAME_LIMIT,
    QUESTION_LIMIT,
    QUESTIONS_LIMIT,
    Question,
    parse_key,
    plain_question,
    question_of,
    roster,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM: dict[str, Any] = {
    "name": "Morning", "channel": "C1", "who": "everyone", "members": [], "optional": [], "observers": [],
    "when": "every weekday at 9:30", "zone": None, "window": "180", "posting": "thread",
    "questions": "What did you finish? (done)", "options": ["names_missing"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "name", "rhythm"),
    [
        ("Morning at 9:30 every weekday", "Morning", "every weekday at 09:30"),
        ("Morning every weekday at 9:30", "Morning", "every weekday at 09:30"),
        ("Website check-in 10am mon, wed and fri", "Website check-in", "every Monday, Wednesday and Friday at 10:00"),
        ("Morning 9.30 every weekday", "Morning", "every weekday at 09:30"),
        ("Morning every weekday at 17.05", "Morning", "every weekday at 17:05"),
        ("Morning check, daily", "Morning check", "every day at 09:30"),
        ("Sync mondays and thursdays 10:00", "Sync", "every Monday and Thursday at 10:00"),
        ("Sync mon wed thu 10:00", "Sync", "every Monday, Wednesday and Thursday at 10:00"),
        ("Sync on tues and thurs at 10:00", "Sync", "every Tuesday and Thursday at 10:00"),
        ("Sync 10am tues and thurs", "Sync", "every Tuesday and Thursday at 10:00"),
        ("Weekly sync every monday 10:00", "Weekly sync", "every Monday at 10:00"),
        ("Retro every other friday 15:00", "Retro", "every other Friday at 15:00"),
        ("Look back monthly on the 1st", "Look back", "on the 1st of every month at 09:30"),
        ("Kick-off once on 2026-12-01 10:00", "Kick-off", "once on Tue 1 Dec 2026 at 10:00"),
        ("Daily at 10:00", "Standup", "every day at 10:00"),
        ("Morning", "Morning", "every weekday at 09:30"),
        ("Morning every day", "Morning", "every day at 09:30"),
        ("Good morning", "Good morning", "every weekday at 09:30"),
        ("“Q4 &amp; after” every weekday", "Q4 & after", "every weekday at 09:30"),
    ],
)
def test_one_line_sets_up_a_standup(said: str, name: str, rhythm: str) -> None:
    new = parse_new(said, now=MONDAY, zone=BERLIN)
    assert (new.name, describe(new.cadence)) == (name, rhythm)
    assert (new.zone, new.everyone, new.questions) == ("", True, DEFAULT_QUESTIONS)


def test_one_line_may_name_people_and_one_zone_for_all() -> None:
    new = parse_new("Retro at 15:00 every friday in asia/tokyo <@U1|ana> <@U2>", now=MONDAY, zone=BERLIN)
    assert (new.name, new.zone) == ("Retro", "Asia/Tokyo")
    assert (new.everyone, new.members) == (False, {"U1": "mandatory", "U2": "mandatory"})


def test_every_other_week_begins_with_the_next_one_in_the_zone_that_counts() -> None:
    late = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)  # a Friday: 13:00 in Berlin, 21:00 in Tokyo
    in_berlin = parse_new("Retro every other friday 15:00", now=late, zone=BERLIN)
    in_tokyo = parse_new("Retro every other friday 15:00 in Asia/Tokyo", now=late, zone=BERLIN)
    assert (in_berlin.cadence.start, in_tokyo.cadence.start) == (date(2026, 11, 27), date(2026, 12, 4))


def test_an_hour_that_can_be_two_is_asked_about_with_the_whole_line_kept() -> None:
    with pytest.raises(UserError, match="start of that day or its end") as asked:
        parse_new("Morning at midnight every monday in Europe/Berlin <@U1>", now=MONDAY, zone=BERLIN)
    first, second = (choice.command for choice in asked.value.choices)
    assert first == 'standup new "Morning" every Monday at 00:00 in Europe/Berlin <@U1>'
    for command, day in ((first, 0), (second, 1)):
        again = parse_new(command.removeprefix("standup new "), now=MONDAY, zone=BERLIN)
        assert (again.name, again.zone, again.members) == ("Morning", "Europe/Berlin", {"U1": "mandatory"})
        assert (again.cadence.at, again.cadence.weekdays) == (time(0), frozenset({day}))


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("Morning evry weekday", "every weekday at 09:30"),
        ("Morning 9.45 evry weekday", "every weekday at 09:45"),
        ("Morning at 9:30 evry monday", "every Monday at 09:30"),
        ("Morning every weekdy 10:00", "every weekday at 10:00"),
        ("Morning every tuseday at 10:00", "every Tuesday at 10:00"),
        ("Morning every othr friday 15:00", "every other Friday at 15:00"),
        ("Morning dayly", "every day at 09:30"),
    ],
)
def test_a_misspelt_rhythm_is_asked_about_and_nothing_of_the_line_is_lost(said: str, near: str) -> None:
    with pytest.raises(UserError, match=f"did you mean {near}") as asked:
        parse_new(f"{said} in Europe/Berlin <@U1>", now=MONDAY, zone=BERLIN)
    yes, no = (choice.command.removeprefix("standup new ") for choice in asked.value.choices)
    meant, taken = (parse_new(line, now=MONDAY, zone=BERLIN) for line in (yes, no))
    assert (meant.name, describe(meant.cadence)) == ("Morning", near)
    assert taken.name == said
    assert {new.zone for new in (meant, taken)} == {"Europe/Berlin"}
    assert meant.members == taken.members == {"U1": "mandatory"}


def test_what_can_not_be_read_as_a_rhythm_is_asked_about_with_the_rest_kept() -> None:
    with pytest.raises(UserError, match="Morning is not set up yet") as asked:
        parse_new("Morning every blue moon <@U1>", now=MONDAY, zone=BERLIN)
    commands = [choice.command.removeprefix("standup new ") for choice in asked.value.choices[:2]]
    names = [parse_new(command, now=MONDAY, zone=BERLIN).name for command in commands]
    assert names == ["Morning", "Morning every blue moon"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('"Every monday" at 9:30 every day', "Every monday"),
        ('"Release 1.30" daily', "Release 1.30"),
        ("Dairy every day", "Dairy"),
        ("Monday sync every tuesday", "Monday sync"),
    ],
)
def test_a_name_may_sound_like_a_rhythm(said: str, name: str) -> None:
    assert parse_new(said, now=MONDAY, zone=BERLIN).name == name


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Morning at 25:00 every day", "I don't understand when"),
        ("Morning every blue moon", "I don't understand when"),
        ("Morning every day in Mars/Base", "I don't know the time zone “Mars/Base”"),
        (f"{'x' * (NAME_LIMIT + 1)} every day", "60 is the most"),
        ("Morning every day @nobody", "I don't know who @nobody is"),
    ],
)
def test_a_line_that_is_not_understood_sets_up_nothing_and_says_why(said: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        parse_new(said, now=MONDAY, zone=BERLIN)


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("How are things?", Question("q1", "How are things?")),
        ("What did you finish {since}? (done)", Question("q1", "What did you finish {since}?", role="done")),
        ("! Anything in the way? (blocker)", Question("q1", "Anything in the way?", role="blocker", required=True)),
        ("* Any news?", Question("q1", "Any news?", required=True)),
        ("Any news? (required)", Question("q1", "Any news?", required=True)),
        ("How do you feel? (mood)", Question("q1", "How do you feel?", kind="mood", role="mood")),
        ("Is the date at risk? (yes/no)", Question("q1", "Is the date at risk?", kind="yes_no")),
        ("Hours left? (number)", Question("q1", "Hours left?", kind="number")),
        ("Which part? (choice: api,web)", Question("q1", "Which part?", kind="choice", choices=("api", "web"))),
        ("Stuck? (yes/no) (blocker)", Question("q1", "Stuck?", kind="yes_no", role="blocker")),
        ("Anything else (no details)?", Question("q1", "Anything else (no details)?")),
        ("Who helps (if anybody)", Question("q1", "Who helps (if anybody)")),
    ],
)  # fmt: skip
def test_a_question_is_read_from_its_line_and_written_back(line: str, question: Question) -> None:
    found = parse_questions(line)
    assert found == (question,)
    assert parse_questions(lines_of(found)) == found
    assert question_of(plain_question(question)) == question


def test_a_question_may_depend_on_a_blocker_or_on_the_one_above() -> None:
    found = parse_questions(
        "Is the date at risk? (yes/no)\nIf yes: By how much?\nBlocked? (blocker)\nMore?\nIf blocked: By whom?\n"
    )
    assert [question.only_if for question in found] == [None, "q1", None, None, "q3"]
    assert parse_questions(lines_of(found)) == found


def test_a_question_keeps_its_id_while_its_words_stay() -> None:
    before = parse_questions("One?\nTwo?\nThree?")
    after = parse_questions("Three? (number)\nNew?\nOne?", before)
    assert [question.text for question in after] == ["Three?", "New?", "One?"]
    assert (after[0].id, after[2].id) == ("q3", "q1")


def test_an_id_never_comes_to_stand_for_another_question() -> None:
    asked = parse_questions("One?\nTwo?")
    named = {question.id: question.text for question in asked}
    for text in ("Two?", "Three?\nTwo?", "Two?", "Four?\nTwo?\nFour?", "Five?"):
        asked = parse_questions(text, asked)
        assert len({question.id for question in asked}) == len(asked)
        for question in asked:
            assert named.setdefault(question.id, question.text) == question.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  \n ", "at least one question"),
        ("\n".join(["Well?"] * (QUESTIONS_LIMIT + 1)), "11 questions; 10 is the most"),
        ("Fine?\n(done)", "Line 2 has a mark and no question"),
        ("x" * (QUESTION_LIMIT + 1), "Line 1 has 151 characters"),
        ("Which? (choice: one)", "Line 1: give 2 to 10 choices"),
        ("Which? (choice)", "Line 1: give 2 to 10 choices"),
        (f"Which? (choice: a, {'b' * (questions.CHOICE_LIMIT + 1)})", "Line 1: a choice can have 70"),
        ("If blocked: By whom?", "Line 1: “If blocked:” needs a question with \\(blocker\\)"),
        ("If yes: Why?", "Line 1: “If yes:” needs another question above it"),
    ],
)
def test_questions_that_can_not_be_are_refused_at_their_field(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as refused:
        parse_questions(text)
    assert list(refused.value.fields) == ["questions"]


def read(**said: Any) -> Any:
    return from_form({**FORM, **said}, now=MONDAY, zone=BERLIN)


def test_a_form_says_everything() -> None:
    new = read(
        who="chosen", members=["U1", "U2"], optional=["U2"], observers=["U3"], zone=" europe/berlin ", window="60",
        posting="digest", options=["early"],
    )  # fmt: skip
    assert new.members == {"U1": "mandatory", "U2": "optional", "U3": "observer"}
    assert (new.everyone, new.zone, new.window_minutes, new.posting) == (False, "Europe/Berlin", 60, "digest")
    assert (new.early, new.names_missing) == (True, False)


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        ({"name": "  "}, "name", "Give it a name"),
        ({"channel": None}, "channel", "Choose the channel"),
        ({"who": "chosen"}, "members", "at least one person"),
        ({"who": "chosen", "observers": ["U1"]}, "members", "at least one person"),
        ({"who": "chosen", "members": ["U1"], "channel": None}, "channel", "by DM only"),
        ({"when": "now and then"}, "when", "I don't understand that"),
        (
            {"when": "every monday at midnight"},
            "when",
            "Please write “every Monday at 00:00” or “every Tuesday at 00:00”",
        ),
        ({"zone": "Berlin"}, "zone", "I don't know the time zone “Berlin”"),
        ({"window": "14"}, "window", "between 15 minutes and 24 hours"),
        ({"window": "1441"}, "window", "between 15 minutes and 24 hours"),
        ({"questions": ""}, "questions", "at least one question"),
    ],
)
def test_what_can_not_be_is_refused_under_its_field(said: dict[str, Any], field: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as refused:
        read(**said)
    assert list(refused.value.fields) == [field]


def test_chosen_people_without_a_channel_answer_by_dm() -> None:
    assert read(who="chosen", members=["U1"], channel=None, posting="dm").members == {"U1": "mandatory"}


def test_a_rhythm_that_was_not_touched_does_not_begin_to_count_anew() -> None:
    fortnight = Cadence("week", at=time(15), every=2, weekdays=frozenset({4}), start=date(2026, 11, 20))
    kept = from_form({**FORM, "when": describe(fortnight)}, now=MONDAY, zone=BERLIN, cadence=fortnight)
    assert kept.cadence == fortnight
    assert read(when=describe(fortnight)).cadence.start == date(2026, 11, 27)


def test_who_takes_part() -> None:
    kinds = {"U1": "member", "U2": "guest", "UBOT": "bot", "UGONE": "gone", "UALIEN": "stranger", "U3": "member"}
    here = ["U1", "U2", "UBOT", "UGONE", "UALIEN", "UNEVERMET"]
    named = {"U2": "optional", "U3": "observer", "UGONE": "mandatory", "UNEW": "mandatory"}
    everybody = {"U1": "mandatory", "U2": "optional", "U3": "observer", "UNEW": "mandatory"}
    assert roster(True, named, here, kinds) == everybody
    assert roster(False, named, here, kinds) == {user: part for user, part in everybody.items() if user != "U1"}


def test_a_lifecycle_goes_round() -> None:
    assert LIFECYCLE.move(1, "running", "pause", by=None) == "paused"
    assert LIFECYCLE.move(1, "paused", "resume", by=None) == "running"
    with pytest.raises(AlreadySo, match="S-1 is paused already"):
        LIFECYCLE.move(1, "paused", "pause", by="U1")


@pytest.mark.parametrize("said", ["3", "S-3", "s3", "#3", "now 3", "3 now", "S-3,"])
def test_a_standup_is_named_by_its_key(said: str) -> None:
    assert parse_key(said, "show") == 3


@pytest.mark.parametrize("said", ["", "Morning", "S-", "1234567890", "٣"])
def test_a_line_without_a_key_is_asked_for_one(said: str) -> None:
    with pytest.raises(UserError, match="Which standup"):
        parse_key(said, "pause")


def test_a_copy_says_that_it_is_one() -> None:
    assert setting_up.copied(read(name="x" * NAME_LIMIT)).name == "x" * (NAME_LIMIT - 1) + "…"
    assert setting_up.copied(read()).name == "Morning (copy)"
