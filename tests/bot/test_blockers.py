"""The rules of blockers: their lifecycle, and the words they are raised with."""

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules import blockers
from bot.rules.blockers import Filter, NewBlocker, Status, Verb, split_since
from bot.rules.errors import AlreadySo, UserError
from bot.rules.text import clean
from tests.bot.given import find
from tests.bot.hostile import HOSTILE


def raised(text: str) -> NewBlocker:
    return blockers.parse_raise(text, stuck_id="UANA", find=find)


LIFECYCLE: dict[Status, dict[Verb, Status | None]] = {
    "raised": {
        "acknowledge": "acknowledged", "resolve": "resolved", "dismiss": "dismissed",
        "reopen": None, "reassign": "raised",
    },
    "acknowledged": {
        "acknowledge": None, "resolve": "resolved", "dismiss": "dismissed", "reopen": None, "reassign": "raised",
    },
    "resolved": {"acknowledge": None, "resolve": None, "dismiss": None, "reopen": "raised", "reassign": None},
    "dismissed": {"acknowledge": None, "resolve": None, "dismiss": None, "reopen": "raised", "reassign": None},
}  # fmt: skip
STEPS = [(status, verb, ends) for status, verbs in LIFECYCLE.items() for verb, ends in verbs.items()]


def test_the_table_of_this_test_names_every_verb() -> None:
    assert all(set(verbs) == set(blockers.LIFECYCLE.moves) for verbs in LIFECYCLE.values())


@pytest.mark.parametrize(("status", "verb", "ends"), [step for step in STEPS if step[2]])
def test_a_step_that_makes_sense_is_taken(status: Status, verb: Verb, ends: Status) -> None:
    assert blockers.LIFECYCLE.move(2, status, verb, by="UBEN") == ends


@pytest.mark.parametrize(("status", "verb", "ends"), [step for step in STEPS if not step[2]])
def test_a_step_that_makes_none_changes_nothing_and_says_who_was_faster(
    status: Status, verb: Verb, ends: Status | None
) -> None:
    with pytest.raises(AlreadySo, match=r"^B-2 .* Nothing changed\.") as refused:
        blockers.LIFECYCLE.move(2, status, verb, by="UBEN")
    assert refused.value.by == "UBEN"
    assert ("`/blocker reopen 2`" in refused.value.text) == (LIFECYCLE[status]["reopen"] is not None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No access to staging @ben T-4 !high", NewBlocker("No access to staging", "UANA", "UBEN", (4,), "high")),
        ("@ben !high T-4 No access to staging", NewBlocker("No access to staging", "UANA", "UBEN", (4,), "high")),
        ("No access to staging <@UBEN|ben>, t-4.", NewBlocker("No access to staging", "UANA", "UBEN", (4,))),
        ("No access to staging", NewBlocker("No access to staging", "UANA")),
        ("No access to staging @ben high", NewBlocker("No access to staging", "UANA", "UBEN", (), "high")),
        ("No access to staging @ben urgent T-4", NewBlocker("No access to staging", "UANA", "UBEN", (4,), "urgent")),
        ("No access to staging high prio @ben", NewBlocker("No access to staging", "UANA", "UBEN", (), "high")),
        ("The wall is too high", NewBlocker("The wall is too high", "UANA")),
        ("Prices of @ben too high", NewBlocker("Prices of @ben too high", "UANA", "UBEN")),
        ("Waiting for @ben since monday", NewBlocker("Waiting for @ben since monday", "UANA", "UBEN")),
        ("T-4 waits for <@UBEN|ben> to answer", NewBlocker("waits for @ben to answer", "UANA", "UBEN", (4,))),
        ("As T-4 says, no data", NewBlocker("As T-4 says, no data", "UANA", None, (4,))),
        ("Stuck @ana @cleo @ben", NewBlocker("Stuck", "UANA", "UCLEO")),
        ("Stuck on R&amp;D &lt;access&gt;", NewBlocker("Stuck on R&D <access>", "UANA")),
        ('"No access @ben T-4 !high"', NewBlocker("No access @ben T-4 !high", "UANA")),
        ("T-4 T-5 both wait", NewBlocker("both wait", "UANA", None, (4, 5))),
        ("Stuck !low !urgent", NewBlocker("Stuck", "UANA", severity="urgent")),
        ("Stuck !what", NewBlocker("Stuck !what", "UANA")),
        ("Model T-1000000000 is missing", NewBlocker("Model T-1000000000 is missing", "UANA")),
        ("B-4 again", NewBlocker("B-4 again", "UANA")),
    ],
)
def test_what_is_in_the_way_is_read_from_one_line(text: str, expected: NewBlocker) -> None:
    assert raised(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "@ben", "T-4", "!high T-4 @ben"])
def test_a_blocker_says_what_is_in_the_way(text: str) -> None:
    with pytest.raises(UserError, match="What is in your way"):
        raised(text)


def test_a_name_that_nobody_has_is_a_word() -> None:
    assert raised("The @property of Task is broken @ben") == NewBlocker(
        "The @property of Task is broken", "UANA", "UBEN"
    )


@pytest.mark.parametrize("words", ["word " * 120, "x" * 501, "👩\u200d👧" * 300])
def test_a_long_story_loses_nothing(words: str) -> None:
    new = raised(f"{words} @ben !high")
    assert len(new.what) <= blockers.WHAT_LIMIT
    assert new.what.endswith("…")
    assert new.note == words.strip()
    assert (new.note_by, new.unblocker_id, new.severity) == ("UANA", "UBEN", "high")


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [("2", 2, ""), ("B-2", 2, ""), ("b-2: Ben is back", 2, "Ben is back"), ("#2, done", 2, "done"), ("B2 x", 2, "x"),
     ("2 <@UBEN>", 2, "<@UBEN>"), ("  2  because  ", 2, "because"), ("2 4", 2, "4")],
)  # fmt: skip
def test_the_blocker_named_first_is_meant(text: str, number: int, rest: str) -> None:
    assert blockers.parse_key(text) == (number, rest)


@pytest.mark.parametrize("text", ["", "T-2", "staging", "2nd", "-2", "1234567890", "B-"])
def test_without_a_key_it_is_asked_for(text: str) -> None:
    with pytest.raises(UserError, match=r"Which blocker\?"):
        blockers.parse_key(text)


@pytest.mark.parametrize(
    ("text", "user"), [("@ben", "UBEN"), ("<@UCLEO>", "UCLEO"), ("me", "UANA"), ("to @ben", "UBEN")]
)
def test_it_is_handed_to_whoever_is_named(text: str, user: str) -> None:
    assert blockers.parse_person(text, find, me="UANA", command="blocker reassign 2") == user


@pytest.mark.parametrize("text", ["", "ben", "@nobody"])
def test_it_is_not_handed_to_a_guess(text: str) -> None:
    with pytest.raises(UserError):
        blockers.parse_person(text, find, me="UANA", command="blocker reassign 2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Filter()),
        ("mine", Filter(unblocker_id="UANA")),
        ("raised access", Filter(raised_by="UANA", words=("access",))),
        ("resolved", Filter(("resolved", "dismissed"))),
        ("all Staging", Filter(("raised", "acknowledged", "resolved", "dismissed"), words=("staging",))),
        ("open access", Filter(words=("access",))),
        ("&lt;b&gt;", Filter(words=("<b>",))),
    ],
)
def test_a_list_shows_what_was_asked_for(text: str, expected: Filter) -> None:
    assert blockers.parse_filter(text, me="UANA") == expected


def test_an_update_needs_words_and_no_more_than_fit() -> None:
    assert blockers.note_or_refuse("  Ben is back ") == "Ben is back"
    with pytest.raises(UserError, match="An update needs words"):
        blockers.note_or_refuse(" \n ")
    with pytest.raises(UserError, match="That update is 1001 characters; 1000 is the most"):
        blockers.note_or_refuse("x" * 1001)


PARSERS: list[Callable[[str], object]] = [
    raised, blockers.parse_key, lambda text: blockers.parse_person(text, find, me="U", command="x"),
    lambda text: blockers.parse_filter(text, me="U"), blockers.note_or_refuse,
]  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", [*HOSTILE[::7], "T-4 ", "@ben ", "!high ", "2 ", "all "], ids=lambda piece: ascii(piece[:20])
)
def test_sixty_thousand_characters_are_read_or_refused(piece: str) -> None:
    text = (piece * (60_000 // len(piece) + 1))[:60_000]
    for typed in (text, clean(text), f"No access {text} @ben", f"2 {text}"):
        for parse in PARSERS:
            with contextlib.suppress(UserError):
                parse(typed)


@pytest.mark.parametrize(
    ("said", "what", "since"),
    [
        ("no access since thursday", "no access", date(2026, 11, 19)),
        ("no access, since yesterday", "no access", date(2026, 11, 22)),
        ("no access since 12 nov", "no access", date(2026, 11, 12)),
        ("no access since monday", "no access", date(2026, 11, 23)),
        ("no access since 2026-11-02", "no access", date(2026, 11, 2)),
        ("it fails since the update", "it fails since the update", None),
        ("no access since tomorrow", "no access since tomorrow", None),
        ("since thursday", "since thursday", None),
        ("since thursday no access", "since thursday no access", None),
    ],
)
def test_since_when_something_is_in_the_way_is_read_from_its_end(said: str, what: str, since: date | None) -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert split_since(said, today=now.date(), now=now, zone=ZoneInfo("Europe/Berlin")) == (what, since)
