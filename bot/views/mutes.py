"""Why somebody got a message that they did not ask for, and how to get no more of its kind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.rules.delivery import policy
from bot.rules.errors import Choice, UserError
from bot.rules.mute_words import meant, nearest
from bot.views.blocks import Block, Md, Message, actions, bold, button, context, lines, md, person, section
from bot.views.history import undo
from bot.views.ledger import KINDS, WHAT

# More buttons than these take a row of their own.
_A_ROW = 5


@dataclass(frozen=True)
class Reason:
    """What a rule sends, in the words "I send you ... when ...".

    Attributes:
        name: what people call it to mute it by name.
        by_person: what is muted is this rule for what one person does, not the whole rule.
        instead: how to stop it where muting is not the way.
    """

    name: str
    what: str
    when: str
    by_person: bool = False
    instead: str = ""


REASONS: dict[str, Reason] = {
    "tasks.assigned": Reason("task assigned", "the news that a task is yours", "somebody makes you its owner"),
    "tasks.taken": Reason(
        "task taken", "the news that a task is no longer yours", "somebody takes or gives away a task of yours"
    ),
    "tasks.freed": Reason("task freed", "the news that you can go on", "what a task of yours waited for is done"),
    "tasks.soon": Reason("task due soon", "a word an hour ahead", "a task of yours is due at an hour"),
    "blockers.asked": Reason(
        "blocker question", "the question for help", "somebody is blocked and says that you can clear the way"
    ),
    "blockers.acknowledged": Reason(
        "blocker acknowledged", "the news that somebody is on it", "a blocker of yours is acknowledged"
    ),
    "blockers.cleared": Reason("blocker cleared", "the news that you can go on", "a blocker of yours is cleared"),
    "reminders.due": Reason(
        "own reminder",
        "a reminder",
        "its time has come; you set this one",
        instead="`/beat reminders` shows yours, with Delete.",
    ),
    "reminders.from_others": Reason("reminder from others", "a reminder", "somebody sets it for you", by_person=True),
    "reminders.to_role": Reason(
        "reminder to a role", "a reminder", "somebody sets it for a role that you have", by_person=True
    ),
    "reminders.nobody": Reason(
        "reminder without anybody", "a word", "it is time for a reminder of yours, and nobody with that role is there"
    ),
    "reminders.declined": Reason("reminder stopped", "a word", "somebody stops a reminder that you set for them"),
    "absences.status": Reason("away by status", "a word", "your Slack status first makes you away"),
    "absences.calendar": Reason("calendar", "a word", "your calendar is first read, or can't be read for three days"),
    "absences.delegate": Reason("asked to stand in", "a word", "somebody asks you to stand in while they are away"),
    "blockers.stand_in": Reason(
        "blocker while standing in", "the question for help", "it is for somebody who is away, and you stand in"
    ),
    "reminders.stand_in": Reason(
        "reminder while standing in", "a reminder", "it is for somebody who is away, and you stand in"
    ),
    "people.left": Reason("work left behind", "a list", "somebody leaves whose work you are to see to"),
    "digest.morning": Reason(
        "morning list", "a morning digest", "something on your list is late, due, waiting or lying still"
    ),
    "tally.week": Reason(
        "card of the week", "a card that counts what I sent you", "a week ends in which it was more than a little"
    ),
    "standups.prompt": Reason(
        "standup question", "the questions of a standup", "it is time for it; you are on its list"
    ),
    "standups.nudge": Reason(
        "standup nudge", "another word on a standup", "you have not answered yet; `/beat nudges` says how often"
    ),
    "standups.empty": Reason("standup without anybody", "a word", "a standup of yours had nobody to ask"),
    "rounds.day": Reason(
        "standup day", "the day of a standup", "its answers are kept in DMs; you set it up, or watch it"
    ),
    "rounds.entry": Reason(
        "standup answer", "an answer in a standup", "its answers are kept in DMs; you set it up, or watch it"
    ),
    "undelivered": Reason(
        "not delivered",
        "a word",
        "something of yours could not be sent",
        instead="You can't mute this: nobody else would know of it.",
    ),
    "privacy.export": Reason(
        "export",
        "what I keep about you",
        "you ask for it",
        instead="You can't mute this: it comes only when you ask for it.",
    ),
    "standups.missed": Reason("standup missed", "a word", "I was not running at the hour of a standup of yours"),
    "status.draft": Reason("report draft", "the draft of a report", "it is time for it; you are to look it over"),
    "status.reminder": Reason("report reminder", "a word on a report", "it waits for you to publish it"),
}
MUTEABLE = tuple(rule for rule, reason in REASONS.items() if not reason.instead)
CAN_WAIT = tuple(rule for rule in MUTEABLE if policy(rule).spares_quiet)
# What people may call them: their names first.
_KINDS = {rule: (REASONS[rule].name, REASONS[rule].what, WHAT.get(rule, ""), KINDS.get(rule, "")) for rule in MUTEABLE}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_ID = re.compile(rf"(?:{'|'.join(map(re.escape, REASONS))})(?::[UW][A-Z0-9]+)?")
_LISTED = 30
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
    """Everything a person has muted, and the words by which they can mute more."""
    shown = rules[:_LISTED]
    head = bold("Muted for you") if rules else md("Nothing is muted.")
    rows: list[Block] = [section(what(rule), _on(rule, "Unmute")) for rule in shown]
    open_ = [REASONS[rule].name for rule in MUTEABLE if rule not in rules]
    words = md(
        "Every message that I send by myself has a button that tells why, and mutes it. By name: "
        f"`/beat mutes add task assigned`, `all` for all that can wait, `none` to hear everything again. "
        f"You can name: {', '.join(open_)}.",
    )  # fmt: skip
    text = lines(head, *[what(rule) for rule in shown], words)
    return Message(text, (section(head), *rows, context(words), actions(_all_that_can_wait())))


def _all_that_can_wait() -> Block:
    return button("Mute what can wait", "run.all", {"command": "mutes all"})


def muted_all(batch: str) -> Message:
    """The answer to `all`."""
    text = lines(
        md("Muted: all that can wait. Blockers and tasks that are yours, urgent ones too, still stand on my Home tab "
           "and in `/beat my`: look there, for nobody tells you."),
        md("Still to come: reminders you set yourself, the questions of standups (`/standup leave` ends those), what "
           "is due within the hour, and answers to what you ask."),
        md("`/beat mutes none` turns all of it on again."),
    )  # fmt: skip
    return Message(text, (section(text), undo(batch)))


def unmuted_all(batch: str) -> Message:
    """The answer to `none`."""
    text = md("Nothing is muted any more.")
    return Message(text, (section(text), undo(batch)))


def already(*, all_: bool) -> Message:
    """The answer to `all` and `none` where it is so."""
    text = md("All that can wait is muted already." if all_ else "Nothing is muted.", " `/beat mutes` shows it.")
    return Message(text, (section(text),))


def in_form(muted: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Every rule that can be muted, and those that are, in words for a form. `names` are those of people."""
    return {rule: _plainly(rule, names) for rule in dict.fromkeys((*MUTEABLE, *muted))}


def _plainly(rule: str, names: Mapping[str, str]) -> str:
    reason, by = named(rule)
    called = reason.name.capitalize().removesuffix(" from others")
    return f"{called} from {names.get(by) or 'somebody who left'}" if by else reason.name.capitalize()


def what(rule: str) -> Md:
    """A rule in words."""
    reason, by = named(rule)
    whose = md(" by ", person(by)) if by else ""
    return md(f"{reason.what} when {reason.when}", whose)


def called(text: str, verb: str) -> str:
    """The rule that somebody means to `add` or `remove`: by its id, or in words of the ledger, of `why`, or its name.

    Raises:
        UserError: it may be several, or none.
    """
    if _ID.fullmatch(text.strip()):
        return text.strip()
    found = meant(_MENTION.sub("", text), _KINDS)
    by = _MENTION.search(text)
    # Muting one person's doing is its own rule, which only some kinds have.
    found = [f"{rule}:{by[1]}" for rule in found if REASONS[rule].by_person] if by else found
    if len(found) == 1:
        return found[0]
    near = nearest(text, _KINDS)
    choices = tuple(Choice(_short(rule), f"mutes {verb} {rule}") for rule in found[:_A_ROW] or ([near] if near else []))
    if found:
        raise UserError("That may be several kinds of message. Which one?", choices=choices)
    hint = "Did you mean this?" if near else "`/beat mutes` shows what I call them."
    raise UserError(f"I don't know a kind of message of that name. {hint} Nothing changed.", choices=choices)


def _short(rule: str) -> str:
    reason, _ = named(rule)
    return reason.name.capitalize()


def named(rule: str) -> tuple[Reason, str]:
    """A rule by its id, `tasks.assigned` or `reminders.from_others:U0BEN`, and whose doing it is about.

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
