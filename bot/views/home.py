"""App Home: what waits for me, my tasks, and what I wait for."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.views import blockers as blocker_views
from bot.views import tasks as task_views
from bot.views.blocks import (
    Block,
    Message,
    actions,
    bold,
    button,
    clip_text,
    divider,
    fitting,
    header,
    lines,
    md,
    section,
)
from bot.views.lists import ONLY_YOU

if TYPE_CHECKING:
    from storage.blockers import Blocker
    from storage.tasks import Task

SHOWN = 15
OTHERS_SHOWN = 5
_WAITING = "Waiting for you to clear"


def home(
    tasks: Sequence["Task"],
    blockers: Sequence["Blocker"],
    raised: Sequence["Blocker"],
    given: Page["Task"],
    actor: Actor,
    now: datetime,
    notice: Message | None,
) -> Block:
    """The Home view.

    `blockers` wait for the reader; `raised` are the reader's own, and `given` the tasks the reader gave to others.
    `notice` is what has just happened, shown on top with its buttons.
    """
    top = [*notice.blocks, divider()] if notice else []
    blocks = [
        *top,
        *_waiting(header(_WAITING), blockers, actor, now),
        header("Your tasks"),
        *[_task(task, actor, now) for task in tasks[:SHOWN]],
        *_more(tasks),
        *_raised(raised, actor, now),
        *_given(given, actor, now),
        divider(),
        actions(
            button("New task", "tasks.new", {}, style="primary"),
            button("Help", "run.help", {"command": "help"}),
        ),
    ]
    return {"type": "home", "callback_id": "home", "blocks": blocks[:100]}


def mine(tasks: Sequence["Task"], blockers: Sequence["Blocker"], actor: Actor, now: datetime) -> Message:
    """The same in a message: `/beat my`."""
    waiting = [blocker_views.title(blocker) for blocker in blockers]
    own = [task_views.title(task) for task in tasks[:SHOWN]]
    text = lines(
        bold("Waiting for you") if waiting else None,
        *waiting,
        bold("Your tasks"),
        *(own or [md("Nothing on your list. `/task add Ship the beta friday` adds something.")]),
    )
    own_blocks = _own(tasks, actor, now)
    waiting_blocks = _waiting(section(bold(_WAITING)), blockers[:5], actor, now)
    blocks = fitting([*waiting_blocks, section(bold("Your tasks")), *own_blocks])
    return Message(clip_text(text), (*blocks, *_more(tasks)), ONLY_YOU)


def _waiting(title: Block, blockers: Sequence["Blocker"], actor: Actor, now: datetime) -> list[Block]:
    return [title, *(_blocker(blocker, actor, now) for blocker in blockers)] if blockers else []


def _blocker(blocker: "Blocker", actor: Actor, now: datetime) -> Block:
    text = lines(blocker_views.title(blocker), blocker_views.details(blocker, actor.zone, now))
    return section(text, button("Resolve", "blockers.resolve", {"blocker": blocker.number}))


def _raised(blockers: Sequence["Blocker"], actor: Actor, now: datetime) -> list[Block]:
    if not blockers:
        return []
    see_all = actions(button("See all I raised", "run.raised", {"command": "blocker list raised"}))
    return [header("Blockers you raised"), *[_blocker(blocker, actor, now) for blocker in blockers], see_all]


def _given(tasks: Page["Task"], actor: Actor, now: datetime) -> list[Block]:
    if not tasks.rows:
        return []
    more = f"more than {tasks.total}" if tasks.more_than_total else str(tasks.total)
    count = f"{more} " if tasks.later else ""
    see_all = actions(button(f"See all {count}I gave", "run.given", {"command": "task list given"}))
    return [header("Tasks you gave to others"), *[_task(task, actor, now) for task in tasks.rows], see_all]


def _own(tasks: Sequence["Task"], actor: Actor, now: datetime) -> list[Block]:
    if not tasks:
        return [section(md("Nothing on your list. `/task add Ship the beta friday` adds something."))]
    return [_task(task, actor, now) for task in tasks[: SHOWN // 3 * 2]]


def _task(task: "Task", actor: Actor, now: datetime) -> Block:
    text = lines(task_views.title(task), task_views.details(task, actor.zone, now) or None)
    return section(text, button("Done", "tasks.done", {"task": task.number}))


def _more(tasks: Sequence["Task"]) -> list[Block]:
    if not tasks:
        return []
    return [actions(button("See all my tasks", "run.mine", {"command": "task list mine"}))]
