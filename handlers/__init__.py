"""Slack knocking: everything that can be asked for, gathered from the nouns."""

from handlers import (
    blockers,
    help,  # noqa: A004
    history,
    home,
    ledger,
    people,
    rounds,
    setup,
    standups,
    status,
    tasks,
)
from handlers.acting import Tables
from handlers.asking import reads
from handlers.commands import Noun

_TASK = help.with_help(tasks.NOUN, "tasks")
_BLOCKER = help.with_help(blockers.NOUN, "blockers")
_STANDUP = help.with_help(standups.NOUN, "standups")
_REPORT = help.with_help(status.NOUN, "reports")
_MY = Noun(verbs={"my": reads(tasks.my)}, bare="my", otherwise="my")

TABLES = Tables(
    nouns={
        "task": _TASK,
        "tasks": _TASK,
        "blocker": _BLOCKER,
        "blockers": _BLOCKER,
        "standup": _STANDUP,
        "standups": _STANDUP,
        "report": _REPORT,
        "reports": _REPORT,
        "status": _REPORT,
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
        **status.BUTTONS,
        **history.BUTTONS,
        **ledger.BUTTONS,
    },
    forms={**tasks.FORMS, **blockers.FORMS, **standups.FORMS, **rounds.FORMS, **status.FORMS},
    typing=rounds.TYPING,
    shortcuts={**tasks.SHORTCUTS},
    events={**people.EVENTS, **setup.EVENTS},
    home=home.home,
)
