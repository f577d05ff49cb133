"""What people say of tasks, in one line or in a form, turned into the values of `tasks`."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules import dates
from bot.rules.calendar import local_day
from bot.rules.date_slips import Doubt, corrected
from bot.rules.dated_lines import read_dated_line
from bot.rules.dated_titles import split_due
from bot.rules.errors import Choice, UserError
from bot.rules.estimates import estimate_of
from bot.rules.lifecycle import TITLE_SHOWN
from bot.rules.mark_slips import ask_about_slips, people_named
from bot.rules.oneline import Find, Line, read_line, readable
from bot.rules.priority import PRIORITIES, Priority, priority_of
from bot.rules.priority_words import said_last
from bot.rules.tasks import (
    HELPERS_LIMIT,
    KEY,
    LABEL_LIMIT,
    LABELS_LIMIT,
    TITLE_LIMIT,
    Due,
    NewTask,
    parse_keys,
)
from bot.rules.text import says_something, tokens, truncate, unescape

_DUE = re.compile(r"\s+due\s+(?=\S)", re.IGNORECASE)
_MOVED = re.compile(r"(?P<keys>[^@<]+?)\s+(?P<word>to|until|till|for|by)\s+(?P<rest>.+)", re.IGNORECASE | re.DOTALL)


def parse_add(text: str, *, now: datetime, zone: ZoneInfo, find: Find) -> NewTask:
    """The task in `Ship the beta @ana friday 17:00 !high #launch ~3d`.

    Raises:
        UserError: it has no title, several people go by a name in it, or its date can be read in two ways.
    """
    line = read_dated_line(text, find, now=now, zone=zone)
    ask_about_slips(text, line, find, "task add")
    if line.doubt:
        raise _doubtful(line.doubt, line, read_line(line.certain, find).words)
    title, description = _fitting(title_or_refuse(line.words))
    command = f"task add {line.rest}{' due' if line.dated_expressly else ''}"
    estimates = line.values("estimate")
    return NewTask(
        title=title,
        description=description,
        owner_id=line.people[0] if line.people else None,
        helper_ids=line.people[1 : HELPERS_LIMIT + 1],
        due=_due(line.when, zone, now, command, _quoted(title)) if line.when else None,
        priority=_priority(line.values("priority")),
        labels=labels_or_refuse(line.labels()),
        estimate_minutes=estimate_of(estimates[-1]) if estimates else None,
    )


def _doubtful(doubt: Doubt, line: Line, title: str) -> UserError:
    """A day that is nearly spelt right, or no day at all, would otherwise stay in the title, and be due never."""
    about = _quoted(title.rstrip(" ,;:-–—"))
    when = re.sub("^(?:until|no later than) ", "", line.phrase) or "none"
    keep = Choice("Keep it as it is", f"task add {line.rest} due {when}")
    due = "due " if doubt.claimed else ""
    near = tuple(Choice(f"Yes, {each}", f"task add {line.certain} {due}{each}") for each in doubt.nears)
    words, meant = truncate(doubt.words, 60), " or ".join(f"“{each}”" for each in doubt.nears)
    if doubt.over:
        question = f"“{words}” is over already. When is {about} due? Say a later day, or keep it in the title."
        return UserError(question, choices=(keep,))
    if doubt.hidden:
        rest = "that" if doubt.words in doubt.nears else f"“{words}”"
        return UserError(f"Is {about} due {meant}, or does {rest} belong to the title?", choices=(*near, keep))
    if doubt.meant:
        return UserError(f"When is {about} due? Did you mean {meant} when you wrote “{words}”?", choices=(*near, keep))
    question = f" Did you mean {meant}?" if near else " Write it like `27 Nov` or `friday 17:00`."
    kept = " End the line with `due none` to keep it as it is."
    return UserError(f"When is {about} due? I can't read “{words}” as a date.{question}{kept}", choices=(*near, keep))


def _quoted(title: str) -> str:
    return f"“{truncate(title, TITLE_SHOWN)}”"


def _fitting(words: str) -> tuple[str, str]:
    """A title that fits; when the words don't, they go whole into the description."""
    if len(words) <= TITLE_LIMIT:
        return words, ""
    return truncate(words, TITLE_LIMIT), words


def _priority(marks: tuple[str, ...]) -> Priority:
    return (priority_of(marks[-1]) if marks else None) or "normal"


def parse_due(text: str, *, now: datetime, zone: ZoneInfo, command: str, about: str = "it") -> Due | None:
    """The moment in `friday 17:00`; None for `none`, which clears it.

    `command` is what a choice would complete, and `about` what a question names.

    Raises:
        UserError: it is no date, lies in the past, or can be read in two ways.
    """
    words = re.sub(r"^to\s+", "", unescape(text).strip(), flags=re.IGNORECASE)
    if words.lower() in ("none", "never", "clear", "-", "no"):
        return None
    found = dates.parse_due(words, now=now, zone=zone)
    if found is None:
        shown = f"I can't read “{truncate(words, 40)}” as a date. " if words else ""
        nears = corrected(words, now=now, zone=zone)
        raise UserError(
            f"{shown}When is {about} due? Try `friday`, `tomorrow 17:00`, `27 Nov`, `in 3 days`, or `none`.",
            choices=tuple(Choice(f"Did you mean {near}?", f"{command} {near}") for near in nears),
        )
    return _due(found, zone, now, command, about)


def _due(found: dates.Reading, zone: ZoneInfo, now: datetime, command: str, about: str) -> Due:
    if isinstance(found, dates.Ambiguous):
        choices = (_date_choice(option, zone, now, command) for option in found.options)
        raise UserError(f"When is {about} due? {found.why}", choices=tuple(choices))
    if isinstance(found, dates.Past):
        said = dates.echo(found.due, zone, local_day(now, zone))
        undated = f"{command.removesuffix(' due')} due none"
        raise UserError(
            f"{said} is in the past. When is {about} due? Say a later day, or leave the date out.",
            choices=(Choice("Leave the date out", undated),) if command.startswith("task add") else (),
        )
    timed = isinstance(found, dates.Moment) or found.at is not None
    return Due(at=found.moment(zone), zone=zone.key, timed=timed)


def _date_choice(option: dates.Due, zone: ZoneInfo, now: datetime, command: str) -> Choice:
    hour = f" {option.at:%H:%M}" if option.at else ""
    return Choice(dates.echo(option, zone, local_day(now, zone)), f"{command} {option.day.isoformat()}{hour}")


def split_due_line(text: str, *, now: datetime, zone: ZoneInfo) -> tuple[tuple[int, ...], str]:
    """Which tasks, and the words that say when, in `4 27 Nov` or `4 7 friday`: what can begin the date is no key.

    Raises:
        UserError: no task is named.
    """
    keys, rest = parse_keys(text, "due")
    named = text.strip()
    for count in range(1, len(keys) + 1):
        match = KEY.match(named)
        named = named[match.end() :] if match else named
        if named and _dated(unescape(named), now, zone):
            return keys[:count], named
    return keys, rest


def parse_move(text: str) -> tuple[str, str, str]:
    """Keys, the little word and the rest in `18 to friday` or `26 by a week`; the word is empty where none is said."""
    match = _MOVED.fullmatch(text.strip())
    return (match["keys"], match["word"].lower(), match["rest"]) if match else (text, "", "")


def later_by(amount: str, due: Due | None, *, now: datetime, zone: ZoneInfo) -> str:
    """The words for a date so much after the one that is set, or after today; `amount` itself where it is none."""
    day, hour = "today", ""
    if due:
        local = due.at.astimezone(zone if due.timed else ZoneInfo(due.zone))
        day, hour = f"{local:%Y-%m-%d}", f" {local:%H:%M}" if due.timed else ""
    later = f"{amount} from {day}{hour}"
    return amount if dates.parse_due(later, now=now, zone=zone) is None else later


def parse_priority(text: str, keys: str) -> Priority:
    """The priority in `urgent`, `to high` or `p1`; `keys` are the tasks that it is for.

    Raises:
        UserError: it is none.
    """
    words = text.split()
    said = said_last(["task", *words]) or said_last(["task", "priority", *words])
    found = (said[1] if said else None) or (priority_of(words[-1].lstrip("!") or "!") if words else None)
    if found is None:
        choices = tuple(Choice(each.capitalize(), f"task prio {keys} {each}") for each in PRIORITIES[::-1])
        raise UserError("How much does it matter?", choices=choices)
    return found


def _dated(words: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether they are a date, or nearly one."""
    return dates.parse_due(words, now=now, zone=zone) is not None or bool(corrected(words, now=now, zone=zone))


def parse_rename(text: str, find: Find, *, now: datetime, zone: ZoneInfo) -> tuple[int, str, str]:
    """The task, its new title, and the words that say when it is due, in `6 "Order the cake" due friday`.

    The title is empty when there are no words; those of a date count only behind quotes.

    Raises:
        UserError: no task is named, or the words are no title: they are too long, only marks, or end with a date.
    """
    number = parse_keys(text, "edit")[0][0]
    words = KEY.sub("", text.strip(), count=1).strip()
    pieces = tokens(words)
    after = words[pieces[0].end :] if pieces else ""
    quoted = bool(pieces) and pieces[0].kind == "quoted" and (not after or _DUE.match(after) is not None)
    title = pieces[0].value if quoted else " ".join(readable(words).split())
    if words and not says_something(read_line(words, find).words):
        raise UserError(f"That is no title. `/task edit {number}` opens a form where everything can be changed.")
    if len(title) > TITLE_LIMIT:
        raise UserError(f"That title is {len(title)} characters; {TITLE_LIMIT} is the most. Please shorten it.")
    if not quoted and dates.parse_due(title, now=now, zone=zone) is not None:
        due = Choice("Change when it is due", f"task due {number} {words}")
        keep = Choice("Make it the title", f'task edit {number} "{words}"')
        raise UserError(f"“{title}” is a date. What shall it be?", choices=(due, keep))
    said, _, when = ("", None, "") if quoted else split_due(words, now=now, zone=zone)
    if when:
        raise _ask_whether_due(number, said, when, words)
    return number, title, _DUE.sub("", after, count=1) if quoted else ""


def _ask_whether_due(number: int, title: str, when: str, words: str) -> UserError:
    """A date behind a new title may be a part of it."""
    opening, closing = '""' if '"' not in words else "“”"
    date_ = re.sub("^due ", "", when, flags=re.IGNORECASE)
    both = Choice("Change both", f"task edit {number} {opening}{title}{closing} due {date_}")
    keep = Choice("It is all the title", f"task edit {number} {opening}{words}{closing}")
    return UserError(
        f"Shall “{truncate(readable(title), TITLE_SHOWN)}” be the new title, and “{truncate(readable(when), 40)}” when "
        "it is due? Nothing changed yet.",
        choices=(both, keep),
    )


def parse_people(text: str, find: Find, *, me: str, command: str) -> tuple[str, ...]:
    """The people a line names, the owner first; `me` is the asker, and `command` what the line follows.

    Raises:
        UserError: nobody is named, or nobody goes by that name.
    """
    missing = "To whom? Mention the person, like `/task assign 4 @ben`."
    return people_named(text, find, me=me, missing=missing, command=command)


def from_form(
    values: Mapping[str, Any], *, zone: ZoneInfo, source_url: str | None = None, before: Due | None = None
) -> NewTask:
    """The task a form describes. `before` is its due date until now: a day nobody touched stays in its own zone.

    Raises:
        UserError: with the text to show under each field.
    """
    title = str(values.get("title") or "").strip()
    estimate = str(values.get("estimate") or "").lstrip("~ ")
    day, hour = values.get("due_date"), values.get("due_time")
    problems = {
        "title": "A task needs a title." if not says_something(title) else "",
        "due_date": "Choose the day too, or clear the time." if hour and not day else "",
        "estimate": "Say it like 3d, 4h or 30m." if estimate and estimate_of(estimate) is None else "",
    }
    try:
        labels = labels_or_refuse(_label_words(str(values.get("labels") or "")))
    except UserError as error:
        problems["labels"] = error.text
    if any(problems.values()):
        raise UserError("Please mend the form.", fields={name: text for name, text in problems.items() if text})
    owner = values.get("owner")
    helpers = tuple(str(helper) for helper in values.get("helpers") or () if helper != owner)
    return NewTask(
        title=truncate(" ".join(title.split()), TITLE_LIMIT),
        description=str(values.get("description") or ""),
        owner_id=str(owner) if owner else None,
        helper_ids=helpers[:HELPERS_LIMIT],
        due=_form_due(str(day), str(hour) if hour else None, zone, before) if day else None,
        priority=priority_of(str(values.get("priority") or "normal")) or "normal",
        labels=labels,
        estimate_minutes=estimate_of(estimate) if estimate else None,
        source_url=source_url,
    )


def _form_due(day: str, hour: str | None, zone: ZoneInfo, before: Due | None) -> Due:
    if before and _shown(before, zone) == (day, hour):
        return before
    try:
        due = dates.Due(date.fromisoformat(day), time.fromisoformat(hour) if hour else None)
    except ValueError:
        raise UserError("Please mend the form.", fields={"due_date": "That is no date I can read."}) from None
    return Due(at=due.moment(zone), zone=zone.key, timed=hour is not None)


def _shown(due: Due, zone: ZoneInfo) -> tuple[str, str | None]:
    """Day and hour as the form shows them: without its seconds, and a day in its own zone."""
    local = due.at.astimezone(zone if due.timed else ZoneInfo(due.zone))
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}" if due.timed else None


def _label_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip("#") for word in text.replace(",", " ").split() if word.strip("#"))


def title_or_refuse(title: str) -> str:
    """A title that says something; anything else gets an explanation."""
    if not says_something(title):
        raise UserError("A task needs a title. Try `/task add Ship the beta @ana friday 17:00 !high #launch`.")
    return title.strip()


def labels_or_refuse(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Labels in lower case, each once."""
    seen = tuple(dict.fromkeys(label.lower() for label in labels))
    if len(seen) > LABELS_LIMIT:
        raise UserError(f"That is {len(seen)} labels; a task can have {LABELS_LIMIT}. Please leave some out.")
    for label in seen:
        if len(label) > LABEL_LIMIT:
            raise UserError(f"The label #{label[:20]}… is too long; {LABEL_LIMIT} characters is the most.")
    return seen
