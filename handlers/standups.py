"""Standups: how people set them up and look after them, each a function of one transaction."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.rules import setting_up
from bot.rules import standups as rules
from bot.rules.calendar import local_day, zone_named
from bot.rules.errors import Choice, NotFound, UserError
from bot.rules.people import Actor, Permission, Place
from bot.rules.rounds import LAST_TIME
from bot.rules.standups import NewStandup, Verb
from bot.views import answering, past_rounds
from bot.views import rounds as round_views
from bot.views import standups as views
from bot.views.blocks import Md
from bot.views.crowds import Known
from bot.views.lists import PAGE
from bot.views.standups import Outlook
from handlers import lists
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from handlers.rounds import answer_line
from storage import calling_off, members, opening, people, permission, roles, rounds
from storage import history as changes
from storage import standups as records
from storage.history import Change
from storage.rounds import Entry, Seat
from storage.standups import Standup

HISTORY = 10
# What the history calls a round that somebody starts.
RUN = "run"


def new(session: Session, ask: Ask) -> Answer:
    """`/standup new Morning at 9:30 every weekday`; without words, and by button, the form."""
    if not ask.text.strip():
        return _new_form(session, ask)
    wanted = setting_up.parse_new(ask.text, now=ask.now, zone=ask.actor.zone)
    return _created(session, ask, _suited(wanted, ask.actor.place))


def created(session: Session, ask: Ask) -> Answer:
    """The form for a new standup came back."""
    return _created(session, ask, setting_up.from_form(ask.values, now=ask.now, zone=ask.actor.zone))


def edit(session: Session, ask: Ask) -> Answer:
    """`/standup edit 2`, or the button: the form."""
    standup = named(session, ask, "edit", "govern")
    return Answer(form=views.edit_form(standup, _draft(session, ask, standup=standup.number)))


def edited(session: Session, ask: Ask) -> Answer:
    """The form came back: everything in it is taken."""
    standup = named(session, ask, "edit", "govern")
    said = setting_up.from_form(
        ask.values, now=ask.now, zone=ask.actor.zone, cadence=standup.rhythm, questions=standup.asks
    )
    place = ask.actor.place
    _refuse_opening_up(standup, said.posting, place.channel_id)
    records.edit(session, ask.stamp, standup, place, said)
    opening.reconsider(session, standup, ask.now)
    return _changed(session, ask, standup, "Saved")


def _refuse_opening_up(standup: Standup, posting: str, channel_id: str) -> None:
    """What was answered in confidence is not shown to others by a change of where it is posted."""
    field = "posting" if posting != standup.posting else "channel"
    kept_close = standup.posting == "dm" or standup.channel_kind != "public"
    if kept_close and (posting, channel_id) != (standup.posting, standup.channel_id):
        why = "People have answered for those who can read it now. Set up a new standup to post elsewhere."
        raise UserError(why, fields={field: why})


def list_(session: Session, ask: Ask) -> Answer:
    """`/standup list`, and Next and Back under it."""
    number = ask.number("number")
    page = records.page(session, ask.actor, lists.cursor(ask, number) if number else None, PAGE)
    me = ask.actor.user_id
    next_at = {
        standup.number: opening.next_prompt(session, standup, opening.crowd(session, standup), me)
        for standup in page.rows
    }
    return Answer(views.listing(page, next_at, ask.actor, ask.now, query=lists.query(ask)), private=True)


def show(session: Session, ask: Ask) -> Answer:
    """`/standup show 2`."""
    standup = named(session, ask, "show")
    may_change = bool(permission.changeable(session, ask.actor, [standup]))
    shown = views.shown(standup, _outlook(session, ask, standup), ask.actor, ask.now, may_change=may_change)
    return Answer(shown, private=True)


def preview(session: Session, ask: Ask) -> Answer:
    """`/standup preview 2`: what will be asked, for the asker alone."""
    seat = _imagined(session, ask)
    at, zone = seat.entry.prompt_at, ask.actor.zone
    said = round_views.prompt(seat, since=LAST_TIME, plan=False, again=False, late="", zone=zone, now=at)
    return Answer(views.preview(seat.standup, said, LAST_TIME, _outlook(session, ask, seat.standup)), private=True)


def preview_form(session: Session, ask: Ask) -> Answer:
    """The See the form button of a preview."""
    seat = _imagined(session, ask)
    return Answer(form=answering.preview_form(seat.standup.name, seat.questions, LAST_TIME, ask.draft(session)))


def previewed(session: Session, ask: Ask) -> Answer:
    """The form of a preview came back: nothing becomes of it."""
    return Answer(views.previewed(), private=True)


def duplicate(session: Session, ask: Ask) -> Answer:
    """`/standup duplicate 2`: the form for a new one, filled from this one."""
    standup = named(session, ask, "duplicate")
    copy = setting_up.copied(standup.as_new())
    return Answer(form=views.new_form(_draft(session, ask), standup.channel_id, copy))


def delete(session: Session, ask: Ask) -> Answer:
    """`/standup delete 2`, or the button behind its question."""
    standup = named(session, ask, "delete", "govern")
    records.remove(session, ask.stamp, standup)
    opening.reconsider(session, standup, ask.now)
    return Answer(views.deleted(standup, ask.stamp.batch))


def run(session: Session, ask: Ask) -> Answer:
    """`/standup run 2`: everybody is asked at once, if that day had no round yet."""
    standup = named(session, ask, "run", "govern")
    if standup.status == "paused":
        again = Choice("Resume", f"standup resume {standup.number}")
        raise UserError(f"{rules.key(standup.number)} is paused, so nobody is asked.", choices=(again,))
    today = local_day(ask.now, zone_named(standup.zone) or ask.actor.zone)
    had = rounds.on_day(session, ask.actor.workspace_id, standup.number, today)
    if had is not None and had.status not in rounds.WRITTEN_OFF:
        raise UserError(
            f"Today's round of {rules.key(standup.number)} has been opened already, and each day has one. "
            f"`/standup history {standup.number}` shows who answered."
        )
    opened = opening.open_now(session, standup, today, ask.now)
    if opened is None:
        raise UserError(f"There is nobody to ask. `/standup edit {standup.number}` says who takes part.")
    asked = sum(entry.status == "waiting" for entry in rounds.entries(session, ask.actor.workspace_id, opened.number))
    changes.note(session, ask.stamp, standup.noun, RUN, number=standup.number, after={"round": opened.number})
    return Answer(views.started(standup, asked, opened.closes_at, ask.actor.zone, ask.now, ask.stamp.batch))


def call_off(session: Session, ask: Ask, change: Change) -> Md:
    """Undo of a round that was started by hand, while nobody has answered.

    Raises:
        UserError: somebody has, or it is over.
    """
    standup = records.find(session, ask.actor, change.number, "govern")
    round_ = rounds.find(session, ask.actor.workspace_id, change.after["round"])
    if round_ is None:
        raise UserError("That round is gone already. Nothing changed.")
    calling_off.call_off(session, standup, round_, ask.actor.user_id, ask.now)
    changes.note(session, ask.stamp, standup.noun, "undo", number=standup.number, undoes=change.batch)
    return views.called_off(standup)


def history(session: Session, ask: Ask) -> Answer:
    """`/standup history 2`: the last rounds."""
    standup = named(session, ask, "history")
    latest = rounds.latest_of(session, ask.actor.workspace_id, standup.number, HISTORY)
    found = [each for each in latest if each.posting == "dm" or rounds.may_read(session, ask.actor, standup, each)]
    entries: dict[int, list[Entry]] = {round_.number: [] for round_ in found}
    for entry in rounds.entries(session, ask.actor.workspace_id, *entries):
        entries[entry.round_number].append(entry)
    return Answer(past_rounds.history(standup, found, entries, ask.actor.zone, ask.now), private=True)


def open_round(session: Session, ask: Ask) -> Answer:
    """The Open button in the history: one round."""
    round_ = rounds.find(session, ask.actor.workspace_id, ask.number("round") or 0)
    if round_ is None:
        raise NotFound("that round", "/standup list")
    standup = _of_round(session, ask, round_.standup_number)
    entries = rounds.entries(session, ask.actor.workspace_id, round_.number)
    may_read = rounds.may_read(session, ask.actor, standup, round_)
    if not may_read and round_.posting != "dm":
        raise NotFound("that round", "/standup list")
    said = past_rounds.one(standup, round_, entries, ask.actor.zone, ask.now, with_answers=may_read)
    return Answer(said, private=True)


def _of_round(session: Session, ask: Ask, number: int) -> Standup:
    """The standup of a round; one that is not theirs to see is not named either."""
    try:
        return records.find(session, ask.actor, number, "see")
    except NotFound:
        raise NotFound("that round", "/standup list") from None


def mover(verb: Verb) -> Act:
    """The act that pauses a standup or has it run again, by word or by button."""
    return Act(partial(_move, verb), takes="key")


def _move(verb: Verb, session: Session, ask: Ask) -> Answer:
    standup = named(session, ask, verb, "govern")
    records.move(session, ask.stamp, standup, verb)
    opening.reconsider(session, standup, ask.now)
    return _changed(session, ask, standup, rules.LIFECYCLE.moves[verb].said)


def _new_form(session: Session, ask: Ask) -> Answer:
    here = ask.actor.place
    return Answer(form=views.new_form(_draft(session, ask), here.channel_id if here.kind != "dm" else ""))


def _created(session: Session, ask: Ask, wanted: NewStandup) -> Answer:
    permission.refuse_reader(session, ask.actor)
    here = ask.actor.place
    # What is set up in a DM belongs to those named in it, not to that conversation.
    place = Place("", "dm") if here.kind == "dm" else here
    _refuse_namesake(session, ask, place, wanted)
    standup = records.add(session, ask.stamp, place, wanted)
    opening.schedule(session, standup, ask.now)
    return Answer(views.created(standup, _outlook(session, ask, standup), ask.actor, ask.now, ask.stamp.batch))


def _refuse_namesake(session: Session, ask: Ask, place: Place, wanted: NewStandup) -> None:
    """Two of one name in one channel could not be told apart."""
    taken = records.namesake(session, ask.stamp, place, wanted.name)
    if taken is not None:
        raise setting_up.name_taken(rules.key(taken.number), taken.number, wanted, ask.text)


def _changed(session: Session, ask: Ask, standup: Standup, said: str) -> Answer:
    return Answer(views.changed(said, standup, _outlook(session, ask, standup), ask.actor, ask.now, ask.stamp.batch))


def _suited(wanted: NewStandup, here: Place) -> NewStandup:
    """One line says no channel: it is the one where it was said; out of any channel, answers go by DM."""
    if here.kind != "dm":
        return wanted
    if wanted.everyone:
        raise UserError(
            "Whom should I ask? Say it in the channel whose people take part, or name them: "
            "`/standup new Morning at 9:30 every weekday @ana @ben`.",
            choices=(Choice("Open the form", "standup new"),),
        )
    return setting_up.by_dm(wanted)


def _outlook(session: Session, ask: Ask, standup: Standup) -> Outlook:
    known = members.channel(session, standup.workspace_id, standup.channel_id)
    who = opening.crowd(session, standup)
    return Outlook(
        next_at=opening.next_prompt(session, standup, who, ask.actor.user_id),
        parts=who.parts,
        joined=known.joined if known else None,
        known=_known(session, ask, standup, who.parts),
    )


def _known(session: Session, ask: Ask, standup: Standup, parts: Collection[str]) -> dict[str, Known]:
    """Who is in the channel or chosen, for those who may know."""
    here = members.of(session, standup.workspace_id, standup.channel_id) if standup.channel_id else []
    if standup.channel_kind == "private" and ask.actor.user_id not in here:
        return {}
    everybody = {*here, *parts, *standup.members}
    met = people.known(session, standup.workspace_id, everybody)
    kinds = {user: person.kind for user, person in met.items()}
    kinds |= dict.fromkeys({*standup.left_ids} & everybody, "left")
    kinds |= dict.fromkeys(roles.readers(session, standup.workspace_id, standup.channel_id) - {*parts}, "reader")
    return {user: Known(met[user].name or met[user].handle, kinds[user]) if user in met else Known("", "")
            for user in everybody}  # fmt: skip


def _imagined(session: Session, ask: Ask) -> Seat:
    """The asker's place in the next round, as it might be."""
    standup = named(session, ask, "preview")
    at = _outlook(session, ask, standup).next_at or ask.now
    return rounds.imagined(standup, ask.actor.user_id, at, local_day(at, ask.actor.zone))


def named(session: Session, ask: Ask, verb: str, what: Permission = "see") -> Standup:
    """The standup that a button, a form or a word names: its key, or its name where only one has it.

    Raises:
        NotYours: they may see it, and not do this to it.
    """
    number, actor = ask.number("standup"), _asker(ask)
    alike = [] if number else records.called(session, actor, ask.text.strip(" .,;:!?\"'“”"))
    named = alike[0].number if len(alike) == 1 else number or rules.parse_key(ask.text, verb)
    return records.find(session, actor, named, what)


def _asker(ask: Ask) -> Actor:
    """Whoever sends a form stands where it was opened: its own channel is where the standup is to be posted."""
    if ask.surface != "form":
        return ask.actor
    return replace(ask.actor, place=Place(str(ask.context.get("from_channel", "")), "private"))


def _draft(session: Session, ask: Ask, **data: Any) -> str:
    """What the form must know; its own channel field says where the standup belongs, not where it was opened."""
    return ask.draft(session, **{"channel_id": "", "from_channel": ask.actor.place.channel_id} | data)


NOUN = Noun(
    verbs={
        "new": Act(new, crowd=True),
        "add": Act(new, crowd=True),
        "create": Act(new, crowd=True),
        "list": reads(list_, "nothing"),
        "ls": reads(list_, "nothing"),
        "show": reads(show, "key"),
        "view": reads(show, "key"),
        "edit": Act(edit, takes="key"),
        "pause": mover("pause"),
        "resume": mover("resume"),
        "duplicate": Act(duplicate, takes="key"),
        "copy": Act(duplicate, takes="key"),
        "delete": Act(delete, takes="key"),
        "remove": Act(delete, takes="key"),
        "history": reads(history, "key"),
        "preview": reads(preview, "key"),
        "run": Act(run, takes="key"),
        "answer": Act(answer_line),
    },
    bare="list",
    otherwise="answer",
    letter="S",
)
BUTTONS = {
    "standups.new": Act(new),
    "standups.edit": Act(edit),
    "standups.pause": mover("pause"),
    "standups.resume": mover("resume"),
    "standups.duplicate": Act(duplicate),
    "standups.delete": Act(delete),
    "standups.run": Act(run),
    "standups.show": reads(show),
    "standups.preview": reads(preview),
    "standups.form": Act(preview_form),
    "standups.history": reads(history),
    "standups.round": reads(open_round),
    "standups.next": reads(list_),
    "standups.back": reads(list_),
}
FORMS = {
    "standups.new": Act(created, crowd=True),
    "standups.edit": Act(edited, crowd=True),
    "standups.preview": reads(previewed),
}
