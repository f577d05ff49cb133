"""Reminders as people see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import recurrence
from bot.rules import reminders as rules
from bot.rules.calendar import local_day, zone_label
from bot.rules.dates import Moment, echo
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.rules.recurrence import Cadence
from bot.rules.reminder_times import words_of
from bot.rules.reminders import Occurrence, When
from bot.rules.roles import called
from bot.views import lists
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip,
    clip_text,
    code,
    dotted,
    field,
    form,
    lines,
    link,
    md,
    moment,
    paragraphs,
    person,
    place,
    section,
    select,
    share_of_a_message,
    text_input,
)
from bot.views.lists import ONLY_YOU, Look
from bot.views.reaching import against

if TYPE_CHECKING:
    from storage.reminders import Reminder, Response, Upcoming

_WHAT = 2000
_ROW = 700
# The most that is said of a role, or a person, beside the words of their reminder.
_OF_A_ROLE = 700
_OF_A_PERSON = 120


def said(
    opening: str, said: Sequence["Upcoming"], me: Actor, now: datetime, batch: str, *, invite: bool = False
) -> Message:
    """The answer to new or changed reminders: whom, of what, the next moment, and how often.

    Args:
        invite: it is for a channel that we are not in, for all we know.
    """
    besides = sum(_OF_A_ROLE if each.reminder.role else _OF_A_PERSON for each in said)
    share = share_of_a_message(len(said), besides)
    rows = [
        lines(
            md(opening, " ", title(each.reminder, me.user_id, share, each.holders)),
            _unwanted(each.reminder) or coming(each.reminder.when, each.at, each.zone, now),
            _by_role(each) if each.reminder.role else _by_their_clock(each, me),
            against(each.odd, left_out=bool(each.reminder.role) or rules.recurs(each.reminder.when)),
        )
        for each in said
    ]
    rows += [_invite(said[0].reminder)] if invite else []
    edit = button("Edit", "reminders.edit", {"reminder": said[0].reminder.number}) if len(said) == 1 else None
    buttons = actions(edit, button("Undo", "history.undo", {"batch": batch}))
    return Message(clip_text(lines(*rows)), (*paragraphs(rows), buttons), ONLY_YOU)


def stopped(reminders: Sequence["Reminder"], me: str, batch: str) -> Message:
    """The answer to Delete, and to Stop these."""
    rows = [stopped_details(each, me, share_of_a_message(len(reminders))) for each in reminders]
    declined = [each for each in reminders if _is_declined(each, me)]
    mute = (
        {"command": f"mutes add {declined[0].purpose(me)}:{declined[0].creator_id}"}
        if len(reminders) == len(declined) == 1
        else None
    )
    buttons = actions(
        button("Undo", "history.undo", {"batch": batch}),
        button("Never from this person", "run.mute", mute) if mute else None,
    )
    return Message(clip_text(lines(*rows)), (*paragraphs(rows), buttons), ONLY_YOU)


def stopped_details(reminder: "Reminder", me: str, most: int = _WHAT) -> Md:
    """What has happened to it, and who hears of it."""
    if not _is_declined(reminder, me):
        return md("Deleted: ", title(reminder, me, most))
    setter = person(reminder.creator_id)
    return lines(
        md("Stopped: ", title(reminder, me, most)), md("I'm telling ", setter, " that you'd rather not get it.")
    )


def answered(
    reminder: "Reminder", occurrence: Occurrence, until: datetime | None, zone: ZoneInfo, now: datetime
) -> Message:
    """The answer to Done and to Snooze."""
    words = md("I'll say it again ", _absolute(until, zone, now), ": ") if until else md("Done: ")
    text = md(words, clip(reminder.what, _WHAT))
    undo = button("Undo", "reminders.undo", _carried(occurrence))
    return Message(text, (section(text, undo),), ONLY_YOU)


def waiting_again(reminder: "Reminder") -> Message:
    """The answer to Undo of these."""
    text = md("Undone: ", is_waiting_again(reminder))
    return Message(text, (section(text),), ONLY_YOU)


def is_waiting_again(reminder: "Reminder") -> Md:
    """What Undo brought back."""
    return md(title(reminder, reminder.for_id), " is waiting again.")


def due(
    reminder: "Reminder",
    occurrence: Occurrence,
    response: "Response | None",
    zone: ZoneInfo,
    *,
    to: str,
    was_due: datetime | None,
    kept: ZoneInfo,
) -> Message:
    """The reminder itself, as it goes `to` somebody; `was_due` when it comes late. Once answered, what came of it.

    `zone` is that of whoever reads it, `kept` the one whose wall time it keeps.
    """
    elsewhere = md(f" ({zone_label(kept)})") if kept.key != zone.key else md("")
    text = lines(
        md(_opening(reminder, to), clip(reminder.what, _WHAT)),
        dotted(
            md("was due ", moment(was_due, zone)) if was_due else None,
            link(reminder.source_url, "the message") if reminder.source_url else None,
            md(recurrence.describe(reminder.when), elsewhere)
            if isinstance(reminder.when, Cadence) and rules.recurs(reminder.when)
            else None,
        )
        or None,
    )
    stopped = not reminder.stands or to in reminder.declined_ids
    if stopped and (response is None or response.outcome == "snoozed"):
        text = lines(text, _ended(reminder, to))
    elif response:
        text = lines(text, _became(response, zone))
    else:
        return Message(text, (section(text), *_buttons(reminder, occurrence, to)))
    return Message(text, (section(text),))


def stand_in(reminder: "Reminder", instead_of: str) -> Message:
    """A reminder for a role, for whoever stands in for somebody who has it."""
    whose = md(person(instead_of), " is away, and you stand in. For the ", _role(reminder), ", from ")
    text = md(whose, person(reminder.creator_id), ": ", clip(reminder.what, _WHAT))
    return Message(text, (section(text),))


def declined(reminder: "Reminder", who: str) -> Message:
    """The news that somebody does not want a reminder; others who share the role still get it."""
    stopped = (
        md(", as ", _role(reminder), ", would rather not get this reminder from me, so it comes to them no more: ")
        if reminder.role
        else md(" would rather not get this reminder from me, so I have stopped it: ")
    )
    text = lines(
        md(person(who), stopped),
        md(bold(reminder.key), " ", clip(reminder.what, _WHAT)),
        md("It may be easier to ask them in person."),
    )
    return Message(text, (section(text),))


def outside(reminder: "Reminder") -> Message:
    """The news that a reminder for a role came to nobody because whoever set it may not be in its channel any more."""
    text = lines(
        md("I can't tell whether you are still in ", place(reminder.for_id), ", so nobody there got this reminder:"),
        md(bold(reminder.key), " ", clip(reminder.what, _WHAT)),
        md("It comes again once you are back there. ", code(f"/beat remind delete {reminder.number}"), " ends it."),
    )
    return Message(text, (section(text),))


def nobody(reminder: "Reminder", away: Sequence[str], *, declined: bool) -> Message:
    """The news that a reminder came to nobody: they are all away, or have declined it, or nobody has its role."""
    what = md(bold(reminder.key), " ", clip(reminder.what, _WHAT))
    if away:
        why = md(
            "It was time for this reminder for the ", _role(reminder), ", but they are away (", _people(away), "):"
        )
        do = md("It may be good to ask somebody else.")
    elif declined:
        why = md("Whoever is ", _role(reminder), " has stopped this reminder, so nobody got it:")
        do = md("It may be easier to ask them in person.")
    else:
        why = md("It was time for this reminder for the ", _role(reminder), ", but nobody is that, so nobody got it:")
        do = md(code(f"/beat role {reminder.role} @somebody"), " in ", place(reminder.for_id), " says who is.")
    text = lines(why, what, do)
    again = button("Reschedule", "reminders.edit", {"reminder": reminder.number})
    return Message(text, (section(text), actions(again)))


def listing(page: Page["Upcoming"], me: str, now: datetime, notice: Block | None = None) -> Message:
    """One page of the reminders that a person set or gets, soonest first."""

    def row(each: "Upcoming", _: dict[str, Any]) -> Block:
        return section(
            lines(title(each.reminder, me, _ROW, each.holders), coming(each.reminder.when, each.at, each.zone, now))
        )

    def buttons(each: "Upcoming", stay: dict[str, Any]) -> Block:
        value = {"reminder": each.reminder.number}
        mine = each.reminder.creator_id == me
        delete = button("Delete", "reminders.delete", {**value, **stay})
        stop = button("Stop these", "reminders.stop", {**value, **stay})
        edit = button("Edit", "reminders.edit", value) if mine or not each.reminder.role else None
        return actions(edit, delete if mine else stop)

    look = Look(
        title=lambda each: title(each.reminder, me),
        row=row,
        place=lambda each: {"due": each.at.isoformat() if each.at else "", "number": each.reminder.number},
        back=lambda value: button("Back", "reminders.back", value),
        next=lambda value: button("Next", "reminders.next", value),
        buttons=buttons,
    )
    nothing = md(f"No reminders to come. {rules.EXAMPLE} sets one.")
    heading = "Your reminders, soonest first"
    return lists.listing(page, look, heading=heading, nothing=nothing, query="", notice=notice)


def edit_form(reminder: "Reminder", zone: ZoneInfo, draft: str) -> Block:
    """The form for saying it differently, or at another time."""
    return form(
        "reminders.edit",
        f"Edit {reminder.key}",
        "Save",
        _fields(reminder.what, words_of(reminder.when, zone)),
        draft=draft,
    )


def message_form(what: str, draft: str) -> Block:
    """The form for a reminder of a message."""
    choices = field("quick", "When", select(rules.QUICK, rules.QUICK[1][0]))
    what_field, when_field = _fields(what, "", label="Or in your own words")
    return form("reminders.new", "Remind me", "Remind me", (what_field, choices, when_field), draft=draft)


def snooze_form(reminder: "Reminder", initial: datetime, draft: str) -> Block:
    """The form for a moment of one's own."""
    picker: Block = {"type": "datetimepicker", "initial_date_time": int(initial.timestamp())}
    until = field("until", "Say it again", picker, optional=False)
    return form("reminders.snooze", "Snooze", "Snooze", (section(clip(reminder.what, _WHAT)), until), draft=draft)


def title(reminder: "Reminder", me: str, most: int = _WHAT, holders: Sequence[str] = ()) -> Md:
    """Key, whom, and of what; `holders` have its role."""
    return md(bold(reminder.key), " ", _whom(reminder, me, holders), ": ", clip(reminder.what, most))


def coming(when: When, next_at: datetime | None, zone: ZoneInfo, now: datetime) -> Md:
    """The next moment with its zone, and the recurrence in words."""
    again = recurrence.describe(when) if isinstance(when, Cadence) and rules.recurs(when) else None
    return dotted(md("Next: ", _absolute(next_at, zone, now)) if next_at else None, again)


def _fields(what: str, when: str, label: str = "When") -> tuple[Block, Block]:
    hint = "Like: tomorrow 17:00, in 2 hours, every weekday at 9:30, last friday of every month"
    return (
        field("what", "What", text_input(what, limit=rules.WHAT_LIMIT, multiline=True), optional=False),
        field("when", label, text_input(when, limit=rules.WHEN_LIMIT), optional=label != "When", hint=hint),
    )


def _absolute(at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    return echo(Moment(at), zone, local_day(now, zone)) if at else "never"


def _opening(reminder: "Reminder", to: str) -> Md:
    setter = person(reminder.creator_id)
    if reminder.for_channel:
        return md("A reminder from ", setter, ": ")
    by_role = md(", as ", _role(reminder)) if reminder.role else md("")
    if reminder.from_another(to):
        return md(setter, " asked me to remind you", by_role, ": ")
    return md("Reminder", by_role, ": ")


def _whom(reminder: "Reminder", me: str, holders: Sequence[str] = ()) -> Md:
    if reminder.role:
        setter = md("from ", person(reminder.creator_id), " ") if reminder.creator_id != me else md("")
        who = md(" (", _people(holders), ")") if holders else md("")
        return md(setter, "for the ", _role(reminder, len(holders)), who)
    if reminder.for_channel:
        return md("for ", place(reminder.for_id))
    if reminder.for_id != me:
        return md("for ", person(reminder.for_id))
    return md("from ", person(reminder.creator_id)) if reminder.from_another(me) else md("for you")


def _role(reminder: "Reminder", holders: int = 1) -> Md:
    """`lead of #launch`, `reviewers of #launch`."""
    return md(called(reminder.role, holders), " of ", place(reminder.for_id))


def _people(user_ids: Sequence[str]) -> Md:
    return Md(", ".join(map(person, user_ids)))


def _by_role(each: "Upcoming") -> Md:
    """To whom it will go, and what to do while that is nobody."""
    role = each.reminder.role
    if each.holders:
        return md(f"It goes to whoever is {role} when it falls due, to each in a DM, by your clock.")
    return md(
        "Nobody is ", _role(each.reminder), " yet: ", code(f"/beat role {role} @somebody"), " there says who is. "
        "If nobody is when it falls due, I'll tell you.",
    )  # fmt: skip


def _by_their_clock(each: "Upcoming", me: Actor) -> Md | None:
    """Whose hour it is, where theirs is another than that of whoever asks."""
    at, wall = each.at, isinstance(each.reminder.when, Cadence)
    if each.reminder.for_channel or not at or not wall:
        return None
    apart = at.astimezone(each.zone).utcoffset() != at.astimezone(me.zone).utcoffset()
    return md("That is by the clock of ", person(each.reminder.for_id), ".") if apart else None


def _is_declined(reminder: "Reminder", me: str) -> bool:
    return reminder.status == "declined" or me in reminder.declined_ids


def _invite(reminder: "Reminder") -> Md:
    return md("I must be in ", place(reminder.for_id), " to say it there: `/invite @Drumbeat` if I'm not.")


def _became(response: "Response", zone: ZoneInfo) -> Md:
    who = person(response.user_id)
    if response.outcome == "snoozed" and response.until:
        return md("Snoozed by ", who, " until ", moment(response.until, zone), ".")
    return md("Done, said ", who, ".") if response.outcome == "done" else md("Moved to another time by ", who, ".")


def _ended(reminder: "Reminder", to: str) -> Md:
    if reminder.removed_at is not None:
        return md("Taken back by ", person(reminder.creator_id), ": there is nothing to do.")
    if reminder.stands:
        return md("Stopped by ", person(to), ": it does not come to them again.")
    if reminder.status == "declined":
        return md("Stopped by ", person(reminder.for_id), ": it does not come again.")
    return md("Deleted by ", person(reminder.creator_id), ": it does not come again.")


def _unwanted(reminder: "Reminder") -> Md | None:
    if reminder.status != "declined":
        return None
    return md(person(reminder.for_id), " has stopped this reminder, so it does not come. Please ask them in person.")


def _carried(occurrence: Occurrence) -> dict[str, Any]:
    return {"reminder": occurrence.number, "at": occurrence.nominal, "round": occurrence.round}


def _buttons(reminder: "Reminder", occurrence: Occurrence, to: str) -> tuple[Block, Block]:
    value = _carried(occurrence)
    card = f"card:reminder:{occurrence.number}"
    first = actions(
        button("Done", "reminders.done", value, style="primary"),
        button("Snooze 15 min", "reminders.snooze_15m", {**value, "for": "15m"}),
        button("Snooze 1 h", "reminders.snooze_1h", {**value, "for": "1h"}),
        button("Snooze to tomorrow", "reminders.snooze_day", {**value, "for": "tomorrow"}),
        button("Snooze …", "reminders.snooze", value),
        block_id=card,
    )
    another = reminder.from_another(to)
    stop = button("Stop these", "reminders.stop", value) if another else None
    # What several get is moved by whoever set it.
    move = None if another and reminder.role else button("Reschedule", "reminders.edit", value)
    return first, actions(move, stop, block_id=f"{card}:more")
