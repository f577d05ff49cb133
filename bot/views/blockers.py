"""Blockers as people see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import blockers as rules
from bot.rules import tasks as task_rules
from bot.rules.calendar import local_day
from bot.rules.days_off import Days
from bot.rules.paging import Page
from bot.rules.people import Actor
from bot.views import lists
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    channel_input,
    clip,
    clip_text,
    context,
    dotted,
    field,
    form,
    lasting,
    lines,
    link,
    md,
    paragraphs,
    person,
    person_input,
    section,
    select,
    share_of_a_message,
    text_input,
)
from bot.views.lists import ONLY_YOU, Look, no_longer, opened_by, taken_back, written
from bot.views.reaching import Reach, hindrance, telling

_SEVERITIES = (("normal", "I can go on with other things"), ("high", "It holds me up"), ("urgent", "All is down"))

if TYPE_CHECKING:
    from storage.blockers import Blocker

_SEVERITY = {"low": "low severity", "normal": "", "high": "high severity", "urgent": "urgent"}
_REASSIGN = " Press Reassign."
_STATUS = {
    "raised": "waiting for an answer",
    "acknowledged": "acknowledged",
    "resolved": "resolved",
    "dismissed": "not a blocker",
}


def raised(blocker: "Blocker", days: Days, actor: Actor, now: datetime, batch: str, asked: Reach | None) -> Message:
    """The answer to a new blocker: what was understood, who is told and how soon, and the ways to mend it."""
    told = (
        telling(asked, local_day(now, actor.zone), _REASSIGN)
        if asked
        else md("Who can clear it? Press Reassign to ask somebody.")
    )
    text = lines(md("Raised ", title(blocker)), details(blocker, days, actor.zone, now), told)
    return _written(text, blocker, actor.user_id, batch)


def changed(
    said: str, blocker: "Blocker", days: Days, actor: Actor, now: datetime, batch: str, asked: Reach | None = None
) -> Message:
    """The answer to a change; `said` is what happened: `Acknowledged`, `Resolved`. `asked` is who is told of it."""
    against = hindrance(asked, local_day(now, actor.zone), _REASSIGN)
    text = lines(md(f"{said}: ", title(blocker)), details(blocker, days, actor.zone, now), against)
    return _written(text, blocker, actor.user_id, batch)


def several(said: str, blockers: Sequence["Blocker"], problems: Sequence[str], batch: str) -> Message:
    """The answer to a change of many blockers at once, with what could not be changed."""
    rows = [md("• ", title(each, share_of_a_message(len(blockers)))) for each in blockers]
    rows += [md("• ", problem) for problem in problems]
    count = f"{len(blockers)} blocker{'' if len(blockers) == 1 else 's'}"
    heading = md(f"{said}: {count}") if blockers else md("Nothing changed.")
    undo = [actions(button("Undo", "history.undo", {"batch": batch}))] if blockers else []
    return Message(clip_text(lines(heading, *rows)), (*paragraphs([heading, *rows]), *undo), ONLY_YOU)


def shown(blocker: "Blocker", days: Days, actor: Actor, now: datetime, *, may_change: bool) -> Message:
    """One blocker with everything it says, and what its reader can do with it."""
    said = card(blocker, days, actor.zone, now)
    source = [context(link(blocker.source_url, "Raised from this message"))] if blocker.source_url else []
    buttons = _buttons(blocker, actor.user_id, history=True, may_change=may_change)
    return Message(said.text, (section(said.text), buttons, *source), ONLY_YOU)


def card(blocker: "Blocker", days: Days, zone: ZoneInfo, now: datetime) -> Message:
    """A blocker as it stands in a DM or a channel; kept up to date in place."""
    if blocker.removed_at:
        return taken_back(blocker.key)
    text = lines(title(blocker), details(blocker, days, zone, now))
    return Message(text, (section(text), _buttons(blocker, "", block_id=f"card:blocker:{blocker.number}")))


def as_shared(blocker: "Blocker", zone: ZoneInfo, now: datetime) -> Md:
    """What a card in another channel says of a private blocker for as long as it stands there."""
    return lines(title(blocker), details(blocker, None, zone, now))


def kept_card(blocker: "Blocker", words: Md) -> Message:
    """That card: the words that were shared, and what has become of the blocker."""
    if blocker.removed_at:
        return taken_back(blocker.key)
    text = lines(words, state(blocker))
    return Message(text, (section(text), _buttons(blocker, "", block_id=f"card:blocker:{blocker.number}")))


def asked(blocker: "Blocker", days: Days, reader: str, zone: ZoneInfo, now: datetime) -> Message:
    """The card for whoever can clear it, with a word on why it came."""
    said = card(blocker, days, zone, now)
    if not blocker.removed_at and blocker.unblocker_id != reader:
        return no_longer(blocker.key, "is with somebody else now")
    if blocker.status not in rules.UNRESOLVED or blocker.removed_at:
        return said
    opening = md(person(blocker.stuck_id), " is blocked and asks for your help.")
    return opened_by(opening, said)


def stand_in(blocker: "Blocker", days: Days, instead_of: str, zone: ZoneInfo, now: datetime) -> Message:
    """The card for whoever stands in for the one who can clear it."""
    said = card(blocker, days, zone, now)
    if blocker.status not in rules.UNRESOLVED or blocker.removed_at or not instead_of:
        return said
    away = md(person(instead_of), " is away, and you stand in: ")
    return opened_by(md(away, person(blocker.stuck_id), " is blocked and asks for help."), said)


def acknowledged(blocker: "Blocker") -> Message:
    """The news for the one who is stuck that somebody is on it."""
    text = lines(md(person(blocker.status_by), " is on it: ", title(blocker)), _note(blocker))
    return Message(text, (section(text),))


def cleared(blocker: "Blocker") -> Message:
    """The news for the one who was stuck."""
    took = lasting((blocker.closed_at or blocker.status_at) - blocker.created_at)
    how = "closed as not a blocker" if blocker.status == "dismissed" else "resolved"
    by = md(" by ", person(blocker.status_by)) if blocker.status_by != blocker.stuck_id else md("")
    text = lines(
        md(title(blocker), f" is {how}", by, f". It took {took}."),
        _note(blocker),
        md("Still stuck? ", f"`/blocker reopen {blocker.number}` brings it back."),
    )
    return Message(text, (section(text),))


def listing(
    page: Page["Blocker"],
    days: Mapping[int, Days],
    zone: ZoneInfo,
    now: datetime,
    *,
    query: str,
    heading: str,
    notice: Block | None = None,
    may_change: Collection[str],
) -> Message:
    """One page of the blockers, oldest first, with their age in working days; `heading` says which they are.

    `days` are those by which each one's age counts, by its number; `may_change` are the keys of those that the reader
    may change.
    """

    def row(blocker: "Blocker", stay: dict[str, Any]) -> Block:
        resolve = button("Resolve", "blockers.resolve", {"blocker": blocker.number, **stay})
        text = lines(title(blocker), details(blocker, days[blocker.number], zone, now))
        return section(text, resolve if blocker.status in rules.UNRESOLVED and blocker.key in may_change else None)

    look = Look(
        title=title,
        row=row,
        place=lambda blocker: {"number": blocker.number},
        back=lambda value: button("Back", "blockers.back", value),
        next=lambda value: button("Next", "blockers.next", value),
    )
    if query.strip():
        nothing = md(heading, ": nothing here. `/blocker list` shows what is open.")
    else:
        nothing = md("No open blockers. If something is in your way: `/blocker raise what it is @who-can-help`.")
    return lists.listing(page, look, heading=heading, nothing=nothing, query=query, notice=notice)


def raise_form(draft: str, *, what: str = "", channel: bool) -> Block:
    """The form for a new blocker; `channel` asks where it belongs, when nothing else can tell."""
    fields = (
        field("what", "What is in the way?", text_input(what, limit=rules.WHAT_LIMIT, multiline=True), optional=False),
        field("unblocker", "Who can clear it?", person_input(), hint="They are asked at once, in our DM."),
        field("severity", "How bad is it?", select(_SEVERITIES, "normal"), optional=False),
    )
    where = (field("channel", "Channel", channel_input()),) if channel else ()
    return form("blockers.new", "Raise a blocker", "Raise", (*fields, *where), draft=draft)


def note_form(blocker: "Blocker", draft: str) -> Block:
    """The form for a word on how it goes."""
    note = text_input(limit=rules.NOTE_LIMIT, multiline=True, placeholder="What has changed? What happens next?")
    fields = (section(title(blocker)), field("note", "Update", note, optional=False))
    return form("blockers.update", f"Update {rules.key(blocker.number)}", "Save", fields, draft=draft)


def reassign_form(blocker: "Blocker", draft: str) -> Block:
    """The form for asking somebody else."""
    who = field("unblocker", "Who can clear it?", person_input(blocker.unblocker_id), optional=False)
    fields = (section(title(blocker)), who)
    return form("blockers.reassign", f"Reassign {rules.key(blocker.number)}", "Reassign", fields, draft=draft)


def answer_button(blocker: "Blocker", **more: Any) -> Block:
    """What whoever can clear it does next, beside its row."""
    value = {"blocker": blocker.number, **more}
    if blocker.status == "raised":
        return button("Acknowledge", "blockers.acknowledge", value)
    return button("Resolve", "blockers.resolve", value)


def title(blocker: "Blocker", limit: int = 2000) -> Md:
    """Key and what is in the way."""
    return md(bold(rules.key(blocker.number)), " ", clip(blocker.what, limit))


def details(blocker: "Blocker", days: Days | None, zone: ZoneInfo, now: datetime) -> Md:
    """Who, since when, how bad, and the last word on it; without `days`, nothing of its age and its status."""
    asked_whom = md("can be cleared by ", person(blocker.unblocker_id)) if blocker.unblocker_id else None
    facts = dotted(
        md(person(blocker.stuck_id), " is stuck"),
        asked_whom,
        md("blocks ", task_rules.keys(blocker.task_numbers)) if blocker.task_numbers else None,
        _SEVERITY[blocker.severity],
        md(age(blocker, days, zone, now)) if days else None,
        state(blocker) if days else None,
    )
    return lines(facts, _note(blocker))


def age(blocker: "Blocker", days: Days, zone: ZoneInfo, now: datetime) -> str:
    """How long it has been in the way, in working days of whoever has to act: who can clear it, else who is stuck.

    Their weekends, holidays and absences don't count. When somebody else is asked, all of it counts by that one's days.
    """
    until = blocker.closed_at or now
    return days.age_words(blocker.began(zone), local_day(until, zone))


def state(blocker: "Blocker") -> Md:
    """What has become of it, and by whom."""
    if blocker.status == "raised":
        return md(_STATUS["raised"])
    return md(_STATUS[blocker.status], " by ", person(blocker.status_by))


def _note(blocker: "Blocker") -> Md | None:
    if not blocker.note:
        return None
    # What nobody wrote says where it comes from.
    by = md("Update from ", person(blocker.note_by), ": ") if blocker.note_by else ""
    return md(by, clip(blocker.note.replace("\n", " "), 500))


def _written(text: Md, blocker: "Blocker", reader: str, batch: str) -> Message:
    return written(text, _buttons(blocker, reader, batch=batch), blocker)


def _buttons(
    blocker: "Blocker",
    reader: str,
    *,
    batch: str = "",
    history: bool = False,
    block_id: str | None = None,
    may_change: bool = True,
) -> Block:
    """What can be done with it; `reader` is empty where several people read it."""
    value = {"blocker": blocker.number}
    if not may_change:
        return actions(button("History", "history.show", {"noun": "blocker", "number": blocker.number}))
    open_ = blocker.status in rules.UNRESOLVED
    # Whoever is stuck waits for the answer of another.
    waits = reader == blocker.stuck_id and blocker.unblocker_id not in (None, reader)
    answers = blocker.status == "raised" and not waits
    return actions(
        button("Acknowledge", "blockers.acknowledge", value) if answers else None,
        button("Update", "blockers.update", value),
        button("Resolve", "blockers.resolve", value) if open_ else None,
        button("Reassign", "blockers.reassign", value) if open_ else None,
        button("Reopen", "blockers.reopen", value) if not open_ else None,
        button("Undo", "history.undo", {"batch": batch}) if batch else None,
        button("Share to channel", "blockers.share", value) if batch else None,
        button("History", "history.show", {"noun": "blocker", "number": blocker.number}) if history else None,
        block_id=block_id,
    )
