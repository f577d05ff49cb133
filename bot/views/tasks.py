"""Tasks as people see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import tasks as rules
from bot.rules.estimates import estimate_words
from bot.rules.people import Actor
from bot.rules.priority import PRIORITIES
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    ago,
    bold,
    button,
    clip,
    clip_text,
    context,
    dotted,
    field,
    fitting,
    form,
    lines,
    link,
    md,
    moment,
    paragraphs,
    people_input,
    person,
    person_input,
    section,
    select,
    share_of_a_message,
    text_input,
)

if TYPE_CHECKING:
    from storage.tasks import Task

PAGE = 10
ONLY_YOU = Md("Only you can see this.")

_STATUS = {"open": "Open", "doing": "In progress", "blocked": "Blocked", "done": "Done", "dropped": "Dropped"}
_PRIORITY = {"low": "low priority", "normal": "", "high": "high priority", "urgent": "urgent"}


def added(task: "Task", actor: Actor, now: datetime, batch: str) -> Message:
    """The answer to a new task: what was understood, and the ways to mend it."""
    text = lines(md("Added ", title(task)), details(task, actor.zone, now) or None)
    return _written(text, task, batch)


def changed(said: str, task: "Task", actor: Actor, now: datetime, batch: str) -> Message:
    """The answer to a change of one task; `said` is what happened: `Done`, `Due date set`."""
    news = said in {move.said for move in rules.MOVES.values()}
    text = lines(md(f"{said}: ", title(task)), details(task, actor.zone, now, status=not news) or None)
    return _written(text, task, batch)


def several(said: str, tasks: Sequence["Task"], problems: Sequence[str], batch: str) -> Message:
    """The answer to a change of many tasks at once, with what could not be changed."""
    share = share_of_a_message(len(tasks))
    rows = [md("• ", title(task, share)) for task in tasks] + [md("• ", problem) for problem in problems]
    heading = md(f"{said}: ", _count(len(tasks))) if tasks else md("Nothing changed.")
    blocks = paragraphs([heading, *rows])
    undo = [actions(button("Undo", "history.undo", {"batch": batch}))] if tasks else []
    return Message(clip_text(lines(heading, *rows)), (*blocks, *undo), ONLY_YOU)


def shown(task: "Task", actor: Actor, now: datetime) -> Message:
    """One task with everything it says."""
    text = lines(title(task), details(task, actor.zone, now) or None)
    more = clip(task.description, 2900) if task.description else None
    made = dotted(
        md("Created by ", person(task.creator_id), " ", ago(task.created_at, now), " ago"),
        link(task.source_url, "from this message") if task.source_url else None,
    )
    blocks = [section(text), *([section(more)] if more else []), _buttons(task), context(made)]
    return Message(clip_text(lines(text, more)), tuple(blocks))


def card(task: "Task", zone: ZoneInfo, now: datetime) -> Message:
    """A task as everybody in a channel sees it; kept up to date in place."""
    if task.removed_at:
        text = md(bold(rules.key(task.number)), " was taken back. Nothing to do.")
        return Message(text, (section(text),))
    text = lines(title(task), details(task, zone, now, shared=True) or None)
    return Message(text, (section(text), _buttons(task, block_id=f"card:task:{task.number}")))


def assigned(task: "Task", reader: str, giver: str, zone: ZoneInfo, now: datetime) -> Message:
    """The card for a new owner, with a word on why it came."""
    said = card(task, zone, now)
    if task.removed_at:
        return said
    if task.owner_id != reader:
        text = md(bold(rules.key(task.number)), " is no longer yours. Nothing to do.")
        return Message(text, (section(text),))
    opening = md("This task is yours now.", md(" ", person(giver), " gave it to you.") if giver else "")
    return Message(lines(opening, said.text), (section(opening), *said.blocks))


def freed(task: "Task", zone: ZoneInfo, now: datetime) -> Message:
    """The news that nothing stands before a task any more."""
    said = card(task, zone, now)
    opening = md("What this was waiting for is done. You can go on.")
    return Message(lines(opening, said.text), (section(opening), *said.blocks))


def listing(
    tasks: Sequence["Task"],
    actor: Actor,
    now: datetime,
    *,
    query: str,
    heading: str,
    earlier: bool,
    later: bool,
    notice: Block | None = None,
) -> Message:
    """One page of a list. `query` is what was asked for, in the words that ask for it again."""
    stay = {"list": query} | ({"go": "stay", **_cursor(tasks[0])} if earlier and tasks else {})
    top = [notice] if notice else []
    blocks = fitting([_row(task, actor, now, stay) for task in tasks], under=top)
    shown_tasks = tasks[: len(blocks)]
    later = later or len(shown_tasks) < len(tasks)
    if not tasks:
        text = md(f"{heading}: nothing here. ", "`/task add Ship the beta friday` adds one.")
        return Message(text, (*top, section(text)))
    head = md(bold(heading), f" · {len(shown_tasks)} shown" if earlier or later else f" · {len(tasks)}")
    paging = _paging(shown_tasks, query, earlier=earlier, later=later)
    text = lines(head, *[md(title(task)) for task in shown_tasks])
    return Message(clip_text(text), (*top, section(head), *blocks, *paging), ONLY_YOU)


def add_form(draft: str, *, title: str = "", description: str = "", owner: str | None = None, channel: bool) -> Block:
    """The form for a new task; `channel` asks where it belongs, when nothing else can tell."""
    fields = _fields(title=title, description=description, owner=owner)
    where = [_channel_field()] if channel else []
    return form("tasks.new", "New task", "Create task", (*fields, *where), draft=draft)


def edit_form(task: "Task", zone: ZoneInfo, draft: str) -> Block:
    """The form for changing a task, filled with what it says now."""
    theirs = zone if task.due_timed else ZoneInfo(task.due_zone or "UTC")
    local = task.due_at.astimezone(theirs) if task.due_at else None
    fields = _fields(
        title=task.title,
        description=task.description,
        owner=task.owner_id,
        helpers=task.helper_ids,
        due=local,
        timed=task.due_timed,
        priority=task.priority,
        labels=" ".join(task.labels),
        estimate=estimate_words(task.estimate_minutes) if task.estimate_minutes else "",
    )
    statuses = tuple(_STATUS.items())
    status = field("status", "Status", select(statuses, task.status), optional=False)
    return form("tasks.edit", f"Edit {rules.key(task.number)}", "Save", (*fields, status), draft=draft)


def title(task: "Task", most: int = 2000) -> Md:
    """Key and full title, unless it is one of very many characters that must be escaped."""
    return md(bold(rules.key(task.number)), " ", clip(task.title, most))


def details(task: "Task", zone: ZoneInfo, now: datetime, *, shared: bool = False, status: bool = True) -> Md:
    """Everything else, on one line."""
    return dotted(
        person(task.owner_id) if task.owner_id else None,
        _helpers(task),
        _due(task, zone, now, shared=shared),
        _PRIORITY[task.priority],
        clip(" ".join(f"#{label}" for label in task.labels), 420),
        estimate_words(task.estimate_minutes) if task.estimate_minutes else None,
        _STATUS[task.status].lower() if status and task.status != "open" else None,
        _waits(task),
    )


def due_words(task: "Task", zone: ZoneInfo, now: datetime) -> str:
    """The due moment in the reader's zone; a day without an hour stays the day that was meant."""
    if task.due_at is None:
        return ""
    theirs = zone if task.due_timed else ZoneInfo(task.due_zone or "UTC")
    local = task.due_at.astimezone(theirs)
    year = "" if local.year == now.astimezone(theirs).year else f" {local.year}"
    day = f"{local:%a} {local.day} {local:%b}{year}"
    return f"{day}, {local:%H:%M} ({_zone_name(theirs)})" if task.due_timed else day


def _written(text: Md, task: "Task", batch: str) -> Message:
    return Message(text, (section(text), _buttons(task, batch=batch, share=True)), md(ONLY_YOU, " ", _seen_by(task)))


def _seen_by(task: "Task") -> str:
    key = rules.key(task.number)
    if task.channel_kind == "public":
        return f"{key} can be seen by everybody in this workspace."
    here = ", and in this channel" if task.channel_kind == "private" else ""
    return f"{key} can be seen by those named in it{here}."


def _buttons(task: "Task", *, batch: str = "", share: bool = False, block_id: str | None = None) -> Block:
    value = {"task": task.number}
    finished = task.status not in rules.UNFINISHED
    return actions(
        button("Reopen", "tasks.reopen", value) if finished else button("Done", "tasks.done", value),
        button("Edit", "tasks.edit", value),
        button("Undo", "history.undo", {"batch": batch}) if batch else None,
        button("Share to channel", "tasks.share", value) if share else None,
        block_id=block_id,
    )


def _row(task: "Task", actor: Actor, now: datetime, stay: dict[str, Any]) -> Block:
    """One task of a list; `stay` is what brings the same page up again."""
    return section(
        lines(title(task), details(task, actor.zone, now) or None),
        button("Done", "tasks.done", {"task": task.number, **stay}) if task.status in rules.UNFINISHED else None,
    )


def _paging(tasks: Sequence["Task"], query: str, *, earlier: bool, later: bool) -> list[Block]:
    buttons = [
        button("Back", "tasks.back", {"list": query, "go": "back", **_cursor(tasks[0])}) if earlier else None,
        button("Next", "tasks.next", {"list": query, **_cursor(tasks[-1])}) if later else None,
    ]
    return [actions(*buttons)] if any(buttons) else []


def _cursor(task: "Task") -> dict[str, Any]:
    return {"due": task.due_rank.isoformat(), "number": task.number}


def _helpers(task: "Task") -> Md | None:
    return md("with ", Md(", ".join(person(user) for user in task.helper_ids))) if task.helper_ids else None


def _waits(task: "Task") -> Md | None:
    if not task.waits_for or task.status not in rules.UNFINISHED:
        return None
    keys = ", ".join(rules.key(int(number)) for number in task.waits_for[:5])
    more = f" and {len(task.waits_for) - 5} more" if len(task.waits_for) > 5 else ""
    return md(f"waits for {keys}{more}")


def _due(task: "Task", zone: ZoneInfo, now: datetime, *, shared: bool) -> Md | None:
    if task.due_at is None:
        return None
    late = task.due_at < now and task.status in rules.UNFINISHED
    words = moment(task.due_at, zone) if shared and task.due_timed else md(due_words(task, zone, now))
    return md("late, was due " if late else "due ", words)


def _zone_name(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")


def _count(number: int) -> str:
    return "1 task" if number == 1 else f"{number} tasks"


def _fields(
    *,
    title: str = "",
    description: str = "",
    owner: str | None = None,
    helpers: tuple[str, ...] = (),
    due: datetime | None = None,
    timed: bool = False,
    priority: str = "normal",
    labels: str = "",
    estimate: str = "",
) -> tuple[Block, ...]:
    priorities = tuple((name, name.capitalize()) for name in PRIORITIES)
    more = text_input(description, limit=rules.DESCRIPTION_LIMIT, multiline=True)
    day: Block = {"type": "datepicker"} | ({"initial_date": f"{due:%Y-%m-%d}"} if due else {})
    hour: Block = {"type": "timepicker"} | ({"initial_time": f"{due:%H:%M}"} if due and timed else {})
    return (
        field("title", "Title", text_input(title, limit=rules.TITLE_LIMIT), optional=False),
        *([field("description", "Description", more)] if len(description) <= rules.DESCRIPTION_LIMIT else []),
        field("owner", "Owner", person_input(owner)),
        field("helpers", "Helpers", people_input(helpers, most=rules.HELPERS_LIMIT)),
        field("due_date", "Due date", day),
        field("due_time", "Due time", hour, hint="Leave empty if any time that day will do."),
        field("priority", "Priority", select(priorities, priority), optional=False),
        field(
            "labels",
            "Labels",
            text_input(labels, limit=rules.LABELS_LIMIT * (rules.LABEL_LIMIT + 1), placeholder="launch web"),
        ),
        field("estimate", "Estimate", text_input(estimate, limit=20, placeholder="3d, 4h or 30m")),
    )


def _channel_field() -> Block:
    element: Block = {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    hint = "Where the task belongs: those in the channel can see it."
    return field("channel", "Channel", element, hint=hint)
