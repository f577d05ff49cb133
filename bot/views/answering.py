"""The form in which a person answers a round."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.rules import rounds as rules
from bot.rules import tasks as task_rules
from bot.rules.rounds import Offer
from bot.rules.standups import Question
from bot.views.blocks import (
    Block,
    checkboxes,
    context,
    day_input,
    field,
    form,
    md,
    number_input,
    person_input,
    radio,
    remembered,
    select,
    text_input,
)

if TYPE_CHECKING:
    from storage.tasks import Task

# Slack's checkboxes come in tens, and its selects in hundreds.
_BOXES = 10
_TASKS = 100
_LONG_CHOICE = 5
# What is half typed may be none yet, and Slack would not open the form.
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True)
class Known:
    """What a form can be filled with.

    Attributes:
        since: what `{since}` in a question becomes.
        values: the fields as they were left, or as they say what was answered.
        tasks: what the person works on, to say what a blocker holds up.
        late: the deadline has passed.
    """

    since: str
    offer: Offer
    values: Mapping[str, Any]
    tasks: Sequence["Task"] = ()
    late: bool = False


def answer_form(standup: str, questions: Sequence[Question], known: Known, draft: str) -> Block:
    """All questions at once, filled with what is known; every change of a field is told to us."""
    note = [context(md("The deadline has passed: what you change now is marked."))] if known.late else []
    inputs = [block for question in questions for block in _question(question, questions, known)]
    blocks = (*note, *map(remembered, inputs))
    return form("rounds.answer", standup, "Send", blocks, draft=draft) | {"notify_on_close": True}


def preview_form(standup: str, questions: Sequence[Question], since: str, draft: str) -> Block:
    """The same, to be looked at."""
    note = context(md("This is a preview: what you fill in is not kept."))
    known = Known(since, Offer({}, {}), {})
    inputs = [block for question in questions for block in _question(question, questions, known)]
    return form("standups.preview", standup, "Done", (note, *inputs), draft=draft)


def _question(question: Question, questions: Sequence[Question], known: Known) -> list[Block]:
    boxes = _boxes(question, known) if question.role == "done" and rules.is_list(question) else []
    label = "Anything else?" if boxes else rules.asked(question, known.since)
    optional = not question.required or question.only_if is not None or bool(boxes)
    element = _element(question, known.values.get(question.id))
    own = field(question.id, label, element, optional=optional, hint=_hint(question, questions))
    return [*boxes, own, *(_follow_ups(question, known) if question.role == "blocker" else [])]


def _element(question: Question, value: Any) -> Block:
    said = str(value or "")
    match question.kind:
        case "choice":
            options = tuple((str(n), choice) for n, choice in enumerate(question.choices))
            return select(options, said) if len(options) > _LONG_CHOICE else radio(options, said)
        case "number":
            return number_input(said if _NUMBER.fullmatch(said) else "")
        case "yes_no":
            return radio((("yes", "Yes"), ("no", "No")), said)
        case "mood":
            return select(rules.MOODS, said)
        case _:
            return text_input(said, limit=3000, multiline=True)


def _hint(question: Question, questions: Sequence[Question]) -> str | None:
    if rules.is_list(question):
        return "One thing a line."
    before = next((each for each in questions if each.id == question.only_if), None)
    if before is None:
        return None
    condition = "you said yes to" if before.kind == "yes_no" else "you answered"
    return f"Only if {condition}: {rules.asked(before, '').strip()}"


def _boxes(question: Question, known: Known) -> list[Block]:
    """What was planned and what is finished, to be ticked."""
    ticked = rules.ticks(question, known.values)
    asked = rules.asked(question, known.since)
    planned, finished = _in_tens(known.offer.planned), _in_tens(known.offer.finished)
    groups = [(asked if n == 0 else "More of your plan", boxes) for n, boxes in enumerate(planned)]
    groups += [("Tasks you finished" if groups else asked, boxes) for boxes in finished]
    return [
        field(f"{question.id}-tick{n}", label, checkboxes(boxes, ticked)) for n, (label, boxes) in enumerate(groups)
    ]


def _follow_ups(question: Question, known: Known) -> list[Block]:
    """If blocked: by what, who can help, what is held up, and since when."""
    name, value = question.id, known.values.get
    what = text_input(str(value(f"{name}-on") or ""), limit=3000, multiline=True)
    tasks = tuple((str(task.number), f"{task_rules.key(task.number)} {task.title}") for task in known.tasks[:_TASKS])
    chosen, since = str(value(f"{name}-task") or ""), str(value(f"{name}-since") or "")
    return [
        *([] if question.kind == "text" else [field(f"{name}-on", "If so: what is in your way?", what)]),
        field(f"{name}-by", "Who can clear it?", person_input(value(f"{name}-by"))),
        *([field(f"{name}-task", "What does it hold up?", select(tasks, chosen))] if tasks else []),
        field(f"{name}-since", "Since when?", day_input(since if _DAY.fullmatch(since) else "")),
    ]


def _in_tens(offered: Mapping[str, str]) -> list[tuple[tuple[str, str], ...]]:
    boxes = tuple(offered.items())
    return [boxes[at : at + _BOXES] for at in range(0, len(boxes), _BOXES)]
