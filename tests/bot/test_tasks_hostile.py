"""Whatever is typed, the rules of tasks read it or refuse it with a sentence, and soon."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import task_words, tasks
from bot.rules.errors import UserError
from bot.rules.text import clean
from tests.bot.given import added, due, find, formed, wanted
from tests.bot.hostile import HOSTILE

PARSERS: list[Callable[[str], object]] = [
    added, due, wanted, tasks.parse_keys, lambda text: tasks.parse_waits(text, (6,)),
    lambda text: task_words.parse_people(text, find, me="UME", command="task assign 4"),
    lambda text: formed(title=text, description=text, labels=text, estimate=text, due_date=text, due_time=text),
]  # fmt: skip
PIECES = [
    *HOSTILE[::7],
    "monday ",
    "!high ",
    "@ana ",
    "4 ",
    "due friday ",
    "'",
    '"a ',
    "~1d ",
    "T-",
    "and 4 ",
    "<@U",
    "#a ",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: ascii(piece[:20]))
def test_sixty_thousand_characters_are_read_or_refused(piece: str) -> None:
    text = (piece * (60_000 // len(piece) + 1))[:60_000]
    for typed in (text, clean(text), f"Ship it {text} friday", f"4 {text}"):
        for parse in PARSERS:
            with contextlib.suppress(UserError):
                parse(typed)


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(HOSTILE[:300]),
    st.sampled_from(["friday", "@ana", "!high", "#a", "~2h", '"', "monday", "by"]),
)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(st.lists(WORDS, max_size=8))
def test_a_line_is_a_task_that_fits_or_a_sentence_that_says_why_not(words: list[str]) -> None:
    try:
        new = added(clean(" ".join(words)))
    except UserError:
        return
    assert new.title.strip()
    assert len(new.title) <= tasks.TITLE_LIMIT
    assert len(new.labels) <= tasks.LABELS_LIMIT
    assert len(new.helper_ids) <= tasks.HELPERS_LIMIT
    assert new.owner_id not in new.helper_ids
