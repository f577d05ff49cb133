"""What we say of messages themselves: what came to nothing, what is in doubt, what was and will be sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules import blockers, reminders, standups
from bot.rules.calendar import day_words, zone_label
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
)

if TYPE_CHECKING:
    from storage.ledger import Coming
    from storage.outbox import Message as Row

_PAST = "sent", "skipped", "failed", "uncertain"
_SAID = {"sent": "sent", "skipped": "held back", "failed": "failed", "uncertain": "in doubt"}
_SHOWN = 15
_LETTERS = {each.noun: each.letter for each in (blockers.LIFECYCLE, reminders.LIFECYCLE, standups.LIFECYCLE)}
WHAT = {
    "tasks.shared": "the task",
    "tasks.assigned": "the news that a task is theirs",
    "tasks.freed": "the news that a task can go on",
    "blockers.shared": "the blocker",
    "blockers.asked": "the question about a blocker",
    "status.report": "the report",
    "status.detail": "a part of the report",
    "status.draft": "the draft of the report",
    "status.reminder": "the reminder of the report",
    "blockers.cleared": "the news that a blocker is cleared",
    "tasks.soon": "the word that a task is due within the hour",
    "reminders.due": "the reminder",
    "reminders.from_others": "the reminder",
    "reminders.declined": "the news that a reminder is not wanted",
    "digest.morning": "the morning list",
    "standups.prompt": "the question of a standup",
    "standups.nudge": "the reminder of a standup",
    "standups.empty": "the news that a standup had nobody to ask",
    "standups.missed": "the news that a standup was missed",
    "rounds.day": "the message of a standup's day",
    "rounds.entry": "an answer in a standup",
}
_WHY = {
    "not_in_channel": "I'm not in it. Type `/invite @Drumbeat` there, then try again.",
    "channel_not_found": "I can't see it. Type `/invite @Drumbeat` there, then try again.",
    "is_archived": "it is archived.",
}


def undelivered(detail: dict[str, Any], zone: ZoneInfo) -> Message:
    """Why something of theirs did not arrive, or may not have, and what would help."""
    text = _ENDED[str(detail["ended"])](detail, zone)
    return Message(text, (section(text), *_buttons(detail)))


def ledger(
    tally: Mapping[str, int], troubles: Sequence["Row"], coming: Sequence["Coming"], days: int, zone: ZoneInfo
) -> Message:
    """What was sent and what was not, in the last days, and what will be sent in the next."""
    figures = md(" · ".join(f"{tally.get(state, 0)} {_SAID[state]}" for state in _PAST))
    past = [bold(f"In the last {days} days"), figures, *[_trouble(row, zone) for row in troubles[:_SHOWN]]]
    ahead = [_coming(each, zone) for each in coming[:_SHOWN]] or [md("Nothing is planned.")]
    if len(coming) > _SHOWN:
        ahead.append(md(f"and {len(coming) - _SHOWN} more"))
    future = [bold(f"In the next {days} days I will send (times in {zone_label(zone)})"), *ahead]
    return Message(clip_text(lines(*past, *future)), (*paragraphs(past), divider(), *paragraphs(future)))


def _trouble(row: "Row", zone: ZoneInfo) -> Md:
    what = md(_what(row.purpose), " to ", _to(row.recipient))
    why = md(_SAID[row.state], ": ", clip(row.reason, 100))
    return dotted(_local(row.finished_at or row.due_at, zone), what, why)


def _coming(each: "Coming", zone: ZoneInfo) -> Md:
    to = _to(each.recipients[0]) if len(each.recipients) == 1 else md(f"{len(each.recipients)} people")
    letter = _LETTERS.get(each.noun)
    key = f" ({letter}-{each.number})" if letter else ""
    return dotted(_local(each.at, zone), md(_what(each.purpose), key, " to ", to))


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
    why = _WHY.get(reason, f"Slack refused it ({reason}). Please try again later.")
    return md("I couldn't post ", _which(detail), " ", _where(detail), ": ", why)


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
    return md("for " if _is_person(to) else "in ", _to(to))


def _is_person(recipient: str) -> bool:
    return recipient.startswith(("U", "W"))


def _to(recipient: str) -> Md:
    return person(recipient) if _is_person(recipient) else place(recipient)


def _buttons(detail: dict[str, Any]) -> tuple[Block, ...]:
    if detail["ended"] != "uncertain":
        return ()
    value = {"key": detail["about"]}
    return (
        actions(
            button("Post again", "ledger.again", value), button("It is there", "ledger.there", value),
            block_id="card",
        ),
    )  # fmt: skip
