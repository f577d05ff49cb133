"""Slack knocking: everything that can be asked for, gathered from the nouns."""

from dataclasses import replace

from handlers import (
    absences,
    attendance,
    blockers,
    channel_work,
    days_off,
    digests,
    help,  # noqa: A004
    history,
    home,
    ledger,
    past_changes,
    people,
    preferences,
    privacy,
    reactions,
    reminders,
    rewording,
    roles,
    rounds,
    settings,
    setup,
    standups,
    status,
    task_lists,
    tasks,
)
from handlers.acting import Tables
from handlers.asking import reads
from handlers.commands import Noun

_TASK = replace(
    help.with_help(tasks.NOUN, "tasks"), before_key={**rewording.BEFORE_KEY, "history": past_changes.of_noun("task")}
)
_BLOCKER = replace(
    help.with_help(blockers.NOUN, "blockers"),
    alone={**rewording.BLOCKER_ALONE, "history": past_changes.of_noun("blocker")},
)
_REMIND = help.with_help(reminders.NOUN, "reminders")
_STANDUP = help.with_help(replace(standups.NOUN, verbs={**standups.NOUN.verbs, **attendance.VERBS}), "standups")
_ROLE = help.with_help(roles.NOUN, "roles")
_REPORT = help.with_help(status.NOUN, "reports")
_MY = Noun(verbs={"my": reads(task_lists.my)}, bare="my", otherwise="my")

TABLES = Tables(
    nouns={
        "task": _TASK,
        "tasks": _TASK,
        "blocker": _BLOCKER,
        "blockers": _BLOCKER,
        "standup": _STANDUP,
        "standups": _STANDUP,
        "remind": _REMIND,
        "remindme": reminders.FOR_ME,
        "reminder": _REMIND,
        "reminders": replace(_REMIND, bare="list"),
        "role": _ROLE,
        "roles": _ROLE,
        "report": _REPORT,
        "reports": _REPORT,
        "status": _REPORT,
        "my": _MY,
        "mine": _MY,
        "away": absences.AWAY,
        "back": absences.BACK,
        "quiet": preferences.QUIET,
        "nudges": preferences.NUDGES,
        "cap": preferences.CAP,
        "settings": settings.NOUN,
        "setup": setup.NOUN,
        "mutes": preferences.MUTES,
        "less": preferences.LESS,
        "hours": days_off.HOURS,
        "zone": days_off.ZONE,
        "holidays": days_off.HOLIDAYS,
        "emoji": reactions.NOUN,
        "ledger": ledger.NOUN,
        "help": help.NOUN,
        "undo": history.NOUN,
        "privacy": privacy.NOUN,
        "retention": privacy.RETENTION,
        "history": past_changes.NOUN,
    },
    buttons={
        **tasks.BUTTONS,
        **blockers.BUTTONS,
        **standups.BUTTONS,
        **attendance.BUTTONS,
        **rounds.BUTTONS,
        **reminders.BUTTONS,
        **status.BUTTONS,
        **digests.BUTTONS,
        **history.BUTTONS,
        **privacy.BUTTONS,
        **past_changes.BUTTONS,
        **ledger.BUTTONS,
        **absences.BUTTONS,
        **settings.BUTTONS,
        **home.BUTTONS,
        **channel_work.BUTTONS,
    },
    forms={
        **tasks.FORMS,
        **blockers.FORMS,
        **standups.FORMS,
        **rounds.FORMS,
        **reminders.FORMS,
        **status.FORMS,
        **settings.FORMS,
        **privacy.FORMS,
        **absences.FORMS,
        **setup.FORMS,
    },
    typing=rounds.TYPING,
    shortcuts={**tasks.SHORTCUTS, **blockers.SHORTCUTS, **reminders.SHORTCUTS},
    events={**people.EVENTS, **setup.EVENTS},
    options=settings.OPTIONS,
    reaction=reactions.ADDED,
    home=home.home,
    stray=rounds.stray,
    perhaps=rounds.perhaps,
)
