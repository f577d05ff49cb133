"""Tasks as people see them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import tasks as rules
from bot.rules.calendar import day_words, local_day, zone_label
from bot.rules.errors import Choice
from bot.rules.estimates import estimate_words
from bot.rules.oneline import readable
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.rules.priority import PRIORITIES
from bot.rules.text import truncate
from bot.views import lists
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
    code,
    context,
    dotted,
    field,
    form,
    lines,
    link,
    md,
    moment,
    paragraphs,
    people_input,
    person,
    person_input,
    place,
    section,
    select,
    share_of_a_message,
    text_input,
)
from bot.views.lists import ONLY_YOU, Look, no_longer, opened_by, taken_back, written

if TYPE_CHECKING:
    from storage.blockers import Blocker
    from storage.tasks import Task

_STATUS = {"open": "Open", "doing": "In progress", "blocked": "Blocked", "done": "Done", "dropped": "Dropped"}
_PRIORITY = {"low": "low priority", "normal": "", "high": "high priority", "urgent": "urgent"}


def added(task: "Task", actor: Actor, now: datetime, batch: str, note: Md | None = None) -> Message:
    """The answer to a new task: what was understood, a word on its owner, and the ways to mend it."""
    text = lines(md("Added ", title(task)), details(task, actor.zone, now) or None, note)
    return _written(text, task, batch)


def changed(said: str, task: "Task", actor: Actor, now: datetime, batch: str, note: Md | None = None) -> Message:
    """The answer to a change of one task; `said` is what happened: `Done`, `Due date set`."""
    news = said in {move.said for move in rules.LIFECYCLE.moves.values()}
    text = lines(md(f"{said}: ", title(task)), details(task, actor.zone, now, status=not news) or None, note)
    return _written(text, task, batch)


def renamed(before: str, task: "Task", batch: str) -> Message:
    """The answer to a new title, with the one it replaced."""
    return _written(
        md("Renamed: ", bold(rules.key(task.number)), " ", clip(before, 900), " → ", clip(task.title, 2000)),
        task,
        batch,
    )


def without_owner(task: "Task") -> Md:
    """A word on a new task that nobody owns."""
    return md("It has no owner, so it is on your list. ", code(f"/task assign {task.number} @name"), " gives it away.")


def left_out(words: str) -> Md | None:
    """A word on words after the keys of a command, which say nothing to us."""
    said = readable(words).strip(" .,;:!")
    return md("I left out “", clip(said, 200), "”: I took only the keys.") if said else None


def several(
    said: str,
    tasks: Sequence[tuple["Task", Md | None]],
    problems: Sequence[str],
    batch: str,
    note: Md | None = None,
) -> Message:
    """The answer to a change of many tasks at once, each with a word on it, and with what could not be changed."""
    share = share_of_a_message(len(tasks), besides=sum(len(note or "") for _, note in tasks))
    rows = [lines(md("• ", title(task, share)), note) for task, note in tasks]
    rows += [md("• ", problem) for problem in problems]
    rows += [note] if note else []
    heading = md(f"{said}: ", count(len(tasks))) if tasks else md("Nothing changed.")
    blocks = paragraphs([heading, *rows])
    undo = [actions(button("Undo", "history.undo", {"batch": batch}))] if tasks else []
    return Message(clip_text(lines(heading, *rows)), (*blocks, *undo), ONLY_YOU)


def loose_ends(waited_for: Sequence[str], blockers: Sequence["Blocker"]) -> Md | None:
    """A word on what a task waits for no more, and on what is unresolved in its way; None when there is neither."""
    waited = md(f"It was waiting for {rules.keys(waited_for)}, and no longer is.") if waited_for else None
    if not blockers:
        return waited
    named = ", ".join(blocker.key for blocker in blockers[: rules.KEYS_SHOWN])
    still = md(f"Still open in its way: {named}. When it is cleared: `/blocker resolve {blockers[0].number}`")
    return lines(waited, still)


def shown(task: "Task", actor: Actor, now: datetime, *, may_change: bool) -> Message:
    """One task with everything it says, and what its reader can do with it."""
    text = lines(title(task), details(task, actor.zone, now) or None)
    more = clip(task.description, 2900) if task.description else None
    made = dotted(
        md("Created by ", person(task.creator_id), " ", ago(task.created_at, now), " ago"),
        link(task.source_url, "from this message") if task.source_url else None,
    )
    buttons = _buttons(task, history=True, may_change=may_change)
    blocks = [section(text), *([section(more)] if more else []), buttons, context(made)]
    return Message(clip_text(lines(text, more)), tuple(blocks))


def card(task: "Task", zone: ZoneInfo, now: datetime, *, shared: bool = False) -> Message:
    """A task as it stands in a DM, or `shared` in a channel, where people of many zones read it."""
    if task.removed_at:
        return taken_back(task.key)
    text = lines(title(task), details(task, zone, now, shared=shared) or None)
    return Message(text, (section(text), _buttons(task, block_id=f"card:task:{task.number}")))


def as_shared(task: "Task", zone: ZoneInfo, now: datetime) -> Md:
    """What a card in another channel says of a private task for as long as it stands there."""
    return lines(title(task), details(task, zone, now, shared=True, status=False) or None)


def kept_card(task: "Task", words: Md) -> Message:
    """That card: the words that were shared, and what has become of the task."""
    if task.removed_at:
        return taken_back(task.key)
    text = lines(words, _status(task))
    return Message(text, (section(text), _buttons(task, block_id=f"card:task:{task.number}")))


def assigned(task: "Task", reader: str, giver: str, zone: ZoneInfo, now: datetime) -> Message:
    """The card for a new owner, with a word on why it came."""
    said = card(task, zone, now)
    if task.removed_at:
        return said
    if task.owner_id != reader:
        return no_longer(task.key, "is no longer yours")
    opening = md("This task is yours now.", md(" ", person(giver), " gave it to you.") if giver else "")
    return opened_by(opening, said)


def was_theirs(user_id: str) -> Md:
    """A word on whose a task was, for whoever took it from them."""
    return md("It was ", person(user_id), "'s. I'm telling them.")


def taken(key: str, called: str, by: str, to: str | None) -> Md:
    """The news for whoever had a task that somebody took it, or gave it `to` another, or left it to nobody."""
    named = md(bold(key), " ", clip(called, 2000))
    given = md(" has given ", named, " to ", person(to)) if to else md(" has left ", named, " without an owner")
    return md(person(by), md(" has taken over ", named) if to == by else given, ". It is no longer yours.")


def as_it_was(words: Md) -> Message:
    """News in words that were kept."""
    return Message(words, (section(words),))


def yours_again(task: "Task") -> Message:
    """The same news, once that was undone."""
    return as_it_was(md(title(task), " is yours again."))


def freed(task: "Task", zone: ZoneInfo, now: datetime) -> Message:
    """The news that nothing stands before a task any more."""
    opening = md("What this was waiting for is out of the way. You can go on.")
    return opened_by(opening, card(task, zone, now))


def listing(
    page: Page["Task"],
    actor: Actor,
    now: datetime,
    *,
    query: str,
    heading: str,
    notice: Block | None = None,
    may_change: Collection[str],
) -> Message:
    """One page of a list. `query` is what was asked for, in the words that ask for it again.

    Where its tasks were written down in several channels, each says in which. `may_change` are the keys of those that
    the reader may change.
    """
    mixed = len({task.channel_id for task in page.rows if _in_a_channel(task)}) > 1

    def row(task: "Task", stay: dict[str, Any]) -> Block:
        done = button("Done", "tasks.done", {"task": task.number, **stay})
        channel = md("in ", place(task.channel_id)) if mixed and _in_a_channel(task) else None
        text = lines(title(task), dotted(details(task, actor.zone, now) or None, channel) or None)
        return section(text, done if task.status in rules.UNFINISHED and task.key in may_change else None)

    look = Look(
        title=title,
        row=row,
        place=lambda task: {"due": task.due_rank.isoformat(), "number": task.number},
        back=lambda value: button("Back", "tasks.back", value),
        next=lambda value: button("Next", "tasks.next", value),
    )
    nothing = md(f"{heading}: nothing here. ", "`/task add Ship the beta friday` adds one.")
    return lists.listing(page, look, heading=heading, nothing=nothing, query=query, notice=notice)


def _in_a_channel(task: "Task") -> bool:
    return task.channel_id != "" and task.channel_kind != "dm"


def nothing_found(heading: str, wanted: rules.Filter, offers: Sequence[Choice], notice: Block | None = None) -> Message:
    """A list that has none of the words asked for: what was looked for, and the nearest lists as buttons."""
    which = "open tasks" if wanted.statuses == rules.UNFINISHED else "tasks"
    words = clip(" ".join(wanted.words), 200)
    text = md(f"{heading}: nothing here. I looked for “", words, f"” in the titles and labels of {which}.")
    buttons = [button(offer.label, f"run.{n}", {"command": offer.command}) for n, offer in enumerate(offers)]
    return Message(text, (*([notice] if notice else []), section(text), actions(*buttons)), ONLY_YOU)


def add_form(draft: str, *, title: str = "", description: str = "", owner: str | None = None, channel: bool) -> Block:
    """The form for a new task; `channel` asks where it belongs, when nothing else can tell."""
    fields = _fields({"title": title, "description": description, "owner": owner, "priority": "normal"})
    where = [_channel_field()] if channel else []
    return form("tasks.new", "New task", "Create task", (*fields, *where), draft=draft)


def edit_form(task: "Task", values: Mapping[str, Any], draft: str) -> Block:
    """The form for changing a task, filled with what it says now, by the names of its fields."""
    status = field("status", "Status", select(tuple(_STATUS.items()), values["status"]), optional=False)
    return form("tasks.edit", f"Edit {task.key}", "Save", (*_fields(values), status), draft=draft)


def in_form(name: str, value: Any, name_of: Callable[[str], str]) -> str:
    """What a field of the form says, in plain text; `name_of` gives a person's name."""
    match name:
        case "status":
            return _STATUS[value]
        case "owner" | "helpers" if value:
            return ", ".join(map(name_of, [value] if isinstance(value, str) else value))
        case _:
            return truncate(str(value or ""), 100)


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
        _status(task) if status else None,
        _waits(task),
    )


def _status(task: "Task") -> Md | None:
    """What has become of it; of what is over also by whom."""
    words = None if task.status == "open" else md(_STATUS[task.status].lower())
    return words if task.status in rules.UNFINISHED else md(words or "", " by ", person(task.status_by))


def due_words(task: "Task", zone: ZoneInfo, now: datetime) -> str:
    """The due moment in the reader's zone; a day without an hour stays the day that was meant."""
    if task.due_at is None:
        return ""
    theirs = zone if task.due_timed else ZoneInfo(task.due_zone or "UTC")
    local = task.due_at.astimezone(theirs)
    day = day_words(local.date(), local_day(now, theirs))
    return f"{day}, {local:%H:%M} ({zone_label(theirs)})" if task.due_timed else day


def _written(text: Md, task: "Task", batch: str) -> Message:
    return written(text, _buttons(task, batch=batch, share=True), task)


def _buttons(
    task: "Task",
    *,
    batch: str = "",
    share: bool = False,
    history: bool = False,
    block_id: str | None = None,
    may_change: bool = True,
) -> Block:
    value = {"task": task.number}
    finished = task.status not in rules.UNFINISHED
    change = button("Reopen", "tasks.reopen", value) if finished else button("Done", "tasks.done", value)
    return actions(
        change if may_change else None,
        button("Edit", "tasks.edit", value) if may_change else None,
        button("Undo", "history.undo", {"batch": batch}) if batch else None,
        button("Share to channel", "tasks.share", value) if share else None,
        button("History", "history.show", {"noun": "task", "number": task.number}) if history else None,
        block_id=block_id,
    )


def _helpers(task: "Task") -> Md | None:
    return md("with ", Md(", ".join(person(user) for user in task.helper_ids))) if task.helper_ids else None


def _waits(task: "Task") -> Md | None:
    if not task.waits_for or task.status not in rules.UNFINISHED:
        return None
    return md(f"waits for {rules.keys(task.waits_for)}")


def _due(task: "Task", zone: ZoneInfo, now: datetime, *, shared: bool) -> Md | None:
    if task.due_at is None:
        return None
    late = task.due_at < now and task.status in rules.UNFINISHED
    words = moment(task.due_at, zone) if shared and task.due_timed else md(due_words(task, zone, now))
    return md("late, was due " if late else "due ", words)


def count(number: int) -> str:
    """So many of them, in words."""
    return "1 task" if number == 1 else f"{number} tasks"


def _fields(values: Mapping[str, Any]) -> tuple[Block, ...]:
    priorities = tuple((name, name.capitalize()) for name in PRIORITIES)
    description, day, hour = values["description"], values.get("due_date"), values.get("due_time")
    more = field("description", "Description", text_input(description, limit=rules.DESCRIPTION_LIMIT, multiline=True))
    if len(description) > rules.DESCRIPTION_LIMIT:
        more = context(md("The whole description is kept with the task; it is too long to be shown here."))
    date: Block = {"type": "datepicker"} | ({"initial_date": day} if day else {})
    time: Block = {"type": "timepicker"} | ({"initial_time": hour} if hour else {})
    labels_limit = rules.LABELS_LIMIT * (rules.LABEL_LIMIT + 1)
    labels = text_input(values.get("labels", ""), limit=labels_limit, placeholder="launch web")
    estimate = text_input(values.get("estimate", ""), limit=20, placeholder="3d, 4h or 30m")
    return (
        field("title", "Title", text_input(values["title"], limit=rules.TITLE_LIMIT), optional=False),
        more,
        field("owner", "Owner", person_input(values["owner"])),
        field("helpers", "Helpers", people_input(tuple(values.get("helpers", ())), most=rules.HELPERS_LIMIT)),
        field("due_date", "Due date", date),
        field("due_time", "Due time", time, hint="Leave empty if any time that day will do."),
        field("priority", "Priority", select(priorities, values["priority"]), optional=False),
        field("labels", "Labels", labels),
        field("estimate", "Estimate", estimate),
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
