"""Tasks named by their words, where a key was expected: they are offered, and nothing is done by itself."""

from dataclasses import replace

from sqlmodel import Session

from bot.rules import task_lists, tasks
from bot.rules.errors import Choice, UserError
from bot.rules.lifecycle import TITLE_SHOWN
from bot.rules.oneline import readable
from bot.rules.text import truncate
from handlers.asking import Ask
from storage import tasks as records

MOST = 5


def named_by_key(session: Session, ask: Ask, verb: str) -> None:
    """See to it that the words of a command begin with a key.

    Raises:
        UserError: they are other words; the tasks that have them are offered, with the rest of the command.
    """
    if not ask.text.strip() or tasks.KEY.match(ask.text.strip()):
        return
    named = task_lists.parse_named(ask.text, verb, now=ask.now, zone=ask.actor.zone, find=ask.find(session))
    if not named.wanted.words:
        return
    if tasks.KEY.match(named.words):
        command = f"task {verb} {named.words} {named.rest}".strip()
        raise UserError("The key comes first. Did you mean this?", choices=(Choice(f"/{readable(command)}", command),))
    found = records.page(session, ask.actor, named.wanted, None, MOST, ask.now).rows
    offers = [
        Choice(f"{verb.capitalize()}: {task.key} {task.title}", f"task {verb} {task.number} {named.rest}".strip())
        for task in found
    ]
    if not found:
        _refuse_finished(session, ask, named.wanted)
    titles = [f"{task.key} {truncate(task.title, TITLE_SHOWN)}" for task in found]
    raise UserError(_question(titles, truncate(named.words, 60)), choices=(*offers, Choice("Open tasks", "task list")))


def _refuse_finished(session: Session, ask: Ask, wanted: tasks.Filter) -> None:
    """Where the words are those of tasks for which the verb makes no sense, say so.

    Raises:
        UserError: they are.
    """
    others = records.page(session, ask.actor, replace(wanted, statuses=tasks.STATUSES), None, MOST, ask.now).rows
    if others:
        are = ", ".join(
            f"{task.key} {truncate(task.title, TITLE_SHOWN)} {tasks.LIFECYCLE.already[task.status]}" for task in others
        )
        shows = (Choice(f"Show {task.key}", f"task show {task.number}") for task in others)
        raise UserError(f"{are}. Nothing changed.", choices=tuple(shows))


def _question(titles: list[str], words: str) -> str:
    if not titles:
        return f"I found no task with “{words}” in its title. `/task list` shows the keys."
    if len(titles) == 1:
        return f"Did you mean {titles[0]}?"
    return f"Which one? These say “{words}”; `/task list {words}` shows them all."
