"""Text of people: hostile, decorated, and quoted."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import clean, closest, escape, plain_phrase, tokens, truncate, truncate_escaped, unescape

ANYTHING = st.text(st.characters(), max_size=300)
FAMILY = "👩‍👩‍👧‍👦"
SLACKISH = st.lists(
    st.sampled_from(
        [
            "<@U1>",
            "<@U1|a b>",
            "<#C1|x>",
            "<",
            ">",
            "&lt;",
            "&amp;",
            '"',
            "'",
            "“",
            "”",
            " ",
            "@a",
            "#b",
            "!",
            "~3d",
            "x",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize(
    ("dirty", "kept"),
    [
        pytest.param("a\x00b\x07c", "abc", id="controls"),
        pytest.param("a\r\nb\rc\u2028d\te", "a\nb\nc\nd\te", id="line ends and tabs"),
        pytest.param("abc\u202egnp.exe\u2066x\u2069", "abcgnp.exex", id="bidi overrides and isolates"),
        pytest.param("a\ud800b", "ab", id="lone surrogate"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param(FAMILY + "❤️", FAMILY + "❤️", id="joiners and variation selectors stay"),
    ],
)
def test_text_is_cleaned_at_the_entrance(dirty: str, kept: str) -> None:
    assert clean(dirty) == kept


@given(ANYTHING)
def test_clean_text_is_clean_and_can_be_stored(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert "\x00" not in once


@given(ANYTHING)
def test_escaping_is_undone_exactly_once(text: str) -> None:
    assert unescape(escape(text)) == text


def test_only_slacks_three_entities_are_decoded_and_only_once() -> None:
    assert unescape("&amp;lt; &lt;b&gt; &quot; &#39; &nbsp; &amp;") == "&lt; <b> &quot; &#39; &nbsp; &"
    assert escape("a & <b> \"c\" 'd'") == "a &amp; &lt;b&gt; \"c\" 'd'"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        pytest.param("hello", 5, "hello", id="fits"),
        pytest.param("hello world", 8, "hello w…", id="plain"),
        pytest.param("hello world", 7, "hello…", id="no space before the dots"),
        pytest.param("ab" + FAMILY, 6, "ab…", id="family"),
        pytest.param("ab👍🏽cd", 4, "ab…", id="skin tone"),
        pytest.param("a❤️b", 3, "a…", id="variation selector"),
        pytest.param("🇩🇪🇳🇵🇼🇸", 4, "🇩🇪…", id="flags"),
        pytest.param("xe\u0323\u0302yz", 4, "x…", id="marks"),
        pytest.param("abc", 1, "a", id="no room for dots"),
        pytest.param("abc", 0, "", id="no room at all"),
    ],
)
def test_a_cut_never_goes_through_what_reads_as_one_character(text: str, limit: int, cut: str) -> None:
    assert truncate(text, limit) == cut


@given(st.one_of(ANYTHING, SLACKISH), st.integers(0, 60))
def test_escaped_text_never_exceeds_its_limit_nor_ends_inside_an_entity(text: str, limit: int) -> None:
    cut = truncate_escaped(text, limit)
    assert len(cut) <= limit
    assert escape(unescape(cut)) == cut
    kept = unescape(cut).removesuffix("…")
    assert text.startswith(kept)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        *(("ad", "add"), ("lsit", "list"), ("DONE", "done"), ("asign", "assign"), ("doen", "done")),
        *((word, None) for word in ("", "zz", "xyz", "help", "a" * 50_000)),
    ],
    ids=lambda value: str(value)[:10],
)
def test_a_slip_of_the_finger_finds_the_nearest_command(word: str, found: str | None) -> None:
    assert closest(word, ("add", "list", "done", "assign", "due")) == found
    assert closest(word, ()) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ship <@U1|ann b> fri !high #launch ~3d",
            [
                ("word", "Ship"),
                ("user", "U1"),
                ("word", "fri"),
                ("priority", "high"),
                ("label", "launch"),
                ("estimate", "3d"),
            ],
            id="everything at once",
        ),
        pytest.param(
            "<@U1><#C2|x y> <!subteam^S3|@team a>", [("user", "U1"), ("channel", "C2"), ("group", "S3")], id="ids"
        ),
        pytest.param("<!here> <!channel|channel>", [("broadcast", "here"), ("broadcast", "channel")], id="broadcasts"),
        pytest.param(
            "<https://a.b/?x=1&amp;y=2|a b> https://c.d",
            [("url", "https://a.b/?x=1&y=2"), ("url", "https://c.d")],
            id="links",
        ),
        pytest.param('"a b" c', [("quoted", "a b"), ("word", "c")], id="straight quotes"),
        pytest.param("“a b” ‘don’t go’", [("quoted", "a b"), ("quoted", "don’t go")], id="smart quotes"),
        pytest.param("don't \"stop", [("word", "don't"), ("word", '"stop')], id="apostrophe and unclosed quote"),
        pytest.param('5" disk', [("word", '5"'), ("word", "disk")], id="inches"),
        pytest.param("&lt;@U1&gt; a&amp;b", [("word", "<@U1>"), ("word", "a&b")], id="typed, not mentioned"),
        pytest.param(
            "@bob, #7 C# !wow! ~", [("name", "bob"), *(("word", w) for w in ("#7", "C#", "!wow!", "~"))], id="odd"
        ),
        pytest.param(
            "<@U1 <nope <https://x", [("word", "<@U1"), ("word", "<nope"), ("word", "<https://x")], id="broken"
        ),
        pytest.param("  ", [], id="nothing"),
    ],
)
def test_a_command_is_read_as_a_forgiving_person_would(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(token.kind, token.value) for token in tokens(text)] == expected


@given(st.one_of(ANYTHING, SLACKISH))
def test_tokens_say_where_they_were_and_nothing_but_space_is_lost(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.raw for token in found)
    assert "".join("".join(token.raw for token in found).split()) == "".join(text.split())


def test_a_line_of_endless_words_ends_in_one_long_one() -> None:
    found = tokens("a " * 5_000)
    assert len(found) == 4_001
    assert found[-1].value == "a " * 1_000


@given(ANYTHING)
def test_what_a_person_types_never_becomes_a_mention(text: str) -> None:
    assert not {token.kind for token in tokens(escape(text))} & {"user", "channel", "group", "broadcast"}


@given(ANYTHING)
def test_any_text_has_a_plain_form(text: str) -> None:
    assert len(plain_phrase(text).split()) <= 14


HOSTILE = [
    "a",
    '"a ',
    "'a ",
    "“",
    "<@U1|",
    "<",
    "<!subteam^S",
    "<https://a",
    "&lt;",
    "&amp;",
    "\u0301",
    "\u0345\u0300",
    "🇩",
]
HOSTILE += ["👩‍", " ", "!", "@.", "~1", "#-", "x' ", "\ud800", "'' a'b"]


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_sixty_thousand_hostile_characters_are_read_in_a_moment(piece: str) -> None:
    text = (piece * 60_000)[:60_000]
    work: dict[str, Callable[[str], object]] = {
        "clean": clean,
        "tokens": tokens,
        "unescape": unescape,
        "truncate": lambda text: truncate(text, 3_000),
        "truncate_escaped": lambda text: truncate_escaped(text, 3_000),
        "closest": lambda text: closest(text, ("add", "list")),
    }
    for name, function in work.items():
        began = time.process_time()
        function(text)
        took = (time.process_time() - began) * 1000
        print(f"{name} of {piece!a}: {took:.1f} ms")
        assert took < 500, name
