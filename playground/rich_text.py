"""The `rich_text` block: sections, lists, quotes and preformatted text, and what stands inside them."""

from playground.formats import any_url
from playground.schema import Choice, Flag, Kind, Listing, Shape, Tagged, Text, Whole, typed

_FONT: dict[str, Kind] = {name: Flag() for name in ("bold", "italic", "strike", "code", "underline")}
_MARKS: dict[str, Kind] = {name: Flag() for name in ("highlight", "client_highlight", "unlink")}
_STYLED: dict[str, Kind] = {"style": Shape(optional=_FONT)}
_STYLED_MENTION: dict[str, Kind] = {"style": Shape(optional=_FONT | _MARKS)}
_LINK = Text(1, None, any_url)

INLINE = Tagged(
    {
        "text": typed("text", {"text": Text(1)}, _STYLED),
        "link": typed("link", {"url": _LINK}, {"text": Text(), "unsafe": Flag(), **_STYLED}),
        "emoji": typed(
            "emoji",
            {"name": Text(1)},
            {"unicode": Text(1), "skin_tone": Whole(1, 6), "url": _LINK, **_STYLED_MENTION},
        ),
        "user": typed("user", {"user_id": Text(1)}, _STYLED_MENTION),
        "usergroup": typed("usergroup", {"usergroup_id": Text(1)}, _STYLED_MENTION),
        "channel": typed("channel", {"channel_id": Text(1)}, _STYLED_MENTION),
        "team": typed("team", {"team_id": Text(1)}, _STYLED_MENTION),
        "broadcast": typed("broadcast", {"range": Choice(("here", "channel", "everyone"))}, _STYLED_MENTION),
        "color": typed("color", {"value": Text(1)}, _STYLED),
        "date": typed(
            "date",
            {"timestamp": Whole(0), "format": Text(1)},
            {"url": _LINK, "fallback": Text(1), **_STYLED},
        ),
    }
)

_BORDER: dict[str, Kind] = {"border": Whole(0, 1)}
_SECTION = typed("rich_text_section", {"elements": Listing(INLINE, 0)})

RICH_TEXT = typed(
    "rich_text",
    {
        "elements": Listing(
            Tagged(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": typed(
                        "rich_text_list",
                        {
                            "style": Choice(("bullet", "ordered")),
                            "elements": Listing(Tagged({"rich_text_section": _SECTION}), 0),
                        },
                        {"indent": Whole(0, 8), "offset": Whole(0), **_BORDER},
                    ),
                    "rich_text_quote": typed("rich_text_quote", {"elements": Listing(INLINE, 0)}, _BORDER),
                    "rich_text_preformatted": typed(
                        "rich_text_preformatted",
                        {"elements": Listing(INLINE, 0)},
                        {"language": Text(1), **_BORDER},
                    ),
                }
            )
        )
    },
    {"block_id": Text(1, 255)},
)
