"""Reminders: what people ask of them, each a function of one transaction."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import reminder_times, reminder_whom, reminder_words
from bot.rules import reminders as rules
from bot.rules.errors import AlreadySo, UserError
from bot.rules.people import Place, is_person
from bot.rules.reminders import Occurrence, Outcome, When, Whom
from bot.rules.text import clean, truncate, unescape
from bot.views import reminders as views
from bot.views.blocks import Block, Md
from bot.views.history import happened
from bot.views.lists import PAGE
from handlers import lists
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.notices import refresh, refuse_outsider, tell
from handlers.reaching import odd_for
from storage import members, outbox, people, permission, preferences, roles
from storage import reminders as records
from storage.history import Change
from storage.reminders import Reminder, Upcoming


def add(session: Session, ask: Ask) -> Answer:
    """`/beat remind @ben to send the figures every friday 15:00`."""
    here = ask.actor.place.channel_id if ask.actor.place.kind != "dm" else ""
    known = partial(_roles, session, ask)
    whom, rest = reminder_whom.parse_whom(ask.text, ask.find(session), me=ask.actor.user_id, here=here, roles=known)
    for each in whom:
        _may_remind(session, ask, each)
    said = reminder_whom.said(whom)
    read = [reminder_words.parse_request(rest, said, now=ask.now, zone=_zone(session, ask, each)) for each in whom]
    return _added(session, ask, [(each, *words) for each, words in zip(whom, read, strict=True)])


def for_me(session: Session, ask: Ask) -> Answer:
    """`/beat remindme to call Bob tomorrow 17:00`."""
    return add(session, replace(ask, text=f"me {ask.text}"))


def list_(session: Session, ask: Ask) -> Answer:
    """`/beat reminders`, and Next and Back under it."""
    return _listed(session, ask)


def edit(session: Session, ask: Ask) -> Answer:
    """`/beat remind edit R-3 friday 15:00`, also with new words; without any, and by button, the form."""
    reminder, words = _named(session, ask)
    _may_change(session, ask, reminder)
    zone = records.zone_of(session, reminder)
    if not words:
        pressed = {name: ask.value[name] for name in ("at", "round") if name in ask.value}
        return Answer(form=views.edit_form(reminder, zone, ask.draft(session, reminder=reminder.number, **pressed)))
    command = f"remind edit {reminder.number}"
    what, when = reminder_words.parse_edit(words, (reminder.what, reminder.when), command, now=ask.now, zone=zone)
    return _edited(session, ask, reminder, what, when)


def edited(session: Session, ask: Ask) -> Answer:
    """The form came back."""
    reminder, _ = _named(session, ask)
    _may_change(session, ask, reminder)
    zone = records.zone_of(session, reminder)
    what, when = reminder_words.from_form(ask.values, now=ask.now, zone=zone, before=reminder.when)
    occurrence = _occurrence(ask, reminder)
    if occurrence:
        records.respond(session, ask.stamp, occurrence, "moved")
    return _edited(session, ask, reminder, what, when)


def delete(session: Session, ask: Ask) -> Answer:
    """`/beat remind delete R-3 R-4`; from whoever only gets one, it means the same as Stop these."""
    pressed = ask.number("reminder")
    numbers = (pressed,) if pressed else reminder_words.parse_keys(ask.text)
    stopped = [_stopped(session, ask, number) for number in numbers]
    if "list" not in ask.value:
        return Answer(views.stopped(stopped, ask.actor.user_id, ask.stamp.batch), private=True)
    return _listed(session, ask, happened(views.stopped_details(stopped[0], ask.actor.user_id), ask.stamp.batch))


def form_from_message(session: Session, ask: Ask) -> Answer:
    """The shortcut on a message: when shall I bring it up again?"""
    text = " ".join(unescape(clean(str(ask.message.get("text") or ""))).split())
    what = truncate(text, 300) or "this message"
    return Answer(form=views.message_form(what, ask.draft(session, source_url=ask.message.get("permalink"))))


def new_form(session: Session, ask: Ask) -> Answer:
    """The Remind me button: an empty form."""
    return Answer(form=views.message_form("", ask.draft(session)))


def added_from_form(session: Session, ask: Ask) -> Answer:
    """That form came back."""
    what, when = reminder_words.from_form(ask.values, now=ask.now, zone=ask.actor.zone)
    return _added(session, ask, [(Whom(ask.actor.user_id, "me"), what, when)], ask.context.get("source_url"))


def done(session: Session, ask: Ask) -> Answer:
    """The Done button: this time is done with; the next ones come as they would."""
    reminder, _ = _named(session, ask)
    return _respond(session, ask, reminder, "done")


def snooze(session: Session, ask: Ask) -> Answer:
    """A Snooze button: this time comes once more."""
    reminder, _ = _named(session, ask)
    until = reminder_times.snoozed_until(str(ask.value.get("for")), now=ask.now, zone=ask.actor.zone)
    return _respond(session, ask, reminder, "snoozed", until)


def snooze_form(session: Session, ask: Ask) -> Answer:
    """The Snooze … button: the form for a moment of one's own."""
    reminder, _ = _named(session, ask)
    _refuse_answered(session, ask, _occurrence_or_refuse(ask, reminder))
    initial = reminder_times.snoozed_until("1h", now=ask.now, zone=ask.actor.zone)
    kept = {name: ask.value[name] for name in ("reminder", "at", "round")}
    return Answer(form=views.snooze_form(reminder, initial, ask.draft(session, **kept)))


def snoozed(session: Session, ask: Ask) -> Answer:
    """That form came back."""
    reminder, _ = _named(session, ask)
    until = reminder_times.snooze_from_form(ask.values, ask.now)
    return _respond(session, ask, reminder, "snoozed", until)


def unanswered(session: Session, ask: Ask) -> Answer:
    """The Undo button of these: that time is waiting again."""
    reminder, _ = _named(session, ask)
    _take_back(session, ask, _occurrence_or_refuse(ask, reminder))
    return Answer(views.waiting_again(reminder), private=True)


def restore(session: Session, ask: Ask, change: Change) -> Md:
    """`/beat undo` of the same."""
    reminder = records.find(session, ask.actor, change.number)
    at, again = str(change.after["at"]), int(change.after["round"])
    _take_back(session, ask, reminder.time(at, again, ask.actor.user_id))
    return views.is_waiting_again(reminder)


def _take_back(session: Session, ask: Ask, occurrence: Occurrence) -> None:
    if not records.unrespond(session, ask.stamp, occurrence):
        raise UserError(
            "I can't undo that any more: it is over ten minutes ago, or was undone already, or it has come again."
        )
    _refresh(session, ask, occurrence)


def _added(session: Session, ask: Ask, wanted: list[tuple[Whom, str, When]], source_url: str | None = None) -> Answer:
    """One for each person or role, all of them or none."""
    made = [
        records.add(session, ask.stamp, _born(ask, whom), whom, what, when, source_url) for whom, what, when in wanted
    ]
    return _said(session, ask, "Set", *made)


def _edited(session: Session, ask: Ask, reminder: Reminder, what: str, when: When) -> Answer:
    records.edit(session, ask.stamp, reminder, what, when)
    refresh(session, ask, reminder)
    return _said(session, ask, "Saved", reminder)


def _said(session: Session, ask: Ask, opening: str, *reminders: Reminder) -> Answer:
    said = [_upcoming(session, ask, each) for each in reminders]
    channel = members.channel(session, ask.actor.workspace_id, reminders[0].for_id)
    invite = reminders[0].for_channel and not (channel and channel.joined)
    return Answer(views.said(opening, said, ask.actor, ask.now, ask.stamp.batch, invite=invite))


def _upcoming(session: Session, ask: Ask, reminder: Reminder) -> Upcoming:
    """When it comes next, and for whom that is in the night, or a day off."""
    at = records.next_at(session, reminder)
    known = records.holders_known_to(session, ask.actor, reminder)
    found = Upcoming(reminder, at, _zone(session, ask, Whom(reminder.for_id, "")), known)
    asked = known if reminder.role else (reminder.for_id,)
    to = () if not at or reminder.for_channel else [user for user in asked if user not in reminder.declined_ids]
    return replace(found, odd=odd_for(session, ask, to, at or ask.now))


def _zone(session: Session, ask: Ask, whom: Whom) -> ZoneInfo:
    """Whose wall time counts: that of the person; in a channel and for a role, that of whoever sets it."""
    own = not is_person(whom.id) or whom.id == ask.actor.user_id
    return ask.actor.zone if own else people.zone(session, ask.actor.workspace_id, whom.id)


def _stopped(session: Session, ask: Ask, number: int) -> Reminder:
    reminder = records.find(session, ask.actor, number)
    if reminder.status != "active":
        raise AlreadySo(f"{reminder.key} is stopped already. Nothing changed.", by=None)
    declined = reminder.creator_id != ask.actor.user_id
    if declined and reminder.for_channel:
        # It comes to everybody there, so it is not for each of them to end it.
        permission.require(session, ask.actor, "govern", reminder, reminder.creator_id)
    if declined and reminder.role:
        _decline(session, ask, reminder)
    else:
        records.stop(session, ask.stamp, reminder, "declined" if declined else "deleted")
    refresh(session, ask, reminder)
    if declined:
        tell(session, ask, "reminders.declined", reminder, reminder.creator_id, by=ask.actor.user_id)
    return reminder


def _decline(session: Session, ask: Ask, reminder: Reminder) -> None:
    """For one of those who have its role; to the others it comes."""
    if ask.actor.user_id in reminder.declined_ids:
        raise AlreadySo(f"{reminder.key} is stopped for you already. Nothing changed.", by=None)
    records.decline(session, ask.stamp, reminder)


def _listed(session: Session, ask: Ask, notice: Block | None = None) -> Answer:
    page = records.page(session, ask.actor, lists.by_due(ask), PAGE)
    return Answer(views.listing(page, ask.actor.user_id, ask.now, notice), private=True)


def _respond(session: Session, ask: Ask, reminder: Reminder, outcome: Outcome, until: datetime | None = None) -> Answer:
    """Note it once, and bring up to date the one message it was said on."""
    occurrence = _occurrence_or_refuse(ask, reminder)
    if not records.respond(session, ask.stamp, occurrence, outcome, until):
        _refuse_answered(session, ask, occurrence)
    if until:
        records.snooze(session, reminder, occurrence, until)
    _refresh(session, ask, occurrence)
    return Answer(views.answered(reminder, occurrence, until, ask.actor.zone, ask.now), private=True)


def _refresh(session: Session, ask: Ask, occurrence: Occurrence) -> None:
    card = outbox.find(session, ask.actor.workspace_id, occurrence.key)
    if card:
        outbox.refresh(session, card, ask.stamp.batch, ask.now)


def _refuse_answered(session: Session, ask: Ask, occurrence: Occurrence) -> None:
    earlier = records.response(session, ask.actor.workspace_id, occurrence)
    if earlier:
        was = {"done": "is done already", "snoozed": "is snoozed already", "moved": "was moved already"}[
            earlier.outcome
        ]
        raise AlreadySo(f"This {was}. Nothing changed.", by=earlier.user_id)


def _may_remind(session: Session, ask: Ask, whom: Whom) -> None:
    """In channels they stand in or everybody can see; and no person who has had enough of it.

    Raises:
        UserError: neither is so.
    """
    actor = ask.actor
    if not is_person(whom.id):
        _refuse_unseen(session, ask, whom.id)
        permission.refuse_reader(session, replace(actor, place=Place(whom.id, "private")))
        return
    refuse_outsider(session, ask, whom.id)
    wishes = preferences.of(session, actor.workspace_id, whom.id)
    if whom.id != actor.user_id and wishes.has_muted("reminders.from_others", actor.user_id):
        # What somebody mutes is between them and us.
        raise UserError("I can't bring them reminders of yours just now, so nothing was set. Please ask them yourself.")


def _refuse_unseen(session: Session, ask: Ask, channel_id: str) -> None:
    actor = ask.actor
    here = channel_id == actor.place.channel_id
    public = channel_id in ask.public and actor.kind == "member"
    if not here and not public and not members.reads(session, actor.workspace_id, actor.user_id, channel_id, "private"):
        raise UserError(
            "I can't tell whether you are in that channel, so I set nothing. Please type this in the channel."
        )


def _roles(session: Session, ask: Ask, channel_id: str) -> tuple[str, ...]:
    """The roles of a channel, for those who can see it."""
    _refuse_unseen(session, ask, channel_id)
    return roles.names(session, ask.actor.workspace_id, channel_id)


def _born(ask: Ask, whom: Whom) -> Place:
    """Where it belongs: one for a channel there, wherever it was set; any other to whoever set it and who gets it."""
    if is_person(whom.id) or whom.role:
        return Place("", "dm")
    if whom.id == ask.actor.place.channel_id:
        return ask.actor.place
    return Place(whom.id, "public" if whom.id in ask.public else "private")


def _may_change(session: Session, ask: Ask, reminder: Reminder) -> None:
    """Whoever set it may, and whom it is for; in a channel they can't read any more they don't speak."""
    if not reminder.involves(ask.actor.user_id):
        raise AlreadySo("Only whoever set this reminder can change it.", by=None)
    if not records.is_open_to(session, reminder, ask.actor.user_id, ask.actor.place.channel_id):
        raise UserError(
            "I can't tell whether you are in the channel of this reminder, so nothing changed. Please type this there, "
            f"or delete it: `/beat remind delete {reminder.number}`."
        )


def _named(session: Session, ask: Ask) -> tuple[Reminder, str]:
    """The reminder that a button, a form or a word names, and the words after it."""
    pressed = ask.number("reminder")
    if pressed:
        return records.find(session, ask.actor, pressed), ""
    number, words = reminder_words.parse_key(ask.text)
    return records.find(session, ask.actor, number), words


def _occurrence(ask: Ask, reminder: Reminder) -> Occurrence | None:
    """Which time a button or a form speaks of, if it does."""
    carried = {**ask.context, **ask.value}
    nominal, again = carried.get("at"), carried.get("round")
    if not isinstance(nominal, str) or len(nominal) > 32 or not isinstance(again, int):
        return None
    if isinstance(again, bool) or not 0 <= again < 10_000:
        return None
    return reminder.time(nominal, again, ask.actor.user_id)


def _occurrence_or_refuse(ask: Ask, reminder: Reminder) -> Occurrence:
    found = _occurrence(ask, reminder)
    if found is None:
        raise UserError("That button is from an older version of me. `/beat reminders` shows what is to come.")
    return found


NAME = records.OCCURRENCE
NOUN = Noun(
    verbs={
        "list": reads(list_, "nothing"),
        "ls": reads(list_, "nothing"),
        "all": reads(list_, "nothing"),
        "show": reads(list_, "nothing"),
        "edit": Act(edit),
        "change": Act(edit),
        "delete": Act(delete),
        "remove": Act(delete),
        "cancel": Act(delete),
        "stop": Act(delete),
        "remind": Act(add),
    },
    bare="help",
    otherwise="remind",
    letter=rules.LIFECYCLE.letter,
)
FOR_ME = Noun(verbs={"remindme": Act(for_me)}, bare="remindme", otherwise="remindme")
BUTTONS = {
    "reminders.new": Act(new_form),
    "reminders.done": Act(done),
    "reminders.snooze_15m": Act(snooze),
    "reminders.snooze_1h": Act(snooze),
    "reminders.snooze_day": Act(snooze),
    "reminders.snooze": Act(snooze_form),
    "reminders.undo": Act(unanswered),
    "reminders.edit": Act(edit),
    "reminders.delete": Act(delete),
    "reminders.stop": Act(delete),
    "reminders.next": reads(list_),
    "reminders.back": reads(list_),
}
FORMS = {
    "reminders.new": Act(added_from_form),
    "reminders.edit": Act(edited),
    "reminders.snooze": Act(snoozed),
}
SHORTCUTS = {"reminders.from_message": Act(form_from_message)}
