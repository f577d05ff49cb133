"""Everything that can be asked of Drumbeat, and what somebody needs to be allowed for it: a row for each act.

A row says how the act is asked for, so that it does what it is for; `{n}` is the number of the record it is about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from handlers import TABLES
from handlers.acting import Tables
from handlers.asking import Act

# What an act needs; `EXPECTED` in test_matrix.py says who has it. A list shows what the asker may see, and no more.
Needs = Literal[
    "see", "change", "change there", "govern", "share", "move standup", "new", "mine", "my days", "taken back", "typed",
    "list",
    "own reminder", "answer reminder", "end reminder", "read plan", "govern plan", "work on report", "post report",
    "read report", "take over", "read here", "set up here", "govern here", "work here", "compare here", "give role",
    "take role", "seat", "undo", "doubt", "administer", "days of team", "erase others",
    "leave standup",
]  # fmt: skip
Door = Literal["command", "ephemeral", "form", "typing", "shortcut"]


@dataclass(frozen=True)
class Row:
    """How one act is asked for.

    Attributes:
        first: what is put into the record's row before, so that the act can be done at all.
        opened_by: for a form, the act that opens it; its context is what that one kept.
    """

    needs: Needs
    noun: str = ""
    text: str = "{n}"
    value: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    message: Mapping[str, Any] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)


_TASK = partial(Row, noun="task")
_BLOCKER = partial(Row, noun="blocker")
_STANDUP = partial(Row, noun="standup")
_REMINDER = partial(Row, noun="reminder")
_PLAN = partial(Row, noun="status")
_SEAT = partial(Row, "seat", "round", value={"round": "{n}"})
_NEW = partial(Row, "new")
_MINE = partial(Row, "mine")
_LIST = partial(Row, "list", text="")

_DONE, _BLOCKED, _RESOLVED, _PAUSED = ({"status": status} for status in ("done", "blocked", "resolved", "paused"))
_THIS = {"task": "{n}"}
_THAT = {"blocker": "{n}"}
_IT = {"standup": "{n}"}
_OCCURRENCE = {"reminder": "{n}", "at": "2026-11-24T09:00:00+00:00", "round": 0}
_SETTING = {
    "name": "Evening",
    "when": "every weekday 17:00",
    "channel": "C1",
    "who": "everyone",
    "posting": "thread",
    "questions": "What is new?",
}
_FROM_HERE = {"from_channel": "C1"}
_PLANNED = {"plan": "{n}", "day": "2026-12-04"}

VERBS: dict[str, Row] = {
    "task add": _NEW(text="A new thing"),
    "task list": _LIST(),
    "task late": _LIST(),
    "task my": _LIST(),
    "task show": _TASK("see"),
    "task edit": _TASK("change", text="{n} Another title"),
    "task start": _TASK("change"),
    "task done": _TASK("change"),
    "task reopen": _TASK("change", first=_DONE),
    "task drop": _TASK("change"),
    "task assign": _TASK("change", text="{n} <@UMEMBER>"),
    "task claim": _TASK("change"),
    "task due": _TASK("change", text="{n} friday 17:00"),
    "task block": _TASK("change", text="{n} by 4"),
    "task blocked": _TASK("change", text="{n} by 4"),
    "task unblock": _TASK("change", first=_BLOCKED),
    "task help": _LIST(),
    "task history": _TASK("see"),
    "task move": _TASK("change", text="{n} to friday 17:00"),
    "task prio": _TASK("change", text="{n} urgent"),
    "task wait": _TASK("change", text="{n} for 4"),
    "blocker raise": _NEW(text="No way out"),
    "blocker list": _LIST(),
    "blocker show": _BLOCKER("see"),
    "blocker ack": _BLOCKER("change"),
    "blocker update": _BLOCKER("change", text="{n} It rains"),
    "blocker resolve": _BLOCKER("change"),
    "blocker not": _BLOCKER("change"),
    "blocker reopen": _BLOCKER("change", first=_RESOLVED),
    "blocker reassign": _BLOCKER("change", text="{n} <@UMEMBER>"),
    "blocker help": _LIST(),
    "blocker history": _BLOCKER("see"),
    "blocker words": _NEW(text="No way out"),
    "standup new": _NEW(text="Evening at 17:00 every weekday <@UMEMBER>"),
    "standup list": _LIST(),
    "standup show": _STANDUP("see"),
    "standup edit": _STANDUP("govern"),
    "standup pause": _STANDUP("govern"),
    "standup resume": _STANDUP("govern", first=_PAUSED),
    "standup duplicate": _STANDUP("see"),
    "standup delete": _STANDUP("govern"),
    "standup history": _STANDUP("see"),
    "standup preview": _STANDUP("see"),
    "standup leave": _STANDUP("leave standup"),
    "standup join": _STANDUP("see"),
    "standup run": _STANDUP("govern", first={"no_round": True}),
    "standup answer": _SEAT(text="done: this : that"),
    "standup help": _LIST(),
    "remind list": _LIST(),
    "remind edit": _REMINDER("own reminder", text="{n} friday 15:00"),
    "remind delete": _REMINDER("end reminder"),
    "remind remind": _MINE(text="me to breathe tomorrow 10:00"),
    "remind help": _LIST(),
    "remindme remindme": _MINE(text="to breathe tomorrow 10:00"),
    "role list": Row("read here", text=""),
    "role add": Row("give role", "role", text="sponsor <@UOTHER>"),
    "role remove": Row("take role", "role", text="sponsor <@UPART>"),
    "role role": Row("give role", "role", text="sponsor <@UOTHER>"),
    "role help": _LIST(),
    "report preview": Row("read here", text=""),
    "report show": Row("read report", "report"),
    "report list": Row("read here", text=""),
    "report diff": Row("compare here", "report", text="1"),
    "report plan": Row("read here", text=""),
    "report setup": Row("set up here", "status", text="every monday 16:00"),
    "report pause": Row("govern here", "status", text=""),
    "report resume": Row("govern here", "status", text="", first=_PAUSED),
    "report stop": Row("govern here", "status", text=""),
    "report edit": Row("work here", "status", text=""),
    "report publish": Row("work here", "status", text="", value={"early": 1}, first={"not_settled": True}),
    "report skip": Row("work here", "status", text="", first={"not_settled": True}),
    "report help": _LIST(),
    "away away": _MINE(text="tomorrow"),
    "away show": _LIST(),
    "away status": _MINE(text="off"),
    "away calendar": _MINE(text=""),
    "away cancel": Row("my days", text="2026-12-24", first={"is_away": "2026-12-24"}),
    "back back": Row("my days", text="", first={"is_away": "2026-11-23"}),
    "quiet show": _LIST(),
    "quiet quiet": _MINE(text="20:00 to 8:00"),
    "nudges show": _LIST(),
    "nudges nudges": _MINE(text="off"),
    "mutes show": _LIST(),
    "mutes why": _LIST(text="standups.nudge"),
    "mutes add": _MINE(text="standups.nudge"),
    "mutes remove": _MINE(text="standups.nudge"),
    "mutes all": _MINE(text=""),
    "mutes none": _MINE(text=""),
    "less less": _LIST(),
    "cap show": _LIST(),
    "cap cap": _MINE(text="5"),
    "settings settings": _MINE(text=""),
    "hours show": _LIST(),
    "hours hours": _MINE(text="mon-thu 8:00-16:00"),
    "zone show": _LIST(),
    "zone zone": Row("my days", text="Tokyo"),
    "holidays show": _LIST(),
    "holidays holidays": _MINE(text="germany"),
    "holidays add": _MINE(text="2026-12-23 Cake"),
    "holidays remove": Row("my days", text="2026-12-24", first={"is_off": "2026-12-24"}),
    "holidays team": Row("days of team", text="germany"),
    "setup setup": _MINE(text=""),
    "emoji list": _LIST(),
    "emoji emoji": Row("administer", text=":eyes: off"),
    "privacy show": _LIST(),
    "privacy export": _MINE(text=""),
    "privacy erase": _MINE(text=""),
    "retention show": _LIST(),
    "retention retention": Row("administer", text="answers 12 months"),
    "history history": _TASK("see", text="T-{n}"),
    "ledger show": _LIST(),
    "help help": _LIST(),
    "undo undo": _LIST(),
}

BUTTONS: dict[str, Row] = {
    "tasks.new": _MINE(),
    "tasks.edit": _TASK("change", value=_THIS),
    "tasks.done": _TASK("change", value=_THIS),
    "tasks.reopen": _TASK("change", value=_THIS, first=_DONE),
    "tasks.share": _TASK("share", value=_THIS),
    "tasks.next": _LIST(),
    "tasks.back": _LIST(),
    "blockers.acknowledge": _BLOCKER("change", value=_THAT),
    "blockers.update": _BLOCKER("change", value=_THAT),
    "blockers.resolve": _BLOCKER("change", value=_THAT),
    "blockers.reassign": _BLOCKER("change", value=_THAT),
    "blockers.reopen": _BLOCKER("change", value=_THAT, first=_RESOLVED),
    "blockers.share": _BLOCKER("share", value=_THAT),
    "blockers.next": _LIST(),
    "blockers.back": _LIST(),
    "standups.new": _MINE(text=""),
    "standups.edit": _STANDUP("govern", value=_IT),
    "standups.pause": _STANDUP("govern", value=_IT),
    "standups.resume": _STANDUP("govern", value=_IT, first=_PAUSED),
    "standups.duplicate": _STANDUP("see", value=_IT),
    "standups.delete": _STANDUP("govern", value=_IT),
    "standups.leave": _STANDUP("leave standup", value=_IT),
    "standups.join": _STANDUP("see", value=_IT),
    "standups.run": _STANDUP("govern", value=_IT, first={"no_round": True}),
    "standups.show": _STANDUP("see", value=_IT),
    "standups.preview": _STANDUP("see", value=_IT),
    "standups.form": _STANDUP("see", value=_IT),
    "standups.history": _STANDUP("see", value=_IT),
    "standups.round": _STANDUP("see", value={"round": "{n}"}),
    "standups.next": _LIST(),
    "standups.back": _LIST(),
    "rounds.answer": _SEAT(),
    "rounds.same": _SEAT(first={"planned": True}),
    "rounds.nothing": _SEAT(),
    "rounds.skip": _SEAT(),
    "rounds.away": _SEAT(value={"round": "{n}", "until": "today"}),
    "rounds.back": _SEAT(first={"status": "away"}),
    "rounds.snooze": _SEAT(),
    "rounds.undo": _SEAT(value={"round": "{n}", "version": 1}, first={"status": "nothing"}),
    "rounds.task": _SEAT(value={"round": "{n}", "line": 0}, first={"status": "answered"}),
    "rounds.why": _SEAT(),
    "rounds.mute": _MINE(),
    "rounds.pick": _SEAT(value={"round": "{n}", "draft": "{draft}"}),
    "rounds.no": Row("taken back", value={"draft": "{draft}"}),
    "reminders.done": _REMINDER("answer reminder", value=_OCCURRENCE),
    "reminders.snooze_15m": _REMINDER("answer reminder", value=_OCCURRENCE | {"for": "15m"}),
    "reminders.snooze_1h": _REMINDER("answer reminder", value=_OCCURRENCE | {"for": "1h"}),
    "reminders.snooze_day": _REMINDER("answer reminder", value=_OCCURRENCE | {"for": "tomorrow"}),
    "reminders.snooze": _REMINDER("answer reminder", value=_OCCURRENCE),
    "reminders.undo": _REMINDER("answer reminder", value=_OCCURRENCE, first={"responded": True}),
    "reminders.edit": _REMINDER("own reminder", value={"reminder": "{n}"}),
    "reminders.delete": _REMINDER("end reminder", value={"reminder": "{n}"}),
    "reminders.stop": _REMINDER("end reminder", value={"reminder": "{n}"}),
    "reminders.next": _LIST(),
    "reminders.back": _LIST(),
    "status.preview": _PLAN("read plan", value={"plan": "{n}"}),
    "status.setup": _PLAN("read plan", value={"plan": "{n}"}, text=""),
    "status.pause": _PLAN("govern plan", value={"plan": "{n}"}),
    "status.resume": _PLAN("govern plan", value={"plan": "{n}"}, first=_PAUSED),
    "status.stop": _PLAN("govern plan", value={"plan": "{n}"}),
    "status.edit": _PLAN("work on report", value=_PLANNED),
    "status.publish": _PLAN("work on report", value=_PLANNED | {"early": 1}),
    "status.post": Row("post report", "report", value={"report": "{n}"}, first={"unposted": True}),
    "status.skip": _PLAN("work on report", value=_PLANNED),
    "status.own": _PLAN("take over", value={"plan": "{n}", "report": "{n}"}, first={"nobody_owns": True}),
    "digests.done": _TASK("change", value=_THIS),
    "digests.acknowledge": _BLOCKER("change", value=_THAT),
    "digests.resolve": _BLOCKER("change", value=_THAT),
    "work.done": _TASK("change there", value=_THIS | {"channel": "C{n}"}),
    "work.acknowledge": _BLOCKER("change there", value=_THAT | {"channel": "C{n}"}),
    "work.resolve": _BLOCKER("change there", value=_THAT | {"channel": "C{n}"}),
    "history.undo": Row("undo", "task", value={"batch": "task {n}"}),
    "ledger.next": _LIST(),
    "ledger.back": _LIST(),
    "ledger.again": Row("doubt", value={"key": "in doubt {n}"}),
    "ledger.there": Row("doubt", value={"key": "in doubt {n}"}),
    "absences.new": _MINE(text=""),
    "blockers.new": _MINE(text=""),
    "reminders.new": _MINE(text=""),
    "history.show": _TASK("see", value={"noun": "task", "number": "{n}"}),
    "history.next": _TASK("see", value={"noun": "task", "number": "{n}"}),
    "history.back": _TASK("see", value={"noun": "task", "number": "{n}"}),
    **dict.fromkeys(
        ("work.open", "work.which", "work.person", "work.next", "work.back"), _LIST(value={"channel": "C{n}"})
    ),
    "home.dismiss": _MINE(),
    "home.next": _MINE(),
    "home.steps": _MINE(),
    "settings.open": _MINE(),
    "privacy.export": _MINE(text=""),
    "privacy.erase": _MINE(text=""),
}

FORMS: dict[str, Row] = {
    "tasks.new": _NEW(values={"title": "A new thing"}),
    "tasks.edit": _TASK(
        "change", values={"title": "Another"}, context={**_THIS, "version": 99, "shown": {"title": "{bird} task"}}
    ),
    "blockers.update": _BLOCKER("change", values={"note": "It rains"}, context=_THAT),
    "blockers.reassign": _BLOCKER("change", values={"unblocker": "UMEMBER"}, context=_THAT),
    "blockers.new": _NEW(values={"what": "No way out"}),
    "standups.new": _NEW(values=_SETTING, context=_FROM_HERE),
    "standups.edit": _STANDUP("move standup", values=_SETTING, context=_IT | _FROM_HERE),
    "standups.preview": _MINE(),
    "rounds.answer": _SEAT(value={}, values={"q1": "this", "q2": "that"}, context={"round": "{n}"}),
    "reminders.new": _MINE(values={"what": "breathe", "when": "tomorrow 10:00"}),
    "reminders.edit": _REMINDER(
        "own reminder", values={"what": "breathe", "when": "tomorrow 10:00"}, context={"reminder": "{n}"}
    ),
    "reminders.snooze": _REMINDER("answer reminder", values={"until": "1900000000"}, context=_OCCURRENCE),
    "status.setup": Row(
        "set up here", "status", values={"cadence": "every monday 16:00", "zone": "UTC"}, context=_FROM_HERE
    ),
    "absences.new": _MINE(values={"days": "tomorrow"}),
    "settings.open": Row(
        "my days",
        values={"cap": "5", "nudges": "1", "gap": "30", "zone": "Asia/Tokyo", "holidays": "DE", "weekdays": ["0"]},
    ),
    "privacy.erase": Row("erase others", values={"sure": ["yes"]}, context={"erase": "UOTHER"}),
    "setup.channel": Row(
        "set up here", "status", values={"report": "every friday", "report_at": "16:00"}, context=_FROM_HERE
    ),
    "status.edit": _PLAN("work on report", values={"headline": "All is well"}, context=_PLANNED),
}
TYPING: dict[str, Row] = {"rounds.answer": Row("typed", "round", values={"q1": "th"}, context={"round": "{n}"})}
_SAID = {"text": "Please look", "ts": "1.0", "permalink": "https://x.slack.com/archives/C1/p1"}
SHORTCUTS: dict[str, Row] = {
    "tasks.new": _MINE(),
    "tasks.from_message": _MINE(message=_SAID),
    "blockers.from_message": _MINE(message=_SAID),
    "reminders.from_message": _MINE(message=_SAID),
}
# Slack tells us of people, channels and ourselves; nobody asks for anything by it.
EVENTS = {
    "dnd_updated_user", "user_change", "team_join", "member_joined_channel", "member_left_channel", "tokens_revoked",
    "app_uninstalled",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An act with its row, by the name people or Slack call it by."""

    name: str
    door: Door
    act: Act
    row: Row


def verbs(tables: Tables = TABLES) -> dict[str, Act]:
    """Every act that words can ask for, once: by the first of its names."""
    found: dict[object, tuple[str, Act]] = {}
    for name, noun in tables.nouns.items():
        words = {"words": noun.words} if noun.words else {}
        for verb, act in {**noun.verbs, **noun.before_key, **noun.alone, **words}.items():
            found.setdefault(_meaning(act), (f"{name} {verb}", act))
    return dict(found.values())


def _meaning(act: Act) -> object:
    run: Callable[..., object] = act.run
    return (run.func, run.args) if isinstance(run, partial) else run


def every(tables: Tables = TABLES) -> list[Known]:
    """Every act there is, with its row. KeyError: one has none."""
    doors: tuple[tuple[Door, Mapping[str, Act], Mapping[str, Row]], ...] = (
        ("command", verbs(tables), VERBS),
        ("ephemeral", tables.buttons, BUTTONS),
        ("form", tables.forms, FORMS),
        ("typing", tables.typing, TYPING),
        ("shortcut", tables.shortcuts, SHORTCUTS),
    )
    return [Known(name, door, act, rows[name]) for door, acts, rows in doors for name, act in acts.items()]
