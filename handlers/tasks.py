"""Tasks: what people ask of them, each a function of one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.rules import tasks as rules
from bot.rules.errors import UserError
from bot.rules.tasks import Filter, Verb
from bot.rules.text import truncate
from bot.views import home as home_views
from bot.views import tasks as views
from bot.views.blocks import Block, Message, md
from bot.views.history import happened
from handlers import quoting
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.notices import refresh, share, tell
from storage import blockers as blocker_records
from storage import drafts, people
from storage import tasks as records
from storage.blockers import Blocker
from storage.tasks import Cursor, Task

# Each button of a list carries what it was asked for, and JSON within JSON may make four characters of one.
QUERY_LIMIT = 200


def add(session: Session, ask: Ask) -> Answer:
    """`/task add Ship the beta @user friday 17:00 !high #launch ~3d`."""
    new = rules.parse_add(ask.text, now=ask.now, zone=ask.actor.zone, find=_finder(session, ask))
    return _created(session, ask, new)


def list_(session: Session, ask: Ask) -> Answer:
    """`/task list mine late #launch`."""
    return Answer(_page(session, ask, ask.text, None), private=True)


def turn(session: Session, ask: Ask) -> Answer:
    """Next and Back under a list."""
    return Answer(_page(session, ask, str(ask.value.get("list", "")), _cursor(ask)), private=True)


def my(session: Session, ask: Ask) -> Answer:
    """`/beat my`: what waits for me, and my tasks."""
    tasks, waiting = mine(session, ask, home_views.SHOWN)
    return Answer(home_views.mine(tasks, waiting, ask.actor, ask.now), private=True)


def mine(session: Session, ask: Ask, most: int) -> tuple[list[Task], list[Blocker]]:
    """The asker's open tasks, and the blockers they were asked to clear."""
    tasks = records.page(session, ask.actor, Filter(owner_id=ask.actor.user_id), None, most, ask.now)
    return tasks, blocker_records.waiting_on(session, ask.actor, most)


def show(session: Session, ask: Ask) -> Answer:
    """`/task show 4`."""
    return Answer(views.shown(_only(session, ask), ask.actor, ask.now), private=True)


def edit(session: Session, ask: Ask) -> Answer:
    """`/task edit 4`, or the Edit button: the form."""
    task = _only(session, ask)
    return Answer(form=views.edit_form(task, ask.actor.zone, _draft(session, ask, task=task.number)))


def edited(session: Session, ask: Ask) -> Answer:
    """The form came back: everything in it is taken, nothing else is touched."""
    task = _only(session, ask)
    new = rules.from_form(ask.values, zone=ask.actor.zone, before=_due(task))
    if "description" not in ask.values:
        # It was too long to be shown in the form.
        new = replace(new, description=task.description)
    owner_id = task.owner_id
    records.edit(session, ask.stamp, task, new, rules.status_of(str(ask.values.get("status") or "")))
    if task.owner_id != owner_id:
        _tell_owner(session, ask, task)
    _free_others(session, ask, task)
    refresh(session, ask, (records.NOUN, task.number), task.version)
    return Answer(views.changed("Saved", task, ask.actor, ask.now, ask.stamp.batch))


def new_form(session: Session, ask: Ask) -> Answer:
    """The New task button or shortcut: an empty form."""
    draft = _draft(session, ask)
    return Answer(form=views.add_form(draft, owner=ask.actor.user_id, channel=not ask.actor.place.channel_id))


def form_from_message(session: Session, ask: Ask) -> Answer:
    """The Create task shortcut on a message: the form, filled from it, with a link back."""
    text = quoting.said(ask.message)
    first = truncate(text.splitlines()[0], rules.TITLE_LIMIT) if text else ""
    more = "" if first == text else text
    draft = _draft(session, ask, source_url=ask.message.get("permalink"), description=more)
    return Answer(form=views.add_form(draft, title=first, description=more, channel=False))


def created(session: Session, ask: Ask) -> Answer:
    """The form for a new task came back."""
    new = rules.from_form(ask.values, zone=ask.actor.zone, source_url=ask.context.get("source_url"))
    if "description" not in ask.values:
        # It was too long to be shown in the form.
        new = replace(new, description=ask.context.get("description", ""))
    return _created(session, ask, new)


def assign(session: Session, ask: Ask) -> Answer:
    """`/task assign 4 @ben`."""
    numbers, rest = rules.parse_keys(ask.text)
    owner = rules.parse_person(rest, _finder(session, ask), me=ask.actor.user_id)
    return _set(session, ask, numbers, "Assigned", "assign", owner_id=owner)


def claim(session: Session, ask: Ask) -> Answer:
    """`/task claim 4`: it is mine."""
    numbers, _ = rules.parse_keys(ask.text)
    return _set(session, ask, numbers, "Yours now", "claim", owner_id=ask.actor.user_id)


def due(session: Session, ask: Ask) -> Answer:
    """`/task due 4 friday 17:00`; `none` clears it."""
    numbers, moment = rules.parse_due_line(ask.text, now=ask.now, zone=ask.actor.zone)
    return _set(session, ask, numbers, "Due date set" if moment else "Due date cleared", "due", due=moment)


def block(session: Session, ask: Ask) -> Answer:
    """`/task block 4 by 3` waits for a task; `/task block 4 no test data @ben` raises a blocker."""
    numbers, rest = rules.parse_keys(ask.text)
    waits = rules.parse_waits(rest)
    if not waits:
        return _block_by_blocker(session, ask, numbers, rest)
    for number in waits:
        records.find(session, ask.actor, number)
    return _report(session, ask, "Blocked", numbers, lambda task: records.wait_for(session, ask.stamp, task, waits))


def mover(verb: Verb) -> Act:
    """The act that takes one or several tasks a step further."""
    return Act(partial(_move, verb))


def clicked(verb: Verb) -> Act:
    """The same for a button; a list it was pressed in is shown again."""
    return Act(partial(_move_by_click, verb))


def share_task(session: Session, ask: Ask) -> Answer:
    """The Share to channel button."""
    task = _only(session, ask)
    return share(session, ask, "tasks.shared", (records.NOUN, task.number), views.title(task))


def _created(session: Session, ask: Ask, new: rules.NewTask) -> Answer:
    task = records.add(session, ask.stamp, ask.actor.place, new)
    _tell_owner(session, ask, task)
    return Answer(views.added(task, ask.actor, ask.now, ask.stamp.batch))


def _move(verb: Verb, session: Session, ask: Ask) -> Answer:
    numbers, _ = rules.parse_keys(ask.text)
    return _report(session, ask, rules.MOVES[verb].said, numbers, partial(_step, session, ask, verb))


def _move_by_click(verb: Verb, session: Session, ask: Ask) -> Answer:
    task = _only(session, ask)
    _step(session, ask, verb, task)
    refresh(session, ask, (records.NOUN, task.number), task.version)
    said = rules.MOVES[verb].said
    if "list" not in ask.value:
        return Answer(views.changed(said, task, ask.actor, ask.now, ask.stamp.batch))
    notice = happened(md(f"{said}: ", views.title(task)), ask.stamp.batch)
    return Answer(_page(session, ask, str(ask.value["list"]), _cursor(ask), notice), private=True)


def _step(session: Session, ask: Ask, verb: Verb, task: Task) -> None:
    records.move(session, ask.stamp, task, verb)
    _free_others(session, ask, task)


def _free_others(session: Session, ask: Ask, task: Task) -> None:
    """Once a task is out of the way, those that waited for it can go on."""
    if task.status in rules.UNFINISHED:
        return
    for freed in records.free_those_waiting_for(session, ask.stamp, task):
        refresh(session, ask, (records.NOUN, freed.number), freed.version)
        if freed.owner_id and freed.owner_id != ask.actor.user_id:
            tell(session, ask, "tasks.freed", (records.NOUN, freed.number), freed.owner_id)


def _set(session: Session, ask: Ask, numbers: tuple[int, ...], said: str, verb: str, **values: Any) -> Answer:
    def step(task: Task) -> None:
        owner_id = task.owner_id
        records.change(session, ask.stamp, task, verb, values)
        if task.owner_id != owner_id:
            _tell_owner(session, ask, task)

    return _report(session, ask, said, numbers, step)


def _report(session: Session, ask: Ask, said: str, numbers: tuple[int, ...], step: Callable[[Task], None]) -> Answer:
    """Take a step with each task; one that can't be taken does not stop the others."""
    tasks: list[Task] = []
    problems: list[UserError] = []
    for number in numbers:
        try:
            task = records.find(session, ask.actor, number)
            step(task)
        except UserError as error:
            problems.append(error)
            continue
        refresh(session, ask, (records.NOUN, number), task.version)
        tasks.append(task)
    if len(numbers) > 1:
        return Answer(views.several(said, tasks, [problem.text for problem in problems], ask.stamp.batch))
    if problems:
        raise problems[0]
    return Answer(views.changed(said, tasks[0], ask.actor, ask.now, ask.stamp.batch))


def _block_by_blocker(session: Session, ask: Ask, numbers: tuple[int, ...], reason: str) -> Answer:
    from handlers.blockers import raise_for  # noqa: PLC0415

    return raise_for(session, ask, records.find(session, ask.actor, numbers[0]), reason)


def _page(session: Session, ask: Ask, query: str, cursor: Cursor | None, notice: Block | None = None) -> Message:
    query = truncate(query, QUERY_LIMIT, "")
    wanted = rules.parse_filter(
        query, me=ask.actor.user_id, now=ask.now, zone=ask.actor.zone, find=_finder(session, ask)
    )
    found = records.page(session, ask.actor, wanted, cursor, views.PAGE + 1, ask.now)
    more = len(found) > views.PAGE
    backwards = cursor is not None and cursor.backwards
    shown = found[1:] if backwards and more else found[: views.PAGE]
    return views.listing(
        shown,
        ask.actor,
        ask.now,
        query=query,
        heading=rules.filter_words(wanted, query),
        earlier=more if backwards else cursor is not None,
        later=backwards or more,
        notice=notice,
    )


def _cursor(ask: Ask) -> Cursor | None:
    """The place in a list that a button under it, or in it, speaks of."""
    if "due" not in ask.value:
        return None
    try:
        due = datetime.fromisoformat(str(ask.value["due"]))
    except ValueError:
        raise UserError("That list is from an older version of me. Please ask for it again.") from None
    return Cursor(due, ask.number("number") or 0, ask.value.get("go") == "back", ask.value.get("go") == "stay")


def _only(session: Session, ask: Ask) -> Task:
    """The one task that a button or a word names."""
    number = ask.number("task")
    if number:
        return records.find(session, ask.actor, number)
    numbers, _ = rules.parse_keys(ask.text)
    return records.find(session, ask.actor, numbers[0])


def _due(task: Task) -> rules.Due | None:
    return rules.Due(task.due_at, task.due_zone or "UTC", task.due_timed) if task.due_at else None


def _tell_owner(session: Session, ask: Ask, task: Task) -> None:
    if task.owner_id and task.owner_id != ask.actor.user_id:
        tell(session, ask, "tasks.assigned", (records.NOUN, task.number), task.owner_id, by=ask.actor.user_id)


def _finder(session: Session, ask: Ask) -> Callable[[str], str | None]:
    return partial(people.by_name, session, ask.actor.workspace_id)


def _draft(session: Session, ask: Ask, **data: Any) -> str:
    kept = {**ask.origin(), **data}
    return drafts.keep(session, ask.actor.workspace_id, ask.actor.user_id, kept, ask.now)


NOUN = Noun(
    verbs={
        "add": Act(add),
        "new": Act(add),
        "create": Act(add),
        "list": reads(list_),
        "ls": reads(list_),
        "all": reads(list_),
        "my": reads(my),
        "mine": reads(my),
        "show": reads(show),
        "view": reads(show),
        "edit": Act(edit),
        "start": mover("start"),
        "done": mover("done"),
        "finish": mover("done"),
        "close": mover("done"),
        "reopen": mover("reopen"),
        "drop": mover("drop"),
        "cancel": mover("drop"),
        "assign": Act(assign),
        "claim": Act(claim),
        "take": Act(claim),
        "due": Act(due),
        "block": Act(block),
        "unblock": mover("unblock"),
    },
    bare="help",
)
BUTTONS = {
    "tasks.new": Act(new_form),
    "tasks.edit": Act(edit),
    "tasks.done": clicked("done"),
    "tasks.reopen": clicked("reopen"),
    "tasks.share": Act(share_task),
    "tasks.next": reads(turn),
    "tasks.back": reads(turn),
}
FORMS = {"tasks.new": Act(created), "tasks.edit": Act(edited)}
SHORTCUTS = {"tasks.new": Act(new_form), "tasks.from_message": Act(form_from_message)}
