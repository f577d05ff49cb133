"""Blockers: what people ask of them, each a function of one transaction."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.rules import blockers as rules
from bot.rules.blockers import Verb
from bot.rules.errors import UserError
from bot.rules.people import Place
from bot.rules.text import truncate
from bot.views import blockers as views
from bot.views.blocks import Block, Message, md
from bot.views.history import happened
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.notices import refresh, share, tell
from storage import blockers as records
from storage import drafts, people
from storage import tasks as task_records
from storage.blockers import Blocker
from storage.tasks import Task

# Each button of a list carries what it was asked for, and JSON within JSON may make four characters of one.
QUERY_LIMIT = 200


def raise_(session: Session, ask: Ask) -> Answer:
    """`/blocker raise No access to staging @ben T-4 !high`, or the bare text."""
    new = rules.parse_raise(ask.text, stuck_id=ask.actor.user_id, find=_finder(session, ask))
    task = task_records.find(session, ask.actor, new.task_number) if new.task_number else None
    return _raised(session, ask, new, task)


def raise_for(session: Session, ask: Ask, task: Task, reason: str) -> Answer:
    """`/task block 4 no test data @ben`: a blocker that stands in the way of a task."""
    new = rules.parse_raise(f"T-{task.number} {reason}", stuck_id=ask.actor.user_id, find=_finder(session, ask))
    return _raised(session, ask, new, task)


def list_(session: Session, ask: Ask) -> Answer:
    """`/blocker list`, `/blocker list mine`, `/blocker list resolved`."""
    return Answer(_page(session, ask, ask.text, None), private=True)


def turn(session: Session, ask: Ask) -> Answer:
    """Next and Back under the list."""
    number = ask.number("number") or 0
    return Answer(
        _page(session, ask, str(ask.value.get("list", "")), -number if ask.value.get("go") == "back" else number)
    )


def show(session: Session, ask: Ask) -> Answer:
    """`/blocker show 2`."""
    blocker, _ = _named(session, ask)
    return Answer(views.shown(blocker, ask.actor.zone, ask.now), private=True)


def update(session: Session, ask: Ask) -> Answer:
    """`/blocker update 2 Ben is back on Monday`; without words, and by button, the form."""
    blocker, words = _named(session, ask)
    if not words:
        return Answer(form=views.note_form(blocker, _draft(session, ask, blocker)))
    return _noted(session, ask, blocker, words)


def updated(session: Session, ask: Ask) -> Answer:
    """The form with the note came back."""
    blocker, _ = _named(session, ask)
    return _noted(session, ask, blocker, str(ask.values.get("note") or ""))


def reassign(session: Session, ask: Ask) -> Answer:
    """`/blocker reassign 2 @cleo`; without a name, and by button, the form."""
    blocker, words = _named(session, ask)
    if not words:
        return Answer(form=views.reassign_form(blocker, _draft(session, ask, blocker)))
    return _reassigned(session, ask, blocker, rules.parse_person(words, _finder(session, ask), me=ask.actor.user_id))


def reassigned(session: Session, ask: Ask) -> Answer:
    """The form with the new person came back."""
    user_id = ask.values.get("unblocker")
    if not user_id:
        raise UserError("Choose who can clear it.", fields={"unblocker": "Choose who can clear it."})
    blocker, _ = _named(session, ask)
    return _reassigned(session, ask, blocker, str(user_id))


def mover(verb: Verb) -> Act:
    """The act that takes a blocker a step further, by word or by button."""
    return Act(partial(_move, verb))


def share_blocker(session: Session, ask: Ask) -> Answer:
    """The Share to channel button."""
    blocker, _ = _named(session, ask)
    return share(session, ask, "blockers.shared", (records.NOUN, blocker.number), views.title(blocker))


def open_blocker(session: Session, ask: Ask, new: rules.NewBlocker, task: Task | None) -> Blocker:
    """Write a blocker down, block its task, and ask whoever can clear it."""
    # What blocks a task that only some can see is seen by no others.
    hidden = task is not None and task.channel_kind != "public"
    place = Place(task.channel_id, "private") if task is not None and hidden else ask.actor.place
    blocker = records.raise_(session, ask.stamp, place, new)
    if task is not None and task.status in ("open", "doing"):
        task_records.move(session, ask.stamp, task, "block")
        refresh(session, ask, (task_records.NOUN, task.number), task.version)
    _ask_unblocker(session, ask, blocker)
    return blocker


def _raised(session: Session, ask: Ask, new: rules.NewBlocker, task: Task | None) -> Answer:
    blocker = open_blocker(session, ask, new, task)
    return Answer(views.raised(blocker, ask.actor.zone, ask.now, ask.stamp.batch))


def _move(verb: Verb, session: Session, ask: Ask) -> Answer:
    blocker, note = _named(session, ask)
    records.move(session, ask.stamp, blocker, verb, note)
    subject = (records.NOUN, blocker.number)
    refresh(session, ask, subject, blocker.version)
    if blocker.status not in rules.UNRESOLVED:
        _free_task(session, ask, blocker)
        for user_id in {blocker.stuck_id, blocker.creator_id} - {ask.actor.user_id}:
            tell(session, ask, "blockers.cleared", subject, user_id)
    if verb == "reopen":
        _ask_unblocker(session, ask, blocker)
    said = rules.MOVES[verb].said
    if "list" in ask.value:
        return Answer(
            _page(
                session,
                ask,
                str(ask.value["list"]),
                None,
                happened(md(f"{said}: ", views.title(blocker)), ask.stamp.batch),
            )
        )
    return Answer(views.changed(said, blocker, ask.actor.zone, ask.now, ask.stamp.batch))


def _free_task(session: Session, ask: Ask, blocker: Blocker) -> None:
    """With the last blocker out of its way, a blocked task is open again."""
    task = task_records.of(session, ask.actor.workspace_id, blocker.task_number)
    if task is None or task.status != "blocked" or task.waits_for or records.in_the_way(session, task):
        return
    task_records.move(session, ask.stamp, task, "unblock")
    refresh(session, ask, (task_records.NOUN, task.number), task.version)


def _noted(session: Session, ask: Ask, blocker: Blocker, note: str) -> Answer:
    records.add_note(session, ask.stamp, blocker, rules.note_or_refuse(note))
    refresh(session, ask, (records.NOUN, blocker.number), blocker.version)
    return Answer(views.changed("Updated", blocker, ask.actor.zone, ask.now, ask.stamp.batch))


def _reassigned(session: Session, ask: Ask, blocker: Blocker, user_id: str) -> Answer:
    records.reassign(session, ask.stamp, blocker, user_id)
    refresh(session, ask, (records.NOUN, blocker.number), blocker.version)
    _ask_unblocker(session, ask, blocker)
    return Answer(views.changed("Reassigned", blocker, ask.actor.zone, ask.now, ask.stamp.batch))


def _ask_unblocker(session: Session, ask: Ask, blocker: Blocker) -> None:
    if blocker.unblocker_id and blocker.unblocker_id != ask.actor.user_id:
        tell(session, ask, "blockers.asked", (records.NOUN, blocker.number), blocker.unblocker_id)


def _page(session: Session, ask: Ask, query: str, after: int | None, notice: Block | None = None) -> Message:
    query = truncate(query, QUERY_LIMIT, "")
    wanted = rules.parse_filter(query, me=ask.actor.user_id)
    found = records.page(session, ask.actor, wanted, after, views.PAGE + 1)
    more = len(found) > views.PAGE
    backwards = after is not None and after < 0
    shown = found[1:] if backwards and more else found[: views.PAGE]
    return views.listing(
        shown,
        ask.actor.zone,
        ask.now,
        query=query,
        earlier=more if backwards else after is not None,
        later=backwards or more,
        notice=notice,
    )


def _named(session: Session, ask: Ask) -> tuple[Blocker, str]:
    """The blocker that a button or a word names, and the words after it."""
    pressed = ask.number("blocker")
    if pressed:
        return records.find(session, ask.actor, pressed), ""
    number, words = rules.parse_key(ask.text)
    return records.find(session, ask.actor, number), words


def _finder(session: Session, ask: Ask) -> Callable[[str], str | None]:
    return partial(people.by_name, session, ask.actor.workspace_id)


def _draft(session: Session, ask: Ask, blocker: Blocker, **data: Any) -> str:
    kept = {**ask.origin(), "blocker": blocker.number, **data}
    return drafts.keep(session, ask.actor.workspace_id, ask.actor.user_id, kept, ask.now)


NOUN = Noun(
    verbs={
        "raise": Act(raise_),
        "add": Act(raise_),
        "list": reads(list_),
        "ls": reads(list_),
        "show": reads(show),
        "view": reads(show),
        "ack": mover("acknowledge"),
        "acknowledge": mover("acknowledge"),
        "update": Act(update),
        "note": Act(update),
        "resolve": mover("resolve"),
        "resolved": mover("resolve"),
        "clear": mover("resolve"),
        "not": mover("dismiss"),
        "dismiss": mover("dismiss"),
        "reopen": mover("reopen"),
        "reassign": Act(reassign),
        "assign": Act(reassign),
    },
    bare="help",
    otherwise="raise",
)
BUTTONS = {
    "blockers.acknowledge": mover("acknowledge"),
    "blockers.update": Act(update),
    "blockers.resolve": mover("resolve"),
    "blockers.reassign": Act(reassign),
    "blockers.reopen": mover("reopen"),
    "blockers.share": Act(share_blocker),
    "blockers.next": reads(turn),
    "blockers.back": reads(turn),
}
FORMS = {"blockers.update": Act(updated), "blockers.reassign": Act(reassigned)}
