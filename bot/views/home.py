"""App Home: what waits for me, today, my tasks, how my channels do, and what I wait for."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rules.calendar import day_words, local_day
from bot.rules.days_off import Days
from bot.rules.desks import SOME, TASKS
from bot.rules.digests import due_day
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.views import blockers as blocker_views
from bot.views import first_steps
from bot.views import tasks as task_views
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip_text,
    divider,
    dotted,
    fitting,
    header,
    lines,
    md,
    paragraphs,
    person,
    place,
    section,
    several_words,
)
from bot.views.lists import ONLY_YOU

if TYPE_CHECKING:
    from storage.blockers import Blocker
    from storage.desks import ChannelState, Desk
    from storage.rounds import Seat
    from storage.status import Edition, Plan
    from storage.tasks import Task


def home(desk: "Desk", actor: Actor, now: datetime, notice: Message | None) -> Block:
    """The Home view; `notice` is what has just happened, shown on top with its buttons."""
    top = [*notice.blocks, divider()] if notice else []
    today, later = _split(desk.tasks[:TASKS], actor, now)
    blocks = [
        *top,
        *first_steps.shown(desk.step, actor, now),
        *_waiting_for(desk, actor, now),
        _quick(),
        *_today(desk, today, actor, now),
        *_later(later, actor, now, none=not today),
        *_more(desk.tasks),
        *_channels(desk.channels),
        *_raised(desk, actor, now),
        *_given(desk.given, actor, now),
    ]
    foot = [divider(), _foot(settled=desk.step is None)]
    return {"type": "home", "callback_id": "home", "blocks": [*blocks[: 100 - len(foot)], *foot]}


def mark(view: Block) -> str:
    """What tells one Home from another."""
    return hashlib.sha256(json.dumps(view["blocks"], sort_keys=True).encode()).hexdigest()[:32]


def mine(
    tasks: Sequence["Task"],
    blockers: Sequence["Blocker"],
    days: Mapping[int, Days],
    actor: Actor,
    now: datetime,
    notice: Block | None = None,
) -> Message:
    """The same in a message: `/beat my`, under the news of what has just happened in it."""
    waiting = [blocker_views.title(blocker) for blocker in blockers]
    own = [task_views.title(task) for task in tasks[:TASKS]]
    text = lines(
        bold("Waiting for you") if waiting else None,
        *waiting,
        bold("Your tasks"),
        *(own or [md("Nothing on your list. `/task add Ship the beta friday` adds something.")]),
    )
    top = [notice] if notice else []
    own_blocks = _own(tasks, actor, now)
    rows = [_waiting(blocker, days, actor, now, my=1) for blocker in blockers[:SOME]]
    waiting_blocks = [section(bold("Waiting for you to clear")), *rows] if rows else []
    blocks = fitting([*waiting_blocks, section(bold("Your tasks")), *own_blocks], under=top)
    return Message(clip_text(text), (*top, *blocks, *_more(tasks)), ONLY_YOU)


def _waiting_for(desk: "Desk", actor: Actor, now: datetime) -> list[Block]:
    """Answers, drafts and blockers: what others wait for."""
    asked = [seat for seat in desk.seats if seat.entry.prompt_at <= now]
    rows = [
        *[_seat(seat) for seat in asked[:SOME]],
        *[_draft(plan, draft) for plan, draft in desk.drafts[:SOME]],
        *[_waiting(blocker, desk.days, actor, now) for blocker in desk.blockers[: SOME * 2]],
    ]
    return [header("Waiting for you"), *rows] if rows else []


def _seat(seat: "Seat") -> Block:
    text = md(bold(seat.standup.name), " waits for your answer.")
    return section(text, button("Answer", "rounds.answer", {"round": seat.round.number}, style="primary"))


def _draft(plan: "Plan", draft: "Edition") -> Block:
    text = md("The report of ", place(plan.channel_id), " waits for you to look it over.")
    return section(text, button("Edit", "status.edit", {"plan": plan.number, "day": draft.nominal.isoformat()}))


def _quick() -> Block:
    return actions(
        button("New task", "tasks.new", {}, style="primary"),
        button("Raise blocker", "blockers.new", {}),
        button("Remind me", "reminders.new", {}),
        button("I'm away", "absences.new", {}),
    )


def _foot(*, settled: bool) -> Block:
    return actions(
        button("Settings", "settings.open", {}),
        button("Help", "run.help", {"command": "help"}),
        button("First steps", "home.steps", {}) if settled else None,
    )


def _split(tasks: Sequence["Task"], actor: Actor, now: datetime) -> tuple[list["Task"], list["Task"]]:
    """Those that are late or due today, and the others."""
    today = local_day(now, actor.zone)
    due = [task for task in tasks if (day := due_day(task, actor.zone)) and day <= today]
    return due, [task for task in tasks if task not in due]


def _today(desk: "Desk", due: Sequence["Task"], actor: Actor, now: datetime) -> list[Block]:
    """What is due, who will ask, and who is not there."""
    ahead = [
        md(bold(seat.standup.name), f" asks you at {seat.entry.prompt_at.astimezone(actor.zone):%H:%M}.")
        for seat in desk.seats
        if seat.entry.prompt_at > now
    ]
    day = local_day(now, actor.zone)
    away = [md(person(each.user_id), f" is away until {day_words(each.last_day, day)}.") for each in desk.away]
    rows = [*[_task(task, actor, now) for task in due], *paragraphs([*ahead[:SOME], *away[: SOME * 2]])]
    return [header("Today"), *rows] if rows else []


def _later(tasks: Sequence["Task"], actor: Actor, now: datetime, *, none: bool) -> list[Block]:
    """Their other tasks; `none` when there are none for today either."""
    if not tasks and not none:
        return []
    rows = [_task(task, actor, now) for task in tasks]
    return [header("Your tasks"), *(rows or _own((), actor, now))]


def _channels(states: Sequence["ChannelState"]) -> list[Block]:
    """How it stands where the reader works, and the way to it."""
    rows = [
        section(
            dotted(
                place(each.channel_id),
                several_words(each.unfinished, "open task"),
                f"{each.late:,} late" if each.late else None,
                f"{each.blocked:,} blocked" if each.blocked else None,
            ),
            button("See its work", "work.open", {"channel": each.channel_id}),
        )
        for each in states
    ]
    return [header("Your channels"), *rows] if rows else []


def _waiting(blocker: "Blocker", days: Mapping[int, Days], actor: Actor, now: datetime, **more: Any) -> Block:
    """One that the reader is asked to clear."""
    return section(_words(blocker, days, actor, now), blocker_views.answer_button(blocker, **more))


def _words(blocker: "Blocker", days: Mapping[int, Days], actor: Actor, now: datetime) -> Md:
    return lines(blocker_views.title(blocker), blocker_views.details(blocker, days[blocker.number], actor.zone, now))


def _raised(desk: "Desk", actor: Actor, now: datetime) -> list[Block]:
    if not desk.raised:
        return []
    see_all = actions(button("See all I raised", "run.raised", {"command": "blocker list raised"}))
    rows = [
        section(_words(each, desk.days, actor, now), button("Resolve", "blockers.resolve", {"blocker": each.number}))
        for each in desk.raised
    ]
    return [header("Blockers you raised"), *rows, see_all]


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
    return [_task(task, actor, now, my=1) for task in tasks[: TASKS // 3 * 2]]


def _task(task: "Task", actor: Actor, now: datetime, **more: Any) -> Block:
    text = lines(task_views.title(task), task_views.details(task, actor.zone, now) or None)
    return section(text, button("Done", "tasks.done", {"task": task.number, **more}))


def _more(tasks: Sequence["Task"]) -> list[Block]:
    if not tasks:
        return []
    return [
        actions(
            button("See all my tasks", "run.mine", {"command": "task list mine"}),
            button("Late", "run.late", {"command": "task list mine late"}),
            button("Due this week", "run.week", {"command": "task list mine this week"}),
            button("High priority", "run.high", {"command": "task list mine high"}),
        )
    ]
