"""What the team goes on to do by itself while the demo is open, each unless somebody plays them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bot.demo.history import WORK, Line, answer, moment, working_days

DAYS = 28
_SATURDAY = 5
_LOOKS_AT = "10:40", "15:40"

# By working day, the demo's first one being 0. The blocker that the tour raises is acknowledged and then left alone.
SCRIPT: dict[int, tuple[Line, ...]] = {
    0: (
        Line("11:20", "ben", "launch", "/task start 12"),
        Line("14:30", "priya", "launch", "The first run of the beta tests is through: three small things found."),
    ),
    1: (
        Line("11:10", "ben", "launch", "/blocker resolve 5"),
        Line("16:20", "chen", "launch", "/task done 16"),
    ),
    2: (
        Line("09:55", "priya", "launch", "The test accounts work again, thank you!"),
        Line("15:00", "ben", "website", "/task done 7"),
    ),
    3: (Line("16:30", "priya", "launch", "/task done 11"),),
    4: (Line("15:00", "chen", "launch", "/task done 3"),),
    5: (Line("16:10", "ben", "launch", "/task done 12"),),
    7: (Line("10:30", "dana", "launch", "/task start 9"),),
    9: (Line("16:00", "dana", "launch", "/task done 9"),),
}


def script(since: datetime) -> list[dict[str, Any]]:
    """All of it from a working morning on, as the playground's script has it."""
    ahead = [
        line for number, day in enumerate(_days(since)) for line in _day(number, day, len(working_days(since)) - 1)
    ]
    return [line for line in ahead if line["at"] > since.timestamp()]


def _days(since: datetime) -> list[date]:
    days = (since.date() + timedelta(days=each) for each in range(DAYS))
    return [day for day in days if day.weekday() < _SATURDAY]


def _day(number: int, day: date, before: int) -> Iterator[dict[str, Any]]:
    """`before` is how many working days the team has behind it."""
    for line in SCRIPT.get(number, ()):
        yield _does(day, line)
    for who in WORK:
        yield {**_does(day, answer(who, before + number)), "asked": "Answer"}
        for hour in _LOOKS_AT:
            yield {**_does(day, Line(hour, who, "", "")), "press": "Acknowledge"}


def _does(day: date, line: Line) -> dict[str, Any]:
    return {"at": moment(day, line).timestamp(), "who": line.who, "channel": line.room, "text": line.text}
