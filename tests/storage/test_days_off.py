"""A year of a standup of people with other holidays and other weeks than each other."""

from datetime import UTC, date, datetime, time

import holidays
import pytest
from sqlmodel import Session

from bot.rules.recurrence import Cadence
from storage import days_off, members
from storage.database import Database
from storage.days_off import WorkCalendar
from storage.history import Stamp
from storage.rounds import Entry, Round
from tests.storage.test_opening import SUNDAY, Memory

# Whom the rest of the year would tell nothing new: a day with many holidays, and one of some weekends.
CADENCE = Cadence("week", at=time(9, 30), weekdays=frozenset({0, 6}))
SAID = {
    "UANA": WorkCalendar(workspace_id="T1", whom="UANA", country="DE-BY"),
    "UBEN": WorkCalendar(workspace_id="T1", whom="UBEN", country="US", weekdays=("0", "1", "2", "3", "4")),
    "UDOV": WorkCalendar(workspace_id="T1", whom="UDOV", country="IL", weekdays=("6", "0", "1", "2", "3")),
}
ENDS = datetime(2027, 11, 22, tzinfo=UTC)


def is_off(user: str, day: date) -> bool:
    country, _, part = SAID[user].country.partition("-")
    known = holidays.country_holidays(country, subdiv=part or None, years=day.year)
    weekdays = SAID[user].weekdays
    return day in known or bool(weekdays and str(day.weekday()) not in weekdays)


@pytest.mark.slow
def test_for_a_year_each_is_asked_on_the_days_on_which_they_are_not_off(db: Database) -> None:
    memory = Memory(db)
    memory.meet(dict.fromkeys(SAID, "Europe/Berlin"))

    def says(session: Session) -> None:
        for said in SAID.values():
            days_off.keep(
                session, Stamp("T1", said.whom, "command", said.whom, SUNDAY), WorkCalendar(**said.model_dump())
            )
        members.keep(session, "T1", "C1", list(SAID), SUNDAY, joined=True)

    memory.do(says)
    memory.set_up(cadence=CADENCE)
    while (alarm := memory.next_alarm()) and alarm.due_at < ENDS:
        memory.ring(alarm.due_at)
    days = {row.number: row.nominal for row in memory.all(Round)}
    asked = {(row.user_id, days[row.round_number]) for row in memory.all(Entry) if row.status == "waiting"}
    assert len(days) == 104
    assert asked == {(user, day) for user in SAID for day in days.values() if not is_off(user, day)}
