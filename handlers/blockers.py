"""Blockers: what people ask of them, each a function of one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from sqlmodel import Session

from bot.rules import blockers as rules
from bot.rules import tasks as task_rules
from bot.rules.blockers import Verb
from bot.rules.calendar import local_day
from bot.rules.errors import AlreadySo, Choice, UserError
from bot.rules.people import Permission, Place
from bot.rules.text import truncate
from bot.views import blockers as views
from bot.views.blocks import Block, md
from bot.views.history import happened
from bot.views.lists import PAGE
from bot.views.reaching import Reach
from handlers import lists, quoting, task_lists
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.notices import hand_over, is_outsider, refresh, refuse_outsider, share, tell
from handlers.reaching import reach
from handlers.unblocking import refuse_opposite
from handlers.waiting import let_others_go_on
from storage import blockers as records
from storage import days_off, people, permission
from storage import tasks as task_records
from storage.blockers import Blocker
from storage.tasks import Task


def raise_(session: Session, ask: Ask) -> Answer:
    """`/blocker raise No access to staging @ben T-4 !high`: as it is typed."""
    return _raised(session, ask, ask.text)


def stuck(session: Session, ask: Ask) -> Answer:
    """The bare text: `/blocker No access to staging @ben`, unless it says that nothing is in the way."""
    refuse_opposite(session, ask, ask.text)
    return _raised(session, ask, ask.text)


def raise_form(session: Session, ask: Ask) -> Answer:
    """The Raise blocker button: an empty form."""
    draft = ask.draft(session)
    return Answer(form=views.raise_form(draft, channel=not ask.actor.place.channel_id))


def form_from_message(session: Session, ask: Ask) -> Answer:
    """The Raise blocker shortcut on a message: the form, filled from it, with a link back."""
    what = truncate(" ".join(quoting.said(ask.message).split()), rules.WHAT_LIMIT)
    draft = ask.draft(session, source_url=ask.message.get("permalink"))
    return Answer(form=views.raise_form(draft, what=what, channel=False))


def raised_by_form(session: Session, ask: Ask) -> Answer:
    """That form came back."""
    permission.refuse_reader(session, ask.actor)
    new = rules.from_form(ask.values, stuck_id=ask.actor.user_id, source_url=ask.context.get("source_url"))
    blocker = open_blocker(session, ask, new)
    return _answered(session, ask, blocker)


def raise_for(session: Session, ask: Ask, numbers: tuple[int, ...], reason: str) -> Answer:
    """`/task block 4 no test data @ben`: a blocker that stands in the way of tasks."""
    return stuck(session, replace(ask, text=" ".join((*map(task_rules.key, numbers), reason))))


def list_(session: Session, ask: Ask) -> Answer:
    """`/blocker list`, `/blocker list mine`, `/blocker list resolved`; and Next and Back under it."""
    return _listed(session, ask)


def show(session: Session, ask: Ask) -> Answer:
    """`/blocker show 2`."""
    blocker, _ = _named(session, ask, "see")
    days = records.days_of(session, blocker, ask.now)
    may_change = bool(permission.changeable(session, ask.actor, [blocker]))
    return Answer(views.shown(blocker, days, ask.actor, ask.now, may_change=may_change), private=True)


def update(session: Session, ask: Ask) -> Answer:
    """`/blocker update 2 Ben is back on Monday`; without words, and by button, the form."""
    blocker, words = _named(session, ask, "change")
    if not words:
        return Answer(form=views.note_form(blocker, ask.draft(session, blocker=blocker.number)))
    return _noted(session, ask, blocker, words)


def updated(session: Session, ask: Ask) -> Answer:
    """The form with the note came back."""
    blocker, _ = _named(session, ask, "change")
    return _noted(session, ask, blocker, str(ask.values.get("note") or ""))


def reassign(session: Session, ask: Ask) -> Answer:
    """`/blocker reassign 2 @cleo`; without a name, and by button, the form."""
    numbers, words = ((), "") if ask.number("blocker") else rules.parse_keys(ask.text, noted=False)
    if len(numbers) > 1:
        command = f"blocker reassign {' '.join(map(rules.key, numbers))}"
        user_id = rules.parse_person(words, ask.find(session), me=ask.actor.user_id, command=command)
        return _report(session, ask, "Reassigned", numbers, lambda blocker: ask_another(session, ask, blocker, user_id))
    blocker, words = _named(session, ask, "change")
    rules.LIFECYCLE.move(blocker.number, blocker.status, "reassign", by=blocker.status_by, called=blocker.what)
    if not words:
        return Answer(form=views.reassign_form(blocker, ask.draft(session, blocker=blocker.number)))
    command = f"blocker reassign {blocker.number}"
    user_id = rules.parse_person(words, ask.find(session), me=ask.actor.user_id, command=command)
    return _reassigned(session, ask, blocker, user_id)


def reassigned(session: Session, ask: Ask) -> Answer:
    """The form with the new person came back."""
    user_id = ask.values.get("unblocker")
    if not user_id:
        raise UserError("Choose who can clear it.", fields={"unblocker": "Choose who can clear it."})
    blocker, _ = _named(session, ask, "change")
    return _reassigned(session, ask, blocker, str(user_id))


def mover(verb: Verb) -> Act:
    """The act that takes a blocker a step further, by word or by button."""
    return Act(partial(_move, verb))


def share_blocker(session: Session, ask: Ask) -> Answer:
    """The Share to channel button."""
    blocker, _ = _named(session, ask, "change")
    words = views.as_shared(blocker, ask.actor.zone, ask.now)
    return share(session, ask, "blockers.shared", blocker, views.title(blocker), words)


def open_blocker(session: Session, ask: Ask, new: rules.NewBlocker) -> Blocker:
    """Write a blocker down, block its tasks, and ask whoever can clear it."""
    tasks = [task_records.find(session, ask.actor, number, "change") for number in new.task_numbers]
    for task in tasks:
        if task.is_over:
            raise rules.refuse_finished(task.key, task.number)
    blocker = records.raise_(session, ask.stamp, _place(ask, tasks), new)
    for task in tasks:
        if task.status != "blocked":
            task_records.move(session, ask.stamp, task, "block")
            refresh(session, ask, task)
    _ask_unblocker(session, ask, blocker)
    return blocker


def _raised(session: Session, ask: Ask, text: str) -> Answer:
    # "No access since thursday @ben" and "No access @ben since thursday" are the same.
    rest, since = _split_since(ask, text)
    asked = rules.people_asked(rest, ask.find(session), stuck_id=ask.actor.user_id)
    if len(asked) > 1:
        rules.refuse_several(text, ask.find(session), people.handles(session, ask.actor.workspace_id, asked))
    new = rules.parse_raise(rest, stuck_id=ask.actor.user_id, find=ask.find(session), command="blocker raise")
    permission.refuse_reader(session, ask.actor)
    what, then = _split_since(ask, new.what)
    blocker = open_blocker(session, ask, replace(new, what=what, stuck_since=since or then))
    return _answered(session, ask, blocker)


def _answered(session: Session, ask: Ask, blocker: Blocker) -> Answer:
    """The answer to a new blocker."""
    days, asked = records.days_of(session, blocker, ask.now), reach_for(session, ask, blocker)
    return Answer(views.raised(blocker, days, ask.actor, ask.now, ask.stamp.batch, asked))


def _changed(session: Session, ask: Ask, said: str, blocker: Blocker, asked: Reach | None = None) -> Answer:
    """The answer to a change."""
    days = records.days_of(session, blocker, ask.now)
    return Answer(views.changed(said, blocker, days, ask.actor, ask.now, ask.stamp.batch, asked))


def _split_since(ask: Ask, text: str) -> tuple[str, date | None]:
    zone = ask.actor.zone
    return rules.split_since(text, today=local_day(ask.now, zone), now=ask.now, zone=zone)


def _place(ask: Ask, tasks: list[Task]) -> Place:
    """Where a blocker is born: what blocks a task that only some can see is seen by no others."""
    hidden = {task.channel_id for task in tasks if task.channel_kind != "public"}
    if not hidden:
        return ask.actor.place
    return Place(hidden.pop() if len(hidden) == 1 else "", "private")


def _move(verb: Verb, session: Session, ask: Ask) -> Answer:
    said = rules.LIFECYCLE.moves[verb].said
    pressed = ask.number("blocker")
    numbers, note = ((pressed,), "") if pressed else rules.parse_keys(ask.text)
    if len(numbers) > 1:
        return _report(session, ask, said, numbers, lambda blocker: _step(verb, session, ask, blocker, note))
    blocker = records.find(session, ask.actor, numbers[0], "change")
    try:
        asked = _step(verb, session, ask, blocker, note)
    except AlreadySo as error:
        raise _with_words(error, blocker, note) from None
    if {"list", "my"} & ask.value.keys():
        shown = task_lists.shown_again if "my" in ask.value else _listed
        return shown(session, ask, happened(md(f"{said}: ", views.title(blocker)), ask.stamp.batch))
    return _changed(session, ask, said, blocker, asked)


def _with_words(error: AlreadySo, blocker: Blocker, note: str) -> AlreadySo:
    """What was said with a step that could not be taken may still be added."""
    if note:
        error.choices = (Choice("Add your words as an update", f"blocker update {blocker.number} {note}"),)
    return error


def _report(
    session: Session, ask: Ask, said: str, numbers: tuple[int, ...], step: Callable[[Blocker], object]
) -> Answer:
    """Take a step with each blocker; one that can't be taken does not stop the others."""
    done: list[Blocker] = []
    problems: list[str] = []
    for number in numbers:
        try:
            blocker = records.find(session, ask.actor, number, "change")
            step(blocker)
        except UserError as error:
            problems.append(error.text)
        else:
            done.append(blocker)
    return Answer(views.several(said, done, problems, ask.stamp.batch))


def _step(verb: Verb, session: Session, ask: Ask, blocker: Blocker, note: str) -> Reach | None:
    records.move(session, ask.stamp, blocker, verb, note)
    refresh(session, ask, blocker)
    if blocker.is_over:
        hear = {blocker.stuck_id, blocker.creator_id} - {ask.actor.user_id}
        for user_id in hear:
            tell(session, ask, "blockers.cleared", blocker, user_id)
        let_others_go_on(session, ask, blocker, told=hear)
    _tell_of_answer(session, ask, blocker)
    # Whoever has left meanwhile hears nothing; somebody else can be asked once it is open again.
    may_ask = verb == "reopen" and not is_outsider(session, ask, blocker.unblocker_id or "")
    return _ask_unblocker(session, ask, blocker) if may_ask else None


def _noted(session: Session, ask: Ask, blocker: Blocker, note: str) -> Answer:
    records.add_note(session, ask.stamp, blocker, rules.note_or_refuse(note))
    refresh(session, ask, blocker)
    _tell_of_answer(session, ask, blocker)
    return _changed(session, ask, "Updated", blocker)


def _reassigned(session: Session, ask: Ask, blocker: Blocker, user_id: str) -> Answer:
    asked = ask_another(session, ask, blocker, user_id)
    return _changed(session, ask, "Reassigned", blocker, asked)


def ask_another(session: Session, ask: Ask, blocker: Blocker, user_id: str) -> Reach | None:
    """Have somebody else clear it, and tell them."""
    refuse_outsider(session, ask, user_id)
    records.reassign(session, ask.stamp, blocker, user_id)
    refresh(session, ask, blocker)
    return _ask_unblocker(session, ask, blocker)


def reach_for(session: Session, ask: Ask, blocker: Blocker) -> Reach | None:
    """How soon the one who can clear a blocker hears of it; None when nobody is to be told."""
    if not blocker.unblocker_id or blocker.unblocker_id == ask.actor.user_id:
        return None
    asked = reach(session, ask, blocker.unblocker_id, "blockers.asked", urgent=blocker.severity == "urgent")
    delegate = days_off.stand_in(session, ask.actor.workspace_id, asked.user_id, ask.now) if asked.away_until else None
    if not delegate or delegate == blocker.stuck_id or not permission.is_seen_by(session, blocker, delegate):
        return asked
    instead = reach(session, ask, delegate, "blockers.stand_in", urgent=asked.urgent)
    return replace(asked, delegate=delegate, delegate_waits=instead.waits)


def _tell_of_answer(session: Session, ask: Ask, blocker: Blocker) -> None:
    """Whoever is stuck hears, once, that the one who was asked is on it."""
    me = ask.actor.user_id
    if blocker.status == "acknowledged" and blocker.status_by == me and blocker.stuck_id != me:
        tell(session, ask, "blockers.acknowledged", blocker, blocker.stuck_id, once=me, by=me)


def _ask_unblocker(session: Session, ask: Ask, blocker: Blocker) -> Reach | None:
    asked = reach_for(session, ask, blocker)
    if asked:
        hand_over(session, ask, "blockers.asked", blocker, asked.user_id, urgent=asked.urgent)
        if asked.delegate:
            absent = asked.user_id
            tell(session, ask, "blockers.stand_in", blocker, asked.delegate, instead_of=absent, urgent=asked.urgent)
    return asked


def _listed(session: Session, ask: Ask, notice: Block | None = None) -> Answer:
    query, number = lists.query(ask), ask.number("number")
    wanted = rules.parse_filter(query, me=ask.actor.user_id)
    page = records.page(session, ask.actor, wanted, lists.cursor(ask, number) if number else None, PAGE)
    named = people.names(session, ask.actor.workspace_id, [wanted.person_id] if wanted.person_id else [])
    heading = rules.heading(wanted, names=named)
    days = records.days_of_all(session, page.rows, ask.now)
    may_change = permission.changeable(session, ask.actor, page.rows)
    listing = views.listing(
        page, days, ask.actor.zone, ask.now, query=query, heading=heading, notice=notice, may_change=may_change
    )
    return Answer(listing, private=True)


def _named(session: Session, ask: Ask, verb: Permission) -> tuple[Blocker, str]:
    """The blocker that a button or a word names, and the words after it."""
    pressed = ask.number("blocker")
    if pressed:
        return records.find(session, ask.actor, pressed, verb), ""
    number, words = rules.parse_key(ask.text)
    return records.find(session, ask.actor, number, verb), words


NOUN = Noun(
    verbs={
        "raise": Act(raise_),
        "add": Act(raise_),
        "list": reads(list_),
        "ls": reads(list_),
        "show": reads(show, "key"),
        "view": reads(show, "key"),
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
    words=Act(stuck),
    letter="B",
)
BUTTONS = {
    "blockers.new": Act(raise_form),
    "blockers.acknowledge": mover("acknowledge"),
    "blockers.update": Act(update),
    "blockers.resolve": mover("resolve"),
    "blockers.reassign": Act(reassign),
    "blockers.reopen": mover("reopen"),
    "blockers.share": Act(share_blocker),
    "blockers.next": reads(list_),
    "blockers.back": reads(list_),
}
FORMS = {"blockers.new": Act(raised_by_form), "blockers.update": Act(updated), "blockers.reassign": Act(reassigned)}
SHORTCUTS = {"blockers.from_message": Act(form_from_message)}
