"""Every verb with a letter too many, missing, wrong or swapped: the right one is offered, nothing happens by itself."""

from collections.abc import Iterator

import pytest

from bot.rules.errors import UserError
from handlers import TABLES
from handlers.commands import Noun, route

NOUNS = ("task", "blocker", "standup", "remind", "report")
LETTERS = "aent"


def slips(word: str) -> set[str]:
    """The word with one slip in it."""

    def made() -> Iterator[str]:
        for at in range(len(word) + 1):
            before, after = word[:at], word[at:]
            yield before + after[1:]
            yield before + after[1:2] + after[:1] + after[2:]
            for letter in LETTERS:
                yield before + letter + after
                yield before + letter + after[1:]

    return {slip for slip in made() if slip and slip != word}


def offered(name: str, typed: str) -> list[str]:
    """The commands offered for a line; an act would have been done by itself."""
    try:
        found = route(TABLES.nouns, name, typed)
    except UserError as asked:
        return [choice.command for choice in asked.choices]
    return [f"done by itself: {found.text}"]


def understood(command: str) -> bool:
    """Whether a command is an act, or asks about words too many, like the 4 in `standup list 4`."""
    try:
        return bool(route(TABLES.nouns, "beat", command))
    except UserError as asked:
        return all(route(TABLES.nouns, "beat", choice.command) for choice in asked.choices) and bool(asked.choices)


def cases(noun: Noun) -> list[tuple[str, str]]:
    return [(verb, slip) for verb in noun.verbs for slip in slips(verb) if slip not in noun.verbs]


@pytest.mark.parametrize("name", NOUNS)
def test_a_slip_in_a_verb_leads_to_the_verb(name: str) -> None:
    noun = TABLES.nouns[name]
    right = []
    for verb, slip in cases(noun):
        first = (offered(name, f"{slip} 4") or [""])[0]
        words = first.split()
        right.append(len(words) > 1 and noun.verbs.get(words[1]) is noun.verbs[verb])
    print(f"{name}: {sum(right)} of {len(right)}")
    assert sum(right) >= 0.95 * len(right)


@pytest.mark.parametrize("name", NOUNS)
def test_a_slip_in_a_verb_does_nothing_by_itself_and_what_is_offered_is_understood(name: str) -> None:
    for _, slip in cases(TABLES.nouns[name]):
        for command in offered(name, f"{slip} 4"):
            assert not command.startswith("done by itself"), (name, slip)
            assert understood(command), (name, slip, command)


@pytest.mark.parametrize("slip", ["riase", "rase", "raisse", "raies", "rasie"])
def test_a_slip_in_raise_does_not_become_a_word_of_the_blocker(slip: str) -> None:
    assert offered("blocker", f"{slip} No access @ben")[0] == "blocker raise No access @ben"


@pytest.mark.parametrize("words", ["No access @ben", "The list is empty", "We lost the key", "Not enough test data"])
def test_plain_words_still_raise_a_blocker(words: str) -> None:
    assert route(TABLES.nouns, "blocker", words).act.writes


@pytest.mark.parametrize("noun", ["taks", "tsak", "atsk", "taskk", "blokcer", "bloker", "stnadup", "remidn"])
def test_a_slip_in_a_noun_leads_to_the_noun(noun: str) -> None:
    first = offered("beat", f"{noun} list")[0]
    assert first.endswith(" list")
    route(TABLES.nouns, "beat", first)
