"""The rounds that a standup has had, as people look back on them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import rounds as rules
from bot.rules.calendar import day_words, local_day
from bot.rules.standups import Question
from bot.views.blocks import (
    Block,
    Md,
    Message,
    button,
    clip,
    clip_text,
    dotted,
    fitting,
    lines,
    md,
    paragraphs,
    person,
    section,
)
from bot.views.lists import ONLY_YOU
from bot.views.standups import title

if TYPE_CHECKING:
    from storage.rounds import Entry, Round
    from storage.standups import Standup

# More people than this are named in groups.
_ONE_BY_ONE = 12
_NAMED = 100
_WRITTEN_OFF = {
    "missed": "missed: I was not running at that time",
    "empty": "nobody to ask",
}
_SAID = {
    "waiting": "no answer",
    "answered": "answered",
    "nothing": "nothing to report",
    "skipped": "skipped it",
    "away": "away",
    "unasked": "not asked in time",
    "left": "had left",
}


def history(
    standup: "Standup",
    rounds: Sequence["Round"],
    entries: Mapping[int, Sequence["Entry"]],
    zone: ZoneInfo,
    now: datetime,
) -> Message:
    """The last rounds, newest first: how many answered, and a button to open each."""
    if not rounds:
        text = md(title(standup), " has had no round yet. ", f"`/standup run {standup.number}` opens one now.")
        return Message(text, (section(text),), ONLY_YOU)
    rows = [_row(round_, entries.get(round_.number, ()), zone, now) for round_ in rounds]
    head = md("The last rounds of ", title(standup))
    text = clip_text(lines(head, *(row["text"]["text"] for row in rows)))
    return Message(text, (section(head), *fitting(rows)), ONLY_YOU)


def one(
    standup: "Standup",
    round_: "Round",
    entries: Sequence["Entry"],
    zone: ZoneInfo,
    now: datetime,
    *,
    with_answers: bool,
) -> Message:
    """One round: what became of everybody's entry, and what they said if the reader may know."""
    today = local_day(now, zone)
    head = md(title(standup), f", {day_words(round_.nominal, today)}: ", _outcome(round_, entries))
    if len(entries) > _ONE_BY_ONE:
        people = [_group(status, entries) for status in _SAID if any(entry.status == status for entry in entries)]
    else:
        people = [_person(entry, round_.asks if with_answers else (), zone) for entry in entries]
    return Message(clip_text(lines(head, *people)), tuple(fitting(paragraphs([head, *people]))), ONLY_YOU)


def _row(round_: "Round", entries: Sequence["Entry"], zone: ZoneInfo, now: datetime) -> Block:
    day = day_words(round_.nominal, local_day(now, zone))
    text = dotted(md(day), _outcome(round_, entries))
    return section(text, button("Open", "standups.round", {"round": round_.number}) if entries else None)


def _outcome(round_: "Round", entries: Sequence["Entry"]) -> str:
    if round_.status in _WRITTEN_OFF:
        return _WRITTEN_OFF[round_.status]
    count = Counter(entry.status for entry in entries)
    more = [f"{count[status]} {words}" for status, words in (("skipped", "skipped"), ("away", "away")) if count[status]]
    return ", ".join([rules.tally(round_.roster, entries), *more])


def _person(entry: "Entry", questions: Sequence[Question], zone: ZoneInfo) -> Md:
    at = entry.answered_at.astimezone(zone).strftime(" at %H:%M") if entry.answered_at else ""
    head = md(person(entry.user_id), f": {_SAID[entry.status]}{at}{', late' if entry.late else ''}")
    said = [
        md("• ", clip(rules.asked(question, ""), 80), " ", clip(_plain(entry.answers[question.id]), 100))
        for question in questions
        if entry.answers.get(question.id)
    ]
    return lines(head, *said[:4])


def _group(status: str, entries: Sequence["Entry"]) -> Md:
    """Everybody of one outcome, in a line."""
    people = [person(entry.user_id) for entry in entries if entry.status == status]
    more = f" and {len(people) - _NAMED} more" if len(people) > _NAMED else ""
    return md(f"{_SAID[status].capitalize()} ({len(people)}): ", Md(", ".join(people[:_NAMED])), more)


def _plain(answer: Any) -> str:
    words = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)
    return words.replace("\n", " ")
