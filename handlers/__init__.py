"""Slack knocking: everything that can be asked for, gathered from the nouns."""

from handlers import blockers, help, history, home, ledger, people, rounds, setup, standups, tasks  # noqa: A004
from handlers.acting import Tables
from handlers.asking import reads
from handlers.commands import Noun

_TASK = help.with_help(tasks.NOUN, "tasks")
_BLOCKER = help.with_help(blockers.NOUN, "blockers")
_STANDUP = help.with_help(standups.NOUN, "standups")
_MY = Noun(verbs={"my": reads(tasks.my)}, bare="my", otherwise="my")

TABLES = Tables(
    nouns={
        "task": _TASK,
        "tasks": _TASK,
        "blocker": _BLOCKER,
        "blockers": _BLOCKER,
        "standup": _STANDUP,
        "standups": _STANDUP,
        "my": _MY,
        "mine": _MY,
        "ledger": ledger.NOUN,
        "help": help.NOUN,
    },
    buttons={
        **tasks.BUTTONS,
        **blockers.BUTTONS,
        **standups.BUTTONS,
        **rounds.BUTTONS,
        **history.BUTTONS,
        **ledger.BUTTONS,
    },
    forms={**tasks.FORMS, **blockers.FORMS, **standups.FORMS, **rounds.FORMS},
    typing=rounds.TYPING,
    shortcuts={**tasks.SHORTCUTS},
    events={**people.EVENTS, **setup.EVENTS},
    home=home.home,
)
