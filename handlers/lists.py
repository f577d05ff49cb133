"""Lists that are walked through: what was asked for, and where in it the asker stands."""

from typing import Any

from bot.rules.paging import Cursor
from bot.rules.text import truncate
from handlers.asking import Ask

# Each button of a list carries what it was asked for, and JSON within JSON may make four characters of one.
QUERY_LIMIT = 200


def query(ask: Ask) -> str:
    """What to list, in the words of the command, or of the list that a button stands in."""
    return truncate(str(ask.value.get("list", ask.text)), QUERY_LIMIT, "")


def cursor(ask: Ask, *at: Any) -> Cursor:
    """The place that a button of a list speaks of; `at` is what it carries of the list's order."""
    go = ask.value.get("go")
    return Cursor(at, backwards=go == "back", inclusive=go == "stay")
