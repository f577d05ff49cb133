"""Rounds opened, missed and taken back: who is asked when, as alarms and messages. Nobody is spoken to here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from bot.rules import prompting
from bot.rules.calendar import zone_named
from bot.rules.people import Actor, allow
from bot.rules.recurrence import next_date
from bot.rules.rounds import prompt_key
from bot.rules.standups import EntryStatus, Part, roster
from storage import (
    alarms,
    attendance,
    days_off,
    history,
    homes,
    members,
    outbox,
    people,
    preferences,
    reposting,
    roles,
    rounds,
    standups,
)
from storage.counters import next_number
from storage.ledger import Coming
from storage.preferences import Preference
from storage.roles import Role
from storage.rounds import Entry, Round
from storage.schema import insert_once
from storage.standups import Standup

PROMPT, NUDGE, EMPTY, MISSED = "standups.prompt", "standups.nudge", "standups.empty", "standups.missed"
_UTC = ZoneInfo("UTC")
_PAUSED = "the standup was paused or deleted"
# Nobody is asked again within hours, whichever way they fly; older prompts don't matter.
_RECENTLY = timedelta(days=3)


@dataclass(frozen=True)
class Crowd:
    """Those who take part in a standup, and the zone that counts for each who is asked."""

    parts: dict[str, Part]
    zones: dict[str, ZoneInfo]


def crowd(session: Session, standup: Standup) -> Crowd:
    """Who takes part as things are now."""
    here = _doing(session, standup) if standup.everyone else []
    known = people.known(session, standup.workspace_id, {*here, *standup.members, standup.creator_id})
    kinds = {user_id: person.kind for user_id, person in known.items()}
    on_list = roster(standup.everyone, standup.members, here, kinds)
    parts = {user: part for user, part in on_list.items() if user not in standup.left_ids}
    one = zone_named(standup.zone)
    own = {user_id: zone_named(person.tz) for user_id, person in known.items()}
    return Crowd(parts, {user: one or own.get(user) or _UTC for user, part in parts.items() if part != "observer"})


def _doing(session: Session, standup: Standup) -> list[str]:
    """Those in its channel who do its work: nothing is asked of whoever only reads there."""
    readers = roles.readers(session, standup.workspace_id, standup.channel_id)
    return [user for user in members.of(session, standup.workspace_id, standup.channel_id) if user not in readers]


def schedule(session: Session, standup: Standup, now: datetime) -> None:
    """Set the alarm for the next round, on a day that had none; a standup that does not happen has no alarm."""
    alarms.cancel(session, standup.workspace_id, standups.NOUN, standup.number, "open")
    if standup.is_on:
        zones = _zones(session, standup, crowd(session, standup))
        last = rounds.latest_of(session, standup.workspace_id, standup.number, 1)
        nominal = prompting.next_nominal(standup.rhythm, zones, now, last[0].nominal if last else None)
        _set_alarm(session, standup, nominal, zones)


def follow(session: Session, standup: Standup, now: datetime) -> None:
    """People came, left or moved: the same next round opens at the moment that suits those who take part now."""
    alarm = alarms.find(session, standup.workspace_id, standups.NOUN, standup.number, "open")
    # One that is due tells since when people have been waiting, so it is left as it is.
    if alarm is not None and alarm.due_at > now:
        zones = _zones(session, standup, crowd(session, standup))
        _set_alarm(session, standup, date.fromisoformat(alarm.nominal), zones, not_before=now)


def follow_channel(session: Session, workspace_id: str, channel_id: str, now: datetime) -> None:
    """Somebody came into a channel, or left it; perhaps it was us."""
    attendance.follow_channel(session, workspace_id, channel_id, now)
    known = members.channel(session, workspace_id, channel_id)
    if known is not None and known.joined:
        reposting.bring_back(session, workspace_id, channel_id, now)
    for standup in standups.running(session, workspace_id, channel_id):
        follow(session, standup, now)


def follow_role(session: Session, role: Role, now: datetime) -> None:
    """Others lead a channel, or only read in it."""
    for standup in standups.running(session, role.workspace_id, role.channel_id):
        follow(session, standup, now)


def next_prompt(session: Session, standup: Standup, who: Crowd, user_id: str) -> datetime | None:
    """When somebody is asked next, or for one who is not asked, when the first of the others is; None for never."""
    alarm = alarms.find(session, standup.workspace_id, standups.NOUN, standup.number, "open")
    if alarm is None:
        return None
    own = {who.zones[user_id]} if user_id in who.zones else _zones(session, standup, who)
    return prompting.opening_moment(date.fromisoformat(alarm.nominal), standup.rhythm.at, own, early=False)


def asking(session: Session, workspace_id: str, user_id: str) -> list[Standup]:
    """The standups that happen and ask somebody."""
    found = standups.running(session, workspace_id)
    return [each for each in found if user_id in crowd(session, each).zones]


def coming(session: Session, actor: Actor, now: datetime, until: datetime) -> list[Coming]:
    """The rounds that open until then, of standups the actor may see, and the nudges in each.

    Each is at the moment at which the first person gets it.
    """
    ahead: list[Coming] = []
    for standup in standups.running(session, actor.workspace_id):
        who = crowd(session, standup) if allow(actor, "see", standup) else None
        alarm = alarms.find(session, standup.workspace_id, standups.NOUN, standup.number, "open")
        if alarm is None or who is None or not who.zones:
            continue
        to, at, zones = tuple(sorted(who.zones)), standup.rhythm.at, set(who.zones.values())
        day: date | None = date.fromisoformat(alarm.nominal)
        while day and (moment := prompting.opening_moment(day, at, zones, early=False)) <= until:
            one = Coming(moment, PROMPT, standups.NOUN, standup.number, to, day.isoformat(), spread=len(zones) > 1)
            ahead += [each for each in (one, *_nudges(session, standup, who, day)) if now < each.at <= until]
            day = next_date(standup.rhythm, day)
    return ahead


def _nudges(session: Session, standup: Standup, who: Crowd, day: date) -> list[Coming]:
    """The nudges of a day to come, as one, for those who must answer."""
    must = [user for user in who.zones if who.parts[user] == "mandatory"]
    wishes = preferences.of_all(session, standup.workspace_id, must)
    moments: dict[str, list[datetime]] = {}
    for user in must:
        asked = prompting.prompt_moment(day, standup.rhythm.at, who.zones[user], None)
        moments[user] = _nudged(wishes[user], asked, asked + timedelta(minutes=standup.window_minutes))
    every = {moment for own in moments.values() for moment in own}
    if not every:
        return []
    to = tuple(sorted(user for user, own in moments.items() if own))
    return [Coming(min(every), NUDGE, standups.NOUN, standup.number, to, day.isoformat(), spread=len(every) > 1)]


def ring(session: Session, standup: Standup, nominal: date, due_at: datetime, now: datetime) -> None:
    """Open the round of a nominal day, and set the next alarm.

    When we were down, days on which everybody's moment is long gone are written down as missed, and whoever set it up
    is told.
    """
    who = crowd(session, standup)
    zones = _zones(session, standup, who)
    at = standup.rhythm.at
    day: date | None = nominal
    missed: list[date] = []
    while day is not None and (day == nominal or prompting.opening_moment(day, at, zones, early=standup.early) <= now):
        # An alarm may have been put later for somebody who moved east; from then on they could be asked.
        since = due_at if day == nominal else prompting.opening_moment(day, at, zones, early=standup.early)
        last = _last_prompts(session, standup, day, now)
        moments = {
            user: max(prompting.prompt_moment(day, at, zone, last.get(user)), since) for user, zone in who.zones.items()
        }
        missed += _open_or_miss(session, standup, who, day, moments, now)
        day = next_date(standup.rhythm, day)
    if missed:
        _tell(session, standup, MISSED, missed[-1], now, days=len(missed))
    _set_alarm(session, standup, day, zones)


def open_now(session: Session, standup: Standup, nominal: date, now: datetime) -> Round | None:
    """Ask everybody at once, for a nominal day; None when that day has had its round, or there is nobody to ask.

    A day that went by without a round may have one yet.
    """
    who = crowd(session, standup)
    gone_by = rounds.on_day(session, standup.workspace_id, standup.number, nominal)
    if who.zones and gone_by is not None and gone_by.status in rounds.WRITTEN_OFF:
        forget(session, gone_by)
    opened = _open(session, standup, who, nominal, dict.fromkeys(who.zones, now), now) if who.zones else None
    schedule(session, standup, now)
    return opened


def reconsider(session: Session, standup: Standup, now: datetime) -> None:
    """It was edited, paused, deleted or brought back, or somebody left or joined: what was not asked yet follows.

    A round in which nobody was asked is taken back, and may open anew. One that is under way goes on as it began,
    but asks nobody more while the standup is paused or gone. When it runs again, those whose moment fell into the pause
    are asked at once.
    """
    for round_ in _open_rounds(session, standup):
        entries = rounds.entries(session, standup.workspace_id, round_.number)
        if not any(_is_under_way(entry, now) for entry in entries):
            withdraw(session, round_, now, "the standup was changed")
            forget(session, round_)
        elif standup.is_on:
            attendance.follow_standup(session, standup, round_, now)
            _ask_all(session, standup, round_, [entry for entry in entries if entry.prompt_at > now], now)
            attendance.ask_after(session, round_, _PAUSED, now)
        else:
            withdraw(session, round_, now, _PAUSED)
    schedule(session, standup, now)


def moved(session: Session, workspace_id: str, user_id: str, now: datetime) -> None:
    """Somebody's zone or standing is another: who was not asked yet is asked at the same wall time there, once."""
    attendance.follow_person(session, workspace_id, user_id, now)
    for round_, entry in _to_be_asked(session, workspace_id, user_id, now):
        standup = standups.of(session, workspace_id, round_.standup_number)
        if standup is not None and standup.is_on and not standup.zone:
            _ask_elsewhere(session, standup, round_, entry, now)
    for standup in standups.running(session, workspace_id):
        follow(session, standup, now)


def _ask_elsewhere(session: Session, standup: Standup, round_: Round, entry: Entry, now: datetime) -> None:
    person = people.find(session, entry.workspace_id, entry.user_id)
    zone = zone_named(person.tz if person else "") or _UTC
    last = _last_prompts(session, standup, round_.nominal, now).get(entry.user_id)
    entry.prompt_at = max(prompting.prompt_moment(round_.nominal, standup.rhythm.at, zone, last), now)
    entry.deadline_at = entry.prompt_at + timedelta(minutes=standup.window_minutes)
    withdraw(session, round_, now, "they moved to another zone", entry.user_id)
    _ask_all(session, standup, round_, [entry], now)
    if entry.deadline_at > round_.closes_at:
        round_.closes_at = entry.deadline_at
        _set_close(session, standup, round_)


def _open_or_miss(
    session: Session, standup: Standup, who: Crowd, nominal: date, moments: dict[str, datetime], now: datetime
) -> list[date]:
    """Open the round of a day, or write it off; returns the day if it was missed."""
    if not moments:
        _write_off(session, standup, nominal, "empty", now)
        _tell(session, standup, EMPTY, nominal, now)
    elif _nobody_works(session, standup, moments, nominal):
        _write_off(session, standup, nominal, "empty", now)
    elif prompting.over(moments.values(), now):
        _write_off(session, standup, nominal, "missed", now)
        return [nominal]
    elif opened := _open(session, standup, who, nominal, moments, now):
        history.happened(session, standup, "opened", now, round=opened.number)
    return []


def _nobody_works(session: Session, standup: Standup, users: Collection[str], nominal: date) -> bool:
    """Whether it is a holiday, or no working day, for everybody. Somebody who is away may be back any time."""
    off = days_off.all_off(session, standup.workspace_id, users, nominal)
    return len(off) == len(users) and all(each.why != "away" for each in off.values())


def _tell(session: Session, standup: Standup, purpose: str, nominal: date, now: datetime, **detail: Any) -> None:
    """Plan the news for whoever set it up that nobody was asked on a day."""
    key = f"standup:{standup.number}:{nominal}:{purpose.partition('.')[2]}"
    outbox.plan(
        session, standup.workspace_id, key, purpose, (standups.NOUN, standup.number), standup.creator_id, now,
        nominal=nominal.isoformat(), **detail,
    )  # fmt: skip


def _open(
    session: Session, standup: Standup, who: Crowd, nominal: date, moments: dict[str, datetime], now: datetime
) -> Round | None:
    """Freeze the roster, make everybody's entry, and plan to ask them; None when that day has had its round."""
    window = timedelta(minutes=standup.window_minutes)
    # Whoever is asked late, because we were down, has as much time as the others.
    deadlines = {user: max(moment, now) + window for user, moment in moments.items()}
    round_ = _round(session, standup, nominal, now, roster=dict(who.parts), closes_at=max(deadlines.values()))
    if not insert_once(session, Round, round_.model_dump()):
        return None
    away = days_off.all_off(session, standup.workspace_id, moments, nominal)
    entries = [
        Entry(
            workspace_id=standup.workspace_id,
            round_number=round_.number,
            user_id=user,
            status=_status(user in away, moment, now),
            prompt_at=moment,
            deadline_at=deadlines[user],
        )
        for user, moment in moments.items()
    ]
    session.add_all(entries)
    _ask_all(session, standup, round_, entries, now)
    _set_close(session, standup, round_)
    return round_


def _status(away: bool, moment: datetime, now: datetime) -> EntryStatus:
    return "away" if away else "unasked" if prompting.over([moment], now) else "waiting"


def _write_off(session: Session, standup: Standup, nominal: date, status: str, now: datetime) -> None:
    """Keep that a nominal day went by without a round, so that its history can say so."""
    round_ = _round(session, standup, nominal, now, status=status, roster={}, closes_at=now, closed_at=now)
    if insert_once(session, Round, round_.model_dump()):
        history.happened(session, standup, status, now, round=round_.number)


def _round(session: Session, standup: Standup, nominal: date, now: datetime, **values: Any) -> Round:
    number = next_number(session, standup.workspace_id, rounds.NOUN)
    return rounds.begun(standup, number, nominal, now, **values)


def _ask_all(session: Session, standup: Standup, round_: Round, entries: Iterable[Entry], now: datetime) -> None:
    waiting = [entry for entry in entries if entry.status == "waiting"]
    asked = [entry.user_id for entry in waiting]
    homes.changed(session, standup.workspace_id, asked, now)
    wishes = preferences.of_all(session, standup.workspace_id, asked)
    for entry in waiting:
        for key, moment in _messages(standup, round_, entry, wishes[entry.user_id]).items():
            # Whose standup it is hears of prompts that came to nothing; a nudge is between us and them.
            purpose, owner_id = (NUDGE, "") if ":nudge:" in key else (PROMPT, standup.creator_id)
            outbox.plan_anew(
                session, standup.workspace_id, key, purpose, (rounds.NOUN, round_.number), entry.user_id, now,
                at=moment, nominal=round_.nominal.isoformat(), owner_id=owner_id,
            )  # fmt: skip


def _messages(standup: Standup, round_: Round, entry: Entry, wishes: Preference) -> dict[str, datetime]:
    """By key, the moments at which somebody hears from us: the prompt, and nudges for those who must answer."""
    key = prompt_key(standup.number, round_.nominal, entry.user_id)
    nudges: list[datetime] = []
    if round_.roster.get(entry.user_id) == "mandatory":
        nudges = _nudged(wishes, entry.prompt_at, entry.deadline_at)
    return {key: entry.prompt_at} | {f"{key}:nudge:{n}": moment for n, moment in enumerate(nudges, 1)}


def _nudged(wishes: Preference, prompt_at: datetime, deadline_at: datetime) -> list[datetime]:
    gap = timedelta(minutes=wishes.nudge_gap_minutes)
    return prompting.nudge_moments(prompt_at, deadline_at, wishes.nudges, gap)


def withdraw(session: Session, round_: Round, now: datetime, why: str, user_id: str | None = None) -> None:
    """Ask nobody more in a round, or one person."""
    for purpose in (PROMPT, NUDGE):
        subject = (rounds.NOUN, round_.number)
        outbox.cancel(session, round_.workspace_id, subject, purpose, why, now, recipient=user_id)


def forget(session: Session, round_: Round) -> None:
    """A round is as if it had never opened."""
    alarms.cancel(session, round_.workspace_id, rounds.NOUN, round_.number)
    for table, number in ((Entry, Entry.round_number), (Round, Round.number)):
        session.connection().execute(
            delete(table).where(col(table.workspace_id) == round_.workspace_id, col(number) == round_.number)
        )
    session.expire_all()


def _is_under_way(entry: Entry, now: datetime) -> bool:
    """Whether somebody has been asked, or has begun to answer before that."""
    if entry.status in ("away", "unasked"):
        return False
    return entry.status != "waiting" or bool(entry.draft) or entry.prompt_at <= now


def _set_alarm(
    session: Session,
    standup: Standup,
    nominal: date | None,
    zones: Iterable[ZoneInfo],
    *,
    not_before: datetime | None = None,
) -> None:
    if nominal is None:
        return
    moment = prompting.opening_moment(nominal, standup.rhythm.at, zones, early=standup.early)
    alarms.set_(
        session, standup.workspace_id, standups.NOUN, standup.number, "open",
        max(moment, not_before) if not_before else moment,
        nominal=nominal.isoformat(), owner_id=standup.creator_id,
    )  # fmt: skip


def _set_close(session: Session, standup: Standup, round_: Round) -> None:
    alarms.set_(
        session, round_.workspace_id, rounds.NOUN, round_.number, "close", round_.closes_at,
        nominal=round_.nominal.isoformat(), owner_id=standup.creator_id,
    )  # fmt: skip


def _zones(session: Session, standup: Standup, who: Crowd) -> set[ZoneInfo]:
    """The zones of those who are asked; while there are none, of whoever set it up."""
    if who.zones:
        return set(who.zones.values())
    creator = people.find(session, standup.workspace_id, standup.creator_id)
    return {zone_named(standup.zone) or zone_named(creator.tz if creator else "") or _UTC}


def _open_rounds(session: Session, standup: Standup) -> list[Round]:
    found = select(Round).where(
        Round.workspace_id == standup.workspace_id, Round.standup_number == standup.number, Round.status == "open"
    )
    return list(session.exec(found))


def _to_be_asked(session: Session, workspace_id: str, user_id: str, now: datetime) -> list[tuple[Round, Entry]]:
    found = select(Round, Entry).where(
        Entry.workspace_id == workspace_id,
        Entry.user_id == user_id,
        Entry.status == "waiting",
        Entry.prompt_at > now,
        Round.workspace_id == Entry.workspace_id,
        Round.number == Entry.round_number,
        Round.status == "open",
    )
    return list(session.exec(found.order_by(col(Round.nominal))))


def _last_prompts(session: Session, standup: Standup, nominal: date, now: datetime) -> dict[str, datetime]:
    """When each person was last asked by this standup for an earlier day."""
    found = (
        select(Entry.user_id, func.max(Entry.prompt_at))
        .where(
            Round.workspace_id == standup.workspace_id,
            Round.standup_number == standup.number,
            Round.nominal < nominal,
            Entry.workspace_id == Round.workspace_id,
            Entry.round_number == Round.number,
            Entry.prompt_at > now - _RECENTLY,
            col(Entry.status).not_in(("away", "unasked")),
        )
        .group_by(col(Entry.user_id))
    )
    return dict(session.exec(found).all())
