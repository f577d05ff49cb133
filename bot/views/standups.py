"""Standups as people set them up and look after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as field_of
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.rules import rounds as round_rules
from bot.rules import standups as rules
from bot.rules.calendar import day_words, instant, local_day, zone_named
from bot.rules.dates import Moment, echo
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.rules.questions import TEXT_LIMIT, lines_of, marks_of
from bot.rules.recurrence import describe, next_date, revived
from bot.rules.setting_up import WHEN_EXAMPLES
from bot.rules.standups import DEFAULT_QUESTIONS, NewStandup, Question
from bot.views import crowds, lists
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    asked_before,
    bold,
    button,
    channel_input,
    checkboxes,
    clip,
    clip_text,
    context,
    divider,
    dotted,
    field,
    form,
    lines,
    md,
    paragraphs,
    people_input,
    person,
    place,
    section,
    select,
    text_input,
)
from bot.views.crowds import Known
from bot.views.history import undo_button
from bot.views.lists import ONLY_YOU, Look

if TYPE_CHECKING:
    from storage.standups import Standup

POSTINGS = (
    ("thread", "In one thread a day"),
    ("digest", "In one message, when time is up"),
    ("each", "Each answer by itself, in the channel"),
    ("dm", "In no channel: by DM to the one who set it up"),
)
_POSTED = {
    "thread": "posted in one thread a day",
    "digest": "posted in one message when time is up",
    "each": "each answer posted by itself",
    "dm": "posted in no channel, only sent to whoever set it up",
}


@dataclass(frozen=True)
class Outlook:
    """What is to come: when the reader is asked next, who takes part (part by user id), whether we are in the channel.

    For a reader who is not asked, `next_at` is when the first of the others is. `joined` is None while we do not know.
    `known` are those in the channel and those chosen; nobody, when the reader may not know who is there.
    """

    next_at: datetime | None
    parts: Mapping[str, str]
    joined: bool | None
    known: Mapping[str, Known] = field_of(default_factory=dict)


def created(standup: "Standup", outlook: Outlook, actor: Actor, now: datetime, batch: str) -> Message:
    """The answer to a new standup: what was understood, what comes next, and the ways to mend it."""
    return _written("Set up ", standup, outlook, actor, now, batch)


def changed(said: str, standup: "Standup", outlook: Outlook, actor: Actor, now: datetime, batch: str) -> Message:
    """The answer to a change; `said` is what happened: `Saved`, `Paused`."""
    return _written(f"{said}: ", standup, outlook, actor, now, batch)


def deleted(standup: "Standup", batch: str) -> Message:
    """The answer when it is gone."""
    text = md("Deleted: ", title(standup), ". Nobody is asked any more. What was answered is kept.")
    return Message(text, (section(text), actions(button("Undo", "history.undo", {"batch": batch}))), ONLY_YOU)


def shown(standup: "Standup", outlook: Outlook, actor: Actor, now: datetime, *, may_change: bool) -> Message:
    """One standup with everything it says, and everything its reader can do with it."""
    who = crowds.crowd(outlook.parts, outlook.known)
    rows = [title(standup), details(standup, outlook, actor.zone, now), *who, *_questions(standup)]
    value = {"standup": standup.number}
    running = standup.status == "running"
    delete = asked_before(
        button("Delete", "standups.delete", value, style="danger"),
        "Delete this standup?",
        "Nobody is asked any more. What was answered is kept, and for ten minutes you can undo it.",
        f"Delete {rules.key(standup.number)}",
    )
    changes = (
        button("Edit", "standups.edit", value),
        button("Pause", "standups.pause", value) if running else button("Resume", "standups.resume", value),
        button("Run now", "standups.run", value) if running else None,
    )
    buttons = (
        button("Preview", "standups.preview", value),
        *(changes if may_change else ()),
        button("History", "standups.history", value),
        button("Duplicate", "standups.duplicate", value),
        _own_part(standup, outlook, actor.user_id),
        delete if may_change else None,
    )
    made = context(md("Set up by ", person(standup.creator_id)))
    return Message(clip_text(lines(*rows)), (*paragraphs(rows), actions(*buttons), made), ONLY_YOU)


def _own_part(standup: "Standup", outlook: Outlook, me: str) -> Block | None:
    """The way out for whoever is asked, and back in for whoever left."""
    if me in standup.left_ids:
        return button("Join again", "standups.join", {"standup": standup.number})
    asked = outlook.parts.get(me, "observer") != "observer"
    return button("Leave", "standups.leave", {"standup": standup.number}) if asked else None


def started(standup: "Standup", asked: int, deadline: datetime, zone: ZoneInfo, now: datetime, batch: str) -> Message:
    """The answer when a round was opened at once."""
    until = echo(Moment(deadline), zone, local_day(now, zone))
    text = md(f"I'm asking {_people(asked)} now: ", title(standup), f". There is time until {until}.")
    return Message(text, (section(text, undo_button(batch)),), ONLY_YOU)


def called_off(standup: "Standup") -> Md:
    """What Undo made of a round that nobody had answered."""
    return md("nobody is asked for ", title(standup), " now, and I'm deleting the questions that stand in DMs.")


def empty(standup: "Standup") -> Message:
    """The news for whoever set it up that there was nobody to ask."""
    here = md("Am I in ", place(standup.channel_id), "? `/invite @Drumbeat` there lets me see who is. ")
    text = md(
        "Nobody was asked today for ", title(standup), ": I see nobody who takes part. ",
        here if standup.channel_id else "", f"`/standup edit {standup.number}` changes who is asked.",
    )  # fmt: skip
    return Message(text, (section(text),))


def missed(standup: "Standup", last: date, days: int, today: date) -> Message:
    """The news for whoever set it up that nobody was asked on some days, as we were down."""
    when = day_words(last, today) if days == 1 else f"{days} days, the last of them {day_words(last, today)}"
    text = md(
        "I was not running when ", title(standup), f" was due on {when}. Nobody was asked. ",
        f"`/standup run {standup.number}` asks everybody now." if last == today else "The next one comes as planned.",
    )  # fmt: skip
    return Message(text, (section(text),))


def listing(
    page: Page["Standup"], next_at: Mapping[int, datetime | None], actor: Actor, now: datetime, *, query: str
) -> Message:
    """One page of the standups, each with the moment of its next round, by number in `next_at`."""
    look = Look["Standup"](
        title=title,
        row=lambda standup, _: _row(standup, next_at[standup.number], actor, now),
        place=lambda standup: {"number": standup.number},
        back=lambda value: button("Back", "standups.back", value),
        next=lambda value: button("Next", "standups.next", value),
    )
    nothing = md("No standups here yet. `/standup new Morning at 9:30 every weekday` sets one up.")
    add = button("New standup", "standups.new", {})
    return lists.listing(page, look, heading="Standups", nothing=nothing, query=query, add=add)


def preview(standup: "Standup", prompt: Message, since: str, outlook: Outlook) -> Message:
    """What those who are asked get to see, and who they are; `prompt` is the message they get."""
    opening = md(title(standup), ": this is what everybody gets at their hour. Only you see it, and nothing is kept.")
    asked = [
        md(f"{number}. ", clip(round_rules.asked(question, since), 300), _hint(question))
        for number, question in enumerate(standup.asks, 1)
    ]
    who = crowds.crowd(outlook.parts, outlook.known)
    form_ = button("See the form", "standups.form", {"standup": standup.number}, style="primary")
    blocks = (
        section(opening),
        divider(),
        *prompt.blocks[:1],
        context(_choices_of(prompt)),
        *paragraphs([*asked, *who]),
        actions(form_),
    )
    return Message(clip_text(lines(opening, prompt.text, *asked, *who)), blocks, ONLY_YOU)


def _choices_of(prompt: Message) -> Md:
    """The buttons under a prompt, by name."""
    labels = [(each.get("text") or each["placeholder"])["text"] for each in prompt.blocks[-1]["elements"]]
    return md("Under it: ", " · ".join(labels))


def previewed() -> Message:
    """The answer to the form of a preview."""
    text = md("That was a preview, so nothing was kept and nobody was told.")
    return Message(text, (section(text),), ONLY_YOU)


def new_form(draft: str, channel_id: str = "", now_set: NewStandup | None = None) -> Block:
    """The form for a new standup; filled, when it is a copy of another."""
    return form("standups.new", "New standup", "Set up", _fields(now_set, channel_id), draft=draft)


def edit_form(standup: "Standup", draft: str) -> Block:
    """The form with what a standup says now."""
    fields = _fields(standup.as_new(), standup.channel_id)
    return form("standups.edit", f"Edit {rules.key(standup.number)}", "Save", fields, draft=draft)


def title(standup: "Standup") -> Md:
    """Key and name."""
    return md(bold(rules.key(standup.number)), " ", clip(standup.name, 300))


def details(standup: "Standup", outlook: Outlook, zone: ZoneInfo, now: datetime) -> Md:
    """When, who, where, and what comes next."""
    whose = f"in {standup.zone}" if standup.zone else "in everybody's own time zone"
    rhythm = describe(revived(standup.cadence))
    when = dotted(md(f"{rhythm[0].upper()}{rhythm[1:]}, {whose}"), f"{_window(standup.window_minutes)} to answer")
    where = md(_POSTED[standup.posting], *((" in ", place(standup.channel_id)) if standup.posting != "dm" else ()))
    return lines(
        when,
        dotted(_crowd(outlook.parts), where),
        _next(standup, outlook.next_at, zone, now),
        _trouble(standup, outlook),
    )


def _written(said: str, standup: "Standup", outlook: Outlook, actor: Actor, now: datetime, batch: str) -> Message:
    who = crowds.crowd(outlook.parts, outlook.known)
    what = lines(details(standup, outlook, actor.zone, now), _not_today(standup, outlook.next_at, actor.zone, now))
    rows = [md(said, title(standup)), what, *who, *_questions(standup)]
    value = {"standup": standup.number}
    row = actions(
        button("Preview", "standups.preview", value),
        button("Edit", "standups.edit", value),
        button("Undo", "history.undo", {"batch": batch}),
    )
    return Message(clip_text(lines(*rows)), (*paragraphs(rows), row), ONLY_YOU)


def _not_today(standup: "Standup", next_at: datetime | None, zone: ZoneInfo, now: datetime) -> Md | None:
    """Why nobody is asked today, though it is a day for it."""
    there = zone_named(standup.zone) or zone
    today, at = local_day(now, there), standup.rhythm.at
    is_day = next_date(standup.rhythm, today - timedelta(days=1)) == today
    if next_at is None or local_day(next_at, there) == today or not is_day:
        return None
    return md(f"Today's {at:%H:%M} is past{'' if instant(today, at, there) <= now else ' for some of them'}.")


def _row(standup: "Standup", next_at: datetime | None, actor: Actor, now: datetime) -> Block:
    rhythm = describe(revived(standup.cadence))
    where = place(standup.channel_id) if standup.channel_id else md("by DM")
    text = lines(title(standup), dotted(md(rhythm), where), _next(standup, next_at, actor.zone, now))
    return section(text, button("Show", "standups.show", {"standup": standup.number}))


def _next(standup: "Standup", next_at: datetime | None, zone: ZoneInfo, now: datetime) -> Md:
    if standup.status == "paused":
        return md(f"Paused: nobody is asked until `/standup resume {standup.number}`.")
    if next_at is None:
        return md(f"No round is to come. `/standup edit {standup.number}` gives it new days.")
    return md(f"Next: {echo(Moment(next_at), zone, local_day(now, zone))}")


def _crowd(parts: Mapping[str, str]) -> str:
    """Who takes part, counted."""
    optional = sum(part == "optional" for part in parts.values())
    observers = sum(part == "observer" for part in parts.values())
    asked = len(parts) - observers
    more = ", ".join(
        words
        for words in (
            f"{optional} need not answer" if optional else "",
            f"{_people(observers)} only {'reads' if observers == 1 else 'read'}" if observers else "",
        )
        if words
    )
    return f"Asks {_people(asked)}{f' ({more})' if more else ''}"


def _trouble(standup: "Standup", outlook: Outlook) -> Md | None:
    if standup.channel_id and outlook.joined is False:
        return md(
            "I'm not in ", place(standup.channel_id), " yet, so I can't post there. Type `/invite @Drumbeat` there."
        )
    if standup.channel_id and outlook.joined is None:
        return md("I'm still finding out who is in ", place(standup.channel_id), ".")
    return None


def _questions(standup: "Standup") -> list[Md]:
    asks = standup.asks
    return [
        md(f"{number}. ", clip(round_rules.asked(question, round_rules.LAST_TIME), 200), _marks(question, asks))
        for number, question in enumerate(asks, 1)
    ]


def _marks(question: Question, questions: Sequence[Question]) -> Md:
    parent = next((n for n, other in enumerate(questions, 1) if other.id == question.only_if), None)
    marks = [*marks_of(question), *([f"only after {parent}."] if parent else [])]
    return md(" · ", clip(" · ".join(marks), 80)) if marks else md("")


def _hint(question: Question) -> Md:
    words = {"yes_no": "yes or no", "number": "a number", "mood": "how it feels"}.get(question.kind, "")
    words = words or " / ".join(question.choices)
    return md(" (", clip(words, 200), ")") if words else md("")


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _window(minutes: int) -> str:
    return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"


def _fields(new: NewStandup | None, channel_id: str) -> tuple[Block, ...]:
    questions = new.questions if new else DEFAULT_QUESTIONS
    return (
        field("name", "Name", text_input(new.name if new else "", limit=rules.NAME_LIMIT), optional=False),
        field("channel", "Channel", channel_input(channel_id), hint="Where the answers are posted."),
        *_who(new),
        *_when(new),
        field("posting", "Where the answers go", select(POSTINGS, new.posting if new else "thread"), optional=False),
        field(
            "questions",
            "Questions",
            text_input(lines_of(questions), limit=TEXT_LIMIT, multiline=True),
            optional=False,
            hint="One a line. “!” in front: it must be answered. “If blocked:” in front: asked after a blocker only.",
        ),
        context(md("Marks behind a question: ", _QUESTION_MARKS)),
        field("options", "More", checkboxes(_OPTIONS, _chosen(new))),
    )


_QUESTION_MARKS = "(done), (plan), (blocker) say what the answer is; (mood), (yes/no), (number), (choice: a, b) how."
_OPTIONS = (
    ("early", "It may be answered from the evening before"),
    ("names_missing", "Say at the end who has not answered"),
)


def _chosen(new: NewStandup | None) -> tuple[str, ...]:
    return tuple(name for name, _ in _OPTIONS if (getattr(new, name) if new else name == "names_missing"))


def _who(new: NewStandup | None) -> tuple[Block, ...]:
    whom = (("everyone", "Everybody in the channel"), ("chosen", "Only the people chosen below"))
    most = rules.MEMBERS_LIMIT
    parts = new.members.items() if new else ()
    named = {part: tuple(user for user, theirs in parts if theirs == part) for part in rules.PARTS}
    return (
        field("who", "Who is asked", select(whom, "everyone" if not new or new.everyone else "chosen"), optional=False),
        field("members", "People", people_input(named["mandatory"], most=most)),
        field(
            "optional",
            "Need not answer",
            people_input(named["optional"], most=most),
            hint="They are asked, and never reminded.",
        ),
        field(
            "observers",
            "Only read",
            people_input(named["observer"], most=most),
            hint="They are not asked.",
        ),
    )


def _when(new: NewStandup | None) -> tuple[Block, ...]:
    rhythm = describe(new.cadence) if new else "every weekday at 09:30"
    minutes = new.window_minutes if new else rules.WINDOW_MINUTES
    windows = sorted({*rules.WINDOWS, minutes})
    return (
        field("when", "When", text_input(rhythm, limit=120), optional=False, hint=f"Like {WHEN_EXAMPLES}."),
        field(
            "zone",
            "Time zone",
            text_input(new.zone if new else "", limit=64, placeholder="Everybody's own"),
            hint="Leave it empty, and each is asked at that hour where they are. Or one for all: Europe/Berlin.",
        ),
        field(
            "window",
            "Time to answer",
            select(tuple((str(each), _window(each)) for each in windows), str(minutes)),
            optional=False,
        ),
    )
