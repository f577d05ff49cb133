"""What we say of messages themselves: what came to nothing, what is in doubt, what was and will be sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.rules.calendar import day_words, zone_label
from bot.rules.days_off import BEGINS as MORNING
from bot.rules.delivery import TOLD, UNPLACED
from bot.rules.people import is_person
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip,
    clip_text,
    divider,
    dotted,
    lines,
    md,
    paragraphs,
    person,
    place,
    section,
    several_words,
)

if TYPE_CHECKING:
    from storage.ledger import Coming
    from storage.outbox import Message as Row

_PAST = "sent", "skipped", "failed", "uncertain"
_SAID = {"sent": "sent", "skipped": "held back", "failed": "failed", "uncertain": "in doubt"}
SHOWN = 15
# In the place of a channel that the reader may not know of.
HIDDEN = ""
_TITLE = 60
# A noun and a number: what a message is about.
Subject: TypeAlias = tuple[str, int]
WHAT = {
    "tasks.shared": "the task",
    "tasks.assigned": "the news that a task is theirs",
    "tasks.taken": "the news that a task is somebody else's",
    "tasks.freed": "the news that a task can go on",
    "blockers.shared": "the blocker",
    "blockers.asked": "the question about a blocker",
    "status.report": "the report",
    "status.detail": "a part of the report",
    "status.draft": "the draft of the report",
    "status.reminder": "the reminder of the report",
    "blockers.acknowledged": "the news that somebody is on a blocker",
    "blockers.cleared": "the news that a blocker is cleared",
    "tasks.soon": "the word that a task is due within the hour",
    "reminders.due": "the reminder",
    "reminders.from_others": "the reminder",
    "reminders.to_role": "the reminder",
    "reminders.nobody": "the news that nobody got a reminder",
    "reminders.declined": "the news that a reminder is not wanted",
    "absences.status": "the word on a status",
    "absences.calendar": "the word on a calendar",
    "absences.delegate": "the news that they are to stand in",
    "blockers.stand_in": "the question about a blocker",
    "reminders.stand_in": "the reminder",
    "people.left": "the list of what somebody left behind",
    "privacy.export": "a file with what I keep about somebody",
    "digest.morning": "the morning list",
    "tally.week": "the card of the week",
    "standups.prompt": "the question of a standup",
    "standups.nudge": "the reminder of a standup",
    "standups.empty": "the news that a standup had nobody to ask",
    "standups.missed": "the news that a standup was missed",
    "rounds.day": "the message of a standup's day",
    "rounds.entry": "an answer in a standup",
    "withdraw": "the taking back of a message",
}
# The same by kind, for counting; what is not here follows another message or takes it back.
KINDS = {
    "tasks.shared": "shared task",
    "tasks.assigned": "new task",
    "tasks.taken": "taken task",
    "tasks.freed": "freed task",
    "tasks.soon": "due warning",
    "blockers.shared": "shared blocker",
    "blockers.asked": "blocker question",
    "blockers.cleared": "cleared blocker",
    "status.report": "report",
    "status.detail": "report detail",
    "status.draft": "report draft",
    "status.reminder": "report reminder",
    "reminders.due": "reminder",
    "reminders.from_others": "reminder",
    "reminders.to_role": "reminder",
    "digest.morning": "morning list",
    "standups.prompt": "standup question",
    "standups.nudge": "standup reminder",
    "rounds.day": "standup post",
    "rounds.entry": "standup answer",
    "blockers.acknowledged": "acknowledged blocker",
    "blockers.stand_in": "blocker question",
    "reminders.stand_in": "reminder",
    "reminders.nobody": "reminder notice",
    "reminders.declined": "reminder notice",
    "absences.status": "absence notice",
    "absences.calendar": "calendar notice",
    "absences.delegate": "stand-in notice",
    "people.left": "leaver list",
    "privacy.export": "export",
    "tally.week": "weekly card",
    "standups.empty": "standup notice",
    "standups.missed": "standup notice",
    "undelivered": "delivery notice",
    "answer": "spoken answer",
}
# What is planned for all, and said to those who need it then.
_UNLESS = {
    "digest.morning": "if there is anything to say",
    "standups.nudge": "unless they have answered",
}
_WHY = {
    "not_in_channel": "I'm not in it. Type `/invite @Drumbeat` there, then try again.",
    "channel_not_found": "I can't see it. Type `/invite @Drumbeat` there, then try again.",
    "is_archived": "it is archived.",
}


@dataclass(frozen=True)
class Name:
    """What a message is about, as people call it.

    Attributes:
        words: its title; empty for those who may not see it.
        wall: of a standup, the hour at which each is asked where they are.
        role: of a reminder, whom it is for if not a person: their role in a channel.
        channel_id: that channel; of a weekly report, the one it is about.
    """

    key: str
    words: str = ""
    wall: time | None = None
    role: str = ""
    channel_id: str = ""


def undelivered(detail: dict[str, Any], zone: ZoneInfo) -> Message:
    """Why something of theirs did not arrive, or may not have, and what would help."""
    text = _ENDED[str(detail["ended"])](detail, zone)
    return Message(text, (section(text), *_buttons(detail)))


@dataclass(frozen=True)
class Trouble:
    """Messages that were not sent, all for one reason: the last of them, and whom they were for."""

    last: "Row"
    reason: str
    times: int
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Past:
    """How many messages ended in each state, how many of each purpose were sent, and those that were not sent."""

    tally: Mapping[str, int]
    sent: Mapping[str, int]
    troubles: Sequence[Trouble]


@dataclass(frozen=True)
class Ahead:
    """One page of what will be sent: where it starts, and how many there are in all."""

    coming: Sequence["Coming"]
    start: int
    total: int


def ledger(past: Past | None, ahead: Ahead, names: Mapping[Subject, Name], days: int, zone: ZoneInfo) -> Message:
    """What was sent and what was not, in the last days, and a page of what will be sent in the next."""
    before = _past(past, names, days, zone) if past else []
    after = _ahead(ahead, names, days, zone)
    back = button("Back", "ledger.back", {"from": max(ahead.start - SHOWN, 0)}) if ahead.start else None
    following = ahead.start + SHOWN
    more = button("Next", "ledger.next", {"from": following}) if following < ahead.total else None
    blocks = [*paragraphs(before), *([divider()] if before else []), *paragraphs(after)]
    return Message(clip_text(lines(*before, *after)), (*blocks, *([actions(back, more)] if back or more else [])))


def _past(past: Past, names: Mapping[Subject, Name], days: int, zone: ZoneInfo) -> list[Md]:
    figures = md(" · ".join(f"{past.tally.get(state, 0)} {_SAID[state]}" for state in _PAST))
    rows = [_trouble(each, names.get((each.last.noun, each.last.number)), zone) for each in past.troubles]
    return [
        bold(f"In the last {days} days"),
        figures,
        *_sent(past.sent),
        *([bold("Not sent, and why")] if rows else []),
        *rows,
    ]


def _sent(sent: Mapping[str, int]) -> list[Md]:
    told = kinds_words(sent, " · ")
    return [md("Sent: ", told)] if told else []


def kinds_words(sent: Mapping[str, int], between: str = ", ") -> str:
    """How much was sent of each purpose, by kind, the most first."""
    kinds: Counter[str] = Counter()
    for purpose, count in sent.items():
        kinds[KINDS.get(purpose, "other message")] += count
    return between.join(several_words(count, kind) for kind, count in kinds.most_common())


def _ahead(ahead: Ahead, names: Mapping[Subject, Name], days: int, zone: ZoneInfo) -> list[Md]:
    head = bold(f"In the next {days} days I will send (times in {zone_label(zone)})")
    rows = [_coming(each, names.get((each.noun, each.number)), zone) for each in ahead.coming]
    last = ahead.start + len(ahead.coming)
    place_ = [md(f"{ahead.start + 1} to {last} of {ahead.total}")] if ahead.total > SHOWN else []
    return [head, *(rows or [md("Nothing is planned.")]), *place_]


def _trouble(each: Trouble, name: Name | None, zone: ZoneInfo) -> Md:
    row = each.last
    what = md(_what(row.purpose), _about(name, each.recipients), " to ", _as(name, each.recipients), _called(name))
    why = md(_SAID[row.state], ": ", clip(each.reason, 100))
    # What came as a line of another message came when that was sent, and not at the moment it was kept for.
    when = _local(row.finished_at if row.reason == TOLD and row.finished_at else row.was_due, zone)
    return dotted(when if each.times == 1 else f"{each.times} times, last on {when}", what, why)


def _coming(each: "Coming", name: Name | None, zone: ZoneInfo) -> Md:
    key = f" ({name.key})" if name and name.key else ""
    about = _about(name, each.recipients)
    what = md(_what(each.purpose), key, about, " to ", _as(name, each.recipients), _called(name))
    return dotted(_when(each, name, zone), what, _UNLESS.get(each.purpose))


def _about(name: Name | None, recipients: Sequence[str]) -> Md:
    """The channel that a message is about and does not go to."""
    elsewhere = name is not None and not name.role and name.channel_id and name.channel_id not in recipients
    return md(" of ", place(name.channel_id)) if name and elsewhere else md("")


def _as(name: Name | None, recipients: Sequence[str]) -> Md:
    """To whom something goes, and for which role of theirs; one that nobody has goes by its channel."""
    to = _to(recipients[0]) if len(recipients) == 1 else md(f"{len(recipients)} people")
    if name is None or not name.role:
        return to
    whose = "nobody yet" if recipients == (name.channel_id,) else to
    return md(f"the {name.role} of ", place(name.channel_id), " (", whose, ")")


def _called(name: Name | None) -> Md:
    return md(": ", clip(" ".join(name.words.split()), _TITLE)) if name and name.words else md("")


def _when(each: "Coming", name: Name | None, zone: ZoneInfo) -> str:
    """A moment; where each has their own, the hour it is for them, and when the first of them gets it."""
    local = each.at.astimezone(zone)
    if not each.spread:
        return _local(each.at, zone)
    wall = _wall(each, name)
    if wall is None:
        return f"{day_words(local.date(), local.date())}, from {local:%H:%M}"
    earlier = "" if local.date() == wall.date() else f" on {day_words(local.date(), wall.date())}"
    first = f"from {local:%H:%M}{earlier} your time"
    return f"{day_words(wall.date(), wall.date())}, {wall:%H:%M} for each, {first}"


def shown_at(each: "Coming", name: Name | None, zone: ZoneInfo) -> datetime:
    """The moment that its line begins with, as the reader's clock would show it."""
    return _wall(each, name) or each.at.astimezone(zone).replace(tzinfo=None)


def _wall(each: "Coming", name: Name | None) -> datetime | None:
    """The day and hour that is everybody's own, where each is asked at theirs."""
    asked_at = name.wall if name and each.purpose == "standups.prompt" else None
    wall = MORNING if each.purpose == "digest.morning" else asked_at
    if not each.spread or wall is None or not each.nominal:
        return None
    return datetime.combine(date.fromisoformat(each.nominal), wall)


def _local(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the reader's own zone, which the heading names."""
    local = at.astimezone(zone)
    return f"{day_words(local.date(), local.date())}, {local:%H:%M}"


def settled(words: str) -> Message:
    """What becomes of a message that was in doubt."""
    return Message(md(words), (section(md(words)),))


def _which(detail: dict[str, Any]) -> str:
    """By its key, if a card was to be posted; else by what it is."""
    shared = str(detail["what"]).endswith(".shared")
    which = str(detail.get("which") or "")
    return which if which and shared else _what(str(detail["what"]))


def _what(purpose: str) -> str:
    """A message by what it is, for people."""
    return WHAT.get(purpose, "a message")


def _failed(detail: dict[str, Any], _: ZoneInfo) -> Md:
    reason = str(detail["reason"])
    if detail["what"] == "withdraw":
        return _undeleted(detail, reason)
    if is_person(str(detail["to"])):
        return _unreached(detail, reason)
    why = _WHY.get(reason, f"Slack refused it ({reason}). Please try again later.")
    return md("I couldn't post ", _which(detail), " ", _where(detail), ": ", why)


def _undeleted(detail: dict[str, Any], reason: str) -> Md:
    """What was taken back, and stays or may stay."""
    which, delete = _which(detail | {"what": detail["of"]}), "whoever manages that conversation can delete it in Slack."
    if reason == UNPLACED:
        return md(
            "You took back ", which, " ", _where(detail), ". Slack's answer to its post got lost, so I don't know "
            f"whether it stands there, and I can't delete it. Please look there: if it does, {delete}",
        )  # fmt: skip
    return md("I couldn't delete ", which, " ", _where(detail), f": Slack refused it ({reason}). But {delete}")


def _unreached(detail: dict[str, Any], reason: str) -> Md:
    which = f" ({detail['which']})" if detail.get("which") else ""
    return md(
        "I couldn't reach ", person(str(detail["to"])), " with ", _what(str(detail["what"])), which,
        f": Slack does not let me write to them ({reason}). Please tell them yourself.",
    )  # fmt: skip


def _skipped(detail: dict[str, Any], zone: ZoneInfo) -> Md:
    due = datetime.fromisoformat(str(detail["was_due"]))
    return md(
        "I was not running when ", _which(detail), " was due ", _where(detail), " on ", _local(due, zone),
        f" ({zone_label(zone)}), and now it would come too late. So I did not send it.",
    )  # fmt: skip


def _uncertain(detail: dict[str, Any], _: ZoneInfo) -> Md:
    return md(
        "I may or may not have posted ", _which(detail), " ", _where(detail),
        ": Slack's answer got lost. Please look there. Is it missing? Then press Post again.",
    )  # fmt: skip


def _parked(detail: dict[str, Any], _: ZoneInfo) -> Md:
    return md(
        f"Something of yours doesn't run any more ({detail['what']} {detail['which']}): it failed several times. "
        "Please edit it, or set it up again, and tell whoever runs me."
    )


_ENDED = {"failed": _failed, "skipped": _skipped, "uncertain": _uncertain, "parked": _parked}


def _where(detail: dict[str, Any]) -> Md:
    if detail.get("people", 1) > 1:
        return md(f"for {detail['people']} people")
    to = str(detail["to"])
    return md("for " if is_person(to) else "in ", _to(to))


def _to(recipient: str) -> Md:
    if recipient == HIDDEN:
        return md("a private channel")
    return person(recipient) if is_person(recipient) else place(recipient)


def _buttons(detail: dict[str, Any]) -> tuple[Block, ...]:
    if detail["ended"] == "failed" and detail["what"] == "status.report":
        return (actions(button("Post it now", "status.post", {"report": detail["number"]}), block_id="card"),)
    if detail["ended"] != "uncertain":
        return ()
    value = {"key": detail["about"]}
    return (
        actions(
            button("Post again", "ledger.again", value), button("It is there", "ledger.there", value),
            block_id="card",
        ),
    )  # fmt: skip
