"""A line that was to raise a blocker and says that nothing is in the way: whoever typed it is asked."""

import pytest

from storage.blockers import Blocker
from tests.stories.office import Office, answer

OPPOSITE = (
    "/blocker T-1 no longer blocked", "/blocker fixed T-1", "/task blocked 1 no longer", "/task block 1 by nothing",
    "/blocker all clear", "/blocker no blockers", "/blocker nothing blocks me", "/blocker B-1 is done",
    "/blocker 1 done", "/task blocked no", "/beat blocker it is resolved!", "/beat blocked nothing",
)  # fmt: skip


@pytest.mark.parametrize("line", OPPOSITE)
async def test_it_raises_nothing_and_offers_to_resolve_what_is_open(office: Office, line: str) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await office.ana.types("/blocker raise No access to staging T-1", "launch")
    asked = await answer(await office.ana.types(line, "launch"))
    assert len(await office.rows(Blocker)) == 1
    assert "Do you mean /blocker resolve 1?" in asked.text
    assert asked.buttons == ("Resolve B-1 No access to staging", "Raise it as typed")
    assert "Resolved: B-1" in (await office.presses(office.ana, asked.buttons[0], on=asked)).text


async def test_raising_it_as_typed_is_a_button_away(office: Office) -> None:
    asked = await answer(await office.ana.types("/blocker all clear", "launch"))
    assert asked.buttons == ("Raise it as typed",)
    assert "Raised B-1 all clear" in (await office.presses(office.ana, "Raise it as typed", on=asked)).text


async def test_whoever_says_raise_has_it_raised(office: Office) -> None:
    assert "Raised B-1 none" in (await answer(await office.ana.types("/blocker raise none", "launch"))).text


async def test_a_task_that_waits_for_another_can_be_unblocked(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await office.ana.types("/task add Test it", "launch")
    await office.ana.types("/task block 1 by 2", "launch")
    asked = await answer(await office.ana.types("/blocker T-1 is no longer blocked", "launch"))
    assert asked.buttons == ("Unblock T-1", "Raise it as typed")
    assert "Unblocked: T-1" in (await office.presses(office.ana, "Unblock T-1", on=asked)).text


async def test_what_the_asker_may_not_see_is_not_offered(office: Office) -> None:
    await office.ana.types("/blocker raise Nobody pays us", None)
    asked = await answer(await office.ben.types("/blocker B-1 is done", "launch"))
    assert asked.buttons == ("Raise it as typed",)
    assert "Nobody pays us" not in asked.text
