"""Tasks: what people ask of them, each a function of one transaction."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.rules import editing, task_words
from bot.rules import tasks as rules
from bot.rules.calendar import local_day
from bot.rules.errors import UserError
from bot.rules.lifecycle import TITLE_SHOWN
from bot.rules.people import Permission, allow
from bot.rules.people_lists import refuse_people
from bot.rules.tasks import Verb
from bot.rules.text import truncate
from bot.views import tasks as views
from bot.views.blocks import Md, lines, md
from bot.views.history import happened
from bot.views.reaching import hindrance, telling
from handlers import quoting
from handlers.asking import Act, Answer, Ask, reads
from handlers.blockers import raise_for, stuck
from handlers.commands import Noun
from handlers.naming import named_by_key
from handlers.notices import hand_over, is_outsider, refresh, refuse_outsider, share, tell
from handlers.reaching import reach
from handlers.task_lists import late, list_, listed, my, shown_again
from handlers.waiting import let_others_go_on
from storage import blockers as blocker_records
from storage import history, people, permission, waiting
from storage import tasks as records
from storage.tasks import Task


def add(session: Session, ask: Ask) -> Answer:
    """`/task add Ship the beta @user friday 17:00 !high #launch ~3d`."""
    new = task_words.parse_add(ask.text, now=ask.now, zone=ask.actor.zone, find=ask.find(session))
    return _created(session, ask, new)


def show(session: Session, ask: Ask) -> Answer:
    """`/task show 4`."""
    task = _only(session, ask, "see")
    may_change = bool(permission.changeable(session, ask.actor, [task]))
    return Answer(views.shown(task, ask.actor, ask.now, may_change=may_change), private=True)


def edit(session: Session, ask: Ask) -> Answer:
    """`/task edit 4 Order the cake`; without words, and by button, the form."""
    if ask.text:
        named_by_key(session, ask, "edit")
        number, title, when = task_words.parse_rename(ask.text, ask.find(session), now=ask.now, zone=ask.actor.zone)
        if title:
            return _renamed(session, ask, records.find(session, ask.actor, number, "change"), title, when)
    task = _only(session, ask, "change")
    shown = editing.task_form(task, ask.actor.zone)
    draft = ask.draft(session, task=task.number, version=task.version, shown=shown)
    return Answer(form=views.edit_form(task, shown, draft))


def edited(session: Session, ask: Ask) -> Answer:
    """The form came back: what was changed in it is taken, nothing else is touched."""
    task = _only(session, ask, "change")
    now = editing.task_form(task, ask.actor.zone)
    edit = editing.Edit(shown=ask.context["shown"], sent=ask.values, now=now)
    _refuse_overtaken(session, ask, task, edit)
    new = task_words.from_form(edit.result, zone=ask.actor.zone, before=due_of(task))
    owner_id, title, waited_for = task.owner_id, task.title, task.waits_for
    records.change(session, ask.stamp, task, "edit", editing.task_values(edit, new))
    against = _tell_owners(session, ask, task, owner_id, title)
    let_others_go_on(session, ask, task)
    refresh(session, ask, task)
    loose = _loose_ends(session, ask, task, waited_for) if "status" in edit.touched else None
    note = lines(against, loose) or None
    return Answer(views.changed("Saved", task, ask.actor, ask.now, ask.stamp.batch, note))


def new_form(session: Session, ask: Ask) -> Answer:
    """The New task button or shortcut: an empty form."""
    draft = ask.draft(session)
    return Answer(form=views.add_form(draft, owner=ask.actor.user_id, channel=not ask.actor.place.channel_id))


def form_from_message(session: Session, ask: Ask) -> Answer:
    """The Create task shortcut on a message: the form, filled from it, with a link back."""
    text = quoting.said(ask.message)
    first = truncate(text.splitlines()[0], rules.TITLE_LIMIT) if text else ""
    more = "" if first == text else text
    draft = ask.draft(session, source_url=ask.message.get("permalink"), description=more)
    return Answer(form=views.add_form(draft, title=first, description=more, channel=False))


def created(session: Session, ask: Ask) -> Answer:
    """The form for a new task came back."""
    new = task_words.from_form(ask.values, zone=ask.actor.zone, source_url=ask.context.get("source_url"))
    if "description" not in ask.values:
        # It was too long to be shown in the form.
        new = replace(new, description=ask.context.get("description", ""))
    return _created(session, ask, new)


def assign(session: Session, ask: Ask) -> Answer:
    """`/task assign 4 @ben`; whoever else is named helps."""
    named_by_key(session, ask, "assign")
    numbers, rest = rules.parse_keys(ask.text, "assign")
    command = f"task assign {' '.join(map(str, numbers))}"
    owner, *others = task_words.parse_people(rest, ask.find(session), me=ask.actor.user_id, command=command)
    refuse_outsider(session, ask, owner)
    return set_(session, ask, numbers, "Assigned", "assign", lambda task: _owned(task, owner, *others))


def claim(session: Session, ask: Ask) -> Answer:
    """`/task claim 4`: it is mine."""
    named_by_key(session, ask, "claim")
    numbers, rest = rules.parse_keys(ask.text, "claim")
    refuse_people(rest, ask.find(session), numbers)
    return set_(session, ask, numbers, "Yours now", "claim", lambda task: _owned(task, ask.actor.user_id))


def due(session: Session, ask: Ask) -> Answer:
    """`/task due 4 friday 17:00`; `none` clears it."""
    named_by_key(session, ask, "due")
    zone = ask.actor.zone
    numbers, words = task_words.split_due_line(ask.text, now=ask.now, zone=zone)
    about = _about(session, ask, numbers)
    command = f"task due {' '.join(map(str, numbers))}"
    moment = task_words.parse_due(words, now=ask.now, zone=zone, command=command, about=about)
    return set_(
        session, ask, numbers, "Due date set" if moment else "Due date cleared", "due", lambda _: {"due": moment}
    )


def block(session: Session, ask: Ask) -> Answer:
    """`/task block 4 by 3` waits for a task; `/task block 4 no test data @ben` raises a blocker."""
    numbers, rest = rules.parse_keys(ask.text, "block")
    waits, reason = rules.parse_waits(rest, numbers)
    if not waits:
        return raise_for(session, ask, numbers, reason)
    others = [records.find(session, ask.actor, number, "see") for number in waits]
    return _report(session, ask, "Blocked", numbers, lambda task: waiting.wait_for(session, ask.stamp, task, others))


def blocked(session: Session, ask: Ask) -> Answer:
    """`blocked 4 by 3`; without a task, what is in the way; alone, what is blocked."""
    if not ask.text:
        return listed(session, replace(ask, text="blocked"))
    return block(session, ask) if rules.KEY.match(ask.text) else stuck(session, ask)


def mover(verb: Verb) -> Act:
    """The act that takes one or several tasks a step further."""
    return Act(partial(_move, verb), takes="keys")


def clicked(verb: Verb) -> Act:
    """The same for a button; a list it was pressed in is shown again."""
    return Act(partial(_move_by_click, verb))


def share_task(session: Session, ask: Ask) -> Answer:
    """The Share to channel button."""
    task = _only(session, ask, "change")
    words = views.as_shared(task, ask.actor.zone, ask.now)
    return share(session, ask, "tasks.shared", task, views.title(task), words)


def _created(session: Session, ask: Ask, new: rules.NewTask) -> Answer:
    permission.refuse_reader(session, ask.actor)
    task = records.add(session, ask.stamp, ask.actor.place, new)
    note = _tell_owner(session, ask, task) if task.owner_id else views.without_owner(task)
    return Answer(views.added(task, ask.actor, ask.now, ask.stamp.batch, note))


def _renamed(session: Session, ask: Ask, task: Task, title: str, when: str) -> Answer:
    """A new title; with the words of a date, also when it is due."""
    before, command = task.title, f"task edit {task.number} “{title}” due"
    due = {"due": task_words.parse_due(when, now=ask.now, zone=ask.actor.zone, command=command)} if when else {}
    records.change(session, ask.stamp, task, "edit", {"title": title, **due})
    refresh(session, ask, task)
    if due:
        return Answer(views.changed("Saved", task, ask.actor, ask.now, ask.stamp.batch))
    return Answer(views.renamed(before, task, ask.stamp.batch))


def _move(verb: Verb, session: Session, ask: Ask) -> Answer:
    named_by_key(session, ask, verb)
    numbers, unread = rules.parse_keys(ask.text, verb)
    said = rules.LIFECYCLE.moves[verb].said
    return _report(session, ask, said, numbers, partial(_step, session, ask, verb), views.left_out(unread))


def _move_by_click(verb: Verb, session: Session, ask: Ask) -> Answer:
    task = _only(session, ask, "change")
    note = _step(session, ask, verb, task)
    refresh(session, ask, task)
    said = rules.LIFECYCLE.moves[verb].said
    if not {"list", "my"} & ask.value.keys():
        return Answer(views.changed(said, task, ask.actor, ask.now, ask.stamp.batch, note))
    return shown_again(session, ask, happened(lines(md(f"{said}: ", views.title(task)), note), ask.stamp.batch))


def _step(session: Session, ask: Ask, verb: Verb, task: Task) -> Md | None:
    """Take the step; returns a word on what that leaves behind."""
    waited_for = task.waits_for
    records.move(session, ask.stamp, task, verb)
    let_others_go_on(session, ask, task)
    return _loose_ends(session, ask, task, waited_for)


def _loose_ends(session: Session, ask: Ask, task: Task, waited_for: tuple[str, ...]) -> Md | None:
    """A word on what a task was waiting for, and on the blockers still in its way that the asker may see."""
    in_the_way = [each for each in blocker_records.in_the_way(session, task) if allow(ask.actor, "see", each)]
    return views.loose_ends(() if task.waits_for else waited_for, in_the_way)


def _owned(task: Task, owner: str, *others: str) -> dict[str, Any]:
    """A task with an owner, and with `others` among its helpers; nobody helps themselves."""
    helpers = dict.fromkeys(helper for helper in (*task.helper_ids, *others) if helper != owner)
    return {"owner_id": owner, "helper_ids": tuple(helpers)[: rules.HELPERS_LIMIT]}


def set_(
    session: Session,
    ask: Ask,
    numbers: tuple[int, ...],
    said: str,
    verb: str,
    values: Callable[[Task], dict[str, Any]],
) -> Answer:
    """Change tasks, each to values of its own; `said` is what happened."""

    def step(task: Task) -> Md | None:
        owner_id = task.owner_id
        records.change(session, ask.stamp, task, verb, values(task))
        return _tell_owners(session, ask, task, owner_id, task.title)

    return _report(session, ask, said, numbers, step)


def _about(session: Session, ask: Ask, numbers: tuple[int, ...]) -> str:
    """What a question about tasks calls them."""
    if len(numbers) > 1:
        return f"each of {rules.keys(numbers)}"
    task = records.find(session, ask.actor, numbers[0], "see")
    return f"{task.key} {truncate(task.title, TITLE_SHOWN)}"


def _report(
    session: Session,
    ask: Ask,
    said: str,
    numbers: tuple[int, ...],
    step: Callable[[Task], Md | None],
    unread: Md | None = None,
) -> Answer:
    """Take a step with each task; one that can't be taken does not stop the others.

    A step may give a word on it; `unread` is one on the whole.
    """
    tasks: list[tuple[Task, Md | None]] = []
    problems: list[UserError] = []
    for number in numbers:
        try:
            task = records.find(session, ask.actor, number, "change")
            note = step(task)
        except UserError as error:
            problems.append(error)
            continue
        refresh(session, ask, task)
        tasks.append((task, note))
    if len(numbers) > 1:
        said_of_problems = [problem.text for problem in problems]
        return Answer(views.several(said, tasks, said_of_problems, ask.stamp.batch, unread))
    if problems:
        raise problems[0]
    [(task, note)] = tasks
    words = lines(note, unread) if note or unread else None
    return Answer(views.changed(said, task, ask.actor, ask.now, ask.stamp.batch, words))


def _only(session: Session, ask: Ask, verb: Permission) -> Task:
    """The one task that a button or a word names."""
    number = ask.number("task")
    if number:
        return records.find(session, ask.actor, number, verb)
    named_by_key(session, ask, "show")
    numbers, _ = rules.parse_keys(ask.text, "show")
    return records.find(session, ask.actor, numbers[0], verb)


def due_of(task: Task) -> rules.Due | None:
    """When a task is due, if ever."""
    return rules.Due(task.due_at, task.due_zone or "UTC", task.due_timed) if task.due_at else None


def _tell_owners(session: Session, ask: Ask, task: Task, before: str | None, called: str) -> Md | None:
    """Have both hear of it, if it went from one person to another; `called` is its title as the first one knew it."""
    if task.owner_id == before:
        return None
    theirs = None
    if before and before != ask.actor.user_id and not task.is_over and not is_outsider(session, ask, before):
        news = views.taken(task.key, called, ask.actor.user_id, task.owner_id)
        tell(session, ask, "tasks.taken", task, before, by=ask.actor.user_id, kept=news)
        theirs = views.was_theirs(before)
    return lines(theirs, _tell_owner(session, ask, task)) or None


def _tell_owner(session: Session, ask: Ask, task: Task) -> Md | None:
    """Have the owner told; returns what keeps them from reading it soon."""
    if not task.owner_id or task.owner_id == ask.actor.user_id:
        return None
    told = reach(session, ask, task.owner_id, "tasks.assigned", urgent=task.priority == "urgent")
    hand_over(session, ask, "tasks.assigned", task, task.owner_id, by=ask.actor.user_id, urgent=told.urgent)
    today, otherwise = local_day(ask.now, ask.actor.zone), f" `/task assign {task.number} @name`"
    return telling(told, today, otherwise) if hindrance(told, today, otherwise) else None


def _refuse_overtaken(session: Session, ask: Ask, task: Task, edit: editing.Edit) -> None:
    """What somebody else changed while the form was open is not written over unseen.

    Raises:
        UserError: with what each such field says now, and whose change that is.
    """
    changes = history.of(session, task.workspace_id, task.noun, task.number)
    since = [change for change in changes if change.version > ask.context["version"]]
    fields = {}
    for name in edit.overtaken:
        by = next((each.actor_id for each in since if editing.TASK_COLUMNS[name] in each.after), None)
        if by != ask.actor.user_id:
            now = views.in_form(name, edit.now[name], partial(_name, session, ask))
            fields[name] = editing.overtaken_words(_name(session, ask, by or ""), now)
    if fields:
        raise UserError("Somebody changed this task while the form was open.", fields=fields)


def _name(session: Session, ask: Ask, user_id: str) -> str:
    """Somebody's name, where Slack shows no mentions."""
    person = people.find(session, ask.actor.workspace_id, user_id)
    return f"@{person.handle or person.name}" if person else "Somebody"


NOUN = Noun(
    verbs={
        "add": Act(add),
        "new": Act(add),
        "create": Act(add),
        "list": reads(list_),
        "ls": reads(list_),
        "all": reads(list_),
        "late": reads(late),
        "overdue": reads(late),
        "my": reads(my),
        "mine": reads(my),
        "show": reads(show, "key"),
        "view": reads(show, "key"),
        "edit": Act(edit),
        "rename": Act(edit),
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
        "blocked": Act(blocked),
        "unblock": mover("unblock"),
    },
    bare="help",
    letter="T",
)
BUTTONS = {
    "tasks.new": Act(new_form),
    "tasks.edit": Act(edit),
    "tasks.done": clicked("done"),
    "tasks.reopen": clicked("reopen"),
    "tasks.share": Act(share_task),
    "tasks.next": reads(list_),
    "tasks.back": reads(list_),
}
FORMS = {"tasks.new": Act(created), "tasks.edit": Act(edited)}
SHORTCUTS = {"tasks.new": Act(new_form), "tasks.from_message": Act(form_from_message)}
