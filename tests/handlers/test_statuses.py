"""A status in Slack that says that somebody is away."""

from storage.absences import Absence
from tests.stories.office import MONDAY, Office, answer

HOUR, DAY = 3600, 86400


async def spans(office: Office) -> list[str]:
    return [f"{each.first_day:%a}-{each.last_day:%a} {each.source}" for each in await office.rows(Absence)]


async def shows(office: Office, emoji: str, expires: int = 0) -> None:
    office.slack.change_person(office.ben, status_emoji=emoji, status_expiration=expires)
    await office.settled()
    await office.wakes()


async def test_a_palm_tree_makes_away_until_it_goes_and_says_so_once(office: Office) -> None:
    await shows(office, ":palm_tree:", int(MONDAY.timestamp()) + 2 * DAY + 19 * HOUR)
    assert await spans(office) == ["Mon-Wed status"]
    [told] = [seen for seen in office.ben.everything() if "Your status shows" in seen.text]
    assert "you are away until Wed 25 Nov" in told.text
    seen = await answer(await office.ana.types("/blocker raise No access @ben", "launch"))
    assert "@ben is away until Wed 25 Nov; I'll tell them when they are back." in seen.text
    await shows(office, "")
    assert await spans(office) == []
    assert any("is blocked and asks for your help" in seen.text for seen in office.ben.everything())
    await shows(office, ":palm_tree:")
    assert len([seen for seen in office.ben.everything() if "Your status shows" in seen.text]) == 1


async def test_one_without_an_end_lasts_while_it_is_shown_also_when_nobody_tells_us(office: Office) -> None:
    await shows(office, ":face_with_thermometer:")
    assert await spans(office) == ["Mon-Mon status"]
    await office.later(days=1)
    await office.bot.bot.directory.refresh()
    assert await spans(office) == ["Mon-Tue status"]
    office.ben.person.status_emoji = ""
    await office.later(days=1)
    await office.bot.bot.directory.refresh()
    assert await spans(office) == ["Mon-Tue status"]


async def test_what_somebody_typed_stands_whatever_their_status_is(office: Office) -> None:
    await office.ben.types("/beat away until friday")
    await shows(office, ":palm_tree:")
    assert await spans(office) == ["Mon-Fri said"]
    await shows(office, "")
    assert await spans(office) == ["Mon-Fri said"]


async def test_whoever_says_they_are_back_is_back_for_as_long_as_that_status_stands(office: Office) -> None:
    await shows(office, ":palm_tree:")
    await office.ben.types("/beat back")
    await office.bot.bot.directory.refresh()
    await shows(office, ":palm_tree:")
    assert await spans(office) == []


async def test_a_status_is_not_read_where_that_is_not_wanted(office: Office) -> None:
    await shows(office, ":palm_tree:")
    [told] = [seen for seen in office.ben.everything() if "Your status shows" in seen.text]
    off = await office.presses(office.ben, "Don't read my status", on=told)
    assert "I don't go by your status any more." in off.text
    assert await spans(office) == []
    await shows(office, ":palm_tree:", int(MONDAY.timestamp()) + DAY)
    assert await spans(office) == []
    await shows(office, ":coffee:")
    await office.presses(office.ben, "Undo", on=off)
    await shows(office, ":coffee:")
    assert await spans(office) == []
