"""Blockers, from raised to resolved."""

import asyncio

import pytest

from playground.people import Seen
from storage.blockers import Blocker
from storage.tasks import Task
from tests.stories.office import Office, answer


async def raised(office: Office, words: str = "No access to staging @ben !high") -> Seen:
    """Ana raises a blocker; the card that Ben gets in his DM."""
    seen = await answer(await office.ana.types(f"/blocker raise {words}", "launch"))
    assert "Raised B-1" in seen.text
    return await office.ben.sees("asks for your help")


async def test_raising_says_what_was_understood_and_whom_we_tell(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    seen = await answer(await office.ana.types("/blocker raise No access to staging @ben T-1 !high", "launch"))
    for words in ("Raised B-1 No access to staging", "@ana is stuck", "@ben", "blocks T-1", "high severity"):
        assert words in seen.text
    assert seen.buttons == ("Update", "Resolve", "Reassign", "Undo", "Share to channel")
    assert [task.status for task in await office.rows(Task)] == ["blocked"]


async def test_acknowledge_is_for_whoever_is_asked_and_not_for_the_one_who_waits(office: Office) -> None:
    await raised(office)
    mine = await answer(await office.ana.types("/blocker show 1", "launch"))
    theirs = await answer(await office.ben.types("/blocker show 1", "launch"))
    assert ("Acknowledge" in mine.buttons, "Acknowledge" in theirs.buttons) == (False, True)


@pytest.mark.parametrize("words", ["@ben since thursday", "since thursday @ben"])
async def test_since_when_somebody_is_stuck_is_its_age_and_no_part_of_its_words(office: Office, words: str) -> None:
    seen = await answer(await office.ana.types(f"/blocker raise No access to staging {words}", "launch"))
    assert "B-1 No access to staging\n" in seen.text
    assert "2 working days" in seen.text
    (blocker,) = await office.rows(Blocker)
    assert (blocker.what, str(blocker.stuck_since)) == ("No access to staging", "2026-11-19")


async def test_the_one_who_can_clear_it_gets_a_card_with_every_button(office: Office) -> None:
    card = await raised(office)
    assert "@ana is blocked and asks for your help." in card.text
    assert "B-1 No access to staging" in card.text
    assert card.buttons == ("Acknowledge", "Update", "Resolve", "Reassign", "Why did I get this?")


async def test_acknowledging_on_the_card_is_said_and_the_card_follows(office: Office) -> None:
    card = await raised(office)
    said = await office.presses(office.ben, "Acknowledge", on=card)
    assert "Acknowledged: B-1" in said.text
    await office.settled()
    after = office.ben.reads(card)
    assert "acknowledged by @ben" in after.text
    assert after.buttons == ("Update", "Resolve", "Reassign", "Why did I get this?")


async def test_the_one_who_is_stuck_hears_once_that_it_is_acknowledged(office: Office) -> None:
    card = await raised(office)
    said = await office.presses(office.ben, "Acknowledge", on=card)
    await office.settled()
    await office.presses(office.ben, "Undo", on=said)
    await office.settled()
    await office.presses(office.ben, "Acknowledge", on=office.ben.reads(card))
    await office.settled()
    heard = [seen for seen in office.ana.everything() if "@ben is on it: B-1 No access to staging" in seen.text]
    assert [(seen.is_ephemeral, seen.buttons) for seen in heard] == [(False, ("Why did I get this?",))]


async def test_an_update_by_form_stands_on_every_card(office: Office) -> None:
    card = await raised(office)
    await office.ben.clicks("Update", on=card)
    form = await office.ben.form("Update B-1")
    form.fill("Update", "Keys <come> & go on Monday")
    await office.submits(office.ben, form)
    await office.settled()
    assert "Update from @ben: Keys <come> & go on Monday" in office.ben.reads(card).text


async def test_resolving_asks_for_nothing_and_tells_the_one_who_was_stuck_how_long_it_took(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    card = await raised(office, "No access @ben T-1")
    await office.passes(hours=3)
    said = await office.presses(office.ben, "Resolve", on=card)
    assert "Resolved: B-1 No access" in said.text
    news = await office.ana.sees("is resolved by @ben. It took 3 h.")
    assert "B-1 No access" in news.text
    [task] = await office.rows(Task)
    assert task.status == "open"


async def test_a_note_can_be_added_after_resolving(office: Office) -> None:
    card = await raised(office)
    await office.presses(office.ben, "Resolve", on=card)
    await office.settled()
    seen = await answer(await office.ben.types("/blocker update 1 It was the firewall", "launch"))
    assert "Update from @ben: It was the firewall" in seen.text


async def test_reassigning_asks_the_next_person(office: Office) -> None:
    card = await raised(office)
    await office.ben.clicks("Reassign", on=card)
    form = await office.ben.form("Reassign B-1")
    form.pick("Who can clear it?", "@cleo")
    await office.submits(office.ben, form)
    asked = await office.cleo.sees("asks for your help")
    assert "B-1 No access to staging" in asked.text
    await office.settled()
    assert "asks for your help" not in office.ben.reads(card).text
    assert [blocker.unblocker_id for blocker in await office.rows(Blocker)] == [office.cleo.id]


@pytest.mark.parametrize(("verb", "said"), [("resolve", "is resolved already"), ("not", "was closed as not a blocker")])
async def test_what_is_closed_is_not_handed_on_but_takes_a_note_and_stays_closed(
    office: Office, verb: str, said: str
) -> None:
    await raised(office)
    await office.ana.types(f"/blocker {verb} 1", "launch")
    [before] = await office.rows(Blocker)
    for words in ("reassign 1 @cleo", "reassign 1"):
        seen = await answer(await office.ana.types(f"/blocker {words}", "launch"))
        assert said in seen.text
        assert "so it can't be reassigned. Nothing changed. /blocker reopen 1 opens it again." in seen.text.replace(
            "`", ""
        )
    assert "Updated: B-1" in (await answer(await office.ben.types("/blocker update 1 Ben was back", "launch"))).text
    [after] = await office.rows(Blocker)
    assert (after.status, after.status_by, after.unblocker_id) == (before.status, before.status_by, office.ben.id)


async def test_words_said_with_a_step_that_was_taken_already_can_still_be_added(office: Office) -> None:
    await raised(office)
    await office.ana.types("/blocker resolve 1", "launch")
    seen = await office.ben.types("/blocker resolve 1 ben fixed it", "launch")
    assert seen is not None
    assert "is resolved already" in seen.text
    assert "Updated: B-1" in (await office.presses(office.ben, "Add your words as an update", on=seen)).text


async def test_a_form_opened_before_it_was_resolved_does_not_hand_it_on(office: Office) -> None:
    card = await raised(office)
    await office.ben.clicks("Reassign", on=card)
    form = await office.ben.form("Reassign B-1")
    await office.ana.types("/blocker resolve 1", "launch")
    form.pick("Who can clear it?", "@cleo")
    assert not (await form.submit()).ok
    assert "is resolved already" in str(form.errors)
    assert [blocker.unblocker_id for blocker in await office.rows(Blocker)] == [office.ben.id]


async def test_a_note_from_the_one_who_was_asked_says_that_they_are_on_it(office: Office) -> None:
    await raised(office)
    seen = await answer(await office.ben.types("/blocker update 1 I am on it", "launch"))
    assert "acknowledged by @ben" in seen.text


async def test_of_two_people_resolving_at_once_one_does_and_the_other_is_told(office: Office) -> None:
    card = await raised(office)
    anas = await answer(await office.ana.types("/blocker show 1", "launch"))
    answers = await asyncio.gather(
        office.presses(office.ben, "Resolve", on=card), office.presses(office.ana, "Resolve", on=anas)
    )
    assert sorted("Nothing changed" in seen.text for seen in answers) == [False, True]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ack 1", "Acknowledged: B-1"),
        ("update B-1 Ben is back on Monday", "Updated: B-1"),
        ("resolve 1", "Resolved: B-1"),
        ("not 1", "Closed as not a blocker: B-1"),
        ("reassign 1 @cleo", "Reassigned: B-1"),
    ],
)
async def test_what_the_buttons_do_can_be_typed(office: Office, typed: str, said: str) -> None:
    await raised(office)
    assert said in (await answer(await office.ana.types(f"/blocker {typed}", "launch"))).text


async def test_a_resolved_blocker_can_come_back_and_asks_again(office: Office) -> None:
    card = await raised(office)
    await office.presses(office.ben, "Resolve", on=card)
    news = await office.ana.sees("/blocker reopen 1")
    assert "brings it back" in news.text
    await office.settled()
    before = len([seen for seen in office.ben.everything() if "asks for your help" in seen.text])
    assert "Reopened: B-1" in (await answer(await office.ana.types("/blocker reopen 1", "launch"))).text
    await office.settled()
    assert len([seen for seen in office.ben.everything() if "asks for your help" in seen.text]) > before


async def test_the_list_shows_age_in_working_days(office: Office) -> None:
    await raised(office)
    await office.passes(days=7)
    seen = await answer(await office.cleo.types("/blocker list", "launch"))
    assert "B-1 No access to staging" in seen.text
    assert "5 working days" in seen.text


async def test_the_list_is_paged_and_filtered(office: Office) -> None:
    for number in range(1, 13):
        await office.ana.types(f"/blocker raise Obstacle {number:02}", "launch")
    first = await answer(await office.ana.types("/blocker list", "launch"))
    second = await office.presses(office.ana, "Next", on=first)
    texts = (first.text, second.text)
    assert [sum(f"Obstacle {number:02}" in text for text in texts) for number in range(1, 13)] == [1] * 12
    assert (await office.presses(office.ana, "Back", on=second)).text == first.text
    found = await answer(await office.ana.types("/blocker list obstacle 07", "launch"))
    assert "B-7" in found.text
    assert "B-6" not in found.text


async def test_blocking_a_task_for_a_reason_raises_a_blocker(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    seen = await answer(await office.ana.types("/task block 1 no test data @ben", "launch"))
    assert "Raised B-1 no test data" in seen.text
    assert "blocks T-1" in seen.text
    assert "T-1" in (await office.ben.sees("asks for your help")).text


async def test_a_name_nobody_goes_by_stays_a_word_and_we_ask_who_can_help(office: Office) -> None:
    seen = await answer(await office.ana.types("/blocker raise No access @zorro", "launch"))
    assert "Raised B-1 No access @zorro" in seen.text
    assert "Who can clear it?" in seen.text
    assert "Reassign" in seen.buttons


@pytest.mark.parametrize("keys", ["1 2", "1, 2", "1 and 2", "B-1 B-2", "b-1 & 2", "1 and 2 fixed it"])
async def test_several_are_resolved_at_once_and_undone_at_once(office: Office, keys: str) -> None:
    for words in ("No lamps", "No cables"):
        await office.ana.types(f"/blocker raise {words} @ben", "launch")
    seen = await answer(await office.ben.types(f"/blocker resolve {keys}", "launch"))
    assert "Resolved: 2 blockers\n• B-1 No lamps\n• B-2 No cables" in seen.text
    assert [blocker.status for blocker in await office.rows(Blocker)] == ["resolved", "resolved"]
    await office.presses(office.ben, "Undo", on=seen)
    assert [blocker.status for blocker in await office.rows(Blocker)] == ["raised", "raised"]


async def test_of_several_the_one_that_is_not_there_does_not_stop_the_others(office: Office) -> None:
    await office.ana.types("/blocker raise No lamps @ben", "launch")
    seen = await answer(await office.ben.types("/blocker ack 1 9", "launch"))
    assert "Acknowledged: 1 blocker\n• B-1 No lamps\n• I can't find B-9 for you." in seen.text


async def test_a_number_before_other_words_belongs_to_the_note(office: Office) -> None:
    await office.ana.types("/blocker raise No lamps @ben", "launch")
    await office.ana.types("/blocker raise No cables @ben", "launch")
    await office.ben.types("/blocker resolve 1 2 days late", "launch")
    first, second = await office.rows(Blocker)
    assert (first.status, first.note, second.status) == ("resolved", "2 days late", "raised")


async def test_several_are_reassigned_at_once(office: Office) -> None:
    await office.ana.types("/blocker raise No lamps @ben", "launch")
    await office.ana.types("/blocker raise No cables @ben", "launch")
    await office.ana.types("/blocker reassign 1 2 @cleo", "launch")
    assert {blocker.unblocker_id for blocker in await office.rows(Blocker)} == {office.cleo.id}


async def test_of_two_people_asked_one_is_chosen_and_the_other_stays_in_the_words(office: Office) -> None:
    line = "/blocker raise staging is down, who can fix it @ben @cleo !high"
    asked = await answer(await office.ana.types(line, "launch"))
    assert "Who clears it? I ask one person" in asked.text
    assert await office.rows(Blocker) == []
    seen = await office.presses(office.ana, "@cleo", on=asked)
    assert "Raised B-1 staging is down, who can fix it @ben\n" in seen.text
    [blocker] = await office.rows(Blocker)
    assert (blocker.unblocker_id, blocker.severity) == (office.cleo.id, "high")


async def test_the_word_before_a_task_or_a_label_at_the_end_is_not_left_hanging(office: Office) -> None:
    await office.ana.types("/task add Write the post for #launch", "launch")
    await office.ana.types("/blocker raise no design files for T-1", "launch")
    assert (await office.rows(Task))[0].title == "Write the post for #launch"
    [blocker] = await office.rows(Blocker)
    assert (blocker.what, blocker.task_numbers) == ("no design files for T-1", ("1",))
