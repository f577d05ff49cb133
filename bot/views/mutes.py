"""Why somebody got a message that they did not ask for, and how to get no more of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.rules.errors import UserError
from bot.views.blocks import Block, Md, Message, actions, bold, button, lines, md, person, section
from bot.views.history import undo

# More buttons than these take a row of their own.
_A_ROW = 5


@dataclass(frozen=True)
class Reason:
    """What a rule sends, in the words "I send you ... when ...".

    Attributes:
        by_person: what is muted is this rule for what one person does, not the whole rule.
        instead: how to stop it where muting is not the way.
    """

    what: str
    when: str
    by_person: bool = False
    instead: str = ""


REASONS: dict[str, Reason] = {
    "tasks.assigned": Reason("the news that a task is yours", "somebody makes you its owner"),
    "tasks.taken": Reason("the news that a task is no longer yours", "somebody takes or gives away a task of yours"),
    "tasks.freed": Reason("the news that you can go on", "what a task of yours waited for is done"),
    "tasks.soon": Reason("a word an hour ahead", "a task of yours is due at an hour"),
    "blockers.asked": Reason("the question for help", "somebody is blocked and says that you can clear the way"),
    "blockers.acknowledged": Reason("the news that somebody is on it", "a blocker of yours is acknowledged"),
    "blockers.cleared": Reason("the news that you can go on", "a blocker of yours is cleared"),
    "reminders.due": Reason(
        "a reminder", "its time has come; you set this one", instead="`/beat reminders` shows yours, with Delete."
    ),
    "reminders.from_others": Reason("a reminder", "somebody sets it for you", by_person=True),
    "reminders.to_role": Reason("a reminder", "somebody sets it for a role that you have", by_person=True),
    "reminders.nobody": Reason("a word", "it is time for a reminder of yours, and nobody with that role is there"),
    "reminders.declined": Reason("a word", "somebody stops a reminder that you set for them"),
    "absences.status": Reason("a word", "your Slack status first makes you away"),
    "absences.calendar": Reason("a word", "your calendar is first read, or can't be read for three days"),
    "absences.delegate": Reason("a word", "somebody asks you to stand in while they are away"),
    "blockers.stand_in": Reason("the question for help", "it is for somebody who is away, and you stand in"),
    "reminders.stand_in": Reason("a reminder", "it is for somebody who is away, and you stand in"),
    "people.left": Reason("a list", "somebody leaves whose work you are to see to"),
    "digest.morning": Reason("a morning digest", "something on your list is late, due, waiting or lying still"),
    "tally.week": Reason("a card that counts what I sent you", "a week ends in which it was more than a little"),
    "standups.prompt": Reason("the questions of a standup", "it is time for it; you are on its list"),
    "standups.nudge": Reason("another word on a standup", "you have not answered yet; `/beat nudges` says how often"),
    "standups.empty": Reason("a word", "a standup of yours had nobody to ask"),
    "rounds.day": Reason("the day of a standup", "its answers are kept in DMs; you set it up, or watch it"),
    "rounds.entry": Reason("an answer in a standup", "its answers are kept in DMs; you set it up, or watch it"),
    "undelivered": Reason(
        "a word", "something of yours could not be sent", instead="You can't mute this: nobody else would know of it."
    ),
    "privacy.export": Reason(
        "what I keep about you", "you ask for it", instead="You can't mute this: it comes only when you ask for it."
    ),
    "standups.missed": Reason("a word", "I was not running at the hour of a standup of yours"),
    "status.draft": Reason("the draft of a report", "it is time for it; you are to look it over"),
    "status.reminder": Reason("a word on a report", "it waits for you to publish it"),
}
# They have a button of their own, which tells more.
TELLS_ITSELF = frozenset({"standups.nudge", "tally.week"})
# Posts in channels, and answers to what somebody does: nobody need ask why.
IN_CHANNELS = {
    "tasks.shared": "somebody shared a task here",
    "blockers.shared": "somebody shared a blocker here",
    "answer": "somebody asked me here",
    "reminders.due": "the time of a reminder for this channel has come",
    "reminders.from_others": "the time of a reminder for this channel has come",
    "rounds.day": "a standup of this channel has its day",
    "rounds.entry": "somebody answered a standup of this channel",
    "status.report": "the hour of this channel's report has come, or its owner published it",
    "status.detail": "a report has more to tell than fits into it",
}


def because(purpose: str, *, to_a_person: bool) -> str:
    """Why messages of a kind come, in a sentence that names nobody; empty for what only follows another message."""
    if to_a_person and purpose in REASONS:
        return f"I send {REASONS[purpose].what} when {REASONS[purpose].when}."
    return f"I send this when {IN_CHANNELS[purpose]}." if purpose in IN_CHANNELS else ""


def with_why(said: Message, purpose: str, by: str) -> Message:
    """The same message, with a button that tells why it came. `by` is the id of whoever's doing it is, or empty."""
    if purpose not in REASONS or purpose in TELLS_ITSELF:
        return said
    why = button("Why did I get this?", "run.why", {"command": f"mutes why {_rule(purpose, by)}"})
    last = said.blocks[-1] if said.blocks else {}
    if last.get("type") == "actions" and len(last["elements"]) < _A_ROW:
        return replace(said, blocks=(*said.blocks[:-1], last | {"elements": [*last["elements"], why]}))
    return replace(said, blocks=(*said.blocks, actions(why, block_id="card:why")))


def told(rule: str) -> Message:
    """Which rule sent a message, whose doing it was, and how to turn that rule off."""
    reason, by = named(rule)
    text = lines(
        md(f"I send you {reason.what} when {reason.when}.", md(" This one was set by ", person(by), ".") if by else ""),
        md(Md(reason.instead)) if reason.instead else None,
    )
    mute = button("Mute this", "run.mute", {"command": f"mutes add {rule}"})
    blocks = (section(text),) if reason.instead else (section(text), actions(mute))
    return Message(text, blocks)


def muted(rule: str) -> Message:
    """The answer to Mute this."""
    text = lines(md("Muted: ", what(rule), "."), md("`/beat mutes` shows what is muted, and turns it on again."))
    return Message(text, (section(text, _on(rule, "Undo")),))


def unmuted(rule: str, batch: str) -> Message:
    """The answer to Unmute."""
    text = md("On again: ", what(rule), ".")
    return Message(text, (section(text), undo(batch)))


def listing(rules: Sequence[str]) -> Message:
    """Everything a person has muted."""
    if not rules:
        text = md("Nothing is muted. Every message that I send by myself has a button that tells why, and mutes it.")
        return Message(text, (section(text),))
    head = bold("Muted for you")
    rows: list[Block] = [section(md(what(rule)), _on(rule, "Unmute")) for rule in rules[:30]]
    return Message(lines(head, *[what(rule) for rule in rules[:30]]), (section(head), *rows))


def in_form(muted: Sequence[str]) -> dict[str, str]:
    """Every rule that can be muted, and those that are, in words for a form."""
    rules = [rule for rule, reason in REASONS.items() if not reason.instead]
    return {rule: _plainly(rule) for rule in dict.fromkeys((*rules, *muted))}


def _plainly(rule: str) -> str:
    reason, by = named(rule)
    return f"{reason.what} when {reason.when}" + (" (of one person)" if by else "")


def what(rule: str) -> Md:
    """A rule in words."""
    reason, by = named(rule)
    whose = md(" by ", person(by)) if by else ""
    return md(f"{reason.what} when {reason.when}", whose)


def named(rule: str) -> tuple[Reason, str]:
    """A rule by its name, `tasks.assigned` or `reminders.from_others:U0BEN`, and whose doing it is about.

    Raises:
        UserError: there is no such rule.
    """
    purpose, _, by = rule.partition(":")
    if purpose not in REASONS:
        raise UserError("I don't know that rule. Press the button under a message of mine to mute messages like it.")
    return REASONS[purpose], by


def _rule(purpose: str, by: str) -> str:
    return f"{purpose}:{by}" if REASONS[purpose].by_person and by else purpose


def _on(rule: str, label: str) -> Block:
    return button(label, "run.unmute", {"command": f"mutes remove {rule}"})
