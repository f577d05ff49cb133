"""Roles as people see them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.rules.roles import EXAMPLE, called
from bot.views.blocks import (
    Md,
    Message,
    actions,
    bold,
    button,
    clip_text,
    code,
    lines,
    md,
    paragraphs,
    person,
    place,
    section,
)
from bot.views.lists import ONLY_YOU

if TYPE_CHECKING:
    from storage.roles import Role

_REMINDS = "`/beat remind the lead to send the minutes every friday 15:00` reaches whoever is lead by then."


def listing(held: Sequence[tuple["Role", Sequence[str]]], channel_id: str) -> Message:
    """Who is what in a channel: each role, and those who have it and are still there."""
    if not held:
        text = md("Nobody has a role in ", place(channel_id), f" yet. {EXAMPLE} says who is.")
        return Message(text, (section(text),), ONLY_YOU)
    head = md(bold("Who is what in"), " ", place(channel_id))
    rows = [md("• ", _held(role.name, holders)) for role, holders in held]
    foot = md(Md(_REMINDS)) if any(role.name == "lead" for role, _ in held) else None
    return Message(
        clip_text(lines(head, *rows, foot)), (section(head), *paragraphs([*rows, *filter(None, [foot])])), ONLY_YOU
    )


def shown(name: str, holders: Sequence[str], channel_id: str) -> Message:
    """Who has one role."""
    says = md(code(f"/beat role {name} @somebody"), " says who is." if not holders else " changes that.")
    text = md("In ", place(channel_id), ": ", _held(name, holders), ". ", says)
    return Message(text, (section(text),), ONLY_YOU)


def happened(said: str, role: "Role", before: Sequence[str], batch: str, outside: Sequence[str] = ()) -> Message:
    """The answer to a change: who has the role now, and who had it before; of its people some may be `outside`."""
    name = called(role.name, len(role.holder_ids))
    text = lines(
        md(f"{said}. Now ", bold(name), " of ", place(role.channel_id), ": ", _people(role.holder_ids), "."),
        md("Before: ", _people(before), ".") if before else None,
        _not_in_it(outside) if outside else None,
    )
    undo = actions(button("Undo", "history.undo", {"batch": batch}))
    return Message(text, (section(text), undo), md(ONLY_YOU, " ", _seen(role)))


def _not_in_it(user_ids: Sequence[str]) -> Md:
    return md(
        _people(user_ids),
        f" {'is' if len(user_ids) == 1 else 'are'} not in this channel, so they read nothing of it "
        "by themselves. `/invite` brings them in.",
    )


def _held(name: str, holders: Sequence[str]) -> Md:
    return md(bold(name), ": ", _people(holders))


def _people(user_ids: Sequence[str]) -> Md:
    return Md(", ".join(map(person, user_ids)) or "nobody")


def _seen(role: "Role") -> str:
    if role.channel_kind == "public":
        return "Who has a role here can be seen by everybody in this workspace."
    return "Who has a role here can be seen by those in this channel, and nobody else."
