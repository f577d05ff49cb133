"""Due dates: read in the zone of the person, and asked about when they can be read in two ways or are over."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.dates import echo, parse_due
from bot.rules.errors import Choice, UserError
from bot.rules.tasks import Due, NewTask
from tests.bot.given import BERLIN, NOW, added, berlin, due

MONTHS = [name.lower() for name in calendar.month_name[1:]]
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


def said_at_the_end_of(words: str, now: datetime) -> Due:
    """The date in `... 2026-11-27`, `... 2026-11-27 17:00` or, within this year, `... 27 november`."""
    found = re.search(r"(20\d\d-\d\d-\d\d)(?: (\d\d:\d\d))?$", words)
    if found:
        return berlin(found[1], found[2])
    year = "" if re.search(r" 20\d\d$", words) else f" {now.year}"
    day, month, year = f"{words}{year}".split()[-3:]
    return berlin(f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}")


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
    dated = [choice for choice in choices_of(line, now) if not choice.command.endswith(" due none")]
    for choice in dated:
        words = choice.command.removeprefix("task add ")
        chosen = added(words, now)
        assert chosen.due == said_at_the_end_of(words, now)
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
    assert choice == Choice("Leave the date out", "task add Ship it @ben !high due none")
    assert added(choice.command.removeprefix("task add ")) == NewTask("Ship it", owner_id="UBEN", priority="high")


NONE = ["none", "None", "clear", "never", "-", "no"]


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
