"""What we say of messages themselves: what came to nothing, what is in doubt, what was and will be sent."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.views.blocks import Block, Md, Message, actions, button, md, moment, person, place, section

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


def settled(words: str) -> Message:
    """What becomes of a message that was in doubt."""
    return Message(md(words), (section(md(words)),))


def _what(purpose: str) -> str:
    """A message by what it is, for people."""
    return WHAT.get(purpose, "a message")


def _failed(detail: dict[str, Any], _: ZoneInfo) -> Md:
    reason = str(detail["reason"])
    why = _WHY.get(reason, f"Slack refused it ({reason}). Please try again later.")
    return md(f"I couldn't post {_what(str(detail['what']))} in ", _where(detail), ": ", why)


def _skipped(detail: dict[str, Any], zone: ZoneInfo) -> Md:
    due = datetime.fromisoformat(str(detail["was_due"]))
    return md(
        f"I was not running when {_what(str(detail['what']))} was due in ", _where(detail), " on ", moment(due, zone),
        ", and now it would come too late. So I did not send it.",
    )  # fmt: skip


def _uncertain(detail: dict[str, Any], _: ZoneInfo) -> Md:
    return md(
        f"I may or may not have posted {_what(str(detail['what']))} in ", _where(detail),
        ": Slack's answer got lost. Please look there. Is it missing? Then press Post again.",
    )  # fmt: skip


def _parked(detail: dict[str, Any], _: ZoneInfo) -> Md:
    return md(
        f"Something of yours doesn't run any more ({detail['what']} {detail['which']}): it failed several times. "
        "Please edit it, or set it up again, and tell whoever runs me."
    )


_ENDED = {"failed": _failed, "skipped": _skipped, "uncertain": _uncertain, "parked": _parked}


def _where(detail: dict[str, Any]) -> Md:
    to = str(detail["to"])
    return person(to) if to.startswith(("U", "W")) else place(to)


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
