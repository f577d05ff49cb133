"""What becomes of a message: how late it may still come, and what one attempt's outcome means for the next.

Outcomes are of three kinds. *Not applied* (refused, rate limited, never connected): sent again later, or failed with
the reason. *Applied*: sent. *Unknown* (a timeout, a cut line, a 5xx): Slack may have it, so it is looked for there
before it is sent again. Nothing is ever sent blindly twice, because a second copy is worse than a visible doubt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["planned", "due", "sending", "sent", "skipped", "uncertain", "failed"]

TRIES = 5
# A doubt is looked into before anything is sent again, and dying is rarely the message's own fault.
TRIES_IN_DOUBT = 20
LATE = timedelta(minutes=1)
# So long a message waits for its owner to say whether the one it follows arrived.
HELD_FOR = timedelta(days=7)
# Slack's words for a channel in which we may not post.
SHUT_OUT = ("not_in_channel", "channel_not_found", "is_archived")
NO_ROOT = "the message it answers was not posted"
UNPLACED = "where it stands is not known"
DND = "they have asked Slack not to disturb them"
QUIET = "their quiet hours"
NIGHT = "it is outside their working hours"
# Past the cap of a day: kept, brought by the morning digest, or not worth bringing.
FULL = "they have had enough messages for one day; it waits for the morning digest"
TOLD = "it came as a line of the morning digest"
ENOUGH = "they have had enough messages for one day"
# What somebody mutes is between them and us; others read that it was not brought.
MUTED = "they have muted it"
NOT_BROUGHT = "it could not be brought to them"
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=5)
_GIVE_UP = timedelta(hours=24)


@dataclass(frozen=True)
class Policy:
    """How one purpose's messages behave.

    Attributes:
        grace: how late it is still worth sending after we were down; None means always.
        spares_away: nobody who is away, or off for another reason, gets it.
        awaits_return: whoever is away or off gets it when they are back, unless it is urgent.
        spares_quiet: it waits until a person's quiet hours are over, unless it is urgent.
        spares_night: whoever never said when they want quiet gets it in their working hours, unless it is urgent.
        paced: at most one a second goes to a channel; what answers people comes at their own pace.
        repeatable: sending it twice shows nothing twice, so a doubt needs no look.
        leads: others follow in its thread, so they need to know where it stands.
        capped: it counts to what a person gets on one day, and past their cap it waits for the morning digest, unless
            it is urgent; what is not worth sending late is left out.
    """

    grace: timedelta | None = None
    spares_away: bool = False
    awaits_return: bool = False
    spares_quiet: bool = False
    spares_night: bool = False
    paced: bool = True
    repeatable: bool = False
    leads: bool = False
    capped: bool = False


_ALWAYS = Policy()
_CAN_WAIT = Policy(awaits_return=True, spares_quiet=True, spares_night=True, capped=True)
POLICIES: dict[str, Policy] = {
    "standups.prompt": Policy(grace=timedelta(minutes=60), spares_away=True),
    "standups.nudge": Policy(grace=timedelta(minutes=60), spares_away=True, spares_quiet=True),
    "rounds.day": Policy(leads=True),
    "reminders.from_others": Policy(awaits_return=True, spares_quiet=True),
    "reminders.to_role": Policy(spares_away=True, spares_quiet=True),
    "tasks.assigned": _CAN_WAIT,
    "tasks.taken": _CAN_WAIT,
    "tasks.freed": _CAN_WAIT,
    "blockers.asked": _CAN_WAIT,
    "blockers.stand_in": _CAN_WAIT,
    "reminders.stand_in": Policy(spares_quiet=True, spares_night=True),
    "absences.delegate": _CAN_WAIT,
    "blockers.acknowledged": _CAN_WAIT,
    "blockers.cleared": _CAN_WAIT,
    "people.left": _CAN_WAIT,
    "tasks.soon": Policy(grace=timedelta(minutes=60), spares_away=True),
    "digest.morning": Policy(grace=timedelta(hours=6), spares_away=True, spares_quiet=True),
    "tally.week": Policy(grace=timedelta(hours=6), spares_away=True, spares_quiet=True),
    "status.report": Policy(grace=timedelta(hours=12)),
    "status.draft": Policy(grace=timedelta(hours=12), awaits_return=True),
    "status.reminder": Policy(grace=timedelta(hours=12)),
    "meetings.alert": Policy(grace=timedelta(minutes=5)),
    "webhooks.delivery": Policy(grace=timedelta(hours=24)),
    "answer": Policy(paced=False),
    "privacy.export": Policy(paced=False, repeatable=True),
    "update": Policy(paced=False, repeatable=True),
    "withdraw": Policy(paced=False, repeatable=True),
    "home": Policy(paced=False, repeatable=True),
}


CAPPED = tuple(purpose for purpose, rules in POLICIES.items() if rules.capped)


def policy(purpose: str) -> Policy:
    """How messages of this purpose behave; what is not in the table is always sent."""
    return POLICIES.get(purpose, _ALWAYS)


@dataclass(frozen=True)
class _Told:
    """Anything but success has a reason, in words for the ledger."""

    reason: str


@dataclass(frozen=True)
class Sent:
    """Slack has it. Without `ts` its owner says so, and where it stands we don't know."""

    channel_id: str
    ts: str | None


class Refused(_Told):
    """Slack did not take it, and asking again would not help."""


@dataclass(frozen=True)
class Postponed(_Told):
    """It was not taken this time. Without `wait` the wait grows with each attempt."""

    wait: timedelta | None = None


@dataclass(frozen=True)
class Held(_Told):
    """What it follows is in doubt, or its reader is away: it goes on when that is settled, at the latest then."""

    wait: timedelta = HELD_FOR


class Broken(_Told):
    """It could not be rendered: ours to mend, and not for ever in the way of others."""


class Unknown(_Told):
    """Slack may or may not have it."""


class Undecidable(_Told):
    """Nobody can tell any more: Slack may have it, and we may not look."""


class Skip(_Told):
    """It is no longer worth sending, and why."""


Outcome = Sent | Refused | Postponed | Held | Broken | Unknown | Undecidable | Skip


@dataclass(frozen=True)
class Verdict:
    """The state a message is left in; one that is due again says when, and whether it must be looked for first."""

    state: State
    reason: str = ""
    due_at: datetime | None = None
    doubt: bool = False
    attempt: int = 0


def judge(
    outcome: Outcome, *, attempt: int, since: datetime, now: datetime, quiet: timedelta, doubt: bool = False
) -> Verdict:
    """What an outcome means.

    Args:
        attempt: how many attempts there have been, with this one.
        since: when it could first have been sent.
        quiet: how long a request can still be in flight after we have given it up.
        doubt: whether an earlier attempt may have arrived. What was put off does not settle that.
    """
    ended = _ENDED.get(type(outcome)) or _exhausted(outcome, attempt, now - since)
    if ended:
        return Verdict(ended, _reason(outcome), attempt=attempt)
    if isinstance(outcome, Unknown):
        return Verdict("due", outcome.reason, now + quiet, doubt=True, attempt=attempt)
    if isinstance(outcome, Held):
        return Verdict("planned", outcome.reason, now + outcome.wait, doubt=doubt, attempt=attempt - 1)
    if isinstance(outcome, Postponed) and outcome.wait is not None:
        # What Slack or the person put off is not counted against the message.
        return Verdict("due", outcome.reason, now + outcome.wait, doubt=doubt, attempt=attempt - 1)
    return Verdict("due", _reason(outcome), now + _growing(attempt), doubt=doubt, attempt=attempt)


_ENDED: dict[type[Outcome], State] = {Sent: "sent", Refused: "failed", Skip: "skipped", Undecidable: "uncertain"}


def _exhausted(outcome: Outcome, attempt: int, waited: timedelta) -> State | None:
    if isinstance(outcome, Postponed):
        return "failed" if waited > _GIVE_UP else None
    return "failed" if isinstance(outcome, Broken) and attempt >= TRIES else None


def _reason(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Sent) else outcome.reason


def _growing(attempt: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << min(attempt, 10)) / 2, _LONGEST_WAIT)


def too_late(purpose: str, due_at: datetime, now: datetime) -> bool:
    """Whether a message that nobody was there to send at its moment is past its grace."""
    grace = policy(purpose).grace
    return grace is not None and now - due_at > grace


def came_late(due_at: datetime, ready_at: datetime | None) -> bool:
    """Whether it must say that it is late: we were down at its moment. Waiting in our own queue is not lateness."""
    return ready_at is not None and ready_at - due_at > LATE
