"""Amounts of work, in words and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.estimates import MOST, estimate_of, estimate_words


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3d", 1440), ("4h", 240), ("30m", 30), ("1.5w", 3600), ("1,5h", 90), ("1d4h", 720), ("1d 4h", 720),
        ("2W", 4800),
        (".5h", 30), ("0.5m", None), ("0d", None), ("0.6m", 1), ("260w", MOST), ("261w", None), ("1d1d", 960),
        ("", None), ("3", None), ("d", None), ("3x", None), ("3d4", None), ("-3d", None), ("1.2.3d", None),
        (".d", None),
        ("3dd", None), ("٣d", None), ("1e5d", None), ("inf", None), ("nand", None), ("9999999d", None),
        ("1d soon", None),
    ],
)  # fmt: skip
def test_an_amount_of_work_is_read_or_it_is_none(text: str, minutes: int | None) -> None:
    assert estimate_of(text) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1m"), (60, "1h"), (480, "1d"), (2400, "1w"), (720, "1d 4h"), (2400 + 61, "1w 1h 1m")]
)
def test_an_amount_is_said_the_shortest_way(minutes: int, words: str) -> None:
    assert estimate_words(minutes) == words


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.integers(min_value=1, max_value=MOST))
def test_what_is_said_means_the_same_when_it_is_read_again(minutes: int) -> None:
    assert estimate_of(estimate_words(minutes)) == minutes
    assert len(estimate_words(minutes)) <= 20


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.text(alphabet="0123456789.,wdhm ~x²", max_size=60))
def test_anything_typed_is_an_amount_within_bounds_or_none(text: str) -> None:
    found = estimate_of(text)
    assert found is None or 0 <= found <= MOST


def test_a_very_long_amount_is_none_rather_than_half_read() -> None:
    assert estimate_of("1m" * 30_000) is None
