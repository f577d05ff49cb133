"""Of whom an answer is still expected in a round: not of leavers, nor of anybody who was never asked."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from bot.rules.rounds import prompt_key
from storage import days_off, members, outbox, people, rounds, standups
from storage.outbox import Message
from storage.rounds import Entry, Round
from storage.standups import Standup

LEFT = "they have left"
_NEVER_SENT = ("planned", "due", "skipped", "failed")


def follow_channel(session: Session, workspace_id: str, channel_id: str, now: datetime) -> None:
    """Somebody has left a channel: nothing is asked of them any more in the rounds of its standups."""
    found = select(Round).where(
        Round.workspace_id == workspace_id, Round.status == "open", Round.channel_id == channel_id
    )
    for round_ in session.exec(found):
        _let_go(session, round_, now)


def follow_person(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """The same, where somebody's standing is another."""
    found = select(Round).where(
        Entry.workspace_id == workspace_id,
        Entry.user_id == user_id,
        Entry.status == "waiting",
        Round.workspace_id == Entry.workspace_id,
        Round.number == Entry.round_number,
        Round.status == "open",
    )
    for round_ in session.exec(found):
        _let_go(session, round_, now)


def follow_standup(session: Session, standup: Standup, round_: Round, now: datetime) -> None:
    """The same, where somebody wants not to be asked by it; and who does again, and has time yet, is waited for."""
    _let_go(session, round_, now)
    entries = rounds.entries(session, round_.workspace_id, round_.number)
    left = [each.user_id for each in entries if each.status == "left"]
    away = {*_gone(session, round_, left), *standup.left_ids}
    for entry in entries:
        if entry.status == "left" and entry.user_id not in away and entry.deadline_at > now:
            user_id = entry.user_id
            rounds.change(session, entry, status="waiting")
            ask_after(session, round_, LEFT, now, user_id)


def _let_go(session: Session, round_: Round, now: datetime) -> None:
    waiting = [each for each in rounds.entries(session, round_.workspace_id, round_.number) if each.status == "waiting"]
    standup = standups.of(session, round_.workspace_id, round_.standup_number)
    gone = _gone(session, round_, [each.user_id for each in waiting]) | set(standup.left_ids if standup else ())
    for entry in waiting:
        if entry.user_id in gone:
            rounds.change(session, entry, status="left")
            for purpose in ("standups.prompt", "standups.nudge"):
                subject = (rounds.NOUN, round_.number)
                outbox.cancel(session, round_.workspace_id, subject, purpose, LEFT, now, recipient=entry.user_id)


def ask_after(session: Session, round_: Round, withdrawn: str, now: datetime, user_id: str | None = None) -> None:
    """What was withdrawn for this reason is said after all, to one person or to all: a question whose moment is past
    at once.
    """
    rows = select(Message).where(
        Message.workspace_id == round_.workspace_id,
        Message.noun == rounds.NOUN,
        Message.number == round_.number,
        Message.state == "skipped",
        Message.reason == withdrawn,
        col(Message.tried_at).is_(None),
    )
    for row in session.exec(rows.where(Message.recipient == user_id) if user_id else rows):
        if row.due_at > now or row.purpose == "standups.prompt":
            row.detail = row.detail | ({} if row.due_at > now else {"was_held": True})
            row.state, row.reason, row.finished_at = "planned", "", None
            row.due_at, row.ready_at = max(row.due_at, now), None
    outbox.wake(session)


def settle(session: Session, round_: Round, now: datetime) -> None:
    """The round ends: of those who said nothing, only whoever was asked, and is here, has not answered."""
    _let_go(session, round_, now)
    for entry in rounds.entries(session, round_.workspace_id, round_.number):
        if entry.status != "waiting":
            continue
        prompt = outbox.find(
            session, round_.workspace_id, prompt_key(round_.standup_number, round_.nominal, entry.user_id)
        )
        if days_off.off(session, round_.workspace_id, entry.user_id, round_.nominal):
            rounds.change(session, entry, status="away")
        elif prompt is not None and prompt.state in _NEVER_SENT:
            rounds.change(session, entry, status="unasked")


def is_shut_out(session: Session, round_: Round, user_id: str) -> bool:
    """Whether somebody who took part is no longer among those for whom the answers are: they left a private channel."""
    hidden = round_.posting != "dm" and round_.channel_kind == "private"
    return hidden and user_id in _gone(session, round_, [user_id])


def _gone(session: Session, round_: Round, user_ids: Collection[str]) -> set[str]:
    """Those of these people who are not in the workspace any more, or not in the channel whose people are asked."""
    known = people.known(session, round_.workspace_id, user_ids)
    gone = {user_id for user_id, person in known.items() if person.kind == "gone"}
    standup = standups.of(session, round_.workspace_id, round_.standup_number)
    channel = members.channel(session, round_.workspace_id, round_.channel_id)
    if standup is not None and standup.everyone and channel is not None and channel.joined:
        here = {*members.of(session, round_.workspace_id, round_.channel_id), *standup.members}
        gone |= set(user_ids) - here
    return gone
