"""The open work of one channel, and what is in its way, in a modal that is walked through."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rules.channel_work import WHICH
from bot.rules.days_off import Days
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.views import blockers as blocker_views
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
    several_words,
)

if TYPE_CHECKING:
    from storage.blockers import Blocker
    from storage.tasks import Task


@dataclass(frozen=True)
class Work:
    """What is open in a channel.

    Attributes:
        days: those by which the ages of the blockers count, by their numbers.
        theirs: the keys of what the reader may work on.
    """

    tasks: Page["Task"]
    blockers: Sequence["Blocker"] = ()
    days: Mapping[int, Days] = field(default_factory=dict)
    theirs: Collection[str] = ()


def work(
    found: Work,
    actor: Actor,
    now: datetime,
    *,
    channel_id: str,
    which: str = "all",
    who: str = "",
    notice: Md | None = None,
) -> Block:
    """One page of it; `which` of its tasks are shown, and of whom. `notice` is what has just happened in it."""
    page = found.tasks
    asked = {"channel": channel_id, "which": which, **({"who": who} if who else {})}
    stay = asked | ({"go": "stay", **_at(page.rows[0])} if page.earlier and page.rows else {})
    rows = [
        *[_blocker(blocker, found, actor, now, stay) for blocker in found.blockers],
        *[_task(task, found, actor, now, stay) for task in page.rows],
    ]
    return {
        "type": "modal",
        "callback_id": "work",
        "title": plain("Open work", 24),
        "close": plain("Close", 24),
        "blocks": [
            *([section(notice)] if notice else []),
            section(dotted(bold(place(channel_id)), _count(page), _stuck(found.blockers))),
            _filters(channel_id, which, who, page.rows),
            divider(),
            *(rows or [section(md("Nothing here."))]),
            *_ways(page, asked),
        ],
    }


def _task(task: "Task", found: Work, actor: Actor, now: datetime, stay: dict[str, Any]) -> Block:
    text = lines(task_views.title(task), task_views.details(task, actor.zone, now) or None)
    done = button("Done", "work.done", {"task": task.number, **stay})
    return section(text, done if task.key in found.theirs else None)


def _blocker(blocker: "Blocker", found: Work, actor: Actor, now: datetime, stay: dict[str, Any]) -> Block:
    days = found.days[blocker.number]
    text = lines(blocker_views.title(blocker), blocker_views.details(blocker, days, actor.zone, now))
    return section(text, _step(blocker, actor, stay) if blocker.key in found.theirs else None)


def _step(blocker: "Blocker", actor: Actor, stay: dict[str, Any]) -> Block:
    """What the reader does with it next; whoever is stuck waits for the answer of another."""
    value = {"blocker": blocker.number, **stay}
    if blocker.status == "raised" and blocker.stuck_id != actor.user_id:
        return button("Acknowledge", "work.acknowledge", value)
    return button("Resolve", "work.resolve", value)


def _stuck(blockers: Sequence["Blocker"]) -> str | None:
    return several_words(len(blockers), "blocker") if blockers else None


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
