"""The guided tour that the demo gives to the playground."""

import json
from pathlib import Path

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
