"""The open work of one channel, in a modal that is walked through."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rules.channel_work import WHICH
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.views import tasks as task_views
from bot.views.blocks import (
    Block,
    Md,
    actions,
    bold,
    button,
    divider,
    dotted,
    lines,
    md,
    menu,
    person_input,
    place,
    plain,
    section,
)

if TYPE_CHECKING:
    from storage.tasks import Task


def work(
    page: Page["Task"], actor: Actor, now: datetime, *, channel_id: str, which: str = "all", who: str = ""
) -> Block:
    """One page of it; `which` of its tasks are shown, and of whom."""
    asked = {"channel": channel_id, "which": which, **({"who": who} if who else {})}
    rows = [section(_row(task, actor, now)) for task in page.rows]
    return {
        "type": "modal",
        "callback_id": "work",
        "title": plain("Open work", 24),
        "close": plain("Close", 24),
        "blocks": [
            section(dotted(bold(place(channel_id)), _count(page))),
            _filters(channel_id, which, who, page.rows),
            divider(),
            *(rows or [section(md("Nothing here."))]),
            *_ways(page, asked),
        ],
    }


def _row(task: "Task", actor: Actor, now: datetime) -> Md:
    return lines(task_views.title(task), task_views.details(task, actor.zone, now) or None)


def _count(page: Page["Task"]) -> str | None:
    if page.total is None:
        return None
    return f"more than {page.total} tasks" if page.more_than_total else task_views.count(page.total)


def _filters(channel_id: str, which: str, who: str, rows: Sequence["Task"]) -> Block:
    """What can be chosen. Slack keeps what was chosen in a block of the same name, so the name tells what is shown."""
    choices = [(label, {"channel": channel_id, "which": name}) for name, label in WHICH.items()]
    chosen = list(WHICH).index(which) if which in WHICH else None
    people = person_input(who or None) | {"action_id": "work.person", "placeholder": plain("Tasks of ...", 150)}
    first = rows[0].number if rows else 0
    name = {"channel": channel_id, "which": "person", "is": f"{which} {who} {first}"}
    return actions(menu("Which tasks?", "work.which", choices, chosen), people, block_id=json.dumps(name))


def _ways(page: Page["Task"], asked: dict[str, Any]) -> list[Block]:
    """To the pages before and behind."""
    if not page.rows or not (page.earlier or page.later):
        return []
    back = button("Back", "work.back", asked | {"go": "back"} | _at(page.rows[0])) if page.earlier else None
    next_ = button("Next", "work.next", asked | _at(page.rows[-1])) if page.later else None
    return [actions(back, next_)]


def _at(task: "Task") -> dict[str, Any]:
    return {"due": task.due_rank.isoformat(), "number": task.number}
