"""Reminders as people see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import recurrence
from bot.rules import reminders as rules
from bot.rules.calendar import local_day
from bot.rules.dates import Moment, echo
from bot.rules.recurrence import Cadence
from bot.rules.reminders import Occurrence, When
from bot.views.blocks import (
    ROOM,
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip,
    clip_text,
    dotted,
    field,
    form,
    lines,
    link,
    md,
    moment,
    person,
    place,
    room_taken,
    section,
    select,
    text_input,
)

if TYPE_CHECKING:
    from storage.reminders import Coming, Reminder, Response

PAGE = 10
ONLY_YOU = Md("Only you can see this.")
_WHAT = 2000


def said(
    opening: str, reminder: "Reminder", next_at: datetime | None, me: str, zone: ZoneInfo, now: datetime, batch: str
) -> Message:
    """The answer to a new or changed reminder: whom, of what, the next moment, and how often."""
    text = lines(md(opening, " ", title(reminder, me)), coming(reminder.when, next_at, zone, now), _invite(reminder))
    value = {"reminder": reminder.number}
    buttons = actions(
        button("Edit", "reminders.edit", value),
        button("Undo", "history.undo", {"batch": batch}),
    )
    return Message(text, (section(text), buttons), ONLY_YOU)


def stopped(reminder: "Reminder", me: str, batch: str) -> Message:
    """The answer to Delete, and to Stop these."""
    declined = reminder.status == "declined"
    setter = person(reminder.creator_id)
    text = lines(
        md("Stopped: " if declined else "Deleted: ", title(reminder, me)),
        md("I'm telling ", setter, " that you'd rather not get it.") if declined else None,
    )
    mute = {"command": f"mutes add reminders.from_others:{reminder.creator_id}"}
    buttons = actions(
        button("Undo", "history.undo", {"batch": batch}),
        button("Never from this person", "run.mute", mute) if declined else None,
    )
    return Message(text, (section(text), buttons), ONLY_YOU)


def answered(reminder: "Reminder", until: datetime | None, zone: ZoneInfo, now: datetime) -> Message:
    """The answer to Done and to Snooze."""
    words = md("I'll say it again ", _absolute(until, zone, now), ": ") if until else md("Done: ")
    text = md(words, clip(reminder.what, _WHAT))
    return Message(text, (section(text),), ONLY_YOU)


def due(
    reminder: "Reminder",
    occurrence: Occurrence,
    response: "Response | None",
    zone: ZoneInfo,
    *,
    was_due: datetime | None,
) -> Message:
    """The reminder itself; `was_due` when it comes late. Once it is answered, what became of it."""
    text = lines(
        md(_opening(reminder), clip(reminder.what, _WHAT)),
        dotted(
            md("was due ", moment(was_due, zone)) if was_due else None,
            link(reminder.source_url, "the message") if reminder.source_url else None,
            recurrence.describe(reminder.when)
            if isinstance(reminder.when, Cadence) and rules.recurs(reminder.when)
            else None,
        )
        or None,
    )
    if response:
        text = lines(text, _became(response, zone))
    elif not reminder.stands:
        text = lines(text, md("This reminder was stopped."))
    else:
        return Message(text, (section(text), *_buttons(reminder, occurrence)))
    return Message(text, (section(text),))


def declined(reminder: "Reminder") -> Message:
    """The news that somebody does not want a reminder."""
    text = lines(
        md(person(reminder.for_id), " would rather not get this reminder from me, so I have stopped it: "),
        md(bold(reminder.key), " ", clip(reminder.what, _WHAT)),
        md("It may be easier to ask them in person."),
    )
    return Message(text, (section(text),))


def listing(reminders: Sequence["Coming"], me: str, now: datetime, *, skipped: int, more: bool) -> Message:
    """One page of the reminders that a person set or gets, soonest first."""
    if not reminders:
        text = md(f"No reminders to come. {rules.EXAMPLE} sets one.")
        return Message(text, (section(text),), ONLY_YOU)
    head = bold("Your reminders, soonest first")
    blocks: list[Block] = [section(head)]
    shown: list[Md] = []
    for each in reminders:
        row = _row(each, me, now)
        if shown and room_taken([*blocks, *row]) > ROOM:
            break
        shown.append(title(each.reminder, me))
        blocks += row
    paging = _paging(skipped, len(shown), more=more or len(shown) < len(reminders))
    return Message(clip_text(lines(head, *shown)), (*blocks, *paging), ONLY_YOU)


def edit_form(reminder: "Reminder", zone: ZoneInfo, draft: str) -> Block:
    """The form for saying it differently, or at another time."""
    return form(
        "reminders.edit",
        f"Edit {reminder.key}",
        "Save",
        _fields(reminder.what, rules.words_of(reminder.when, zone)),
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


def title(reminder: "Reminder", me: str, most: int = _WHAT) -> Md:
    """Key, whom, and of what."""
    return md(bold(reminder.key), " ", _whom(reminder, me), ": ", clip(reminder.what, most))


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


def _opening(reminder: "Reminder") -> Md:
    setter = person(reminder.creator_id)
    if rules.is_channel(reminder.for_id):
        return md("A reminder from ", setter, ": ")
    return md(setter, " asked me to remind you: ") if reminder.from_another else md("Reminder: ")


def _whom(reminder: "Reminder", me: str) -> Md:
    if rules.is_channel(reminder.for_id):
        return md("for ", place(reminder.for_id))
    if reminder.for_id != me:
        return md("for ", person(reminder.for_id))
    return md("from ", person(reminder.creator_id)) if reminder.from_another else md("for you")


def _invite(reminder: "Reminder") -> Md | None:
    if not rules.is_channel(reminder.for_id):
        return None
    return md("I must be in ", place(reminder.for_id), " to say it there: `/invite @Drumbeat` if I'm not.")


def _became(response: "Response", zone: ZoneInfo) -> Md:
    who = person(response.user_id)
    if response.outcome == "snoozed" and response.until:
        return md("Snoozed by ", who, " until ", moment(response.until, zone), ".")
    return md("Done, said ", who, ".") if response.outcome == "done" else md("Moved to another time by ", who, ".")


def _buttons(reminder: "Reminder", occurrence: Occurrence) -> tuple[Block, Block]:
    value: dict[str, Any] = {"reminder": occurrence.number, "at": occurrence.nominal, "round": occurrence.round}
    card = f"card:reminder:{occurrence.number}"
    first = actions(
        button("Done", "reminders.done", value, style="primary"),
        button("Snooze 15 min", "reminders.snooze_15m", {**value, "for": "15m"}),
        button("Snooze 1 h", "reminders.snooze_1h", {**value, "for": "1h"}),
        button("Snooze to tomorrow", "reminders.snooze_day", {**value, "for": "tomorrow"}),
        button("Snooze …", "reminders.snooze", value),
        block_id=card,
    )
    stop = button("Stop these", "reminders.stop", value) if reminder.from_another else None
    return first, actions(button("Reschedule", "reminders.edit", value), stop, block_id=f"{card}:more")


def _row(each: "Coming", me: str, now: datetime) -> list[Block]:
    value = {"reminder": each.reminder.number}
    mine = each.reminder.creator_id == me
    text = lines(title(each.reminder, me, 700), coming(each.reminder.when, each.at, each.zone, now))
    buttons = actions(
        button("Edit", "reminders.edit", value),
        button("Delete", "reminders.delete", value) if mine else button("Stop these", "reminders.stop", value),
    )
    return [section(text), buttons]


def _paging(skipped: int, shown: int, *, more: bool) -> list[Block]:
    buttons = [
        button("Back", "reminders.back", {"skip": max(0, skipped - PAGE)}) if skipped else None,
        button("Next", "reminders.next", {"skip": skipped + shown}) if more else None,
    ]
    return [actions(*buttons)] if any(buttons) else []
