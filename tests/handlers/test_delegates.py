"""Somebody stands in for whoever is away."""

import pytest

from playground.people import Actor, Seen
from storage.absences import Absence
from tests.stories.office import Office, answer


def told(person: Actor, words: str) -> list[Seen]:
    return [seen for seen in person.everything() if words in seen.text and not seen.is_ephemeral]


async def away(office: Office) -> Seen:
    seen = await answer(await office.ben.types("/beat away until wednesday, ask @cleo", "launch"))
    await office.settled()
    return seen


async def test_a_delegate_is_named_with_the_days_is_told_and_undone_with_them(office: Office) -> None:
    seen = await away(office)
    assert "You are away from Mon 23 Nov to Wed 25 Nov." in seen.text
    assert "@cleo stands in" in seen.text
    assert len(told(office.cleo, "@ben will be away from Mon 23 Nov to Wed 25 Nov and asks you to stand in.")) == 1
    assert "; @cleo stands in" in (await answer(await office.ben.types("/beat away"))).text
    other = await answer(await office.ben.types("/beat away until wednesday, cover @ana", "launch"))
    assert "@ana stands in" in other.text
    assert "away from Mon 23 Nov to Wed 25 Nov, as before" in (await office.presses(office.ben, "Undo", on=other)).text
    assert "; @cleo stands in" in (await answer(await office.ben.types("/beat away"))).text
    await office.presses(office.ben, "Undo", on=seen)
    assert await office.rows(Absence) == []


async def test_a_blocker_is_brought_to_the_delegate_and_its_raiser_reads_so(office: Office) -> None:
    await away(office)
    seen = await answer(await office.ana.types("/blocker raise No access @ben", "launch"))
    assert "@ben is away until Wed 25 Nov. @cleo stands in for them, and I'm telling them now." in seen.text
    await office.settled()
    [card] = told(office.cleo, "@ben is away, and you stand in: @ana is blocked and asks for help.")
    assert "Acknowledge" in card.buttons
    back = await answer(await office.ben.types("/beat back"))
    await office.presses(office.ben, "Undo", on=back)
    assert "; @cleo stands in" in (await answer(await office.ben.types("/beat away"))).text
    await office.ben.types("/beat back")
    later = await answer(await office.ana.types("/blocker raise Another @ben", "launch"))
    assert "stands in" not in later.text


async def test_a_delegate_learns_nothing_that_is_not_theirs_to_see(office: Office) -> None:
    office.slack.add_channel("secret", members=[office.ana, office.ben], private=True)
    await away(office)
    seen = await answer(await office.ana.types("/blocker raise Hidden thing @ben", "secret"))
    assert "stands in" not in seen.text
    await answer(await office.ana.types("/beat remind @ben to review Cleo at 12:00", "launch"))
    for _ in range(10):
        await office.later(hours=1)
    assert told(office.cleo, "Hidden thing") == told(office.cleo, "review Cleo") == []


async def test_a_reminder_for_a_role_comes_to_the_delegate_of_whoever_has_it(office: Office) -> None:
    await answer(await office.ana.types("/beat role lead @ben", "launch"))
    await away(office)
    await answer(await office.ana.types("/beat remind the lead to send the minutes at 12:00", "launch"))
    await office.later(hours=2)
    [seen] = told(office.cleo, "send the minutes")
    assert "@ben is away, and you stand in. For the lead" in seen.text
    assert told(office.ben, "send the minutes") == []
    assert told(office.ana, "nobody with that role") == []


async def test_days_that_can_be_read_in_two_ways_are_asked_about_and_the_delegate_is_kept(office: Office) -> None:
    seen = await office.ben.types("/beat away monday, ask @cleo", "launch")
    assert seen is not None
    assert "@cleo stands in" in (await office.presses(office.ben, "Mon 30 Nov", on=seen)).text


async def test_nobody_stands_in_for_themselves_and_only_people_of_ours_do(office: Office) -> None:
    seen = await office.ben.types("/beat away today, ask @ben", "launch")
    assert seen is not None
    assert "Name one other person" in seen.text
    assert await office.rows(Absence) == []


@pytest.mark.parametrize("words", ["undo", "away cancel tomorrow", "away tomorrow, ask @ana"])
async def test_who_was_to_stand_in_and_is_not_any_more_is_not_asked_any_more(small_office: Office, words: str) -> None:
    office = small_office
    await answer(await office.ben.types("/beat away tomorrow, ask @cleo", "launch"))
    await office.settled()
    assert told(office.cleo, "asks you to stand in")
    await answer(await office.ben.types(f"/beat {words}", "launch"))
    await office.settled()
    await office.later(minutes=1)
    assert not told(office.cleo, "asks you to stand in")


async def test_what_waits_already_is_brought_with_the_word_that_asks_to_stand_in(office: Office) -> None:
    office.slack.add_channel("secret", members=[office.ana, office.ben], private=True)
    await office.ana.types("/blocker raise No access @ben", "launch")
    await office.ana.types("/blocker raise Hidden thing @ben", "secret")
    await away(office)
    [seen] = told(office.cleo, "asks you to stand in")
    assert "These wait for them already:\nB-1 No access · @ana" in seen.text
    assert "Hidden thing" not in seen.text
    assert "No access" in (await office.presses(office.cleo, "Show", on=seen)).text


async def test_when_the_absence_begins_later_what_waits_by_then_is_brought_then(office: Office) -> None:
    await office.ben.types("/beat away wednesday, ask @cleo", "launch")
    await office.ana.types("/blocker raise No access @ben", "launch")
    await office.later(days=1)
    assert told(office.cleo, "No access") == []
    await office.later(days=1, hours=5)
    assert len(told(office.cleo, "These wait for them already:\nB-1 No access")) == 1


async def test_whoever_is_replaced_is_told_that_they_stand_in_no_more(office: Office) -> None:
    await away(office)
    await office.ben.types("/beat away until wednesday, ask @ana", "launch")
    await office.settled()
    assert len(told(office.cleo, "You don't stand in for @ben any more")) == 1
    assert told(office.cleo, "asks you to stand in") == []
    assert len(told(office.ana, "asks you to stand in")) == 1


@pytest.mark.parametrize("words", ["wed-thu @cleo", "wed-thu, ask cleo", "wed-thu (@cleo)", "wed-thu, please ask Cleo"])
async def test_a_person_named_at_the_end_stands_in(small_office: Office, words: str) -> None:
    seen = await answer(await small_office.ben.types(f"/beat away {words}", "launch"))
    assert "away from Wed 25 Nov to Thu 26 Nov." in seen.text
    assert "@cleo stands in" in seen.text


@pytest.mark.parametrize("words", ["ask celo", "cleo", "ask cleo ana"])
async def test_a_name_that_is_not_plainly_one_persons_is_asked_about(small_office: Office, words: str) -> None:
    asked = await small_office.ben.types(f"/beat away wed-thu {words}", "launch")
    assert asked is not None
    offered = next(label for label in asked.buttons if label.endswith("cleo"))
    assert "@cleo stands in" in (await small_office.presses(small_office.ben, offered, on=asked)).text


async def test_words_that_are_no_days_are_said_back_with_names_and_without_ids(small_office: Office) -> None:
    seen = await small_office.ben.types("/beat away @cleo wed-thu", "launch")
    assert seen is not None
    assert "“@cleo wed-thu”" in seen.text


async def test_whoever_stands_in_and_is_not_in_a_private_channel_is_spoken_of_without_its_name(
    small_office: Office,
) -> None:
    office = small_office
    office.slack.add_channel("secret", members=[office.ana, office.ben], private=True)
    await answer(await office.ana.types("/beat role lead @ben", "secret"))
    told = await answer(await office.ben.types("/beat away tomorrow, ask @cleo", "launch"))
    assert "They are not in every private channel that you are in" in told.text
    assert "secret" not in told.text
    seeing = await answer(await office.ben.types("/beat away tomorrow, ask @ana", "launch"))
    assert "not in every private channel" not in seeing.text
