"""The rules of tasks: their lifecycle, and what is understood of the words people type about them."""

import contextlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import tasks
from bot.rules.calendar import instant
from bot.rules.dates import echo, parse_due
from bot.rules.errors import AlreadySo, Choice, UserError
from bot.rules.tasks import Due, Filter, NewTask, Status, Verb
from bot.rules.text import clean
from tests.bot.hostile import HOSTILE

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday, ten o'clock in Berlin
PEOPLE = {"ana": "UANA", "ben": "UBEN", "cleo": "UCLEO"}


def find(name: str) -> str | None:
    return PEOPLE.get(name.lower())


def added(text: str, now: datetime = NOW) -> NewTask:
    return tasks.parse_add(text, now=now, zone=BERLIN, find=find)


def berlin(day: str, hour: str | None = None) -> Due:
    at = time.fromisoformat(hour) if hour else time(23, 59)
    return Due(instant(date.fromisoformat(day), at, BERLIN), "Europe/Berlin", hour is not None)


# Lifecycle

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


# One line

FULL = NewTask(
    title="Ship the beta",
    owner_id="UANA",
    due=berlin("2026-11-27", "17:00"),
    priority="high",
    labels=("launch",),
    estimate_minutes=3 * 8 * 60,
)


@pytest.mark.parametrize(
    "line",
    [
        "Ship the beta @ana friday 17:00 !high #launch ~3d",
        "Ship the beta friday 17:00 @ana #launch !high ~3d",
        "@ana !high ~3d #launch Ship the beta friday 17:00",
        "#launch Ship the beta @ana ~3d 17:00 friday !h",
        "Ship the beta friday @ana !HIGH 17:00 ~3d #Launch",
        "Ship the beta <@UANA> by friday at 5pm !important <#C1|launch> ~24h",
        "Ship the beta <@UANA|ana>, friday 17:00, !, #launch, ~3d.",
        '"Ship the beta" @ana friday 17:00 !high #launch ~3d',
        "“Ship the beta” ~3d !high @Ana #launch on friday 17:00",
        "  Ship   the\tbeta\n@ana  27 Nov 17:00   !high #launch ~3d  ",
        "Ship the beta @ana 2026-11-27 17:00 !high #launch ~3d",
        "Ship the beta !low @ana friday 17:00 ~1h !high #launch #LAUNCH ~3d @ana",
    ],
)
def test_marks_are_understood_in_any_order(line: str) -> None:
    assert added(line) == FULL


@pytest.mark.parametrize(
    ("line", "title", "owner", "helpers"),
    [
        ("@ben look at it", "look at it", "UBEN", ()),
        ("look at it @ben", "look at it", "UBEN", ()),
        ("ask @ben about it", "ask @ben about it", "UBEN", ()),
        ("ask <@UBEN|ben>, then go", "ask @ben, then go", "UBEN", ()),
        ("ask @ben, then go", "ask @ben, then go", "UBEN", ()),
        ("ask (<@UBEN|ben>) about it", "ask (@ben) about it", "UBEN", ()),
        ("ask <@UBEN> about it", "ask @UBEN about it", "UBEN", ()),
        ("@ana ask @ben about it @cleo", "ask @ben about it", "UANA", ("UBEN", "UCLEO")),
        ("look at it @ben @ana @ben", "look at it", "UBEN", ("UANA",)),
    ],
)
def test_the_first_person_named_owns_it_and_one_inside_the_sentence_stays_readable(
    line: str, title: str, owner: str, helpers: tuple[str, ...]
) -> None:
    new = added(line)
    assert (new.title, new.owner_id, new.helper_ids) == (title, owner, helpers)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Ship !wow it ~lots", "Ship !wow it ~lots"),
        ("Fix #1234", "Fix #1234"),
        ("Fix #12a web", "Fix #12a web"),
        ("R&amp;D plan &lt;now&gt;", "R&D plan <now>"),
        ("&amp;lt; stays as typed", "&lt; stays as typed"),
        ("Use &lt;@UANA&gt; in the docs", "Use <@UANA> in the docs"),
        ("a - b: c; d", "a - b: c; d"),
        ("Read <https://a.example/x?a=1&amp;b=2>", "Read https://a.example/x?a=1&b=2"),
        ("Read https://a.example/#part now", "Read https://a.example/#part now"),
        ("don't say 'never'", "don't say 'never'"),
        ('say "friday"', 'say "friday"'),
        ("mail ana@example.com", "mail ana@example.com"),
        ("50% off @ noonish", "50% off @ noonish"),
        ("friday", "friday"),
    ],
)
def test_what_is_no_mark_stays_in_the_title(line: str, title: str) -> None:
    new = added(line)
    assert (new.title, new.owner_id, new.labels, new.due) == (title, None, (), None)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('"Meet on friday"', "Meet on friday"),
        ('"Meet @ana !high #now ~3d friday"', "Meet @ana !high #now ~3d friday"),
        ("'one two'", "one two"),
        ("«un deux»", "un deux"),
        ("„eins zwei“", "eins zwei"),
        ('“Ship &quot;it&quot;”', "Ship &quot;it&quot;"),
    ],
)  # fmt: skip
def test_a_quoted_title_is_taken_as_it_stands(line: str, title: str) -> None:
    assert added(line) == NewTask(title=title)


def test_quotes_inside_a_longer_title_stay_there() -> None:
    assert added('Ship "the beta" friday').title == 'Ship "the beta"'
    assert added('Ship "the beta" friday').due == berlin("2026-11-27")


@pytest.mark.parametrize(
    ("line", "title", "labels"),
    [
        ("Ship it <#C1|launch>", "Ship it", ("launch",)),
        ("Ship it <#C1|launch> #web <#C2|Ops>", "Ship it", ("launch", "web", "ops")),
        ("Fix <#C1|launch> docs", "Fix #launch docs", ("launch",)),
        ("Ship it #launch <#C1|launch>", "Ship it", ("launch",)),
        ("#über-web Ship it", "Ship it", ("über-web",)),
    ],
)
def test_a_label_may_be_a_channel_of_that_name(line: str, title: str, labels: tuple[str, ...]) -> None:
    new = added(line)
    assert (new.title, new.labels) == (title, labels)


def test_a_group_or_everybody_is_only_a_word_that_reads_as_it_was_typed() -> None:
    new = added("Tell <!subteam^S1|@ops> and <!here> about it")
    assert new.owner_id is None
    assert new.title == "Tell @ops and @here about it"


@pytest.mark.parametrize("line", ["", "   ", "@ben", "!high ~3d #launch", '"" friday', "<@UANA>"])
def test_without_a_title_there_is_no_task(line: str) -> None:
    with pytest.raises(UserError, match="A task needs a title"):
        added(line)


def test_a_name_that_nobody_has_is_a_word_of_the_title() -> None:
    assert added("Fix the @property of Task @ben !high") == NewTask(
        "Fix the @property of Task", owner_id="UBEN", priority="high"
    )
    assert added("Ship it @nobody").title == "Ship it @nobody"


@pytest.mark.parametrize(
    "words", ["word " * 120, "x" * 600, "👩\u200d👩\u200d👧" * 200, "“" + "y" * 900, "&amp;" * 501]
)
def test_a_title_that_is_too_long_loses_nothing(words: str) -> None:
    new = added(f"{words} @ben friday !high")
    whole = " ".join(words.replace("&amp;", "&").split())
    assert len(new.title) <= tasks.TITLE_LIMIT
    assert new.title.endswith("…")
    assert whole.startswith(new.title.rstrip("…"))
    assert new.description == whole
    assert (new.owner_id, new.due, new.priority) == ("UBEN", berlin("2026-11-27"), "high")


def test_a_title_of_just_the_length_there_may_be_stays_whole() -> None:
    assert added("x" * tasks.TITLE_LIMIT) == NewTask(title="x" * tasks.TITLE_LIMIT)


def test_more_labels_or_longer_ones_than_there_may_be_are_refused_by_name() -> None:
    assert len(added("x " + " ".join(f"#a{n}" for n in range(10))).labels) == 10
    with pytest.raises(UserError, match="That is 11 labels; a task can have 10"):
        added("x " + " ".join(f"#a{n}" for n in range(11)))
    with pytest.raises(UserError, match="The label #aaaaaaaaaaaaaaaaaaaa… is too long; 40 characters is the most"):
        added(f"x #{'a' * 41}")


def test_ten_helpers_are_the_most() -> None:
    new = added("x " + " ".join(f"<@U{n}>" for n in range(20)))
    assert new.owner_id == "U0"
    assert new.helper_ids == tuple(f"U{n}" for n in range(1, 11))


# Dates that can be read in two ways, or are over

DAYS = [NOW + timedelta(days=n, hours=n % 9) for n in range(0, 40, 3)]
AMBIGUOUS = (
    "monday",
    "next friday",
    "next week",
    "on monday morning",
    "by 5/6",
    "this weekend",
    "3/4/2027",
    "in december",
    "mid december",
)
MARKS = st.lists(
    st.sampled_from(["@ben", "<@UANA|ana>", "!high", "!!", "#launch", "<#C1|web>", "~3d", "~1.5h", "#a-b"]),
    max_size=4,
    unique=True,
)  # fmt: skip
TITLES = st.sampled_from(
    [
        "Ship it", "Ship the R&amp;D beta", '"Meet on friday"', "Ask @cleo about it", "Fix <#C1|web> docs", "x",
        "a &lt; b", "“so” called", "Fix the @property",
        "Ask <@U1|cleo>, then (<@U2>) go",
    ]
)  # fmt: skip


def choices_of(line: str, now: datetime) -> tuple[Choice, ...]:
    try:
        added(line, now)
    except UserError as error:
        return error.choices
    return ()


def said_at_the_end_of(words: str) -> Due:
    """The date in `... 2026-11-27` or `... 2026-11-27 17:00`."""
    found = re.search(r"(20\d\d-\d\d-\d\d)(?: (\d\d:\d\d))?$", words)
    assert found, words
    return berlin(found[1], found[2])


def test_a_date_that_can_be_read_in_two_ways_is_asked_about() -> None:
    with pytest.raises(UserError, match="Today is Monday") as asked:
        added("Ship it monday @ben !high")
    assert asked.value.choices == (
        Choice("Mon 23 Nov", "task add Ship it @ben !high 2026-11-23"),
        Choice("Mon 30 Nov", "task add Ship it @ben !high 2026-11-30"),
    )


@settings(max_examples=600, deadline=None, database=None, derandomize=True)
@given(TITLES, MARKS, MARKS, st.sampled_from(AMBIGUOUS), st.sampled_from(DAYS))
def test_each_choice_is_a_line_that_means_that_very_date_and_keeps_all_the_rest(
    title: str, before: list[str], after: list[str], phrase: str, now: datetime
) -> None:
    line = " ".join([*before, title, phrase, *after])
    without_date = added(" ".join([*before, title, *after]), now)
    for choice in choices_of(line, now):
        words = choice.command.removeprefix("task add ")
        chosen = added(words, now)
        assert chosen.due == said_at_the_end_of(words)
        assert vars(chosen) | {"due": None} == vars(without_date) | {"due": None}


def test_most_of_those_lines_do_give_choices() -> None:
    asked = [phrase for phrase in AMBIGUOUS if any(len(choices_of(f"Ship it {phrase}", now)) > 1 for now in DAYS)]
    assert len(asked) >= 6, asked


@pytest.mark.parametrize("line", ["Ship it monday", "Ship it next week @ben", "Ship it on monday morning"])
def test_the_label_of_a_choice_is_the_date_as_it_will_be_echoed(line: str) -> None:
    for choice in choices_of(line, NOW):
        words = choice.command.removeprefix("task add Ship it ").removeprefix("@ben ")
        day = parse_due(words, now=NOW, zone=BERLIN)
        assert choice.label == echo(day, BERLIN, date(2026, 11, 23))  # type: ignore[arg-type]


def test_a_date_that_is_over_is_not_taken_and_the_task_is_offered_without_it() -> None:
    with pytest.raises(UserError, match="Sun 22 Nov is in the past") as refused:
        added("Ship it by yesterday @ben !high")
    [choice] = refused.value.choices
    assert choice == Choice("Leave the date out", "task add Ship it @ben !high")
    assert added(choice.command.removeprefix("task add ")) == NewTask("Ship it", owner_id="UBEN", priority="high")


# The due date by itself

NONE = ["none", "None", "clear", "never", "-", "no"]


def due(text: str, command: str = "task due 4 7") -> Due | None:
    return tasks.parse_due(text, now=NOW, zone=BERLIN, command=command)


@pytest.mark.parametrize("words", NONE)
def test_a_due_date_is_cleared_by_saying_so(words: str) -> None:
    assert due(words) is None


def test_a_due_date_is_read_in_the_zone_of_the_person() -> None:
    assert due("friday 17:00") == Due(datetime(2026, 11, 27, 16, 0, tzinfo=UTC), "Europe/Berlin", timed=True)
    assert due("27 Nov") == Due(datetime(2026, 11, 27, 22, 59, tzinfo=UTC), "Europe/Berlin", timed=False)
    assert due("in 2 hours") == Due(NOW + timedelta(hours=2), "Europe/Berlin", timed=True)


@pytest.mark.parametrize("words", ["", "soonish", "&lt;!here&gt;", "x" * 500, "31 feb", "25:00"])
def test_what_is_no_date_is_refused_with_examples(words: str) -> None:
    with pytest.raises(UserError, match=r"When is it due\? Try `friday`") as refused:
        due(words)
    assert len(refused.value.text) < 300
    assert "&lt;" not in refused.value.text


def test_a_choice_for_a_due_date_names_the_tasks_again() -> None:
    with pytest.raises(UserError) as asked:
        due("monday")
    assert [choice.command for choice in asked.value.choices] == ["task due 4 7 2026-11-23", "task due 4 7 2026-11-30"]


def test_a_due_date_in_the_past_offers_nothing_to_press() -> None:
    with pytest.raises(UserError, match="is in the past") as refused:
        due("yesterday")
    assert refused.value.choices == ()


# Keys


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
    assert tasks.parse_person(text, find, me="UME") == user


@pytest.mark.parametrize("text", ["", "ben", "somebody", "@nobody"])
def test_it_is_not_given_to_a_guess(text: str) -> None:
    with pytest.raises(UserError):
        tasks.parse_person(text, find, me="UME")


# Lists


def until(day: str, hour: str | None = None) -> datetime:
    return berlin(day, hour).at + timedelta(seconds=1)


def wanted(text: str) -> Filter:
    return tasks.parse_filter(text, me="UME", now=NOW, zone=BERLIN, find=find)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Filter()),
        ("mine", Filter(owner_id="UME")),
        ("my", Filter(owner_id="UME")),
        ("@ben", Filter(owner_id="UBEN")),
        ("mine @ben", Filter(owner_id="UBEN")),
        ("late", Filter(late=True)),
        ("overdue mine", Filter(late=True, owner_id="UME")),
        ("done", Filter(statuses=("done",))),
        ("done dropped", Filter(statuses=("done", "dropped"))),
        ("all", Filter(statuses=tasks.STATUSES)),
        ("!high", Filter(priority="high")),
        ("#launch #Web", Filter(labels=("launch", "web"))),
        ("<#C1|launch>", Filter(labels=("launch",))),
        ("Login PAGE", Filter(words=("login", "page"))),
        ("straße", Filter(words=("strasse",))),
        ("&lt;b&gt;", Filter(words=("<b>",))),
        ("mine due friday", Filter(owner_id="UME", due_before=until("2026-11-27"))),
        ("due friday 17:00 login", Filter(due_before=until("2026-11-27", "17:00"), words=("login",))),
        ("due", Filter(due_before=tasks.SOMEDAY)),
        ("late #launch login", Filter(late=True, labels=("launch",), words=("login",))),
        ("login @ben page", Filter(owner_id="UBEN", words=("login", "page"))),
        ("late #launch !high @ben login done", Filter(("done",), "UBEN", "high", True, None, ("launch",), ("login",))),
    ],
)  # fmt: skip
def test_a_list_shows_what_was_asked_for(text: str, expected: Filter) -> None:
    assert wanted(text) == expected


@pytest.mark.parametrize(
    ("query", "heading"),
    [("", "Open tasks"), ("mine", "Your open tasks"), ("MY ", "Your open tasks"), ("late #a", "Tasks: late #a"),
     ("<@UBEN|ben> &amp; co", "Tasks: @ben & co")],
)  # fmt: skip
def test_the_heading_of_a_list_repeats_what_was_asked_for(query: str, heading: str) -> None:
    assert tasks.filter_words(wanted(query), query) == heading


@pytest.mark.parametrize("words", HOSTILE[::3], ids=lambda words: ascii(words[:20]))
def test_the_heading_of_a_list_is_never_long(words: str) -> None:
    assert len(tasks.filter_words(Filter(), words)) <= 70


def test_a_list_of_somebody_unknown_is_refused_rather_than_empty() -> None:
    with pytest.raises(UserError, match="I don't know anybody called @nobody"):
        wanted("@nobody")


# Forms


def sent(**values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("description", "owner", "helpers", "due_date", "due_time", "labels", "estimate"))
    return {"title": "Ship it", "priority": "normal", **empty, **values}


def formed(before: Due | None = None, **values: Any) -> NewTask:
    return tasks.from_form(sent(**values), zone=BERLIN, before=before)


def test_a_form_with_a_title_alone_is_a_task() -> None:
    assert formed() == NewTask(title="Ship it")


def test_a_full_form_is_a_full_task() -> None:
    new = formed(
        title="  Ship \n the beta ", description="a\nb", owner="UANA", helpers=["UBEN", "UANA", "UCLEO"],
        due_date="2026-11-27", due_time="17:00", priority="urgent", labels="Launch, #web  web", estimate="~1d 4h",
    )  # fmt: skip
    assert new == NewTask(
        title="Ship the beta", description="a\nb", owner_id="UANA", helper_ids=("UBEN", "UCLEO"),
        due=berlin("2026-11-27", "17:00"), priority="urgent", labels=("launch", "web"), estimate_minutes=720,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"title": "   "}, {"title"}),
        ({"title": None}, {"title"}),
        ({"due_time": "17:00"}, {"due_date"}),
        ({"estimate": "soon"}, {"estimate"}),
        ({"due_date": "2026-02-30"}, {"due_date"}),
        ({"due_date": "friday"}, {"due_date"}),
        ({"title": "", "estimate": "x", "due_time": "17:00"}, {"title", "estimate", "due_date"}),
        ({"labels": "x" * 41}, {"labels"}),
        ({"labels": " ".join(f"a{n}" for n in range(11))}, {"labels"}),
    ],
)
def test_what_is_wrong_with_a_form_is_said_under_its_field(values: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(UserError) as refused:
        formed(**values)
    assert set(refused.value.fields) == fields


def test_a_day_that_nobody_touched_stays_a_day_of_its_own_zone() -> None:
    tokyo = Due(instant(date(2026, 11, 27), time(23, 59), ZoneInfo("Asia/Tokyo")), "Asia/Tokyo", timed=False)
    assert formed(before=tokyo, due_date="2026-11-27").due == tokyo
    assert formed(before=tokyo, due_date="2026-11-28").due == berlin("2026-11-28")
    assert formed(before=tokyo, due_date="2026-11-27", due_time="17:00").due == berlin("2026-11-27", "17:00")
    assert formed(before=tokyo).due is None


def test_an_hour_that_nobody_touched_stays_that_very_moment() -> None:
    moment = Due(datetime(2026, 11, 23, 11, 0, 25, tzinfo=UTC), "Europe/Berlin", timed=True)
    assert formed(before=moment, due_date="2026-11-23", due_time="12:00").due == moment
    assert formed(before=moment, due_date="2026-11-23", due_time="12:30").due == berlin("2026-11-23", "12:30")


# Whatever is typed

PARSERS: list[Callable[[str], object]] = [
    added, due, wanted, tasks.parse_keys, tasks.parse_waits, lambda text: tasks.parse_person(text, find, me="UME"),
    lambda text: formed(title=text, description=text, labels=text, estimate=text, due_date=text, due_time=text),
]  # fmt: skip
PIECES = [
    *HOSTILE[::7],
    "monday ",
    "!high ",
    "@ana ",
    "4 ",
    "due friday ",
    "'",
    '"a ',
    "~1d ",
    "T-",
    "and 4 ",
    "<@U",
    "#a ",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: ascii(piece[:20]))
def test_sixty_thousand_characters_are_read_or_refused(piece: str) -> None:
    text = (piece * (60_000 // len(piece) + 1))[:60_000]
    for typed in (text, clean(text), f"Ship it {text} friday", f"4 {text}"):
        for parse in PARSERS:
            with contextlib.suppress(UserError):
                parse(typed)


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(HOSTILE[:300]),
    st.sampled_from(["friday", "@ana", "!high", "#a", "~2h", '"', "monday", "by"]),
)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(st.lists(WORDS, max_size=8))
def test_a_line_is_a_task_that_fits_or_a_sentence_that_says_why_not(words: list[str]) -> None:
    try:
        new = added(clean(" ".join(words)))
    except UserError:
        return
    assert new.title.strip()
    assert len(new.title) <= tasks.TITLE_LIMIT
    assert len(new.labels) <= tasks.LABELS_LIMIT
    assert len(new.helper_ids) <= tasks.HELPERS_LIMIT
    assert new.owner_id not in new.helper_ids
