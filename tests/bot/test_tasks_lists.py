"""What a list of tasks is asked for, and what a form says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rules import list_headings, task_lists, tasks
from bot.rules.calendar import instant
from bot.rules.errors import UserError
from bot.rules.tasks import Due, Filter, NewTask
from tests.bot.given import BERLIN, NOW, berlin, formed, wanted
from tests.bot.hostile import HOSTILE


def days(first: str, after: str) -> Filter:
    """What is due from the first moment of one day to that of another."""
    return Filter(due_from=berlin(first, "00:00").at, due_before=berlin(after, "00:00").at)


def finished(first: str, after: str) -> Filter:
    """What was done from the first moment of one day to that of another."""
    start, end = berlin(first, "00:00").at, berlin(after, "00:00").at
    return Filter(("done",), finished_from=start, finished_before=end)


def until(day: str, hour: str | None = None) -> datetime:
    return berlin(day, hour).at + timedelta(seconds=1)


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
        ("<#C1|launch>", Filter(labels=("launch",), channels=(("C1", "launch"),))),
        ("no due date", Filter(undated=True)),
        ("without a due date mine", Filter(undated=True, owner_id="UME")),
        ("without owner", Filter(unowned=True)),
        ("no owner this week", Filter(unowned=True, due_before=berlin("2026-11-30", "00:00").at)),
        ("ben this week", Filter(owner_id="UBEN", due_before=berlin("2026-11-30", "00:00").at)),
        ("Cleo", Filter(owner_id="UCLEO")),
        ("waiting", Filter(statuses=("blocked",))),
        ("Login PAGE", Filter(words=("login", "page"))),
        ("straße", Filter(words=("strasse",))),
        ("&lt;b&gt;", Filter(words=("<b>",))),
        ("mine due friday", Filter(owner_id="UME", due_before=until("2026-11-27"))),
        ("due friday 17:00 login", Filter(due_before=until("2026-11-27", "17:00"), words=("login",))),
        ("due", Filter(due_before=tasks.SOMEDAY)),
        ("today", Filter(due_before=berlin("2026-11-24", "00:00").at)),
        ("mine today", Filter(owner_id="UME", due_before=berlin("2026-11-24", "00:00").at)),
        ("tomorrow", days("2026-11-24", "2026-11-25")),
        ("this week", Filter(due_before=berlin("2026-11-30", "00:00").at)),
        ("NEXT WEEK", days("2026-11-30", "2026-12-07")),
        ("next month", days("2026-12-01", "2027-01-01")),
        ("due next week", days("2026-11-30", "2026-12-07")),
        ("due monday", Filter(due_before=until("2026-11-23"))),
        ("@ben this week", Filter(owner_id="UBEN", due_before=berlin("2026-11-30", "00:00").at)),
        ("this week login", Filter(due_before=berlin("2026-11-30", "00:00").at, words=("login",))),
        ("done today", finished("2026-11-23", "2026-11-24")),
        ("done yesterday", finished("2026-11-22", "2026-11-23")),
        ("this week done", finished("2026-11-23", "2026-11-30")),
        ("done last week login", replace(finished("2026-11-16", "2026-11-23"), words=("login",))),
        ("done last month", finished("2026-10-01", "2026-11-01")),
        ("done due this week", replace(days("2026-11-23", "2026-11-30"), statuses=("done",))),
        ("all this week", replace(days("2026-11-23", "2026-11-30"), statuses=tasks.STATUSES)),
        ("next", Filter(words=("next",))),
        ("friday", Filter(words=("friday",))),
        ("unassigned", Filter(unowned=True)),
        ("nobody late", Filter(unowned=True, late=True)),
        ("high", Filter(priority="high")),
        ("urgent mine", Filter(priority="urgent", owner_id="UME")),
        ("blocked", Filter(statuses=("blocked",))),
        ("given", Filter(given_by="UME")),
        ("given @ben", Filter(given_by="UME", owner_id="UBEN")),
        ("late #launch login", Filter(late=True, labels=("launch",), words=("login",))),
        ("login @ben page", Filter(owner_id="UBEN", words=("login", "page"))),
        ("late #launch !high @ben login done", Filter(("done",), "UBEN", "high", True, None, ("launch",), ("login",))),
    ],
)  # fmt: skip
def test_a_list_shows_what_was_asked_for(text: str, expected: Filter) -> None:
    assert wanted(text) == expected


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "Open tasks"),
        ("mine", "Your open tasks"),
        ("MY ", "Your open tasks"),
        ("mine late", "Your open tasks, late"),
        ("overdue", "Open tasks, late"),
        ("late #a", "Open tasks, late, #a"),
        ("@ben #launch !high", "Open tasks of Ben Miller, #launch, high or urgent"),
        ("unassigned", "Open tasks without an owner"),
        ("given", "Open tasks you gave to others"),
        ("this week", "Open tasks, late or due this week"),
        ("today", "Open tasks, late or due today"),
        ("due next week", "Open tasks, due next week"),
        ("all this week", "Tasks, also finished ones, due this week"),
        ("done today", "Done tasks, finished today"),
        ("done last week @ben", "Done tasks of Ben Miller, finished last week"),
        ("done due this week", "Done tasks, due this week"),
        ("tomorrow mine", "Your open tasks, due tomorrow"),
        ("due friday", "Open tasks, due by Fri 27 Nov"),
        ("due", "Open tasks, with a due date"),
        ("done", "Done tasks"),
        ("started @ben", "Started tasks of Ben Miller"),
        ("all login", "Tasks, also finished ones, with “login”"),
        ("<@UBEN|ben> &amp; co", "Open tasks of Ben Miller, with “& co”"),
    ],
)
def test_the_heading_says_every_condition(query: str, heading: str) -> None:
    names = {"UBEN": "Ben Miller"}
    assert list_headings.heading(wanted(query), query, me="UME", names=names, now=NOW, zone=BERLIN) == heading


@pytest.mark.parametrize(
    ("query", "offers"),
    [
        ("lgoin", ["task list login", "task list all lgoin", "task list"]),
        ("@ben lgoin paeg", ["task list @ben login page", "task list all @ben lgoin paeg", "task list"]),
        ("overdeu", ["task list overdue", "task list all overdeu", "task list"]),
        ("unasigned", ["task list unassigned", "task list all unasigned", "task list"]),
        ("friday", ["task list due friday", "task list all friday", "task list"]),
        ("27 nov", ["task list due 27 nov", "task list all 27 nov", "task list"]),
        ("done xyzzy", ["task list"]),
        ("xyzzy", ["task list all xyzzy", "task list"]),
    ],
)
def test_for_words_that_are_in_no_task_the_nearest_list_is_offered(query: str, offers: list[str]) -> None:
    found = task_lists.nearest(wanted(query), query, {"login", "page"}, now=NOW, zone=BERLIN)
    assert [choice.command for choice in found] == offers


@pytest.mark.parametrize("words", HOSTILE[::3], ids=lambda words: ascii(words[:20]))
def test_the_heading_of_a_list_is_never_long(words: str) -> None:
    said = list_headings.heading(Filter(words=(words,)), words, me="UME", names={}, now=NOW, zone=BERLIN)
    assert len(said) <= 140


def test_a_list_of_somebody_unknown_is_refused_rather_than_empty() -> None:
    with pytest.raises(UserError, match="I don't know anybody called @nobody"):
        wanted("@nobody")


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
