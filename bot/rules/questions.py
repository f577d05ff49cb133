"""The questions of a standup, and how people write them: one a line, with a mark for what is out of the ordinary.

`! Is anything in your way? (blocker)` must be answered; `If blocked: Who can help?` is asked after something was.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.rules.errors import UserError
from bot.rules.standups import CHOICES_LIMIT, QUESTION_LIMIT, QUESTIONS_LIMIT, Kind, Question, Role

CHOICE_LIMIT = 70
# What one box of a form takes.
TEXT_LIMIT = 3000


_REQUIRED = re.compile(r"[!*]\s*")
_MARK = re.compile(r"\s*\(([^()]*)\)$")
_IF = re.compile(r"if (blocked|yes|so):\s*", re.IGNORECASE)
_ROLES: dict[str, Role] = {"done": "done", "plan": "plan", "blocker": "blocker"}
_KINDS: dict[str, Kind] = {"yes/no": "yes_no", "yes or no": "yes_no", "number": "number", "text": "text"}
_KIND_MARKS = {"yes_no": "yes/no", "number": "number"}


def parse_questions(text: str, before: Sequence[Question] = ()) -> tuple[Question, ...]:
    """The questions in lines of text. One that was there `before` keeps its id.

    Raises:
        UserError: there is none, there are too many, or a line can't be understood; the text names the line.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise _wrong("Write at least one question, each on a line of its own.")
    if len(lines) > QUESTIONS_LIMIT:
        raise _wrong(f"That is {len(lines)} questions; {QUESTIONS_LIMIT} is the most. Fewer get better answers.")
    found: list[Question] = []
    for number, line in enumerate(lines, 1):
        found.append(_question(line, number, found, before))
    if len(lines_of(found)) > TEXT_LIMIT:
        raise _wrong(f"All questions together can have {TEXT_LIMIT} characters. Please shorten some.")
    return tuple(found)


def line_of(question: Question, questions: Sequence[Question]) -> str:
    """A question as `parse_questions` reads it."""
    parent = next((other for other in questions if other.id == question.only_if), None)
    opening = "" if parent is None else "If blocked: " if parent.role == "blocker" else "If yes: "
    marks = "".join(f" ({mark})" for mark in marks_of(question) if mark != "required")
    return f"{'! ' if question.required else ''}{opening}{question.text}{marks}"


def lines_of(questions: Sequence[Question]) -> str:
    """All questions, as people write them."""
    return "\n".join(line_of(question, questions) for question in questions)


def marks_of(question: Question) -> tuple[str, ...]:
    """What is out of the ordinary about a question, in words."""
    return tuple(
        mark
        for mark in (
            question.role if question.role != "free" else "",
            f"choice: {', '.join(question.choices)}" if question.kind == "choice" else "",
            _KIND_MARKS.get(question.kind, ""),
            "required" if question.required else "",
        )
        if mark
    )


def _question(line: str, number: int, earlier: Sequence[Question], before: Sequence[Question]) -> Question:
    required = _REQUIRED.match(line)
    said = line[required.end() :] if required else line
    condition = _IF.match(said)
    said = said[condition.end() :] if condition else said
    made = Question("", "", required=required is not None)
    while mark := _MARK.search(said):
        marked = _marked(made, mark[1].strip(), number)
        if marked is None:
            break
        made, said = marked, said[: mark.start()]
    if condition:
        made = replace(made, only_if=_parent(condition[1].lower(), earlier, number))
    made = replace(made, text=_text_or_refuse(said.strip(), number))
    return replace(made, id=_id_of(made.text, earlier, before))


def _marked(question: Question, mark: str, number: int) -> Question | None:
    """The question with what its mark says; None when the words in brackets are no mark but part of it."""
    word = mark.lower()
    if word in _ROLES:
        return replace(question, role=_ROLES[word])
    if word == "mood":
        return replace(question, role="mood", kind="mood")
    if word in _KINDS:
        return replace(question, kind=_KINDS[word])
    if word == "required":
        return replace(question, required=True)
    if word.startswith("choice"):
        return replace(question, kind="choice", choices=_choices_or_refuse(mark.partition(":")[2], number))
    return None


def _choices_or_refuse(text: str, number: int) -> tuple[str, ...]:
    choices = tuple(dict.fromkeys(choice.strip() for choice in text.split(",") if choice.strip()))
    if not 2 <= len(choices) <= CHOICES_LIMIT:
        raise _wrong(f"Line {number}: give 2 to {CHOICES_LIMIT} choices, like (choice: api, web, ops).")
    if max(map(len, choices)) > CHOICE_LIMIT:
        raise _wrong(f"Line {number}: a choice can have {CHOICE_LIMIT} characters at the most.")
    return choices


def _parent(word: str, earlier: Sequence[Question], number: int) -> str:
    """The question that a condition speaks of: the last one about blockers, or the last one that has none itself."""
    wanted: Callable[[Question], bool] = (
        (lambda question: question.role == "blocker") if word == "blocked" else (lambda question: not question.only_if)
    )
    found = [question.id for question in earlier if wanted(question)]
    if not found:
        first = "a question with (blocker)" if word == "blocked" else "another question"
        raise _wrong(f"Line {number}: “If {word}:” needs {first} above it.")
    return found[-1]


def _text_or_refuse(text: str, number: int) -> str:
    if not text:
        raise _wrong(f"Line {number} has a mark and no question.")
    if len(text) > QUESTION_LIMIT:
        raise _wrong(f"Line {number} has {len(text)} characters; {QUESTION_LIMIT} is the most for a question.")
    return text


def _id_of(text: str, earlier: Sequence[Question], before: Sequence[Question]) -> str:
    taken = {question.id for question in earlier}
    kept = [question.id for question in before if question.text == text and question.id not in taken]
    if kept:
        return kept[0]
    if not before:
        return f"q{len(earlier) + 1}"
    # Named after its words: a number could have been another question's, which is gone by now.
    named = (f"q{hashlib.sha256(f'{n} {text}'.encode()).hexdigest()[:12]}" for n in range(QUESTIONS_LIMIT))
    return next(name for name in named if name not in taken)


def _wrong(text: str) -> UserError:
    return UserError(text, fields={"questions": text})
