"""Every kind of change that an act writes down goes back by Undo, or says in one table why it stays."""

import pytest

from bot.views.history import NO_WAY_BACK
from handlers.history import _BACK
from tests.handlers import acts
from tests.handlers.matrix import Company, Target

# Whose things: one's own, those of others, and what is not there yet.
_TARGETS: tuple[Target, ...] = ("own", "same")


@pytest.fixture(scope="module")
def written(company: Company) -> set[tuple[str, str]]:
    """What all acts write down of what has no versions: a noun and a verb each."""
    for known in acts.every():
        for target in _TARGETS:
            company.tries("admin" if known.row.needs == "administer" else "owner", known, target)
    return company.written


def without_a_way(written: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that neither go back nor say why not."""
    return written - _BACK.keys() - NO_WAY_BACK.keys()


def test_what_is_written_down_goes_back_or_says_why_not(written: set[tuple[str, str]]) -> None:
    assert without_a_way(written) == set()
    assert not _BACK.keys() & NO_WAY_BACK.keys()


@pytest.mark.parametrize(
    "kind", [("task", "share"), ("status", "published"), ("standup", "run"), ("answer", "snoozed")]
)
def test_a_change_whose_way_back_is_taken_away_is_found(
    written: set[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, kind: tuple[str, str]
) -> None:
    monkeypatch.delitem(_BACK, kind)
    assert without_a_way(written) == {kind}


def test_a_reason_that_is_taken_away_is_missed(written: set[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(NO_WAY_BACK, ("privacy", "export"))
    assert without_a_way(written) == {("privacy", "export")}
