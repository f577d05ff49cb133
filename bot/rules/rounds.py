"""Rounds of a standup: what an answer may be, and the words it can be given in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from bot.rules.calendar import WEEKDAY_NAMES
from bot.rules.errors import AlreadySo, Choice, UserError
from bot.rules.oneline import readable
from bot.rules.standups import EntryStatus, Question, Role
from bot.rules.text import unescape

Away = Literal["today", "tomorrow", "week"]
Answers = dict[str, Any]

ANSWER_LIMIT = 2000
SNOOZE = timedelta(minutes=30)
LATE_FOR = timedelta(days=7)
ANSWERED: tuple[EntryStatus, ...] = ("answered", "nothing")
MOODS = (("great", "😀 Great"), ("good", "🙂 Good"), ("okay", "😐 Okay"), ("low", "🙁 Low"), ("rough", "😞 Rough"))
AWAY: tuple[tuple[Away, str], ...] = (("today", "Today"), ("tomorrow", "Until tomorrow"), ("week", "This week"))

_NOTHING = frozenset({"no", "none", "nothing", "nope", "nil", "n/a", "na", "-", "nothing new", "no blockers"})
_ALREADY: dict[str, str] = {
    "answered": "You have answered already, so nothing changed. Press Edit to change what you said.",
    "nothing": "You have said already that there is nothing to report, so nothing changed.",
    "skipped": "You skip this one already, so nothing changed.",
    "away": "You are away already, so nothing changed.",
}
ROLES: dict[str, Role] = {
    **dict.fromkeys(("done", "did", "finished", "yesterday", "y"), "done"),
    **dict.fromkeys(("plan", "planned", "today", "next", "t"), "plan"),
    **dict.fromkeys(("blocked", "blocker", "blockers", "b"), "blocker"),
    "mood": "mood",
}
_WORDS = "|".join(word for word in ROLES if len(word) > 1)
# A single letter counts at the start of a line, and as a capital anywhere: "option b: later" is no blocker.
_LABEL = re.compile(rf"(?:^|(?<=\s))(?:(?i:({_WORDS}))|([YTB])|(?m:^)([ytb]))[ \t]?:(?!//)")
_BULLET = re.compile(r"^\s*(?:[-*•–]\s+)?")
# An entity ends with a semicolon too.
_BREAK = re.compile(r"\n|(?<!&amp)(?<!&lt)(?<!&gt);")


class Said(Protocol):
    """What became of one person's entry."""

    @property
    def user_id(self) -> str: ...
    @property
    def status(self) -> str: ...


@dataclass(frozen=True)
class Offer:
    """What a person may tick as done, by the value of its box.

    `planned` are the lines of their last plan, `finished` the tasks they have finished since.
    """

    planned: Mapping[str, str]
    finished: Mapping[str, str]

    def line(self, value: str) -> str | None:
        """The line behind a box."""
        return self.planned.get(value) or self.finished.get(value)


def day_key(number: int, reader: str = "") -> str:
    """The outbox key of the message that stands for a round; a `reader` gets one of their own."""
    return f"round:{number}:day" + (f":{reader}" if reader else "")


def entry_key(number: int, user_id: str, reader: str = "") -> str:
    """The outbox key of one person's answers, as they are posted."""
    return f"round:{number}:entry:{user_id}" + (f":{reader}" if reader else "")


def prompt_key(standup: int, nominal: date, user_id: str) -> str:
    """The outbox key of the prompt that a person gets."""
    return f"standup:{standup}:{nominal}:{user_id}"


def again_key(standup: int, nominal: date, user_id: str) -> str:
    """The same for the one that comes after a snooze."""
    return f"{prompt_key(standup, nominal, user_id)}:again"


def readers(posting: str, channel_id: str, creator_id: str, roster: Mapping[str, str]) -> tuple[str, ...]:
    """Where a round is posted: its channel, or in DMs to those who watch it."""
    if posting != "dm":
        return (channel_id,)
    return tuple(sorted({creator_id, *(user for user, part in roster.items() if part == "observer")}))


def is_missed(roster: Mapping[str, str], entry: Said) -> bool:
    """Whether somebody must answer, and has not."""
    return entry.status == "waiting" and roster.get(entry.user_id, "mandatory") == "mandatory"


def tally(roster: Mapping[str, str], entries: Iterable[Said]) -> str:
    """How many have answered, of those of whom it is expected: `2 of 3 answered`.

    Whoever skips it, is away, has left, was not asked or need not answer is not missed.
    """
    entries = list(entries)
    answered = sum(entry.status in ANSWERED for entry in entries)
    expected = answered + sum(is_missed(roster, entry) for entry in entries)
    return f"{answered} of {expected} answered" if expected else "nobody is expected to answer"


def refuse_again(status: str, wanted: EntryStatus) -> None:
    """Refuse what is so already; what was answered is changed by Edit only.

    Raises:
        AlreadySo: nothing changed.
    """
    if status == wanted or status in ANSWERED:
        raise AlreadySo(_ALREADY[status], by=None)


def refuse_too_late(closes_at: datetime, now: datetime) -> None:
    """Late answers are welcome, but not for ever."""
    if now > closes_at + LATE_FOR:
        raise UserError("That round ended more than a week ago, so it takes no more answers.")


LAST_TIME = "since last time"


def since_words(previous: date | None, today: date) -> str:
    """What `{since}` in a question becomes: `since yesterday`, `since Thursday`, `since 12 November`.

    `previous` is the day they answered last; whoever never has is told no day.
    """
    if previous is None:
        return ""
    days = (today - previous).days
    if days <= 0:
        return LAST_TIME
    if days == 1:
        return "since yesterday"
    return f"since {WEEKDAY_NAMES[previous.weekday()]}" if days < 7 else f"since {previous.day} {previous:%B}"


def asked(question: Question, since: str) -> str:
    """A question as it is put; without `since`, as it is on any day."""
    if since:
        return question.text.replace("{since}", since)
    return question.text.replace(" {since}", "").replace("{since}", "") or LAST_TIME


def away_until(choice: str, today: date) -> date:
    """The last day of an absence."""
    if choice == "week":
        return today + timedelta(days=6 - today.weekday())
    return today + timedelta(days=choice == "tomorrow")


def lines_of(text: str) -> list[str]:
    """The lines of an answer, without bullets."""
    return [line for raw in text.splitlines() if (line := _BULLET.sub("", raw, count=1).strip())]


def is_list(question: Question) -> bool:
    """Whether its answer is kept line by line, to be ticked and made tasks of."""
    return question.kind == "text" and question.role in ("done", "plan")


def is_nothing(answer: object) -> bool:
    """Whether an answer says that there is nothing to say."""
    return str(answer or "").strip().rstrip(".!").casefold() in _NOTHING | {""}


def holds(question: Question, answers: Answers) -> bool:
    """Whether a question is asked at all, after these answers."""
    if question.only_if is None:
        return True
    before = answers.get(question.only_if)
    return bool(before) if isinstance(before, list) else not is_nothing(before)


def blocked_by(question: Question, answers: Answers) -> str:
    """What is in the way by the answer to a blocker question; empty when nothing is."""
    said = answers.get(question.id if question.kind == "text" else f"{question.id}-on")
    return "" if question.role != "blocker" or is_nothing(said) else str(said)


def cleared_by(question: Question, answers: Answers) -> str:
    """Who can clear what is in the way, by the answer to a blocker question; empty when it names nobody."""
    return str(answers.get(f"{question.id}-by") or "")


def day_said(answer: object) -> date | None:
    """The day in an answer that was picked from a calendar."""
    try:
        return date.fromisoformat(str(answer or ""))
    except ValueError:
        return None


def plan_of(questions: Iterable[Question], answers: Answers) -> list[str]:
    """The lines of somebody's plan."""
    plans = (answers.get(question.id) for question in questions if is_list(question) and question.role == "plan")
    return [str(line) for plan in plans if isinstance(plan, list) for line in plan]


def as_planned(questions: Iterable[Question], plan: list[str]) -> Answers:
    """The answers of somebody who did what they had planned, and nothing else."""
    done = next((question.id for question in questions if is_list(question) and question.role == "done"), None)
    if not plan or done is None:
        raise UserError("I know of no plan of yours from last time. Press Answer instead.")
    return {done: plan}


def from_form(questions: Iterable[Question], values: Mapping[str, Any], offer: Offer) -> Answers:
    """The answers in a form.

    Raises:
        UserError: one is missing or too long; `fields` says which.
    """
    answers: Answers = {}
    wrong: dict[str, str] = {}
    for question in questions:
        text = str(values.get(question.id) or "").strip()
        if len(text) > ANSWER_LIMIT:
            wrong[question.id] = f"That is {len(text)} characters; {ANSWER_LIMIT} is the most. Please shorten it."
        said = [*_ticked(question, values, offer), *lines_of(text)] if is_list(question) else _chosen(question, text)
        answers |= {question.id: said} if said else {}
        answers |= _follow_ups(question, values)
    wrong |= {question.id: "This question needs an answer." for question in missing(questions, answers)}
    if wrong:
        raise UserError("Some answers need another look. Press Answer again: nothing is lost.", fields=wrong)
    return answers


def missing(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """Required questions without an answer."""
    return [each for each in questions if each.required and holds(each, answers) and not answers.get(each.id)]


def ticks(question: Question, values: Mapping[str, Any]) -> set[str]:
    """The boxes ticked under a question."""
    boxes = (chosen for name, chosen in values.items() if name.startswith(f"{question.id}-tick"))
    return {str(value) for chosen in boxes if isinstance(chosen, list) for value in chosen}


def to_form(questions: Iterable[Question], answers: Answers, offer: Offer) -> dict[str, Any]:
    """The fields of a form that say these answers; the opposite of `from_form`."""
    values: dict[str, Any] = dict(answers)
    boxes = {line: value for value, line in (*offer.planned.items(), *offer.finished.items())}
    for question in questions:
        said = answers.get(question.id)
        if isinstance(said, list):
            done = question.role == "done"
            values[question.id] = "\n".join(line for line in said if not (done and line in boxes))
            values[f"{question.id}-tick"] = [boxes[line] for line in said if line in boxes] if done else []
        elif question.kind == "choice" and said in question.choices:
            values[question.id] = str(question.choices.index(str(said)))
    return values


def _chosen(question: Question, text: str) -> str:
    """What was chosen, in its words: the form knows choices by their place."""
    if question.kind != "choice" or not text:
        return text
    n = int(text) if text.isdecimal() and len(text) < 4 else len(question.choices)
    return question.choices[n] if n < len(question.choices) else ""


def _ticked(question: Question, values: Mapping[str, Any], offer: Offer) -> list[str]:
    if question.role != "done":
        return []
    chosen = ticks(question, values)
    boxes = (*offer.planned.items(), *offer.finished.items())
    return [line for value, line in boxes if value in chosen]


def _follow_ups(question: Question, values: Mapping[str, Any]) -> Answers:
    if question.role != "blocker":
        return {}
    names = (f"{question.id}-{part}" for part in ("on", "by", "task", "since"))
    return {name: str(values[name])[:ANSWER_LIMIT] for name in names if values.get(name)}


def looks_like_answer(text: str) -> bool:
    """Whether a line begins as an answer does: `Y: ...`, `done: ...`."""
    found = _LABEL.match(text.lstrip())
    return found is not None


def parse_line(text: str) -> dict[Role, str]:
    """What a line says in each role, as Slack escaped it: `done: ... plan: ... blocked: ...`, or `Y: T: B:`.

    Raises:
        UserError: no part of it is named.
    """
    found = list(_LABEL.finditer(text))
    if not found:
        raise UserError(
            "I don't see which part is which. Say `/standup done: the login plan: the beta blocked: no access`; "
            "Y:, T: and B: will do, too. To set a standup up: `/standup new Morning at 9:30 every weekday`.",
            choices=(Choice("Answer in the form", "standup answer"),),
        )
    ends = [*(match.start() for match in found[1:]), len(text)]
    said: dict[Role, str] = {"done": _part(text[: found[0].start()])}
    for match, end in zip(found, ends, strict=True):
        role = ROLES[(match[1] or match[2] or match[3]).lower()]
        said[role] = "\n".join(filter(None, (said.get(role, ""), _part(text[match.end() : end]))))
    return {role: words for role, words in said.items() if words}


def free(text: str) -> dict[Role, str]:
    """Words without labels, as an answer: to the first question that is answered in words."""
    return {"free": text}


def _part(text: str) -> str:
    """One part of a line: a comma before the next label belongs to neither."""
    return text.strip().rstrip(",").rstrip()


def from_line(questions: Iterable[Question], said: Mapping[Role, str]) -> Answers:
    """The answers in a line; a part nobody asks for is added to the first answer in words.

    Raises:
        UserError: a part is too long, or has no place at all.
    """
    questions = tuple(questions)
    answers: Answers = {}
    for role, words in said.items():
        question = next((each for each in questions if each.role == role), None)
        lines = [line for part in _BREAK.split(words) for line in lines_of(readable(part))]
        if sum(map(len, lines)) > ANSWER_LIMIT:
            raise UserError(f"“{role}” is too long: {ANSWER_LIMIT} characters is the most. Please use the form.")
        if question is None or role == "free":
            label = "" if role == "free" else f"{role.capitalize()}: "
            _add_elsewhere(questions, answers, [f"{label}{line}" for line in lines])
        else:
            answers |= _said(question, lines)
    return answers


def _said(question: Question, lines: list[str]) -> Answers:
    text = "\n".join(lines)
    if is_list(question):
        return {question.id: lines}
    if question.kind == "text":
        return {question.id: text}
    if question.role == "blocker" and question.kind == "yes_no":
        return {question.id: "no"} if is_nothing(text) else {question.id: "yes", f"{question.id}-on": text}
    value = _choice(question, text)
    if value is None:
        raise UserError(f"“{unescape(text)[:60]}” is none of the answers to “{question.text}”. Please use the form.")
    return {question.id: value}


def _choice(question: Question, text: str) -> str | None:
    choices = {"mood": tuple(value for value, _ in MOODS), "yes_no": ("yes", "no")}.get(question.kind, question.choices)
    return next((choice for choice in choices if choice.casefold() == text.casefold()), None)


def _add_elsewhere(questions: tuple[Question, ...], answers: Answers, lines: list[str]) -> None:
    place = next((each for each in questions if each.kind == "text"), None)
    if place is None:
        raise UserError("This standup only has questions to choose from. Please use the form.")
    said = answers.get(place.id, ())
    before = said if isinstance(said, list) else [said] if said else []
    answers[place.id] = [*before, *lines] if is_list(place) else "\n".join([*before, *lines])
