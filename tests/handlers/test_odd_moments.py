"""What speaks against a moment for somebody else: their own hours, and their own days."""

import pytest

from tests.handlers.test_days_off import says
from tests.stories.office import Office


async def test_the_hour_of_somebody_is_odd_by_the_hours_they_said(office: Office) -> None:
    assert "It is 04:00 for @ben." in (await says(office, "/task add Ship it @ben", channel="launch")).text
    await says(office, "/beat hours 3:00-11:00", "ben")
    assert "It is" not in (await says(office, "/task add Ship it @ben", channel="launch")).text
    await says(office, "/beat hours 22:00-6:00", "ben")
    assert "It is" not in (await says(office, "/blocker raise No access @ben", channel="launch")).text
    await says(office, "/beat hours 11-15", "cleo")
    seen = await says(office, "/blocker raise No keys @cleo", channel="launch")
    assert "I'm telling @cleo now. It is 10:00 for @cleo (works 11:00-15:00)." in seen.text


@pytest.mark.parametrize(
    ("ben", "hint"),
    [
        ("holidays us", "That is a holiday for @ben (Thanksgiving Day). It comes when they are at work again."),
        ("holidays add 26 nov Surgery", "That is a holiday for @ben. It comes when they are at work again."),
        ("hours mon-wed", "@ben doesn't work on Thursdays. It comes when they are at work again."),
        ("away thursday", "@ben is away then. It comes when they are at work again."),
        ("hours 9-14", "It will be 15:00 for @ben (works 09:00-14:00) then."),
    ],
)
async def test_whoever_reminds_somebody_reads_what_speaks_against_that_day(office: Office, ben: str, hint: str) -> None:
    await says(office, f"/beat {ben}", "ben")
    seen = await says(office, "/beat remind @ben to send the figures thursday 15:00")
    assert hint in seen.text
    assert "Surgery" not in seen.text
    assert "at work again" not in (await says(office, "/beat remind @ben to call tuesday 12:00")).text


async def test_a_role_leaves_out_whoever_is_off_then_and_ones_own_days_are_ones_own_to_know(office: Office) -> None:
    await says(office, "/beat hours mon-wed", "ben")
    await says(office, "/beat hours mon-wed")
    await says(office, "/beat role reviewers @ben @ana", channel="launch")
    seen = await says(office, "/beat remind the reviewers to look thursday 15:00", channel="launch")
    assert "@ben doesn't work on Thursdays. Whoever is off is left out." in seen.text
    assert "@ana doesn't" not in seen.text
    assert "work on" not in (await says(office, "/beat remind me to look thursday 15:00")).text
