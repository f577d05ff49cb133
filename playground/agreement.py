"""Rules that hold the properties of one Block Kit object against one another.

They run only on objects whose properties are well-formed by themselves (see `playground.schema.Shape`).
"""

from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Any

from playground.schema import Found, Problem, Rule

Object = dict[str, Any]


def exactly_one_of(first: str, second: str) -> Rule:
    """One of two properties is given, and not the other."""

    def rule(value: Object, at: str) -> Found:
        if (first in value) == (second in value):
            yield Problem(at, f"must define either `{first}` or `{second}`, and only one of them")

    return rule


def at_least_one_of(*names: str) -> Rule:
    """One or more of the properties are given."""

    def rule(value: Object, at: str) -> Found:
        if not any(name in value for name in names):
            yield Problem(at, f"must define at least one of {', '.join(f'`{name}`' for name in names)}")

    return rule


def ascending(low: str, high: str) -> Rule:
    """The first number is not greater than the second, where both are given."""

    def rule(value: Object, at: str) -> Found:
        if _descends(value, low, high):
            yield Problem(f"{at}/{low}", f"must be less than or equal to `{high}`")

    return rule


def initial_value_is_in_range(value: Object, at: str) -> Found:
    """The number a number input starts with lies between its bounds."""
    if _descends(value, "min_value", "initial_value"):
        yield Problem(f"{at}/initial_value", "must be greater than or equal to `min_value`")
    if _descends(value, "initial_value", "max_value"):
        yield Problem(f"{at}/initial_value", "must be less than or equal to `max_value`")


def _descends(value: Object, low: str, high: str) -> bool:
    return low in value and high in value and Decimal(value[low]) > Decimal(value[high])


def whole_unless_decimals_are_allowed(value: Object, at: str) -> Found:
    """A number input without `is_decimal_allowed` has no decimal bounds and no decimal initial value."""
    if value["is_decimal_allowed"]:
        return
    for name in ("initial_value", "min_value", "max_value"):
        if "." in value.get(name, ""):
            yield Problem(f"{at}/{name}", "must be an integer when `is_decimal_allowed` is false")


def initial_option_is_offered(value: Object, at: str) -> Found:
    """The option that is selected at first is one of the options."""
    if "initial_option" in value and _identity(value["initial_option"]) not in _offered(value):
        yield Problem(f"{at}/initial_option", "must match one of the options")


def initial_options_are_offered(value: Object, at: str) -> Found:
    """All options that are selected at first are among the options."""
    offered = _offered(value)
    for index, option in enumerate(value.get("initial_options", [])):
        if _identity(option) not in offered:
            yield Problem(f"{at}/initial_options/{index}", "must match one of the options")


def _offered(value: Object) -> set[Hashable]:
    grouped = (option for group in value.get("option_groups", []) for option in group["options"])
    return {_identity(option) for option in (*value.get("options", []), *grouped)}


def _identity(option: Object) -> Hashable:
    """What makes two options the same; `emoji` and `verbatim` only say how the text is drawn."""
    description = option.get("description", {})
    return (option["value"], option["text"]["type"], option["text"]["text"], description.get("text"))


def action_ids_are_unique(value: Object, at: str) -> Found:
    """No two elements of one block share an `action_id`."""
    given = [(index, element.get("action_id")) for index, element in enumerate(value["elements"])]
    for index, action_id in repeated(given):
        yield Problem(f"{at}/elements/{index}/action_id", f'`action_id` "{action_id}" already exists')


def repeated(given: Iterable[tuple[int, object]]) -> Iterable[tuple[int, str]]:
    """Those of the numbered names that came before. Whatever is no string is passed over."""
    seen: set[str] = set()
    for index, name in given:
        if not isinstance(name, str):
            continue
        if name in seen:
            yield index, name
        seen.add(name)
