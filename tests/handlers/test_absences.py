"""Being away, as people say it."""

from tests.stories.office import Office, answer


async def test_what_is_not_planned_is_not_cancelled_and_what_is_planned_is_offered(office: Office) -> None:
    await answer(await office.ana.types("/beat away tomorrow", "launch"))
    seen = await office.ana.types("/beat away cancel thu", "launch")
    assert seen is not None
    assert "You have planned nothing that begins on Thu 26 Nov, so nothing changed." in seen.text
    cancelled = await office.presses(office.ana, "Cancel on Tue 24 Nov", on=seen)
    assert "Cancelled: you will not be away" in cancelled.text


async def test_the_day_of_return_is_one_on_which_they_work(office: Office) -> None:
    await answer(await office.ana.types("/beat holidays germany"))
    seen = await answer(await office.ana.types("/beat away from 21 dec to 24 dec"))
    assert "Back on Mon 28 Dec." in seen.text


async def test_days_away_are_counted_as_they_work_and_said_again_they_are_no_more(office: Office) -> None:
    await answer(await office.ana.types("/beat holidays add tomorrow Moving house"))
    for _ in range(2):
        seen = await answer(await office.ana.types("/beat away 3 days"))
        assert "You are away from Mon 23 Nov to Thu 26 Nov. Back on Fri 27 Nov." in seen.text
    seen = await answer(await office.ben.types("/beat away two days from friday, ask @ana"))
    assert "You will be away from Fri 27 Nov to Mon 30 Nov. Back on Tue 1 Dec." in seen.text
    asked = await office.cleo.types("/beat away two days from monday, ask @ana")
    assert asked is not None
    seen = await office.presses(office.cleo, "Mon 30 Nov", on=asked)
    assert "from Mon 30 Nov to Tue 1 Dec" in seen.text
    assert "@ana stands in" in seen.text


async def test_a_reason_behind_the_days_is_left_out_with_one_press(office: Office) -> None:
    seen = await office.ana.types("/beat away thu-fri dentist", "launch")
    assert seen is not None
    away = await office.presses(office.ana, "/beat away thu-fri", on=seen)
    assert "You will be away from Thu 26 Nov to Fri 27 Nov" in away.text
