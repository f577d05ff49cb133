"""What somebody who has left leaves behind, for whoever sees to it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.views import blockers as blocker_views
from bot.views import tasks as task_views
from bot.views.blocks import Block, Md, Message, button, clip_text, fitting, lines, md, person, place, section

if TYPE_CHECKING:
    from storage.blockers import Blocker
    from storage.tasks import Task

_SHOWN = 20
_LINE = 300


def left(who: str, channel_id: str, tasks: Sequence["Task"], blockers: Sequence["Blocker"]) -> Message:
    """The list, with a button to give each to somebody else where the reader may do so from here."""
    where = md(" in ", place(channel_id)) if channel_id.startswith("C") else Md("")
    head = md(person(who), " has left this workspace. This was theirs", where, ", and nobody has it now:")
    rows = [*(_task(each) for each in tasks), *(_blocker(each) for each in blockers)]
    shown = fitting(rows[:_SHOWN], under=[section(head)])
    rest = len(rows) - len(shown)
    hidden = any(each.channel_kind != "public" for each in (*tasks, *blockers))
    notes = lines(
        md(f"and {rest} more: `/task list` with their name") if rest else None,
        md("What has no button is given away in its channel: `/task assign 4 @ben`.") if hidden else None,
    )
    blocks = [section(head), *shown, *([section(notes)] if notes else [])]
    return Message(clip_text(lines(head, *[Md(row["text"]["text"]) for row in shown], notes)), tuple(blocks))


def _task(task: "Task") -> Block:
    reassign = button("Reassign", "tasks.edit", {"task": task.number})
    return _row(
        task_views.title(task, _LINE), reassign, f"left:task:{task.number}", public=task.channel_kind == "public"
    )


def _blocker(blocker: "Blocker") -> Block:
    text = lines(
        blocker_views.title(blocker, _LINE), md(person(blocker.stuck_id), " is waiting for somebody to clear it")
    )
    reassign = button("Reassign", "blockers.reassign", {"blocker": blocker.number})
    return _row(text, reassign, f"left:blocker:{blocker.number}", public=blocker.channel_kind == "public")


def _row(text: Md, reassign: Block, block_id: str, *, public: bool) -> Block:
    return (section(text, reassign) if public else section(text)) | {"block_id": f"card:{block_id}"}
