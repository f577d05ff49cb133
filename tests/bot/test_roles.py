"""Roles in words: which word is one, who is meant, and when a reminder is for one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import reminder_whom, roles
from bot.rules.errors import UserError
from bot.rules.roles import ALWAYS, canonical
from handlers import TABLES
from tests.bot.given import BERLIN, NOW, find
from tests.bot.hostile import HOSTILE

KNOWN = (*ALWAYS, "reviewer", "test manager")


def wanted(text: str) -> tuple[str, tuple[str, ...]]:
    """`/beat role <text>`"""
    found = roles.parse(text, find, me="UME", now=NOW, zone=BERLIN)
    return found.name, found.people


def whom(text: str, here: str = "C1") -> list[tuple[str, str]]:
    """The ids and roles in `/beat remind <text>`."""
    people, _ = reminder_whom.parse_whom(text, find, me="UME", here=here, roles=lambda _: KNOWN)
    return [(each.id, each.role) for each in people]


def answered(read: Callable[[str], Any], text: str) -> tuple[Any, str]:
    """What was read, or the sentence that refuses it."""
    try:
        return read(text), ""
    except UserError as refused:
        return None, refused.text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Leads", "lead"), ("lead", "lead"), ("Reviewers", "reviewer"), ("deputies", "deputy"), ("coaches", "coach"),
        ("ops", "ops"), ("boss", "boss"), ("UX", "ux"), ("Test Managers", "test manager"), ("sales", "sales"),
        ("ｌｅａｄ", "lead"), ("Ｌｅａｄｓ", "lead"),
    ],
)  # fmt: skip
def test_plural_case_and_width_do_not_matter(said: str, kept: str) -> None:
    assert canonical(said) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("text", "name", "people"),
    [
        ("lead @ana", "lead", ("UANA",)),
        ("lead is @ana", "lead", ("UANA",)),
        ("@ana is the lead", "lead", ("UANA",)),
        ("lead: <@UBEN|ben>", "lead", ("UBEN",)),
        ("our reviewers @ben and @cleo", "reviewer", ("UBEN", "UCLEO")),
        ("reviewers @ben, @cleo and me", "reviewer", ("UBEN", "UCLEO", "UME")),
        ("test managers @ben @ben", "test manager", ("UBEN",)),
        ("team lead", "team lead", ()),
        ("co-lead @ana", "co-lead", ("UANA",)),
        ("Prüferin @ana", "prüferin", ("UANA",)),
    ],
)
def test_a_role_and_its_people_are_read_in_either_order(text: str, name: str, people: tuple[str, ...]) -> None:
    assert wanted(text) == (name, people)


def test_no_word_of_a_command_can_be_a_role() -> None:
    verbs = {*TABLES.nouns["role"].verbs, *TABLES.nouns["remind"].verbs} - {"role", "remind"}
    for word in (*TABLES.nouns, *verbs):
        assert not roles.can_be(canonical(word)), word


@pytest.mark.parametrize(
    "text", ["ben @ana", "tomorrow @ana", "friday @ana", "the @ana", "me", "", "9 @ana", "x! @ana"]
)
def test_neither_names_nor_times_nor_marks_can_be_a_role(text: str) -> None:
    with pytest.raises(UserError):
        wanted(text)


def test_hostile_words_are_no_roles_or_plain_ones() -> None:
    for words in HOSTILE:
        for text in (f"{words} @ana", f"@ana {words}", words):
            found, refused = answered(wanted, text)
            assert len(refused) < 400
            if not refused:
                assert roles.can_be(found[0])
                assert not set(found[0]) & set("<>&@#*_`|!")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_role_or_a_sentence(text: str) -> None:
    for read in (wanted, whom):
        found, refused = answered(read, text)
        assert found or refused


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("lead to call", [("C1", "lead")]),
        ("Leads: call", [("C1", "lead")]),
        ("the reviewers about it", [("C1", "reviewer")]),
        ("test manager friday", [("C1", "test manager")]),
        ("our sponsor of <#C9|shop> to call", [("C9", "sponsor")]),
        ("lead in <#C9> friday", [("C9", "lead")]),
        ("lead of the demo friday", [("C1", "lead")]),
        ("@ben and the lead and sponsor to call", [("UBEN", ""), ("C1", "lead"), ("C1", "sponsor")]),
        ('role "night watch" to call', [("C1", "night watch")]),
        ("role gardener to call", [("C1", "gardener")]),
        ("lead of <#C9> and lead to call", [("C9", "lead"), ("C1", "lead")]),
        ("to lead the way friday", [("UME", "")]),
        ("me to lead", [("UME", "")]),
    ],
)
def test_a_reminder_is_for_a_role_where_its_word_stands(text: str, meant: list[tuple[str, str]]) -> None:
    assert whom(text) == meant


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("laed to call", ["remind lead to call", "remind me laed to call"]),
        ("the sponser to call", ["remind sponsor to call", "remind me the sponser to call"]),
        ("laed of <#C9> to call", ["remind lead of <#C9> to call", "remind me laed of <#C9> to call"]),
        ("test managr to call", ['remind "test manager" to call', "remind me test managr to call"]),
        ("the gardener to dig", ["remind role gardener to dig", "remind me the gardener to dig"]),
        ("@ben and laed to call", ["remind @ben and lead to call"]),
        ("role to dig", ["remind me role to dig"]),
        ("buy milk friday", ["remind me buy milk friday"]),
    ],
)
def test_a_word_that_is_no_role_is_asked_about(text: str, choices: list[str]) -> None:
    with pytest.raises(UserError) as refused:
        whom(text)
    assert [choice.command for choice in refused.value.choices] == choices
    for choice in refused.value.choices:
        assert whom(choice.command.removeprefix("remind "))


def test_without_a_channel_it_is_asked_which() -> None:
    for text in ("lead to call Bob friday", "the sponsor to call Bob friday"):
        with pytest.raises(UserError, match=r"of which channel\?.* of #launch to call Bob friday"):
            whom(text, here="")
    assert whom("lead of <#C9> to call", here="") == [("C9", "lead")]
