"""Dates that were nearly said are asked about; titles that only sound like one are not. It is Monday, 23 November."""

import contextlib
import time

import pytest

from bot.rules.errors import UserError
from bot.rules.tasks import NewTask
from tests.bot.given import added, berlin, due

MISSPELT = {
    "frdiay": "friday",
    "firday": "friday",
    "fridya": "friday",
    "thrusday": "thursday",
    "thurdsay 17:00": "thursday 17:00",
    "wendesday": "wednesday",
    "wensday": "wednesday",
    "teusday": "tuesday",
    "saterday": "saturday",
    "tommorow": "tomorrow",
    "tomrrow 17:00": "tomorrow 17:00",
    "tomorro": "tomorrow",
    "toady": None,
    "tdoay 17:00": "today 17:00",
    "by frdiay at 5": "by friday at 5",
    "next frdiay": "next friday",
    "frdiay morning": "friday morning",
}
UNREADABLE = {
    "32 Nov": ("30 nov", "1 december", "2 december"),
    "31 june": ("30 june", "1 july"),
    "31 feb": ("28 feb", "1 march", "3 march"),
    "feb 30": ("28 feb", "1 march", "2 march"),
    "30 feb 2027": ("28 feb 2027", "1 march 2027", "2 march 2027"),
    "30 feb 2028": ("29 feb 2028", "1 march 2028"),
    "30th of february": ("28 february", "1 march", "2 march"),
    "by 31 november": ("30 november", "1 december"),
    "friday 31 nov": ("30 nov", "1 december"),
    "31 june 17:00": ("30 june 17:00", "1 july 17:00"),
    "friday 25:00": ("friday",),
    "25:00 friday": ("friday",),
    "tomorrow 26:00": ("tomorrow",),
    "friday 13pm": ("friday",),
    "friday 5": ("friday at 5", "friday"),
    "tomorrow 5": ("tomorrow at 5", "tomorrow"),
    "friday 9.10": ("friday at 9.10", "friday"),
    "friday 5pm IST": ("friday 5pm",),
    "on 15 dec 18:00 IST": ("15 dec 18:00",),
    "32 nov 18:00 CET": ("30 nov 18:00 cet", "1 december 18:00 cet", "2 december 18:00 cet"),
    "13/13": (),
    "31/11": (),
    "00/05": (),
    "13/13/2026": (),
    "2026-02-30": (),
    "2026-13-01": (),
    "31.11.": (),
    "32.12.2026": (),
    "at 25:00": (),
    "by 13pm": (),
    "on the 32nd": (),
}
# Days and hours for some, versions and amounts for others.
DOTTED = {
    "3.12.": "3 december",
    "3.12": "3 december",
    "by 3.12": "3 december",
    "on 24.4": "24 april",
    "at 5": "today 17:00",
    "at 9": "today 21:00",
    "at 12 o'clock": "today 12:00",
}
PLAIN = [
    "Buy 3 monitors", "Plan sprint 12/13", "Fix bug 404", "Friday retro notes", "Plan budget 26/27", "Season 13/14",
    "Call Frida", "Call Frida today's lead", "Sunday school", "Order a sundae", "Check the Faraday cage",
    "Plan a payday", "Plan casual Fridays", "Rename the holiday", "Buy a birthday cake", "Notes from 30 feb",
    "Minutes of 31/11",
    "Upgrade to 3.14.", "Move to Python 3.12", "Use ubuntu 24.04.",
    "Upgrade to 3.12.", "Stop sprint at 99", "Version 31.04.", "Score 21/19", "Fix ratio 16/9",
    "Support 24/7", "Read John 3:16",
    "Race in 25:00", "Record 25:00", "Talk to Mandy", "Mail Sandy", "Standup every frdiay", "Book room 13/13",
    "Chapter 45 may be long", "Hire 40 people", "Sort out the sundry", "Read 1.2.3", "Fix 500 errors", "Test case 99",
    "Buy milk and 2 eggs", "Use port 8080", "Move to v32", "Plan Q4", "Toady", "frdiay", "32 Nov", "Meet at noonday",
    "Ship 45/50", "Watch 24 again", "Call +49 30 1234", "Close PR 31", "Do the MONDAYS report", "Say tomorrows",
]  # fmt: skip


def asked(line: str) -> UserError:
    with pytest.raises(UserError) as error:
        added(line)
    return error.value


@pytest.mark.parametrize(("typed", "near"), [(typed, near) for typed, near in MISSPELT.items() if near])
def test_a_misspelt_day_is_asked_about(typed: str, near: str) -> None:
    error = asked(f"Ship it @ben {typed} !high")
    assert error.text == f"When is “Ship it” due? Did you mean “{near}” when you wrote “{typed}”?"
    yes, keep = error.choices
    assert (yes.label, yes.command) == (f"Yes, {near}", f"task add Ship it @ben !high {near}")
    assert keep.label == "Keep it as it is"


@pytest.mark.parametrize("before", ["for ", "till ", "to "])
def test_a_misspelt_day_is_asked_about_also_where_the_hour_alone_would_mean_today(before: str) -> None:
    error = asked(f"Order cables {before}thurdsay 2pm @ben")
    assert error.text.startswith("When is “Order cables” due? Did you mean “")
    assert added(error.choices[0].command.removeprefix("task add ")).due == berlin("2026-11-26", "14:00")


@pytest.mark.parametrize(
    "line",
    [
        "Order lamps @ben next fri soonish", "Order lamps next friday soonish", "Order lamps @ben 4.12. soonish",
        "Order lamps 4 dec soonish", "Order lamps dec 4 soonish", "Order lamps @ben fri soonish",
        "Order lamps in 3 days soonish", "Order lamps frday 5pm soonish", "Order lamps frday 5pm me",
        "Order lamps 2nd dec 10ish", "Order lamps friday 5-ish @ben",
    ],
)  # fmt: skip
def test_a_date_before_a_word_we_do_not_know_is_asked_about(line: str) -> None:
    error = asked(line)
    assert "or does" in error.text
    assert error.text.endswith("belong to the title?")


@pytest.mark.parametrize(
    ("line", "nears"),
    [
        ("Order lamps 12/1", ["1 december", "12 january 2027"]),
        ("Order lamps on 12/1 !low", ["1 december", "12 january 2027"]),
        ("Order lamps by 5/6", ["6 may 2027", "5 june 2027"]),
        ("Order lamps 30/1.", ["30 january 2027"]),
        ("Order lamps 2nd dec 10ish !high", ["2nd dec at 10"]),
        ("Order lamps frday 5pm me", ["friday 5pm"]),
    ],
)
def test_what_may_be_a_date_is_offered_in_all_its_meanings(line: str, nears: list[str]) -> None:
    error = asked(line)
    assert [choice.label for choice in error.choices] == [*(f"Yes, {near}" for near in nears), "Keep it as it is"]
    first, *_, keep = (added(choice.command.removeprefix("task add ")) for choice in error.choices)
    assert first.due is not None
    assert first.title.startswith("Order lamps")
    assert keep.due is None


@pytest.mark.parametrize("title", ["Eat 1/2", "Pour 3/4", "Remember 9/11", "Read chapter 12/1", "Cut out of 12/1"])
def test_a_fraction_and_a_number_of_something_are_no_dates(title: str) -> None:
    assert added(title) == NewTask(title)


@pytest.mark.parametrize("title", ["Plan the friday demo", "Print 4 of the 4 dec flyers", "Friday retro notes"])
def test_a_day_in_the_middle_of_a_sentence_stays_there(title: str) -> None:
    assert added(title) == NewTask(title)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("on 15 dec 18:00 CET", "18:00"),
        ("15 dec 18:00 Berlin time", "18:00"),
        ("15 dec at 17:00 utc", "18:00"),
        ("15 dec 5pm GMT", "18:00"),
        ("15 dec 9am (PST)", "18:00"),
        ("15 dec 12:00 New York time", "18:00"),
        ("15 dec 12:00 eastern time", "18:00"),
    ],
)
def test_a_zone_after_an_hour_is_the_clock_that_is_meant(typed: str, at: str) -> None:
    new = added(f"Deploy @ben and @cleo {typed} !!")
    assert (new.title, new.due, new.priority) == ("Deploy", berlin("2026-12-15", at), "urgent")
    assert (new.owner_id, new.helper_ids) == ("UBEN", ("UCLEO",))


@pytest.mark.parametrize(("typed", "nears"), UNREADABLE.items())
def test_what_has_the_shape_of_a_date_and_is_none_is_asked_about(typed: str, nears: tuple[str, ...]) -> None:
    error = asked(f"Ship it @ben {typed} !high")
    assert error.text.startswith(f"When is “Ship it” due? I can't read “{typed}” as a date.")
    *yes, keep = error.choices
    assert [choice.command for choice in yes] == [f"task add Ship it @ben !high {near}" for near in nears]
    for choice in yes:
        assert added(choice.command.removeprefix("task add ")).due is not None
    assert (keep.label, keep.command) == ("Keep it as it is", f"task add Ship it @ben {typed} !high due none")


@pytest.mark.parametrize(("typed", "near"), DOTTED.items())
def test_what_is_a_date_for_some_only_is_asked_about(typed: str, near: str) -> None:
    yes = asked(f"Ship it @ben {typed} !high").choices[0]
    assert (yes.label, yes.command) == (f"Yes, {near}", f"task add Ship it @ben !high {near}")
    assert added(yes.command.removeprefix("task add ")).due is not None


def test_a_day_and_a_month_with_dots_after_by_need_no_question() -> None:
    for words in ("by 3.12.", "on 3.12.", "due 3.12.", "until 03.12."):
        assert added(f"Ship it {words}") == NewTask("Ship it", due=berlin("2026-12-03"))


@pytest.mark.parametrize("typed", [*UNREADABLE, *DOTTED, *(typed for typed, near in MISSPELT.items() if near)])
def test_kept_as_it_is_it_is_not_asked_about_again_and_loses_nothing(typed: str) -> None:
    kept = added(asked(f"Ship it {typed} @ben !high").choices[-1].command.removeprefix("task add "))
    assert kept.owner_id == "UBEN"
    assert kept.priority == "high"
    assert kept.title in (f"Ship it {typed}", f"Ship it {typed.removesuffix(' 17:00')}")


def test_the_hour_after_a_word_that_is_kept_still_counts() -> None:
    keep = asked("Call Tomoro 17:00").choices[-1]
    assert added(keep.command.removeprefix("task add ")) == NewTask("Call Tomoro", due=berlin("2026-11-23", "17:00"))


@pytest.mark.parametrize("title", PLAIN)
def test_a_plain_title_is_taken_as_it_is(title: str) -> None:
    assert added(title) == NewTask(title)


@pytest.mark.parametrize("words", ["due none", "due never", "DUE NONE."])
def test_due_none_at_the_end_says_that_no_date_is_meant(words: str) -> None:
    assert added(f"Order cake for friday @ben {words}") == NewTask("Order cake for friday", owner_id="UBEN")


def test_due_none_alone_is_a_title() -> None:
    assert added("due none") == NewTask("due none")


@pytest.mark.parametrize("typed", ["nxt friday", "netx friday", "nex friday"])
def test_next_has_short_forms_and_is_asked_about_all_the_same(typed: str) -> None:
    assert [choice.label for choice in asked(f"Ship it {typed}").choices] == ["Fri 27 Nov", "Fri 4 Dec"]


@pytest.mark.parametrize("line", ["Buy milk @cleo 12/5", "Buy milk <@UCLEO|cleo>, 12/5", "Buy milk 12/05 @cleo"])
def test_a_date_in_numbers_after_a_mention_is_asked_about_and_keeps_the_mention(line: str) -> None:
    error = asked(line)
    assert [choice.label for choice in error.choices] == ["Sat 5 Dec", "Wed 12 May 2027"]
    for choice in error.choices:
        new = added(choice.command.removeprefix("task add "))
        assert (new.title, new.owner_id) == ("Buy milk", "UCLEO")
        assert new.due is not None


def test_a_misspelt_due_date_is_offered_as_it_was_meant() -> None:
    with pytest.raises(UserError, match="I can't read “frdiay 17:00” as a date") as error:
        due("frdiay 17:00")
    assert [choice.command for choice in error.value.choices] == ["task due 4 7 friday 17:00"]


def test_a_due_date_that_no_calendar_has_is_offered_as_the_days_around_it() -> None:
    with pytest.raises(UserError, match="I can't read “31 feb” as a date") as error:
        due("31 feb")
    assert [choice.command for choice in error.value.choices] == [
        "task due 4 7 28 feb",
        "task due 4 7 1 march",
        "task due 4 7 3 march",
    ]


@pytest.mark.parametrize("typed", ["due 31/11", "by 31/11/2026", "on 31/11", "due 25:00 friday"])
@pytest.mark.parametrize("title", ["Fix bug", "Close ticket"])
def test_a_day_that_is_none_is_asked_about_behind_due_whatever_the_word_before(title: str, typed: str) -> None:
    error = asked(f"{title} {typed}")
    assert error.text.startswith(f"When is “{title}” due? I can't read “{typed}” as a date.")


@pytest.mark.parametrize(
    "typed",
    ["2026-11-22", "yesterday", "13:00 yesterday", "22 nov 2026", "22/11/2026", "on 22.11.2026", "2026-11-22 17:00"],
)
def test_a_day_that_is_over_is_asked_about(typed: str) -> None:
    error = asked(f"Pay the bill {typed}")
    assert error.text.startswith(f"“{typed}” is over already. When is “Pay the bill” due?")
    (keep,) = error.choices
    assert added(keep.command.removeprefix("task add ")) == NewTask(f"Pay the bill {typed}")


@pytest.mark.parametrize(
    "title",
    ["Fix what broke yesterday", "Fix the bug reported yesterday", "Notes from yesterday", "Move the 2020-01-01 data"],
)
def test_what_happened_on_a_day_that_is_over_stays_in_the_title(title: str) -> None:
    assert added(title) == NewTask(title)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("in half an hour", "10:30"),
        ("in 1.5 hours", "11:30"),
        ("in 1h30", "11:30"),
        ("in 20 minutes", "10:20"),
        ("in 30m", "10:30"),
        ("in an hour and a half", "11:30"),
    ],
)
def test_minutes_from_now_are_when_it_is_due_or_how_long_it_takes(typed: str, hour: str) -> None:
    error = asked(f"Call Bob {typed} @ben")
    assert error.text == f"Is “Call Bob” due “{typed}”, or does that belong to the title?"
    yes, keep = (added(choice.command.removeprefix("task add ")) for choice in error.choices)
    assert (yes.title, yes.due, yes.owner_id) == ("Call Bob", berlin("2026-11-23", hour), "UBEN")
    assert (keep.title, keep.due) == (f"Call Bob {typed}", None)
    assert added(f"Call Bob @ben due {typed}") == yes
    assert due(typed) == yes.due


@pytest.mark.parametrize(
    "piece", ["frdiay ", "a", "32 nov ", "13/13 ", "tomrrow17:00 ", "due none ", "1 ", "\u0301", "@a "]
)
def test_forty_thousand_doubtful_characters_cost_next_to_nothing(piece: str) -> None:
    for text in ((piece * 40_000)[:40_000], "x " + piece * (110 // len(piece))):
        began = time.process_time()
        with contextlib.suppress(UserError):
            added(text)
        took = (time.process_time() - began) * 1000
        print(f"{len(text)} characters of {piece!a}: {took:.2f} ms")
        assert took < 500
