"""The guided tour that the demo gives to the playground."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from playground import moments
from playground.tour import Tour

TOUR = Path(__file__).parents[2] / "bot" / "tour.json"
MANIFEST = Path(__file__).parents[2] / "manifest.json"


def test_the_tour_leads_through_five_things_in_few_words() -> None:
    tour = Tour.load(TOUR)
    assert len(tour.steps) == 5
    assert tour.farewell
    assert all(len(step.text) <= 160 for step in (*tour.steps, tour.farewell))


def test_the_tour_types_only_commands_that_there_are() -> None:
    commands = {each["command"] for each in json.loads(MANIFEST.read_text())["features"]["slash_commands"]}
    typed = [step.type.split()[0] for step in Tour.load(TOUR).steps if step.type]
    assert typed
    assert set(typed) <= commands


@pytest.mark.parametrize("looked_round_until", ["08:50", "09:04", "09:30"])
def test_the_clock_is_turned_to_the_hour_that_its_button_says_however_long_one_looked_round(
    looked_round_until: str,
) -> None:
    first, zone = Tour.load(TOUR).steps[0], ZoneInfo("Europe/Berlin")
    now = datetime.fromisoformat(f"2026-11-23T{looked_round_until}").replace(tzinfo=zone)
    then = datetime.fromtimestamp(moments.reached(first.turn, now.timestamp(), zone.key), zone)
    assert first.button == f"Turn to {then.hour}:{then:%M}"
    assert then.date() == now.date()
