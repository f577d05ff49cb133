"""Rounds of standups: how their messages read at the moment of sending, and what happens at the deadline."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.rules import rounds as rules
from bot.rules.delivery import Skip, came_late
from bot.views import nudges as nudge_views
from bot.views import rounds as views
from bot.views.blocks import Message as Said
from storage import alarms, attendance, history, homes, nudges, outbox, people, preferences, rounds, standups
from storage.outbox import Message
from storage.rounds import Round, Seat
from storage.standups import Standup

# Nobody is reminded of two standups within this time.
APART = timedelta(minutes=30)


def prompt(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The question of the day, with its buttons; afterwards, what became of it."""
    seat = rounds.seat(session, row.workspace_id, row.number, row.recipient)
    if seat is None:
        return Skip("the standup is gone")
    if row.purpose != "update" and (no_more := _settled(seat, now)):
        return no_more
    before = rounds.last_answered(session, seat)
    key = str(row.detail.get("card", row.key))
    return views.prompt(
        seat,
        since=rules.since_words(before.round.nominal if before else None, seat.round.nominal),
        plan=bool(before and rules.plan_of(before.questions, before.entry.answers)),
        again=key == rules.again_key(seat.standup.number, seat.round.nominal, row.recipient),
        late=_late(row),
        zone=zone,
        now=now,
    )


def _late(row: Message) -> str:
    """Why a question comes after its hour, if it does."""
    if row.purpose == "update":
        return ""
    if row.detail.get("was_held"):
        return "the standup was paused at your hour"
    return "I was not running at your hour" if came_late(row.was_due, row.ready_at) else ""


def nudge(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """A reminder before the deadline, for those who have said nothing yet."""
    seat = rounds.seat(session, row.workspace_id, row.number, row.recipient)
    if seat is None:
        return Skip("the standup is gone")
    if row.purpose != "update":
        if no_more := _settled(seat, now):
            return no_more
        if _snoozed(session, seat, now):
            return Skip("they have snoozed it")
        if _unwanted(session, row):
            return Skip("they want to be reminded less often")
        if nudges.went_to(session, row, now - APART):
            return Skip("another standup's reminder came just before")
    late = row.purpose != "update" and came_late(row.was_due, row.ready_at)
    others = _over_soon(session, seat, now) if row.purpose == "update" else _soon_too(session, row, now)
    return nudge_views.nudge(seat, zone, now, late=late, others=others)


def _unwanted(session: Session, row: Message) -> bool:
    """Whether somebody has wished for fewer nudges since this one was planned."""
    wishes = preferences.of(session, row.workspace_id, row.recipient)
    which = row.key.rpartition(":nudge:")[2]
    return wishes.nudges < (int(which) if which.isdecimal() else 1)


def _over_soon(session: Session, here: Seat, now: datetime) -> list[Seat]:
    """The person's other standups that end at about the same time: what a reminder spoke of stays in it."""
    latest = here.entry.deadline_at + APART
    seats = rounds.open_seats(session, here.entry.workspace_id, here.entry.user_id, now)
    others = [seat for seat in seats if seat.round.number != here.round.number and seat.entry.deadline_at <= latest]
    return [seat for seat in others if not _settled(seat, now) and not _snoozed(session, seat, now)]


def _soon_too(session: Session, row: Message, now: datetime) -> list[Seat]:
    """The person's other standups whose reminder would come within half an hour."""
    soon = nudges.coming_to(session, row, now + APART)
    seats = (rounds.seat(session, row.workspace_id, number, row.recipient) for number in soon)
    return [seat for seat in seats if seat and not _settled(seat, now) and not _snoozed(session, seat, now)]


def entry(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """One person's answers."""
    seat = rounds.seat(session, row.workspace_id, row.number, str(row.detail.get("by")))
    if seat is None:
        return Skip("the standup is gone")
    if row.purpose != "update" and not seat.entry.answered:
        return Skip("it was taken back")
    return views.entry(seat.questions, seat.entry, people.names(session, row.workspace_id, [seat.entry.user_id]))


def day(session: Session, row: Message, zone: ZoneInfo, now: datetime) -> Said | Skip:
    """The one message of a round."""
    found = _round(session, row.workspace_id, row.number)
    if found is None:
        return Skip("the standup is gone")
    standup, round_ = found
    entries = rounds.entries(session, row.workspace_id, round_.number)
    names = people.names(session, row.workspace_id, [each.user_id for each in entries])
    card = outbox.find(session, row.workspace_id, str(row.detail.get("card", row.key)))
    return views.day(standup, round_, entries, names, now=now, continued=bool(card and card.detail.get("continued")))


def close(session: Session, alarm: alarms.Alarm, now: datetime) -> None:
    """The last deadline has passed: the message of the day says who answered."""
    found = _round(session, alarm.workspace_id, int(alarm.subject))
    if found is None or found[1].status != "open":
        return
    standup, round_ = found
    attendance.settle(session, round_, now)
    rounds.close(session, round_, now)
    history.happened(session, standup, "closed", now, round=round_.number)
    homes.changed(session, standup.workspace_id, round_.roster, now)
    for reader in rules.readers(round_.posting, round_.channel_id, standup.creator_id, round_.roster):
        key = rules.day_key(round_.number, reader if round_.posting == "dm" else "")
        outbox.say(
            session, standup.workspace_id, key, "rounds.day", (rounds.NOUN, round_.number), reader, now, "close",
            nominal=str(round_.nominal), owner_id=standup.creator_id,
        )  # fmt: skip


def _round(session: Session, workspace_id: str, number: int) -> tuple[Standup, Round] | None:
    round_ = rounds.find(session, workspace_id, number)
    standup = session.get(standups.Standup, (workspace_id, round_.standup_number)) if round_ else None
    return None if round_ is None or standup is None or standup.removed_at else (standup, round_)


def _settled(seat: Seat, now: datetime) -> Skip | None:
    """Why somebody is not to be asked any more."""
    if seat.entry.status != "waiting":
        return Skip(_WHY[seat.entry.status])
    if now >= seat.entry.deadline_at:
        return Skip("the deadline has passed")
    return Skip("the round is over") if seat.round.status != "open" else None


def _snoozed(session: Session, seat: Seat, now: datetime) -> bool:
    """Whether they were promised peace until now."""
    key = rules.again_key(seat.standup.number, seat.round.nominal, seat.entry.user_id)
    again = outbox.find(session, seat.standup.workspace_id, key)
    return again is not None and again.due_at + rules.SNOOZE > now


_WHY = {
    "answered": "they have answered",
    "nothing": "they have answered",
    "skipped": "they skip it",
    "away": "they are away",
    "unasked": "they could not be asked in time",
    "left": attendance.LEFT,
}
RENDERERS = {"standups.prompt": prompt, "standups.nudge": nudge, "rounds.entry": entry, "rounds.day": day}
RINGS = {("round", "close"): close}
