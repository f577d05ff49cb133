"""What is kept about a person and for how long, said in plain words; and the forms to have it, or have it gone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.rules.retention import CLASSES
from bot.views import about_you
from bot.views.about_you import Reader
from bot.views.blocks import (
    Block,
    Document,
    Md,
    Message,
    actions,
    bold,
    button,
    checkboxes,
    field,
    form,
    lines,
    md,
    person,
    section,
)
from bot.views.history import undo
from bot.views.lists import ONLY_YOU

_SURE = (("yes", "I understand that this can't be undone"),)


def shown(kept: Mapping[str, int]) -> Message:
    """What is kept, for how long, and the two buttons; `kept` has the months of each kind that can be changed."""
    head = lines(
        bold("What I keep about you"),
        md("• from Slack: your name, handle, time zone, whether you are a guest or an administrator, and our DM's id"),
        md(
            "• what you told me: when you work, holidays, your time zone, quiet hours, how many messages a day, "
            "nudges, mutes, standups you left, absences with who stands in and, sealed, your calendar's address"
        ),
        md(
            "• tasks, blockers, reminders, roles, standups and reports that name you, and what you answered in standups"
        ),
        md("• which messages I sent you and when, and what you changed and when"),
    )
    how = md(
        "I read no messages but those to me. *Export* sends you all of it as a file in our DM. *Erase* takes you out: "
        "records stay, of “a former colleague”; your answers, wishes and absences go. What stands in Slack stays there."
    )
    value: dict[str, Any] = {}
    buttons = actions(
        button("Export", "privacy.export", value), button("Erase", "privacy.erase", value, style="danger")
    )
    text = lines(head, _kept(kept), how)
    return Message(text, (section(head), section(_kept(kept)), section(how), buttons), ONLY_YOU)


def retention(kept: Mapping[str, int]) -> Message:
    """How long what is kept, and how an administrator changes it."""
    text = lines(_kept(kept), md("Administrators change it like this: `/beat retention answers 12 months`."))
    return Message(text, (section(text),), ONLY_YOU)


def retained(kind: str, months: int, before: int, batch: str) -> Message:
    """The answer to a new length."""
    text = lines(
        md("Kept from now on: ", restored(kind, months)),
        md(f"It was {length(before)}. What is older goes within the hour." if months < before else ""),
    )
    return Message(text, (section(text), undo(batch)), ONLY_YOU)


def restored(kind: str, months: int) -> Md:
    """What is kept for so long."""
    return md(f"{CLASSES[kind].what}, for {length(months)}.")


def length(months: int) -> str:
    """A number of months, as people say it."""
    return f"{months} months" if months != 1 else "1 month"


def _kept(kept: Mapping[str, int]) -> Md:
    rows = [
        md("• ", bold(name), f": {each.what}: {length(kept[name]) if name in kept else each.fixed}")
        for name, each in CLASSES.items()
    ]
    return lines(bold("How long"), *rows)


def erase_form(draft: str, whom: str | None) -> Block:
    """The question before somebody is erased; `whom` is their id, where an administrator asks."""
    who = md(person(whom), " is") if whom else Md("You are")
    said = lines(
        md(who, " taken out of all I keep, for good:"),
        md("• records stay, of “a former colleague”"),
        md("• what was answered in standups is deleted; so are wishes, absences, reminders and the log of messages"),
        md("• posts that stand in Slack stay there; delete those in Slack"),
        md("Whoever is still in this workspace is met anew, by name and time zone only." if not whom else ""),
    )
    sure = field("sure", "Are you sure?", checkboxes(_SURE), optional=False)
    return form("privacy.erase", "Erase what I keep", "Erase", (section(said), sure), draft=draft)


def exporting() -> Message:
    """The answer to Export."""
    text = md("I'm sending it to our DM: one file to read, and one as JSON.")
    return Message(text, (section(text),), ONLY_YOU)


def erased(*, mine: bool) -> Message:
    """The answer to Erase."""
    whose = "you answered, wanted and were sent" if mine else "they answered, wanted and were sent"
    text = md(f"Erased. Records stay, of “a former colleague”; what {whose} is gone.")
    return Message(text, (section(text),), ONLY_YOU)


def exported(found: Mapping[str, Sequence[Mapping[str, Any]]], reader: Reader, now: datetime) -> Message:
    """The message with the two files."""
    text = md("Here is all that I keep about you: one file to read, and the same as JSON. Nobody else gets it.")
    plain = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    documents = (
        Document("about-you.txt", "All I keep about you, to read", about_you.text(found, reader, now)),
        Document("about-you.json", "All I keep about you, as JSON", plain),
    )
    return Message(text, (section(text),), documents=documents)
