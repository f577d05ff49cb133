"""One line of words and marks, and how it reads to a person again."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.errors import UserError
from bot.rules.mark_slips import refuse_strangers
from bot.rules.oneline import Find, read_line, readable
from tests.bot.hostile import HOSTILE

KEYS = re.compile(r"T-\d+")


find = Find({"ana": "UANA", "ben": "UBEN"}.get)


@pytest.mark.parametrize(
    ("text", "words", "people", "labels"),
    [
        ("", "", (), ()),
        ("plain words", "plain words", (), ()),
        ("@ana first", "first", ("UANA",), ()),
        ("last @ana", "last", ("UANA",), ()),
        ("in @ana between", "in @ana between", ("UANA",), ()),
        ("in #web and there #ops", "in #web and there", (), ("web", "ops")),
        ("in #web between #ops", "in #web between #ops", (), ("web", "ops")),
        ("#Web, #web. x", "x", (), ("web",)),
        ("<@U1|Ana &amp; Co> <#C1|r-d> x", "x", ("U1",), ("r-d",)),
        ("<@U1> <@U1|again> x", "x", ("U1",), ()),
        ("a !high b", "a b", (), ()),
        ("a !wow b", "a !wow b", (), ()),
        ("a ~3d b", "a b", (), ()),
        ("a ~lots b", "a ~lots b", (), ()),
        ("a ~2 days b", "a b", (), ()),
        ("call ~30 min before lunch", "call ~30 min before lunch", (), ()),
        ("a ~2 dogs b", "a ~2 dogs b", (), ()),
        ("a \\~2 days b", "a ~2 days b", (), ()),
        ("@ana #web", "", ("UANA",), ("web",)),
        ("T-4 x", "x", (), ()),
        ("x T-4 y", "x T-4 y", (), ()),
        ('x "T-4 @ana"', 'x "T-4 @ana"', (), ()),
        ("&lt;@U1&gt; x", "<@U1> x", (), ()),
    ],
)
def test_marks_at_the_ends_are_taken_out_and_those_inside_stay_readable(
    text: str, words: str, people: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    line = read_line(text, find, keys=KEYS)
    assert (line.words, line.people, line.labels()) == (words, people, labels)


def test_a_key_is_a_mark_only_when_keys_are_looked_for() -> None:
    assert read_line("x T-4", find, keys=KEYS).values("key") == ("T-4",)
    assert read_line("x T-4", find).values("key") == ()
    assert read_line("x T-4", find).words == "x T-4"


def test_a_name_that_nobody_goes_by_is_a_word_and_a_stranger() -> None:
    line = read_line("ask @ben or @nobody about @property", find)
    assert line.words == "ask @ben or @nobody about @property"
    assert (line.people, line.strangers) == (("UBEN",), ("nobody", "property"))
    with pytest.raises(UserError, match="I don't know anybody called @nobody"):
        refuse_strangers("ask @nobody", line, find, "task list")


def test_where_everybody_is_known_nobody_is_refused() -> None:
    line = read_line("ask @ben <@U1>", find)
    refuse_strangers("ask @ben <@U1>", line, find, "task list")


def test_a_name_that_several_people_go_by_is_not_guessed() -> None:
    def several(name: str) -> str | None:
        raise UserError(f"I know more than one @{name}.")

    with pytest.raises(UserError, match="more than one @ana"):
        read_line("ask @ana", Find(several))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@UBEN|ben> &amp; <#C1|launch> !high ~3d", "@ben & #launch !high ~3d"),
        ("<@UBEN> <#C1>", "@UBEN #C1"),
        ("<https://a.example|here> x", "https://a.example x"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ('say "so"', 'say "so"'),
        ("<!subteam^S1|@ops> <!here>", "@ops @here"),
    ],
)
def test_a_line_reads_as_it_was_typed(text: str, read: str) -> None:
    assert readable(text) == read


WORDS = st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(st.sampled_from(["@ana", "!high", "#web", "~3d"]), max_size=4))
def test_marks_around_plain_words_leave_the_words_alone(words: list[str], marks: list[str]) -> None:
    said = " ".join(words)
    assert read_line(f"{' '.join(marks)} {said}", find).words == said
    assert read_line(f"{said} {' '.join(marks)}", find).words == said


@settings(max_examples=500, deadline=None, database=None, derandomize=True)
@given(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(HOSTILE),
        st.lists(st.sampled_from(HOSTILE[:400]), max_size=4).map(" ".join),
    )
)
def test_any_line_can_be_read(text: str) -> None:
    line = read_line(text, find, keys=KEYS)
    assert line.rest == text
    assert line.words == line.words.strip() or '"' in line.words or not line.words.isprintable()
    assert all(label for label in line.labels())
    assert isinstance(readable(text), str)
