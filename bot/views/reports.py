"""Reports as people read them: the post, the details in its thread, and what has changed between two.

Everything is rendered from a snapshot, so a report reads for ever as it did on its day. People are named and not
mentioned: a report pings nobody.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot import charts
from bot.rules.calendar import day_words, local_day, zone_label
from bot.rules.snapshots import NAMES, SHOWN, Away, Difference, Item, Missing, Name, Section, Snapshot, details
from bot.views.blocks import (
    ROOM,
    Md,
    Message,
    Picture,
    bold,
    clip,
    clip_text,
    context,
    dotted,
    fitting,
    lines,
    md,
    paragraphs,
    person,
    section,
    several_words,
)
from bot.views.lists import ONLY_YOU

_TITLE = 90
_NAME = 40


def _bracketed(found: Section) -> str:
    return f" ({len(found.keys):,})"


@dataclass(frozen=True)
class _Kind:
    """How a section reads: its heading, what is said of each item, what is said when there is nothing, how many."""

    heading: Callable[[Snapshot], str]
    say: Callable[[Snapshot, Item], Md | None]
    nothing: str
    count: Callable[[Section], str] = _bracketed


def report(snapshot: Snapshot, *, number: int | None = None, late: bool = False, threaded: bool = False) -> Message:
    """A report in one message; a preview has no number, and only what stands in the channel is `threaded`."""
    opening = lines(_heading(snapshot, number, late=late), _figures(snapshot))
    closing = context(_small_print(snapshot, threaded=threaded))
    for shown in range(SHOWN, -1, -1):
        rows = [row for row in (opening, *_notes(snapshot), *_body(snapshot, shown)) if row]
        blocks = (*map(section, rows), closing)
        if len(fitting(blocks)) == len(blocks):
            break
    return Message(clip_text(lines(*rows)), blocks, picture=_picture(snapshot, number))


def detail(snapshot: Snapshot, name: str, number: int) -> Message:
    """A part of a report that its post can't show whole: a section's full list, all open tasks, the numbers."""
    if name == "numbers":
        return _numbers(snapshot, number)
    kind, found = (_KINDS | {"open": _OPEN})[name], snapshot.sections[name]
    rows = [_row(snapshot, kind, item) for item in found.items]
    head = bold(f"#{number} · {kind.heading(snapshot)}{kind.count(found)}")
    room = accumulate(len(json.dumps(row, ensure_ascii=False)) for row in rows)
    rows = [row for row, taken in zip(rows, room, strict=True) if taken < ROOM - 1000]
    more = _more(len(found.keys) - len(rows))
    said = [head, *rows, *([more] if more else [])]
    return Message(clip_text(lines(*said)), tuple(paragraphs(said)))


def differing(change: Difference, old: Snapshot, new: Snapshot, numbers: tuple[int, int | None]) -> Message:
    """What has changed from one report to another, or to now."""
    first, last = numbers
    until = f"#{last} ({_dated(new)})" if last else "now"
    head = bold(f"From #{first} ({_dated(old)}) to {until}")
    # What was done between two reports is listed; their own counts are of weeks that follow one another.
    figures = dotted(*(f"{name} {_from_to(change.figures[name])}" for name in ("late", "blocked", "open")))
    figures = md("Tasks: ", figures)
    parts = [_changed(new, word, change.changes[name]) for name, word in _CHANGES.items() if change.changes[name].keys]
    nothing = "Nothing has changed." if change.figures_alike else "Nothing else has changed."
    said = [lines(head, figures), *(parts or [md(nothing)])]
    return Message(clip_text(lines(*said)), tuple(paragraphs(said)), ONLY_YOU)


def listing(rows: Sequence[tuple[int, Snapshot, str]]) -> Message:
    """The reports of a channel, newest first; each with its number, its snapshot and who published it."""
    if not rows:
        text = md("No report was published in this channel yet. `/beat report` shows what the next one would say.")
        return Message(text, (section(text),))
    said = [dotted(bold(f"#{number}"), _dated(taken), _figures(taken), _publisher(by)) for number, taken, by in rows]
    newest, older = rows[0][0], rows[1:2]
    between = f", `/beat report diff {older[0][0]} {newest}` what has changed between two" if older else ""
    how = md(f"`/beat report {newest}` shows one{between}.")
    return Message(
        clip_text(lines(*said)), (*paragraphs([bold("Reports, newest first"), *said]), context(how)), ONLY_YOU
    )


def _heading(snapshot: Snapshot, number: int | None, *, late: bool) -> Md:
    """A preview is of its moment; what is published is of that too, and for the day it was due on."""
    if number is None:
        return bold(f"Status, as it would be now · {_day(_taken(snapshot).isoformat(), snapshot)}")
    return dotted(
        bold(f"Status #{number} · {_dated(snapshot)}"),
        "late: I was not running at its hour" if late else None,
    )


def _figures(snapshot: Snapshot) -> Md:
    """Figures on one line, each with what has changed since the report before."""
    words = (f"{snapshot.figures[name]:,} {name}{_change(snapshot, name)}" for name in _FIGURES)
    return md("Tasks: ", ", ".join(words))


def _change(snapshot: Snapshot, name: str) -> str:
    """How a figure was before; what was done is counted anew for each report, so there it is no more and no less."""
    if name not in snapshot.before:
        return ""
    if name == "done":
        weekly = timedelta(days=5) < snapshot.taken_at - snapshot.since < timedelta(days=9)
        return f" ({snapshot.before[name]:,} last {'week' if weekly else 'time'})"
    by = snapshot.figures[name] - snapshot.before[name]
    return f" ({'+' if by > 0 else '−' if by < 0 else '±'}{abs(by):,})"


def _notes(snapshot: Snapshot) -> Iterator[Md]:
    notes = snapshot.notes
    if notes.headline:
        yield clip(_on_one_line(notes.headline), 1000)
    for label, text in (("Highlights", notes.highlights), ("We need", notes.needs)):
        if text:
            yield lines(bold(label), clip(text, 2500))


def _body(snapshot: Snapshot, shown: int) -> Iterator[Md]:
    """The sections that have something to say, with at most `shown` items each; then those that have nothing."""
    if snapshot.empty:
        yield md(
            "Nothing was written down in this channel. Is nothing going on? "
            "`/task add Ship the beta friday` adds what there is to do."
        )
    empty: list[str] = []
    for name, kind in _KINDS.items():
        found = snapshot.sections[name]
        if found.keys:
            yield _section(snapshot, kind, found, shown)
        elif not snapshot.empty:
            empty.append(kind.nothing)
    away, missing = _away(snapshot, shown), _missing(snapshot, shown)
    yield from (part for part in (away, missing) if part)
    empty += [] if away else ["Nobody with work here is away."]
    empty += [] if missing else ["No update is missing."]
    yield md(" ".join(empty))


def _section(snapshot: Snapshot, kind: _Kind, found: Section, shown: int) -> Md:
    rows = [_row(snapshot, kind, item) for item in found.items[:shown]]
    return lines(bold(f"{kind.heading(snapshot)}{kind.count(found)}"), *rows, _more(len(found.keys) - len(rows)))


def _row(snapshot: Snapshot, kind: _Kind, item: Item) -> Md:
    words = dotted(
        md(bold(item.key), " ", clip(_on_one_line(item.text), _TITLE)) if item.text else bold(item.key),
        _with(snapshot, item),
        kind.say(snapshot, item),
    )
    return md("• ", words)


def _with(snapshot: Snapshot, item: Item) -> Md | None:
    """Whose it is; of a blocker first who is stuck, and then who can help, so that it does not read as blame."""
    if item.clears is None:
        return _name(snapshot, item.who) if item.who else None
    if not item.clears:
        return md(_name(snapshot, item.who), " is stuck, nobody yet is named who can clear it")
    does = " is on it" if item.state == "acknowledged" else " can clear it"
    return md(_name(snapshot, item.who), " is stuck, ", _name(snapshot, item.clears), does)


def _more(count: int) -> Md | None:
    return md(f"… and {count:,} more") if count else None


def _away(snapshot: Snapshot, shown: int) -> Md | None:
    if not snapshot.away:
        return None
    today = local_day(snapshot.taken_at, ZoneInfo(snapshot.zone)).isoformat()
    rows = [
        dotted(
            _name(snapshot, each.who),
            f"until {_day(each.last, snapshot)}" if each.first <= today and not each.why else _days(each, snapshot),
            clip(each.why, _NAME),
        )
        for each in snapshot.away[: shown + 1]
    ]
    return lines(
        bold("Away today or in the next seven days"),
        *(md("• ", row) for row in rows),
        _more(len(snapshot.away) - len(rows)),
    )


def _days(each: Away, snapshot: Snapshot) -> str:
    first, last = _day(each.first, snapshot), _day(each.last, snapshot)
    return first if first == last else f"{first} to {last}"


def _missing(snapshot: Snapshot, shown: int) -> Md | None:
    if not snapshot.missing:
        return None
    rows = [md("• ", dotted(_name(snapshot, each.who), _unheard(each))) for each in snapshot.missing[: shown + 1]]
    return lines(bold("Missing updates"), *rows, _more(len(snapshot.missing) - len(rows)))


def _unheard(each: Missing) -> str:
    if each.of:
        return f"{each.missed} of {several_words(each.of, 'standup')} not answered"
    if not each.still:
        # As it was kept before tasks were told one by one.
        return f"none of {several_words(each.tasks, 'task')} has moved for {each.days} working days"
    rows = [f"{key} for {several_words(days, 'working day')}" for key, days in list(each.still.items())]
    rows += [f"{each.tasks - len(rows):,} more"] if each.tasks > len(rows) else []
    return f"not moved: {', '.join(rows)}"


def _small_print(snapshot: Snapshot, *, threaded: bool) -> Md:
    zone = ZoneInfo(snapshot.zone)
    at, since = snapshot.taken_at.astimezone(zone), local_day(snapshot.since, zone)
    against = f", compared with #{snapshot.before_number}" if snapshot.before_number else ""
    return md(
        f"Tasks and blockers of this channel, {at:%H:%M} ({zone_label(zone)}); "
        f"done and moved since {day_words(since, at.date())}{against}. "
        "“Open” counts every unfinished task, late and blocked ones too.",
        f" {_threaded(snapshot)} in the thread." if threaded else "",
    )


def _threaded(snapshot: Snapshot) -> str:
    """What its thread holds, and no more than that."""
    parts = details(snapshot)
    listed = "every open task and " if "open" in parts else ""
    longer = "full lists, " if any(name in parts for name in NAMES) else ""
    held = f"{longer}{listed}the picture's numbers"
    return f"{held[0].upper()}{held[1:]} are"


def _picture(snapshot: Snapshot, number: int | None) -> Picture | None:
    weeks = snapshot.told_weeks
    if not any(any(week.counts.values()) for week in weeks):
        return None
    days = [_short(week.day) for week in weeks]
    counts = [week.counts for week in weeks]
    title = f"Tasks by state, last {len(weeks)} weeks"
    words = _in_words(snapshot, title) + (" All numbers are in the thread." if number else "")
    return Picture(f"status-{number or 'draft'}.png", words, partial(charts.by_state, title, days, counts))


def _in_words(snapshot: Snapshot, title: str) -> str:
    """What the picture shows, for those who can't see it."""
    weeks = snapshot.told_weeks
    first, last = weeks[0], weeks[-1]
    rows = (f"{layer.word} {first.counts[layer.name]:,} to {last.counts[layer.name]:,}" for layer in charts.LAYERS)
    return f"{title}. From {_short(first.day)} to {_short(last.day)}: {', '.join(rows)}."


def _numbers(snapshot: Snapshot, number: int) -> Message:
    """The picture's numbers as a table, narrow enough for a thread: a heading of two words takes two lines."""
    weeks = snapshot.told_weeks
    head = bold(f"#{number} · Tasks by state, last {len(weeks)} weeks")
    words = [word.rpartition(" ") for word in ["On", *(layer.word for layer in charts.LAYERS)]]
    heads = [[above for above, _, _ in words], [below for _, _, below in words]]
    rows = [[_short(week.day), *(f"{week.counts[layer.name]:,}" for layer in charts.LAYERS)] for week in weeks]
    widths = [max(len(row[column]) for row in [*heads, *rows]) for column in range(len(words))]
    table = "\n".join(" ".join(_aligned(row, widths)) for row in [*heads, *rows])
    note = md("“Done” counts what was finished since the first of these days. Dropped tasks are not counted.")
    text = lines(head, Md(f"```{table}```"))
    return Message(text, (section(text), context(note)))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    yield row[0].ljust(widths[0])
    yield from (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))


def _changed(snapshot: Snapshot, word: str, found: Section) -> Md:
    say = _KINDS["moved"].say if word == "Moved" else lambda *_: None
    return _section(snapshot, _Kind(lambda _: word, say, ""), found, 10)


def _from_to(figures: tuple[int, int]) -> str:
    before, after = figures
    return f"{before:,} → {after:,}" if before != after else f"{after:,}"


def _publisher(by: str) -> Md:
    return md("by ", person(by)) if by else md("by itself")


def _name(snapshot: Snapshot, user_id: str) -> Md:
    known = snapshot.names.get(user_id)
    return clip(_on_one_line(known), _NAME) if known else md("somebody")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _day(day: str, snapshot: Snapshot) -> str:
    return day_words(date.fromisoformat(day), _taken(snapshot)) if day else "no date"


def _dated(snapshot: Snapshot) -> str:
    """When it was taken: "Fri 27 Nov"; and for which day, if that is another: "Mon 23 Nov, early for Fri 27 Nov"."""
    taken, due = _taken(snapshot), date.fromisoformat(snapshot.nominal)
    said = day_words(taken, taken)
    return said if taken == due else f"{said}, {'early' if taken < due else 'late'} for {day_words(due, taken)}"


def _taken(snapshot: Snapshot) -> date:
    return local_day(snapshot.taken_at, ZoneInfo(snapshot.zone))


def _short(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b}"


def _since(snapshot: Snapshot) -> str:
    return f"Done since {_day(local_day(snapshot.since, ZoneInfo(snapshot.zone)).isoformat(), snapshot)}"


def _aged(days: int) -> str | None:
    return several_words(days, "working day") if days else None


def _holding(item: Item) -> str | None:
    return f"holds up {', '.join(item.holds)}" if item.holds else None


def _standing(snapshot: Snapshot, item: Item) -> Md | None:
    late = item.key in snapshot.sections["late"].keys
    due = f"{'was ' if late else ''}due {_day(item.day, snapshot)}" if item.day else "no date"
    return dotted(due, _STATES.get(item.state))


def _in_the_way(found: Section) -> str:
    """How many blockers there are, and how many blocked tasks that none of them speaks of."""
    blockers = sum(key.startswith("B-") for key in found.keys)
    counts = ((blockers, "blocker"), (len(found.keys) - blockers, "blocked task"))
    return ": " + " and ".join(several_words(count, what) for count, what in counts if count)


_STATES = {"doing": "in progress", "blocked": "blocked"}
_OPEN = _Kind(lambda _: "Every open task", _standing, "")
_FIGURES = ("done", "late", "blocked", "open")
_CHANGES = {
    "done": "Done",
    "moved": "Moved",
    "late": "Late now",
    "caught up": "No longer late",
    "blocked": "In the way now",
    "freed": "No longer in the way",
}
_KINDS: dict[Name | str, _Kind] = {
    "done": _Kind(_since, lambda *_: None, "Nothing was finished."),
    "moved": _Kind(
        lambda _: "Moved to another day",
        lambda taken, item: md(f"{_day(item.was, taken)} → {_day(item.day, taken)}"),
        "No due date was moved.",
    ),
    "late": _Kind(
        lambda _: "Late",
        lambda taken, item: dotted(f"was due {_day(item.day, taken)}", _aged(item.days)),
        "Nothing is late.",
    ),
    "blocked": _Kind(
        lambda _: "In the way",
        lambda _, item: dotted(_holding(item), _aged(item.days) or "since today"),
        "Nothing is in the way.",
        _in_the_way,
    ),
    "due": _Kind(
        lambda _: "Due in the next seven days",
        lambda taken, item: md(_day(item.day, taken)),
        "Nothing is due in the next seven days.",
    ),
}
