"""What was taken back, or can't be, as people see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.lifecycle import TITLE_SHOWN
from bot.views.blocks import (
    Block,
    Md,
    Message,
    actions,
    bold,
    button,
    clip,
    clip_text,
    cut,
    lines,
    md,
    moment,
    paragraphs,
    section,
    share_of_a_message,
)


@dataclass(frozen=True)
class Before:
    """What somebody did before their last change, in full and in a word or two, and the request that did it."""

    what: Md
    short: str
    batch: str


@dataclass(frozen=True)
class Final:
    """A change that can't be taken back: what somebody did, why that stays, and what helps."""

    did: str
    why: str
    instead: str


# Every change that is written down and has no way back of its own. What is in neither place fails a test.
NO_WAY_BACK: dict[tuple[str, str], Final] = {
    ("privacy", "export"): Final(
        "you had a file made of what I keep about you",
        "It stands in our DM, and I keep no copy to take back.",
        "Delete the file there if you don't want it any more.",
    ),
    ("erasure", "erase"): Final(
        "you had somebody's name and words erased",
        "What is erased is kept nowhere, so that nobody can bring it back.",
        "Whoever it was can go on at any time, and starts afresh.",
    ),
    ("message", "again"): Final(
        "you had a message posted again",
        "It was missing for you, and others may have read it by now.",
        "If it stands there twice, an administrator can delete one of the two in Slack.",
    ),
    ("message", "there"): Final(
        "you told me that a message had arrived",
        "I went on from there, and what follows it may be on its way.",
        "If it is missing after all, post it once more from where you shared it.",
    ),
    ("answer", "edited"): Final(
        "you changed your answer in a standup",
        "What it said before is kept nowhere.",
        "Press Edit under the question, and say it as it was.",
    ),
    ("answer", "away"): Final(
        "you said in a standup that you are away",
        "You were away on that day anyhow, so there is nothing else to give back.",
        "Press *I'm back* under the question, or type `/beat back`.",
    ),
    ("answer", "waiting"): Final(
        "you said in a standup that you are back",
        "The question waits for you again, and no day off was changed by it.",
        "Press *Skip today* or *I'm away* under the question.",
    ),
}
# What changes that are of no record are about, by noun, or by noun and verb.
_ABOUT: dict[str | tuple[str, str], str] = {
    ("preference", "quiet"): "your quiet hours", ("preference", "nudges"): "how often I ask you again",
    ("preference", "cap"): "your messages a day", ("preference", "mute"): "what you muted",
    ("preference", "unmute"): "what you muted", ("days", "marked"): "a holiday",
    ("days", "calendar"): "working hours or holidays",
    "preference": "your settings", "absence": "your days away", "days": "days off", "person": "your time zone",
    "emoji": "what an emoji does", "retention": "how long something is kept", "occurrence": "a reminder that came",
    "answer": "your answer in a standup", "privacy": "a file with your data", "erasure": "an erasure",
    "message": "a message in doubt",
}  # fmt: skip


def happened(said: Md, batch: str) -> Block:
    """What has just happened, above a list, and the way back."""
    return section(said, undo_button(batch))


def undo(batch: str) -> Block:
    """The way back alone."""
    return actions(undo_button(batch))


def undo_button(batch: str) -> Block:
    """The way back, beside other buttons."""
    return button("Undo", "history.undo", {"batch": batch})


@dataclass(frozen=True)
class Undone:
    """A record that is as it was: its key and title, whether it is gone altogether, and else what was taken back."""

    key: str
    title: str
    gone: bool
    what: Md | None = None


def undone(rows: Sequence[Undone], others: Sequence[Md] = ()) -> Message:
    """The answer to Undo; `others` say how it is again with what is no record."""
    share = share_of_a_message(2 * len(rows) + len(others))
    said = [md("Undone: ", bold(row.key), " ", clip(row.title, share), _now(row, share)) for row in rows]
    said += [md("Undone: ", other) for other in others]
    said = said or [md("Undone.")]
    return Message(clip_text(lines(*said)), tuple(paragraphs(said)))


def _now(row: Undone, share: int) -> Md:
    if row.gone:
        return md(" is gone.")
    return md(" is as it was before.", *((" ", cut(row.what, share)) if row.what else ()))


_BY_HAND = (
    "What is older, bring back by hand: `/task reopen 4`, `/task edit 4`, `/blocker reopen 2`; "
    "`/beat history T-4` shows how it was."
)


def nothing_to_undo(*, after_undo: bool) -> Message:
    """The answer to `/beat undo` when somebody never changed anything, or all of it was undone."""
    before = "Nothing to undo before that: all that you" if after_undo else "You"
    rest = "in the last ten minutes is undone." if after_undo else "nothing in the last ten minutes that I could undo."
    said = md(f"{before} changed {rest} {_BY_HAND}")
    return Message(said, (section(said),))


def too_old(last: Md, at: datetime, zone: ZoneInfo) -> Message:
    """The answer to `/beat undo` when ten minutes have passed since the `last` change."""
    said = md("The last thing you changed is older than ten minutes, so it stays: ", last, ", ", moment(at, zone), ".")
    text = lines(said, md(_BY_HAND))
    return Message(text, (section(text),))


def final(about: Final | None, before: Before | None) -> Message:
    """What somebody did last can't be taken back; `before` is what they did before that and can,."""
    known = about or Final("something that has no way back", "It is done.", "")
    said = md(f"I can't undo the last thing you did: {known.did}. {known.why} ", Md(known.instead))
    return _with_offer(said, before)


def refused(why: str, before: Before) -> Message:
    """The same, where it is not the kind of change that is in the way, but what has happened since."""
    return _with_offer(lines(md("I can't undo the last thing you did."), clip(why, 2000)), before)


def _with_offer(said: Md, before: Before | None) -> Message:
    if before is None:
        text = lines(said, md("Before that, you changed nothing in the last ten minutes that I could undo."))
        return Message(text, (section(text),))
    text = lines(said, md("Before that: ", before.what, ". It stands as it is, unless you press the button."))
    row = actions(button(f"Undo {before.short} (before that)", "history.undo", {"batch": before.batch}))
    return Message(text, (section(text), row))


def of_record(what: str, key: str, title: str, others: int) -> Md:
    """A change of a record in a few words; without key and title where the asker may not see it any more."""
    more = f" and {others} more" if others else ""
    name = md(bold(key), " ", clip(title, TITLE_SHOWN)) if key else md(clip(title, TITLE_SHOWN) or "something")
    return md(bold(what), " ", name, more)


def of_no_record(noun: str, verb: str) -> str:
    """A change of what is no record in a few words."""
    return _ABOUT.get((noun, verb)) or _ABOUT.get(noun, "something of yours")
