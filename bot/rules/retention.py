"""How long what is kept: of each kind a default, and what an administrator may make of it."""

import re
from dataclasses import dataclass

from bot.rules.errors import Choice, UserError

LEAST, MOST = 1, 120
_DAYS = {"day": 1, "week": 7}
_MONTH = 30.4
_SAID = re.compile(
    r"(?P<kind>[a-z]+)\s+(?P<count>\d{1,3})\s*(?P<unit>days?|weeks?|months?|years?)[\s.!]*", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True)
class Class:
    """One kind of what is kept: in words, and for how many months; None where nobody can change it."""

    what: str
    months: int | None = None
    fixed: str = ""


CLASSES: dict[str, Class] = {
    "answers": Class("what people answer in standups; that they did is kept longer", months=24),
    "ledger": Class("which message went to whom, when", months=13),
    "requests": Class("requests of Slack's and my answers to them, so that none counts twice", fixed="48 hours"),
    "drafts": Class("forms that were opened and not sent", fixed="24 hours"),
    "audit": Class("who changed what, from what to what, in a chain that shows any tampering", fixed="always"),
    "records": Class("tasks, blockers, standups, reminders, roles, reports", fixed="always"),
}


def parse(text: str) -> tuple[str, int]:
    """`answers 12 months`, `ledger 2 years`: the kind, and the months.

    Raises:
        UserError: it says no such kind or length, or that kind is not to be changed.
    """
    said = _SAID.fullmatch(text.strip())
    changeable = " or ".join(f"`{name}`" for name, each in CLASSES.items() if each.months)
    if said is None:
        raise UserError(
            f"Say which and how long, from {LEAST} to {MOST} months, like `/beat retention answers 12 months`. You can "
            f"set {changeable}. Nothing changed."
        )
    kind = said["kind"].lower()
    if kind not in CLASSES or not CLASSES[kind].months:
        raise UserError(f"I can't change how long that is kept. You can set {changeable}. Nothing changed.")
    months = _months(kind, int(said["count"]), said["unit"].lower().rstrip("s"))
    if not LEAST <= months <= MOST:
        raise UserError(f"Between {LEAST} and {MOST} months, please. Nothing changed.")
    return kind, months


def _months(kind: str, count: int, unit: str) -> int:
    """So many months; what is said in days or weeks is asked about, for nothing is deleted by the day."""
    if unit not in _DAYS:
        return count * (12 if unit == "year" else 1)
    near = min(max(round(count * _DAYS[unit] / _MONTH), LEAST), MOST)
    command = f"retention {kind} {near} month{'s' if near != 1 else ''}"
    raise UserError(
        f"I count what I keep in whole months, and the least is {LEAST}. Nothing changed. Shall it be this?",
        choices=(Choice(f"/beat {command}", command),),
    )
