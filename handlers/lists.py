"""Lists that are walked through: what was asked for, and where in it the asker stands."""

from datetime import datetime
from typing import Any

from bot.rules.errors import UserError
from bot.rules.paging import Cursor
from bot.rules.text import truncate
from handlers.asking import Ask

# Each button of a list carries what it was asked for, and JSON within JSON may make four characters of one.
QUERY_LIMIT = 200


def query(ask: Ask) -> str:
    """What to list, in the words of the command, or of the list that a button stands in."""
    return truncate(str(ask.value.get("list", ask.text)), QUERY_LIMIT, "")


def by_due(ask: Ask) -> Cursor | None:
    """The place in a list in the order of due moments, and of numbers; None in none, at its beginning."""
    if "due" not in ask.value:
        return None
    try:
        due = datetime.fromisoformat(str(ask.value["due"]))
    except ValueError:
        raise UserError("That list is from an older version of me. Please ask for it again.") from None
    return cursor(ask, due, ask.number("number") or 0)


def cursor(ask: Ask, *at: Any) -> Cursor:
    """The place that a button of a list speaks of; `at` is what it carries of the list's order."""
    go = ask.value.get("go")
    return Cursor(at, backwards=go == "back", inclusive=go == "stay")
