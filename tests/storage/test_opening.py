"""Rounds opened, missed and taken back: each person once for a nominal day, in both databases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from bot.rules.people import Place
from bot.rules.recurrence import Cadence
from bot.rules.standups import NewStandup
from storage import absences, alarms, members, opening, people, preferences, standups
from storage.alarms import Alarm
from storage.database import Database
from storage.outbox import Message
from storage.people import Person
from storage.preferences import Preference
from storage.rounds import Entry, Round
from storage.standups import Standup
from tests.storage.given import stamp

WEEKDAYS = Cadence("week", at=time(9, 30), weekdays=frozenset(range(5)))
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
AT_NINE = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 9:30 in Berlin
TEAM = {"UANA": "Europe/Berlin", "UBEN": "America/New_York", "UKAI": "Pacific/Kiritimati"}

Work = Callable[..., Any]


class Memory:
    """A database, and what a test does to it, each in a transaction of its own."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def do(self, work: Work, *args: Any, **kwargs: Any) -> Any:
        return asyncio.run(self._db.write(work, *args, **kwargs))

    def all(self, table: type[SQLModel]) -> list[Any]:
        def look(session: Session) -> list[Any]:
            return list(session.exec(select(table).order_by(*table.__table__.primary_key)))  # type: ignore[attr-defined]

        return list(asyncio.run(self._db.read(look)))

    def moves(self, user: str, zone: str, now: datetime) -> None:
        """Somebody's zone is another."""
        self.meet({user: zone})
        self.do(opening.moved, "T1", user, now)

    def meet(self, team: dict[str, str]) -> None:
        """Slack tells us of people."""
        met = [Person(workspace_id="T1", user_id=user, tz=zone, checked_at=SUNDAY) for user, zone in team.items()]
        self.do(people.meet, *met)

    def set_up(self, now: datetime = SUNDAY, **said: Any) -> Standup:
        """A standup of everybody in C1."""
        said = {"name": "Morning", "cadence": WEEKDAYS} | said

        def work(session: Session) -> Standup:
            standup = standups.add(session, stamp(), Place("C1", "public"), NewStandup(**said))
            opening.schedule(session, standup, now)
            return standup

        return self.do(work)  # type: ignore[no-any-return]

    def change(self, now: datetime, **values: Any) -> None:
        """Somebody changes S-1."""

        def work(session: Session) -> None:
            standup = standups.of(session, "T1", 1)
            assert standup is not None
            for name, value in values.items():
                setattr(standup, name, value)
            opening.reconsider(session, standup, now)

        self.do(work)

    def ring(self, now: datetime) -> None:
        """Whatever standup's alarm is due rings."""

        def work(session: Session) -> None:
            for alarm in alarms.take_due(session, now, 10):
                standup = standups.of(session, "T1", int(alarm.subject))
                if alarm.noun == standups.NOUN and standup is not None:
                    opening.ring(session, standup, date.fromisoformat(alarm.nominal), alarm.due_at, now)

        self.do(work)

    def next_alarm(self) -> Alarm | None:
        return next((alarm for alarm in self.all(Alarm) if alarm.part == "open"), None)

    def planned(self, purpose: str = "standups.prompt") -> dict[str, datetime]:
        """When whom is to hear from us."""
        rows = [row for row in self.all(Message) if row.purpose == purpose and row.state == "planned"]
        return {row.recipient: row.due_at for row in rows}

    def sent(self, now: datetime) -> None:
        """All that is due by now has been said."""

        def work(session: Session) -> None:
            for row in session.exec(select(Message).where(Message.state == "planned", Message.due_at <= now)):
                row.state, row.tried_at, row.finished_at = "sent", now, now

        self.do(work)

    def entries(self) -> dict[str, str]:
        return {entry.user_id: entry.status for entry in self.all(Entry)}

    def rounds(self) -> list[tuple[date, str]]:
        return sorted((round_.nominal, round_.status) for round_ in self.all(Round))


@pytest.fixture
def memory(db: Database) -> Memory:
    made = Memory(db)
    made.meet(TEAM)
    made.do(members.keep, "T1", "C1", [*TEAM, "UBOT"], SUNDAY, joined=True)
    return made


def test_a_round_opens_before_its_easternmost_person_and_asks_each_at_their_own_hour(memory: Memory) -> None:
    memory.set_up()
    alarm = memory.next_alarm()
    assert alarm is not None
    assert (alarm.due_at, alarm.nominal, alarm.owner_id) == (AT_NINE - timedelta(hours=13), "2026-11-23", "UANA")
    memory.ring(alarm.due_at)
    assert memory.planned() == {
        "UKAI": alarm.due_at,
        "UANA": AT_NINE,
        "UBEN": AT_NINE + timedelta(hours=6),
    }
    [close] = [each for each in memory.all(Alarm) if each.part == "close"]
    assert close.due_at == AT_NINE + timedelta(hours=9)
    later = memory.next_alarm()
    assert later is not None
    assert later.nominal == "2026-11-24"


def test_ringing_twice_opens_one_round(memory: Memory) -> None:
    standup = memory.set_up()
    for _ in range(2):
        memory.do(opening.ring, standup, MONDAY, AT_NINE - timedelta(hours=13), AT_NINE - timedelta(hours=13))
    assert memory.rounds() == [(MONDAY, "open")]
    assert len(memory.planned()) == 3


def test_nudges_go_to_those_who_must_answer_as_often_as_they_wish(memory: Memory) -> None:
    wish = Preference(workspace_id="T1", user_id="UBEN", nudges=1, nudge_gap_minutes=10)
    memory.do(preferences.keep, wish, SUNDAY)
    memory.set_up(members={"UKAI": "optional", "UANA": "observer"})
    memory.ring(AT_NINE - timedelta(hours=13))
    assert set(memory.planned()) == {"UKAI", "UBEN"}
    assert memory.planned("standups.nudge") == {"UBEN": AT_NINE + timedelta(hours=9, minutes=-10)}


def test_nobody_who_is_away_that_day_is_asked(memory: Memory) -> None:
    memory.do(absences.add, stamp("UBEN"), MONDAY, MONDAY)
    memory.set_up()
    memory.ring(AT_NINE - timedelta(hours=13))
    assert memory.entries() == {"UANA": "waiting", "UBEN": "away", "UKAI": "waiting"}
    assert set(memory.planned()) == {"UANA", "UKAI"}


def test_it_may_open_on_the_evening_before_and_still_asks_in_the_morning(memory: Memory) -> None:
    memory.set_up(early=True, everyone=False, members={"UANA": "mandatory"})
    evening = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    memory.ring(evening - timedelta(seconds=1))
    assert memory.rounds() == []
    memory.ring(evening)
    assert memory.planned() == {"UANA": AT_NINE}


@pytest.mark.parametrize(
    ("late", "rounds"),
    [
        (timedelta(minutes=59), [(MONDAY, "open")]),
        (timedelta(minutes=61), [(MONDAY, "missed")]),
        (timedelta(days=8), [*((date(2026, 11, day), "missed") for day in (23, 24, 25, 26, 27, 30)),
                             (date(2026, 12, 1), "open")]),
        (timedelta(days=8, hours=2), [*((date(2026, 11, day), "missed") for day in (23, 24, 25, 26, 27, 30)),
                                      (date(2026, 12, 1), "missed")]),
    ],
)  # fmt: skip
def test_after_we_were_down_at_most_one_round_opens_and_the_others_are_kept_as_missed(
    memory: Memory, late: timedelta, rounds: list[tuple[date, str]]
) -> None:
    memory.set_up(zone="Europe/Berlin")
    memory.ring(AT_NINE + late)
    assert memory.rounds() == rounds
    assert len(memory.planned()) == (3 if rounds[-1][1] == "open" else 0)
    alarm = memory.next_alarm()
    assert alarm is not None
    assert alarm.due_at > AT_NINE + late


def test_after_we_were_down_only_those_are_asked_whose_hour_is_not_long_gone(memory: Memory) -> None:
    memory.set_up()
    late = AT_NINE + timedelta(minutes=30)
    memory.ring(late)
    assert memory.entries() == {"UANA": "waiting", "UBEN": "waiting", "UKAI": "unasked"}
    assert set(memory.planned()) == {"UANA", "UBEN"}
    deadlines = {entry.user_id: entry.deadline_at for entry in memory.all(Entry)}
    assert deadlines["UANA"] == late + timedelta(hours=3)


def test_a_channel_that_nobody_is_known_of_asks_nobody_and_tells_who_set_it_up(memory: Memory) -> None:
    memory.do(members.keep, "T1", "C1", [], SUNDAY, joined=False)
    memory.set_up()
    memory.ring(AT_NINE)
    assert memory.rounds() == [(MONDAY, "empty")]
    [told] = memory.all(Message)
    assert (told.purpose, told.recipient) == ("standups.empty", "UANA")


def test_what_happens_once_has_no_next_round(memory: Memory) -> None:
    memory.set_up(cadence=Cadence("once", at=time(9, 30), start=MONDAY))
    memory.ring(AT_NINE)
    assert memory.rounds() == [(MONDAY, "open")]
    assert memory.next_alarm() is None


def test_a_paused_standup_has_no_alarm_and_asks_nobody_more(memory: Memory) -> None:
    memory.set_up()
    memory.ring(AT_NINE - timedelta(hours=13))
    memory.sent(AT_NINE)
    memory.change(AT_NINE, status="paused")
    assert (memory.next_alarm(), memory.planned(), memory.planned("standups.nudge")) == (None, {}, {})
    [reason] = {row.reason for row in memory.all(Message) if row.state == "skipped"}
    assert reason == "the standup was paused or deleted"
    memory.change(AT_NINE + timedelta(hours=1), status="running")
    assert memory.planned() == {"UBEN": AT_NINE + timedelta(hours=6)}
    alarm = memory.next_alarm()
    assert alarm is not None
    assert alarm.nominal == "2026-11-24"


def test_after_a_pause_whoever_should_have_been_asked_meanwhile_is_asked_at_once(memory: Memory) -> None:
    memory.set_up()
    memory.ring(AT_NINE - timedelta(hours=13))
    memory.sent(AT_NINE - timedelta(hours=13))
    memory.change(AT_NINE - timedelta(hours=1), status="paused")
    resumed = AT_NINE + timedelta(hours=2, minutes=15)
    memory.change(resumed, status="running")
    assert memory.planned() == {"UANA": resumed, "UBEN": AT_NINE + timedelta(hours=6)}
    assert memory.planned("standups.nudge")["UANA"] == AT_NINE + timedelta(hours=2, minutes=30)
    assert [row.recipient for row in memory.all(Message) if row.detail.get("was_held")] == ["UANA"]


def test_after_a_pause_nudges_come_to_those_who_were_asked_before_it(memory: Memory) -> None:
    memory.set_up(zone="Europe/Berlin")
    memory.ring(AT_NINE)
    memory.sent(AT_NINE)
    before = memory.planned("standups.nudge")
    memory.change(AT_NINE, status="paused")
    memory.change(AT_NINE + timedelta(hours=1), status="running")
    assert memory.planned("standups.nudge") == before
    assert memory.planned() == {}


def test_a_round_in_which_nobody_was_asked_opens_anew_after_a_change(memory: Memory) -> None:
    memory.set_up(zone="Europe/Berlin", early=True)
    evening = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    memory.ring(evening)
    memory.change(evening, name="Mornings", window_minutes=60)
    assert memory.planned() == {}
    memory.ring(evening)
    assert memory.rounds() == [(MONDAY, "open")]
    assert memory.planned() == dict.fromkeys(TEAM, AT_NINE)
    assert {entry.deadline_at for entry in memory.all(Entry)} == {AT_NINE + timedelta(hours=1)}
    assert len([each for each in memory.all(Alarm) if each.part == "close"]) == 1


def test_a_round_under_way_goes_on_as_it_began_after_a_change(memory: Memory) -> None:
    memory.set_up()
    memory.ring(AT_NINE - timedelta(hours=13))
    memory.sent(AT_NINE)
    memory.change(AT_NINE, zone="Asia/Tokyo")
    assert memory.planned() == {"UBEN": AT_NINE + timedelta(hours=6)}
    alarm = memory.next_alarm()
    assert alarm is not None
    assert (alarm.nominal, alarm.due_at) == (
        "2026-11-24",
        datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
    )


def test_whoever_flies_west_is_asked_later_and_whoever_flies_east_at_once(memory: Memory) -> None:
    memory.set_up()
    memory.ring(AT_NINE - timedelta(hours=13))
    memory.moves("UANA", "Pacific/Honolulu", AT_NINE - timedelta(hours=1))
    assert memory.planned()["UANA"] == AT_NINE + timedelta(hours=11)
    [close] = [each for each in memory.all(Alarm) if each.part == "close"]
    assert close.due_at == AT_NINE + timedelta(hours=14)
    memory.moves("UBEN", "Asia/Tokyo", AT_NINE)
    assert memory.planned()["UBEN"] == AT_NINE
    prompts = [row for row in memory.all(Message) if row.purpose == "standups.prompt"]
    assert len(prompts) == 3


def test_whoever_flies_over_the_date_line_rests_before_the_next_day(memory: Memory) -> None:
    memory.meet({"UANA": "Pacific/Honolulu"})
    memory.set_up(everyone=False, members={"UANA": "mandatory"})
    asked = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    memory.ring(asked)
    memory.sent(asked)
    landed = asked + timedelta(minutes=30)
    memory.moves("UANA", "Pacific/Kiritimati", landed)
    memory.ring(landed)
    assert memory.planned() == {"UANA": asked + timedelta(hours=4)}
    assert memory.rounds() == [(MONDAY, "open"), (TUESDAY, "open")]


def test_whoever_comes_into_the_channel_takes_part_from_the_next_round_on(memory: Memory) -> None:
    memory.set_up()
    memory.ring(AT_NINE - timedelta(hours=13))
    memory.meet({"UNEW": "Pacific/Auckland"})
    memory.do(members.join, "T1", "C1", "UNEW")
    memory.do(members.leave, "T1", "C1", "UKAI")
    memory.do(opening.follow_channel, "T1", "C1", AT_NINE)
    assert set(memory.entries()) == set(TEAM)
    alarm = memory.next_alarm()
    assert alarm is not None
    assert alarm.due_at == datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
    memory.ring(alarm.due_at)
    [tuesday] = [round_ for round_ in memory.all(Round) if round_.nominal == TUESDAY]
    assert set(tuesday.roster) == {"UANA", "UBEN", "UNEW"}


def test_an_alarm_that_is_due_is_not_put_off_by_somebody_who_comes(memory: Memory) -> None:
    memory.set_up(zone="Europe/Berlin")
    memory.do(opening.follow_channel, "T1", "C1", AT_NINE + timedelta(days=8))
    alarm = memory.next_alarm()
    assert alarm is not None
    assert alarm.due_at == AT_NINE


def test_asking_now_counts_as_that_days_round(memory: Memory) -> None:
    standup = memory.set_up(zone="Europe/Berlin")
    early = AT_NINE - timedelta(hours=1)
    assert memory.do(opening.open_now, standup, MONDAY, early) is not None
    assert memory.do(opening.open_now, standup, MONDAY, early) is None
    assert memory.planned() == dict.fromkeys(TEAM, early)
    alarm = memory.next_alarm()
    assert alarm is not None
    assert alarm.nominal == "2026-11-24"
