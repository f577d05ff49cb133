"""Answers in plain words, told by how each part begins."""

import pytest

from bot.rules.spoken import may_be_answer, spoken


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("done the login, today the beta, no blockers", {"done": "the login", "plan": "the beta", "blocker": "none"}),
        ("Yesterday I wrote it, and today the beta", {"done": "wrote it", "plan": "the beta"}),
        ("done a, b, today c", {"done": "a, b", "plan": "c"}),
        ("today c\nblocked by the agency", {"plan": "c", "blocker": "the agency"}),
        ("done with the login", {"done": "done with the login"}),
        ("no blockers, today v1.2", {"blocker": "none", "plan": "v1.2"}),
        ("mostly the login, today the beta", {}),
        ("donetsk, today the beta", {}),
    ],
)
def test_each_part_is_told_by_its_first_word(line: str, said: dict[str, str]) -> None:
    assert spoken(line) == said


@pytest.mark.parametrize("line", ["list", "done 99", "done T-4, T-5", "assign 4 <@U1>"])
def test_a_verb_and_keys_are_a_command_and_nothing_else(line: str) -> None:
    assert not may_be_answer(line)
    assert may_be_answer(f"{line} soon")
