"""A form that was open while others worked: what was changed in it, and what somebody else changed meanwhile.

The fields of a form go by their names. What an element may leave out, `None`, `""` and `[]`, are the same: nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules.estimates import estimate_words
from bot.rules.tasks import NewTask, status_of

if TYPE_CHECKING:
    from storage.tasks import Task

Values = Mapping[str, Any]

# Where each field of a task's form is written, for telling who changed it last.
TASK_COLUMNS = {
    "title": "title",
    "description": "description",
    "owner": "owner_id",
    "helpers": "helper_ids",
    "due_date": "due_at",
    "due_time": "due_at",
    "priority": "priority",
    "labels": "labels",
    "estimate": "estimate_minutes",
    "status": "status",
}


@dataclass(frozen=True)
class Edit:
    """One use of a form: what it showed when it was opened, what was sent, and what it would show now."""

    shown: Values
    sent: Values
    now: Values

    @property
    def touched(self) -> tuple[str, ...]:
        """The fields that the sender changed."""
        return tuple(name for name in self.now if name in self.sent and self._differ(name, self.sent, self.shown))

    @property
    def overtaken(self) -> tuple[str, ...]:
        """Those of them that say something else by now than the form showed, and than the sender wants."""
        return tuple(
            name
            for name in self.touched
            if self._differ(name, self.now, self.shown) and self._differ(name, self.now, self.sent)
        )

    @property
    def result(self) -> Values:
        """What the form would show once the sender's changes are made."""
        return {**self.now, **{name: self.sent[name] for name in self.touched}}

    @staticmethod
    def _differ(name: str, one: Values, other: Values) -> bool:
        return _comparable(one[name]) != _comparable(other[name])


def overtaken_words(who: str, now: str) -> str:
    """What to say under a field that somebody else changed meanwhile."""
    if not now:
        return f"{who} emptied this meanwhile. Empty it too to go on, or open the form again to replace it."
    return f"{who} changed this to “{now}” meanwhile. Enter that to keep it, or open the form again to replace it."


def task_form(task: "Task", zone: ZoneInfo) -> dict[str, Any]:
    """What the form of a task shows: moments in the reader's zone, a day without an hour in its own."""
    theirs = zone if task.due_timed else ZoneInfo(task.due_zone or "UTC")
    due = task.due_at.astimezone(theirs) if task.due_at else None
    return {
        "title": task.title,
        "description": task.description,
        "owner": task.owner_id,
        "helpers": list(task.helper_ids),
        "due_date": f"{due:%Y-%m-%d}" if due else None,
        "due_time": f"{due:%H:%M}" if due and task.due_timed else None,
        "priority": task.priority,
        "labels": " ".join(task.labels),
        "estimate": estimate_words(task.estimate_minutes) if task.estimate_minutes else "",
        "status": task.status,
    }


def task_values(edit: Edit, new: NewTask) -> dict[str, Any]:
    """What an edit changes, in the words of `NewTask`; `new` is the task its result describes."""
    said: dict[str, dict[str, Any]] = {
        "title": {"title": new.title},
        "description": {"description": new.description},
        # Whoever owns it is no helper.
        "owner": {"owner_id": new.owner_id, "helper_ids": new.helper_ids},
        "helpers": {"helper_ids": new.helper_ids},
        "due_date": {"due": new.due},
        "due_time": {"due": new.due},
        "priority": {"priority": new.priority},
        "labels": {"labels": new.labels},
        "estimate": {"estimate_minutes": new.estimate_minutes},
        "status": {"status": status_of(str(edit.sent.get("status"))) or edit.now["status"]},
    }
    return {column: value for name in edit.touched for column, value in said[name].items()}


def _comparable(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value.strip(),) if isinstance(value, str) and value.strip() else tuple(sorted(value or ()))
