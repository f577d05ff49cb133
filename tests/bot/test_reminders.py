"""Reminders in words: whom, of what, when; and asking instead of guessing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules import recurrence, reminder_times, reminder_whom, reminder_words
from bot.rules import reminders as rules
from bot.rules.dates import Moment
from bot.rules.errors import UserError
from bot.rules.recurrence import Cadence
from bot.rules.reminders import Occurrence
from tests.bot.given import BERLIN, NOW, find

NEW_YORK = ZoneInfo("America/New_York")


def asked(text: str) -> tuple[str, str]:
    """What to say, and the local time of the first one: `/beat remind me <text>`."""
    what, when = reminder_words.parse_request(text, "me", now=NOW, zone=BERLIN)
    found = rules.next_time(when, NOW, BERLIN)
    assert found
    return what, f"{found[1].astimezone(BERLIN):%a %d %b %H:%M}"


def asked_when(text: str) -> tuple[str, rules.When]:
    """What to say and when: `/beat remind me to call Bob <text>`."""
    return reminder_words.parse_request(f"to call Bob {text}", "me", now=NOW, zone=BERLIN)


@pytest.mark.parametrize("text", ["every other tuesday of the quarter 9:00 pay", "every friday in the year pay"])
def test_a_time_that_goes_on_in_words_we_do_not_know_is_never_cut_short(text: str) -> None:
    with pytest.raises(UserError, match="When shall I say it"):
        asked(text)


@pytest.mark.parametrize(
    ("text", "what", "first"),
    [
        ("to call Bob tomorrow 17:00", "call Bob", "Tue 24 Nov 17:00"),
        ("to call Bob at 17", "call Bob", "Mon 23 Nov 17:00"),
        ("to call Bob in 2 hours", "call Bob", "Mon 23 Nov 12:00"),
        ("tomorrow 9:00 to call Bob", "call Bob", "Tue 24 Nov 09:00"),
        ("every monday to friday at 9:30 to stretch", "stretch", "Tue 24 Nov 09:30"),
        ("thurs 9.30 take the figures to bank", "take the figures to bank", "Thu 26 Nov 09:30"),
        ("about the cake friday", "the cake", "Fri 27 Nov 09:00"),
        ("to pay the rent last friday of every month", "pay the rent", "Fri 27 Nov 09:00"),
        ("to water the plants every other tuesday 10:00", "water the plants", "Tue 24 Nov 10:00"),
        ("call Bob friday 15:00", "call Bob", "Fri 27 Nov 15:00"),
        ("to call Bob at 5", "call Bob", "Mon 23 Nov 17:00"),
        ("to call Bob tmrw 9", "call Bob", "Tue 24 Nov 09:00"),
        ("to call Bob friday at 16.00", "call Bob", "Fri 27 Nov 16:00"),
        ("to stretch every weekday at 9", "stretch", "Tue 24 Nov 09:00"),
        ("to call Bob tmrw 9:00", "call Bob", "Tue 24 Nov 09:00"),
        ("call Bob at 17:00 tmrw", "call Bob", "Tue 24 Nov 17:00"),
        ("in an hour stretch", "stretch", "Mon 23 Nov 11:00"),
        ("every day drink water", "drink water", "Tue 24 Nov 09:00"),
        ("every 2nd tuesday of the month 9:00 pay invoices", "pay invoices", "Tue 08 Dec 09:00"),
        ("every 2nd tuesday in the month pay invoices", "pay invoices", "Tue 08 Dec 09:00"),
        ("every 2nd tuesday pay invoices", "pay invoices", "Tue 24 Nov 09:00"),
        ("every friday to the week in review", "the week in review", "Fri 27 Nov 09:00"),
        ("24.12. 10:00 buy gifts", "buy gifts", "Thu 24 Dec 10:00"),
        ("tomorrow 9:00: call Bob", "call Bob", "Tue 24 Nov 09:00"),
        ("tomorrow to call Bob at 17:00", "call Bob", "Tue 24 Nov 17:00"),
        ("tomorrow to meet Bob at the station", "meet Bob at the station", "Tue 24 Nov 09:00"),
        ("please to call Bob friday", "call Bob", "Fri 27 Nov 09:00"),
        ("of the demo tomorrow 15:00", "the demo", "Tue 24 Nov 15:00"),
        ("in 30m to check the oven", "check the oven", "Mon 23 Nov 10:30"),
        ("in 1h30 to check the oven", "check the oven", "Mon 23 Nov 11:30"),
        ("to check the oven in 1 hour and 30 minutes", "check the oven", "Mon 23 Nov 11:30"),
        ("to check the oven in an hour and a half", "check the oven", "Mon 23 Nov 11:30"),
        ("to check the oven in 1.5 hours", "check the oven", "Mon 23 Nov 11:30"),
        ("to ask <@UBEN|ben> &amp; <!channel> tomorrow 10:00", "ask @ben & @channel", "Tue 24 Nov 10:00"),
    ],
)
def test_what_and_when_stand_in_either_order(text: str, what: str, first: str) -> None:
    assert asked(text) == (what, first)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("to call Bob", ["In 1 hour", "In 3 hours", "Tomorrow at 9:00", "Next Monday at 9:00"]),
        ("to stretch every monday at midnight", ["Every Monday at 00:00", "Every Tuesday at 00:00"]),
        ("to swim 30m", ["In 1 hour", "In 3 hours", "Tomorrow at 9:00", "Next Monday at 9:00"]),
        (
            "that the demo is at 15:00 tomorrow",
            ["Remind at 15:00 tomorrow", "Another time: in 1 hour", "Another time: tomorrow 9:00"],
        ),
        ("to call Bob at 9", ["Mon 23 Nov, 21:00 (Berlin)", "Tue 24 Nov, 09:00 (Berlin)"]),
        (
            "to pay last friday of the month",
            ["On the last Friday of every month at 09:00", "Fri 27 Nov, 09:00 (Berlin)"],
        ),
        ("to stretch monday and thursday at 9:00", ["Every Monday and Thursday at 09:00"]),
        ("mon/wed/fri 9:00 stretch", ["Every Monday, Wednesday and Friday at 09:00"]),
        ("to call Bob evry monday", ["/beat remind me to call Bob every monday"]),
        ("to call Bob evry thrusday 10:00", ["/beat remind me to call Bob every thursday 10:00"]),
        ("to call Bob tomorrw at 9:00", ["/beat remind me to call Bob tomorrow at 9:00"]),
        ("firday 15:00 call Bob", ["/beat remind me friday 15:00 call Bob"]),
        ("to call Bob in 2 huors", ["/beat remind me to call Bob in 2 hours"]),
        ("to pay on 31 april", ["/beat remind me to pay on 30 april"]),
        ("to call Bob yesterday", ["In 1 hour", "In 3 hours", "Tomorrow at 9:00", "Next Monday at 9:00"]),
        ("to call Bob tomorrow and friday at 9:00", ["Remind tomorrow at 9:00", "Remind friday at 9:00"]),
        (
            "half an hour before lunch to eat",
            ["In 1 hour", "In 3 hours", "Tomorrow at 9:00", "Next Monday at 9:00"],
        ),
        ("to read the notes from friday", ["Remind friday", "Another time: in 1 hour", "Another time: tomorrow 9:00"]),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_and_every_choice_is_understood(text: str, choices: list[str]) -> None:
    with pytest.raises(UserError) as refused:
        asked(text)
    assert [choice.label for choice in refused.value.choices] == choices
    for choice in refused.value.choices:
        whom, rest = reminder_whom.parse_whom(choice.command.removeprefix("remind "), find, me="UANA")
        assert [each.id for each in whom] == ["UANA"]
        assert reminder_words.parse_request(rest, "me", now=NOW, zone=BERLIN)


@pytest.mark.parametrize("text", ["to tomorrow 9:00", "tomorrow 9:00 to", "", "to call Bob 2026-01-05", "to x 30 feb"])
def test_without_words_or_with_a_time_that_never_comes_nothing_is_set(text: str) -> None:
    with pytest.raises(UserError):
        asked(text)


@pytest.mark.parametrize("text", ["to stretch every 2 hours", "every 30 min to stretch", "to stretch hourly"])
def test_more_than_once_a_day_is_refused_in_so_many_words(text: str) -> None:
    with pytest.raises(UserError, match="once a day at the most"):
        asked(text)


def test_only_a_time_for_somebody_is_asked_of_what() -> None:
    with pytest.raises(UserError, match="Of what shall I remind"):
        asked("tomorrow")


def test_nobody_named_means_oneself_and_a_name_without_its_sign_is_offered_with_it() -> None:
    for text in ("to buy milk tomorrow", "me, buy milk tomorrow"):
        (whom,), rest = reminder_whom.parse_whom(text, find, me="UANA")
        assert (whom.id, asked(rest)[0]) == ("UANA", "buy milk")
    with pytest.raises(UserError) as refused:
        reminder_whom.parse_whom("ben to call me tomorrow", find, me="UANA")
    assert refused.value.choices[0].command == "remind @ben to call me tomorrow"
    with pytest.raises(UserError) as refused:
        reminder_whom.parse_whom("R-5 tomorrow", find, me="UANA")
    assert [choice.command for choice in refused.value.choices] == ["remind edit 5 tomorrow", "remind delete 5"]


def test_what_only_looks_like_a_misspelt_time_stays_what_is_said() -> None:
    for what in ("thank Mandy", "call Sunny", "buy very good wine", "read the mother's day card", "list the weak ones"):
        assert asked(f"to {what} friday 10:00") == (what, "Fri 27 Nov 10:00")


def test_a_day_that_no_calendar_has_is_explained() -> None:
    for text in ("to pay every 30 february", "to pay on 30 february 9:00", "to pay february 30"):
        with pytest.raises(UserError, match="February has no day 30: it ends on its 28th or 29th"):
            asked(text)


@pytest.mark.parametrize(
    ("text", "people", "rest"),
    [
        ("@ana and @ben to call", ["UANA", "UBEN"], "to call"),
        ("<@UBEN> <@UCLEO> to call", ["UBEN", "UCLEO"], "to call"),
        ("@ana, @ben and me: call", ["UANA", "UBEN"], "call"),
        ("me & @ben about @cleo", ["UANA", "UBEN"], "about @cleo"),
        ("<@UBEN>'s birthday", ["UBEN"], "'s birthday"),
    ],
)
def test_several_people_are_named_one_after_another(text: str, people: list[str], rest: str) -> None:
    whom, left = reminder_whom.parse_whom(text, find, me="UANA")
    assert ([each.id for each in whom], left) == (people, rest)


def test_us_is_asked_about_with_the_channel_at_hand() -> None:
    for words in ("us", "everybody", "<!here>"):
        with pytest.raises(UserError, match="Whom do you mean") as refused:
            reminder_whom.parse_whom(f"{words} to call Bob friday", find, me="UANA", here="C1")
        assert [choice.command for choice in refused.value.choices] == [
            "remind <#C1> to call Bob friday",
            "remind me to call Bob friday",
        ]


def test_new_words_alone_leave_the_time_as_it_is_unless_it_is_over() -> None:
    before = ("call Bob", Moment(NOW + timedelta(hours=1)))
    edited = reminder_words.parse_edit("to call Cleo", before, "remind edit 1", now=NOW, zone=BERLIN)
    assert edited == ("call Cleo", before[1])
    with pytest.raises(UserError, match="as a time"):
        reminder_words.parse_edit("to call Cleo", ("call Bob", Moment(NOW)), "remind edit 1", now=NOW, zone=BERLIN)


EDITED = {
    ("every friday 15:00", "16:00"): ("Every Friday at 16:00", "Only once: Mon 23 Nov, 16:00 (Berlin)"),
    ("every friday 15:00", "monday 10:00"): ("Every Monday at 10:00", "Only once: Mon 30 Nov, 10:00 (Berlin)"),
    ("every friday 15:00", "tuesday"): ("Every Tuesday at 15:00", "Only once: Tue 24 Nov, 09:00 (Berlin)"),
    ("every friday 15:00", "monday"): ("Every Monday at 15:00", "Only once: Mon 30 Nov, 09:00 (Berlin)"),
    ("every friday 15:00", "to call Cleo monday 10:00"): (
        "Every Monday at 10:00",
        "Only once: Mon 30 Nov, 10:00 (Berlin)",
    ),
    ("every friday 15:00", "27 nov"): ("Only once: Fri 27 Nov, 09:00 (Berlin)",),
    ("every friday 15:00", "in 2 hours"): ("Only once: Mon 23 Nov, 12:00 (Berlin)",),
    ("every other friday 15:00", "16:00"): ("Every other Friday at 16:00", "Only once: Mon 23 Nov, 16:00 (Berlin)"),
    ("every day at 9:30", "at 9"): (
        "Every day at 21:00",
        "Every day at 09:00",
        "Only once: Mon 23 Nov, 21:00 (Berlin)",
        "Only once: Tue 24 Nov, 09:00 (Berlin)",
    ),
    ("last friday of every month at 15:00", "16:00"): (
        "On the last Friday of every month at 16:00",
        "Only once: Mon 23 Nov, 16:00 (Berlin)",
    ),
    ("friday 15:00", "16:00"): ("Fri 27 Nov, 16:00 (Berlin)", "Mon 23 Nov, 16:00 (Berlin)"),
}


def again(text: str, before: rules.When) -> tuple[str, rules.When]:
    """`/beat remind edit R-1 <text>`, of a reminder to call Bob."""
    return reminder_words.parse_edit(text, ("call Bob", before), "remind edit 1", now=NOW, zone=BERLIN)


@pytest.mark.parametrize(("before", "text", "labels"), [(*said, labels) for said, labels in EDITED.items()])
def test_a_new_time_that_would_end_or_move_what_was_set_unsaid_is_asked_about(
    before: str, text: str, labels: tuple[str, ...]
) -> None:
    _, when = asked_when(before)
    with pytest.raises(UserError) as refused:
        again(text, when)
    assert tuple(choice.label for choice in refused.value.choices) == labels
    for choice in refused.value.choices:
        what, chosen = again(choice.command.removeprefix("remind edit 1 "), when)
        assert what == ("call Cleo" if "Cleo" in text else "call Bob")
        assert (
            choice.label
            == f"{'Only once: ' * choice.label.startswith('Only')}{reminder_times.label(chosen, NOW, BERLIN)}"
        )


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("every friday 15:00", "every monday 10:00"),
        ("every friday 15:00", "only once monday 10:00"),
        ("friday 15:00", "monday 10:00"),
        ("friday 15:00", "every day 9:00"),
        ("today 15:00", "16:00"),
    ],
)
def test_a_new_time_that_says_all_of_it_is_taken(before: str, text: str) -> None:
    _, when = asked_when(before)
    assert again(text, when)[1] == asked_when(text.removeprefix("only once "))[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("facilitator to prepare", "I don't know whom “facilitator” means"),
        ("@zoe to prepare", "I don't know anybody called @zoe"),
        ("#launch to prepare", "Which channel is #launch"),
        ("", "Whom shall I remind"),
        ("@ana and zoe to prepare", "I don't know whom “zoe” means"),
        ("@ana and <#C1> to prepare", "A channel goes by itself"),
        (" ".join(f"<@U{number}>" for number in range(11)), "That is 11 people"),
    ],
)
def test_whom_nobody_knows_is_asked_back(text: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        reminder_whom.parse_whom(text, find, me="UANA")
    assert words in refused.value.text


@pytest.mark.parametrize(
    ("after", "times"),
    [
        (datetime(2027, 3, 26, 12, tzinfo=UTC), ["27T02:30 01:30", "28T02:30 01:00", "29T02:30 00:30"]),
        (datetime(2026, 10, 23, 12, tzinfo=UTC), ["24T02:30 00:30", "25T02:30 00:30", "26T02:30 01:30"]),
    ],
    ids=["the hour is skipped in spring", "the hour comes twice in autumn"],
)
def test_a_daily_reminder_comes_once_on_every_day_while_the_clocks_change(after: datetime, times: list[str]) -> None:
    when = recurrence.parse_cadence("every day at 02:30", now=after, zone=BERLIN)
    assert isinstance(when, Cadence)
    first = rules.next_time(when, after, BERLIN)
    assert first
    found = rules.times_until(when, first, after + timedelta(days=3), BERLIN)
    assert [f"{nominal[8:]} {at:%H:%M}" for nominal, at in found] == times


def test_times_are_said_in_words_that_mean_the_same() -> None:
    for words in ("tomorrow 17:00", "every other tuesday 10:00", "last friday of every month", "every weekday at 9:30"):
        when = reminder_times.parse_when(words, "{}", now=NOW, zone=BERLIN)
        assert reminder_times.parse_when(reminder_times.words_of(when, BERLIN), "{}", now=NOW, zone=BERLIN) == when
    assert reminder_times.words_of(Moment(NOW), BERLIN) == "2026-11-23 10:00"


def test_a_wall_time_is_kept_where_the_person_is() -> None:
    when = reminder_times.parse_when("every day at 9:30", "{}", now=NOW, zone=BERLIN)
    assert rules.next_time(when, NOW, BERLIN) == ("2026-11-24T09:30", datetime(2026, 11, 24, 8, 30, tzinfo=UTC))
    assert rules.next_time(when, NOW, NEW_YORK) == ("2026-11-23T09:30", datetime(2026, 11, 23, 14, 30, tzinfo=UTC))


def test_each_round_of_a_snoozed_one_has_a_key_of_its_own() -> None:
    assert Occurrence(3, "2026-11-24T09:00").key == "reminder:3:2026-11-24T09:00"
    assert Occurrence(3, "2026-11-24T09:00", 2).key == "reminder:3:2026-11-24T09:00:2"


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"what": " ", "when": "tomorrow"}, ["what"]),
        ({"what": "x", "when": "sometime"}, ["when"]),
        ({"what": "x", "when": "at 9"}, ["when"]),
        ({"what": "x", "when": None, "quick": None}, ["when"]),
    ],
)
def test_a_form_says_what_is_wrong_under_the_field(values: dict[str, str], fields: list[str]) -> None:
    with pytest.raises(UserError) as refused:
        reminder_words.from_form(values, now=NOW, zone=BERLIN)
    assert list(refused.value.fields) == fields


@pytest.mark.parametrize("quick", [words for words, _ in rules.QUICK])
def test_every_quick_choice_means_a_time_and_own_words_go_before_it(quick: str) -> None:
    assert reminder_words.from_form({"what": "x", "quick": quick}, now=NOW, zone=BERLIN)
    what, when = reminder_words.from_form({"what": "x", "quick": quick, "when": "friday 15:00"}, now=NOW, zone=BERLIN)
    assert (what, reminder_times.words_of(when, BERLIN)) == ("x", "2026-11-27 15:00")
