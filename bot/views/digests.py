"""The morning digest, and the word on a task that is due within the hour."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules import digests as rules
from bot.rules.calendar import local_day
from bot.rules.days_off import Days
from bot.rules.digests import Groups
from bot.views import blockers as blocker_views
from bot.views import tasks as task_views
from bot.views.blocks import (
    Block,
    Md,
    Message,
    bold,
    button,
    clip,
    clip_text,
    cut,
    dotted,
    fitting,
    lines,
    md,
    person,
    section,
)

if TYPE_CHECKING:
    from storage.blockers import Blocker
    from storage.tasks import Task

_LINE = 300
_KEPT_LINE = 150


def morning(
    tasks: Mapping[int, "Task"],
    groups: Groups,
    still: Mapping[int, int],
    stuck: tuple[Sequence["Blocker"], Sequence["Blocker"]],
    days: Mapping[int, Days],
    day: date,
    zone: ZoneInfo,
    now: datetime,
) -> Message:
    """What waits, is late, due and lying still, the most important first, and no more than fits at a glance.

    Args:
        still: for how many working days nothing has moved, by the number of the task.
        stuck: the blockers that wait for the reader, and those for which the reader waits.
        days: the days by which the ages of blockers count, by their numbers.
    """
    waiting, unanswered = stuck
    rows = [
        *[_blocker(blocker, days[blocker.number], day, zone, now) for blocker in waiting],
        *[_task(tasks[number], f"late, was due {_due(tasks[number], zone, now)}", day) for number in groups.overdue],
        *[_task(tasks[number], _today(tasks[number], zone, now), day) for number in groups.today],
        *[_unanswered(blocker, days[blocker.number], day, zone) for blocker in unanswered],
        *[_task(tasks[number], f"due {_due(tasks[number], zone, now)}", day) for number in groups.soon],
        *[_task(tasks[number], f"nothing has moved for {still[number]} working days", day) for number in groups.stale],
    ]
    if not rows:
        text = md("All done: nothing of this morning's list is left.")
        return Message(text, (section(text),))
    head = bold("Good morning. This is waiting for you:")
    pressing = [
        *[blocker.severity == "urgent" for blocker in waiting],
        *[tasks[number].priority == "urgent" for number in groups.overdue],
        *[True for _ in groups.today],
    ]
    pressing += [False] * (len(rows) - len(pressing))
    shown = fitting([rows[place] for place in rules.most_pressing(pressing)], under=[section(head)])
    left = len(rows) - len(shown)
    more = md(f"and {left} more", "" if len(groups) else ": `/blocker list mine`") if left else None
    blocks = [section(head), *shown, *([_more(more, groups)] if more else [])]
    return Message(clip_text(lines(head, *[Md(row["text"]["text"]) for row in shown], more)), tuple(blocks))


def _more(text: Md, groups: Groups) -> Block:
    """How much is left out, and the way to it."""
    see_all = button("See all my tasks", "run.mine", {"command": "task list mine"})
    return section(text, see_all if len(groups) else None) | {"block_id": "card:digest:more"}


def shows(said: Message | None, blocker: int) -> bool:
    """Whether a digest has a row for a blocker that waits for its reader."""
    return said is not None and any(block.get("block_id") == _row_of(blocker) for block in said.blocks)


def with_kept(said: Message | None, kept: Sequence[Md]) -> Message:
    """The digest, if there was anything to say, and what was kept for it, a line each."""
    block = section(lines(md("This waited for the morning:"), *_bullets(kept)))
    before = said.blocks if said else (section(bold("Good morning.")),)
    return Message(
        clip_text(lines(said.text if said else bold("Good morning."), Md(block["text"]["text"]))), (*before, block)
    )


def _bullets(kept: Sequence[Md]) -> list[Md]:
    """A bullet each; the sentence with which several begin is said once, over what they are about."""
    about: dict[str, list[str]] = {}
    for line in kept:
        sentence, _, what = line.partition("\n")
        about.setdefault(sentence, []).append(what)
    return [
        md("• ", Md(sentence), *(md(" " if len(each) == 1 else "\n    ◦ ", Md(what)) for what in each if what))
        for sentence, each in about.items()
    ]


def in_short(text: Md) -> Md:
    """What a message says first, in short: a line, and the one under it."""
    return cut(Md("\n".join(text.split("\n")[:2])), _KEPT_LINE)


def soon(task: "Task", zone: ZoneInfo, now: datetime) -> Message:
    """The card of a task that is due within the hour."""
    said = task_views.card(task, zone, now)
    opening = md("This is due within the hour.")
    return Message(lines(opening, said.text), (section(opening), *said.blocks))


def _task(task: "Task", why: str, day: date) -> Block:
    done = button("Done", "digests.done", {"task": task.number, "day": day.isoformat()})
    text = lines(task_views.title(task, _LINE), md(why))
    return section(text, done) | {"block_id": f"card:digest:task:{task.number}"}


def _today(task: "Task", zone: ZoneInfo, now: datetime) -> str:
    return f"due today, {_due(task, zone, now)}" if task.due_timed else "due today"


def _due(task: "Task", zone: ZoneInfo, now: datetime) -> str:
    return task_views.due_words(task, zone, now)


def _blocker(blocker: "Blocker", days: Days, day: date, zone: ZoneInfo, now: datetime) -> Block:
    age = days.age_words(local_day(blocker.created_at, zone), local_day(now, zone))
    since = "since today" if age == "today" else f"for {age}"
    what = md(bold(blocker.key), " ", clip(blocker.what, _LINE))
    severity = "" if blocker.severity == "normal" else f" · {blocker.severity} severity"
    waits = md(person(blocker.stuck_id), f" is waiting for you {since}{severity}")
    text = lines(what, dotted(waits, blocker_views.state(blocker) if blocker.status == "acknowledged" else None))
    return section(text, _answer(blocker, day)) | {"block_id": _row_of(blocker.number)}


def _row_of(blocker: int) -> str:
    return f"card:digest:blocker:{blocker}"


def _answer(blocker: "Blocker", day: date) -> Block:
    value = {"blocker": blocker.number, "day": day.isoformat()}
    if blocker.status == "raised":
        return button("Acknowledge", "digests.acknowledge", value)
    return button("Resolve", "digests.resolve", value)


def _unanswered(blocker: "Blocker", days: Days, day: date, zone: ZoneInfo) -> Block:
    whose = md(person(blocker.unblocker_id), "'s answer") if blocker.unblocker_id else md("somebody to clear it")
    waited = days.age_words(local_day(blocker.status_at, zone), day)
    what = md(bold(blocker.key), " ", clip(blocker.what, _LINE))
    reassign = button("Reassign", "blockers.reassign", {"blocker": blocker.number})
    text = lines(what, md("waiting for ", whose, f" for {waited}"))
    return section(text, reassign) | {"block_id": f"card:digest:asked:{blocker.number}"}
