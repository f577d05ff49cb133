"""Strings that try to be more than words: some four hundred of them, in families."""

CONTROLS = (
    "<@UEVIL1>", "<@UEVIL1|ana>", "<@W0EVIL>", "<#CEVIL1>", "<#CEVIL1|general>", "<!here>", "<!channel>",
    "<!everyone>",
    "<!here|here>", "<!subteam^SEVIL1>", "<!subteam^SEVIL1|@team>", "<!date^0^{date}|x>",
    "<!date^1^{date}^https://evil.example|x>", "<https://evil.example>", "<https://evil.example|click>",
    "<http://evil.example|Undo>", "<mailto:a@evil.example|x>", "<tel:911|x>", "<javascript:alert(1)|x>",
    "<data:text/html,x|x>", "<slack://open|x>", "<//evil.example|x>",
)  # fmt: skip
_AROUND = (
    "{}", "a {} b", "*{}*", "`{}`", "```{}```", "> {}", "x\n{}", "“{}”", '"{}"', "{0}{0}",
    "\u202e{}\u202c", "\u200b{}\u200b",
    "<{}>", "|{}>", "&{};", "&lt;{}&gt;",
)  # fmt: skip

_ENTITIES = (
    "&lt;!here&gt;", "&amp;lt;!here&amp;gt;", "&#60;!here&#62;", "&#x3c;!here&#x3e;", "&lt", "&", "&&&&&&",
    "&amp;", "&nbsp;",
    "&LT;!here&GT;", "&lt;@UEVIL1&gt;", "&amp;amp;amp;", "R&D", "a < b > c", "a <= b && c >= d",
    "1 << 2 >> 3", "<", ">", "<>",
    "<|>", "< @UEVIL1>", "<@UEVIL1", "@UEVIL1>", "<!", "<@>", "<#>", "</a>", "<script>alert(1)</script>",
    "<br>",
)  # fmt: skip
_MARKDOWN = (
    "*bold*", "_italic_", "~struck~", "`code`", "```block```", "*", "**", "_", "`", "``", "```",
    "```\nopen", "`open", "*open",
    "* _ ~ `", "> quote", ">>> quote", "- item", "1. item", "# heading", "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "[x]: https://evil.example", ":smile:", ":::", ":constructor:", "•", "T-1", "*T-99*", "B-1 · urgent",
    "@here", "@channel", "@everyone", "#general", "@ana", "https://evil.example/?a=1&b=2",
    "javascript:alert(1)", "evil.example",
    "${7*7}", "{{7*7}}", "%s %d %n", "{0}", "{title}", "'; DROP TABLE task; --", "../../etc/passwd",
    "\\u003c!here\\u003e",
)  # fmt: skip
_UNICODE = (
    "\u202eReversed\u202c", "\u2066isolate\u2069", "\u200bzero\u200bwidth\u200b", "\u2060\ufeff\u200d",
    "a" + "\u0301" * 500,
    "Z\u0337\u0322\u0321a\u0334lgo" * 50, "👩\u200d👩\u200d👧\u200d👦" * 40, "🏳\ufe0f\u200d🌈", "🇩🇪" * 100,
    "👍🏽" * 100, "1\ufe0f\u20e3",
    "“smart”", "‘smart’", "«guillemets»", "„low”", "\u2028line\u2029paragraph", "tab\tand\x0bvertical",
    "bell\x07\x1b[31mred",
    "\x00nul", "\x7f\x85\x9f", "＜!here＞", "‹!here›", "〈@UEVIL1〉", "İıſK", "ﷺ" * 20, "𝕌𝕟𝕚", "עברית",
    "العربية", "中文标题", "ไทย",
    "\U000e0041\U000e0042", "\U0010ffff", "\ue000", "a\u00adb",
)  # fmt: skip
_SPACE = ("x\ny", "x\r\ny", "x\n\n\n\ny", "\n x", "x\t y", "x\u00a0y", "x\u3000y", "x\u2007y", "x \n", "\n- a\n- b")
_LONG = tuple(
    piece * (40_000 // len(piece))
    for piece in (
        "a", "&", "<", ">", '"', "\\", "\n", "`", "*", "é", "👩\u200d👩\u200d👧", "<!here>", "&lt;", "x ",
        "<@UEVIL1> ", "\u0301",
        "\u200d", "🇩🇪", "ß", "|", "a\n",
    )
)  # fmt: skip
# A control or an entity just where something is cut: after 40 letters, 60, 500 and so on.
_CUT = tuple(
    "a" * (limit - back) + tail
    for limit in (40, 60, 75, 150, 500, 1000, 2200, 2900, 3000)
    for back in (1, 3, 6)
    for tail in ("<!here>", "&&&&&&&")
)

HOSTILE: tuple[str, ...] = tuple(
    dict.fromkeys(
        [around.format(control) for control in CONTROLS for around in _AROUND]
        + [*_ENTITIES, *_MARKDOWN, *_UNICODE, *_SPACE, *_LONG, *_CUT]
    )
)
