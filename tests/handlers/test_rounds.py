"""A standup's round, as those who take part live it: asked, answered, taken back, skipped, snoozed, closed."""

import asyncio
from datetime import timedelta

import pytest

from playground.people import Actor, Seen
from storage.absences import Absence
from storage.outbox import Message
from storage.rounds import Entry
from tests.stories.office import Office, answer
from tests.stories.standup import nudges, opens, standup


async def begins(office: Office, **values: object) -> dict[str, Seen]:
    """A round opens and everybody is asked; the prompt of each by name."""
    await opens(office, await standup(office, **values))
    return {person.name: await asked(person) for person in (office.ana, office.ben, office.cleo)}


async def asked(person: Actor) -> Seen:
    return await person.sees("Time for Daily")


async def answers(office: Office, person: Actor, card: Seen, **fields: str) -> Seen:
    """Somebody fills in the form and sends it; what they hear."""
    await person.clicks("Answer", on=card)
    form = await person.form("Daily")
    for label, words in fields.items():
        form.fill(LABELS[label], words)
    seen = await office.submits(person, form)
    await office.settled()
    return seen


LABELS = {
    "done": "What did you finish?",
    "plan": "What will you do until next time?",
    "blocked": "Is anything in your way?",
}


def posts(office: Office) -> list[str]:
    """What stands in #launch and its threads, oldest first."""
    return [seen.text for seen in sorted(office.cleo.everything("launch"), key=lambda seen: seen.ts)]


async def later(office: Office, **time: float) -> None:
    await office.passes(**time)
    await office.wakes()


async def entry_of(office: Office, person: Actor) -> Entry:
    [entry] = [each for each in await office.rows(Entry) if each.user_id == person.id]
    return entry


async def test_the_prompt_is_one_short_message_with_every_way_to_answer(office: Office) -> None:
    cards = await begins(office)
    assert "Time for Daily: 3 short questions." in cards["ana"].text
    assert "Please answer by 13:00." in cards["ana"].text
    assert "Please answer by 07:00." in cards["ben"].text
    assert cards["ana"].buttons[:3] == ("Answer", "Nothing to report", "Skip today")
    assert "Snooze 30 min" in cards["ana"].buttons


async def test_answers_by_form_stand_in_the_days_thread_and_on_the_card(office: Office) -> None:
    cards = await begins(office)
    seen = await answers(office, office.ana, cards["ana"], done="The login\n- Tests", plan="Ship the beta")
    assert "Thank you. Your answers are in #launch." in seen.text
    await office.settled()
    day, said = sorted(office.cleo.everything("launch"), key=lambda seen: seen.ts)
    assert "Daily · Mon 23 Nov · 1 of 3 answered" in day.text
    for words in ("Ana", "What did you finish?", "• The login", "• Tests", "• Ship the beta"):
        assert words in said.text
    assert said.message is not None
    assert said.message["thread_ts"] == day.ts
    card = office.ana.reads(cards["ana"])
    assert "you answered" in card.text
    assert "• The login" in card.text
    assert card.buttons[0] == "Edit"


@pytest.mark.parametrize(("named", "words"), [(True, "Still to answer: Ben, Cleo"), (False, "2 still to answer")])
async def test_while_there_is_time_the_day_says_who_has_yet_to_answer(office: Office, named: bool, words: str) -> None:
    cards = await begins(office, names_missing=named)
    await answers(office, office.ana, cards["ana"], done="The login")
    day = posts(office)[0]
    assert words in day
    assert named or "Ben" not in day


async def test_the_day_counts_and_at_the_deadline_names_who_answered_and_who_is_missing(office: Office) -> None:
    cards = await begins(office)
    await answers(office, office.ana, cards["ana"], done="The login")
    await office.presses(office.ben, "Skip today", on=cards["ben"])
    await office.settled()
    assert "1 of 2 answered" in posts(office)[0]
    assert "Still to answer: Cleo" in posts(office)[0]
    await later(office, hours=3, minutes=1)
    day = posts(office)[0]
    for words in ("Answered: Ana", "Not answered yet: Cleo", "Skipped: Ben"):
        assert words in day


async def test_a_round_without_answers_is_told_honestly_and_calls_nobody(office: Office) -> None:
    await begins(office)
    await later(office, hours=3, minutes=1)
    [day] = posts(office)
    assert "Nobody answered this time." in day
    assert all(name in day for name in ("Not answered yet:", "Ana", "Ben", "Cleo"))
    assert "@" not in day


async def test_a_team_that_names_nobody_reads_only_a_number(office: Office) -> None:
    await begins(office, names_missing=False)
    await later(office, hours=3, minutes=1)
    assert "3 did not answer." in posts(office)[0]


async def test_a_late_answer_is_marked_and_the_wrap_up_follows(office: Office) -> None:
    cards = await begins(office)
    await later(office, hours=3, minutes=1)
    seen = await answers(office, office.ana, cards["ana"], done="The login")
    assert "marked as late" in seen.text
    await office.settled()
    day, said = posts(office)
    assert "Answered: Ana (late)" in day
    assert "Ana (late)" in said


async def test_editing_changes_what_is_posted_and_after_the_deadline_it_is_marked(office: Office) -> None:
    cards = await begins(office)
    await answers(office, office.ana, cards["ana"], done="The login")
    for words, marked in (("The login, really", False), ("The login at last", True)):
        await office.ana.clicks("Edit", on=office.ana.reads(cards["ana"]))
        form = await office.ana.form("Daily")
        form.fill(LABELS["done"], words)
        assert "Changed." in (await office.submits(office.ana, form)).text
        await office.settled()
        _, said = posts(office)
        assert words in said
        assert ("(amended)" in said) is marked
        await later(office, hours=3, minutes=1)


async def test_nothing_to_report_is_one_click_and_a_second_one_changes_nothing(office: Office) -> None:
    cards = await begins(office)
    assert "Noted: nothing to report" in (await office.presses(office.ana, "Nothing to report", on=cards["ana"])).text
    again = await office.presses(office.ana, "Nothing to report", on=cards["ana"])
    assert "nothing changed" in again.text
    await office.settled()
    assert "Ana: nothing to report" in posts(office)[1]
    assert "nothing to report" in office.ana.reads(cards["ana"]).text


async def test_same_as_planned_says_that_the_last_plan_is_done(office: Office) -> None:
    number = await standup(office)
    await opens(office, number)
    await answers(office, office.ana, await asked(office.ana), plan="Ship the beta\nWrite the notes")
    await later(office, days=1)
    await opens(office, number)
    card = await office.ana.sees("since yesterday")
    await office.presses(office.ana, "Same as planned", on=card)
    await office.settled()
    assert "• Ship the beta" in posts(office)[-1]
    assert "What did you finish?" in posts(office)[-1]
    cleos = [seen for seen in office.cleo.everything() if "Time for Daily" in seen.text]
    assert all("Same as planned" not in seen.buttons for seen in cleos)


async def test_the_form_offers_the_last_plan_to_tick_and_what_was_finished_since(office: Office) -> None:
    number = await standup(office)
    await opens(office, number)
    await answers(office, office.ana, await asked(office.ana), plan="Ship the beta\nWrite the notes")
    await office.ana.types("/task add Fix the login", "launch")
    await office.ana.types("/task done 1", "launch")
    await later(office, days=1)
    await opens(office, number)
    card = await office.ana.sees("since yesterday")
    await office.ana.clicks("Answer", on=card)
    form = await office.ana.form("Daily")
    assert form.options("What did you finish since yesterday?") == ["Ship the beta", "Write the notes"]
    assert "T-1 Fix the login" in form.values["Tasks you finished"]
    form.pick("What did you finish since yesterday?", "Write the notes")
    form.fill("Anything else?", "A talk")
    await office.submits(office.ana, form)
    await office.settled()
    said = posts(office)[-1]
    for words in ("• Write the notes", "• T-1 Fix the login", "• A talk"):
        assert words in said
    assert "Ship the beta" not in said


async def test_skipping_asks_no_more_and_can_be_undone(office: Office) -> None:
    cards = await begins(office)
    seen = await office.presses(office.ana, "Skip today", on=cards["ana"])
    await nudges(office, 1, office.ana)
    assert not [each for each in office.ana.everything() if "There is still time" in each.text]
    await office.presses(office.ana, "Undo", on=seen)
    await office.settled()
    assert "Answer" in office.ana.reads(cards["ana"]).buttons
    assert (await entry_of(office, office.ana)).status == "waiting"


async def test_an_answer_can_be_taken_back_and_the_form_still_holds_it(office: Office) -> None:
    cards = await begins(office)
    seen = await answers(office, office.ana, cards["ana"], done="The login", blocked="No access")
    back = await office.presses(office.ana, "Undo", on=seen)
    assert "Taken back" in back.text
    await office.settled()
    day, said = posts(office)
    assert "0 of 3 answered" in day
    assert "Ana took this answer back" in said
    await office.ana.clicks("Answer", on=office.ana.reads(cards["ana"]))
    form = await office.ana.form("Daily")
    assert form.values[LABELS["done"]] == "The login"
    await office.submits(office.ana, form)
    await office.settled()
    day, said = posts(office)
    assert "1 of 3 answered" in day
    assert "• The login" in said


async def test_being_away_is_remembered_and_takes_back_the_question(office: Office) -> None:
    cards = await begins(office)
    await office.ana.selects("I'm away…", "Until tomorrow", on=cards["ana"])
    await office.ana.sees("you are away until the end of Tue 24 Nov")
    await office.settled()
    [absence] = await office.rows(Absence)
    assert str(absence.last_day) == "2026-11-24"
    card = office.ana.reads(cards["ana"])
    assert "you are away" in card.text
    await office.presses(office.ana, "I'm back", on=card)
    await office.settled()
    assert await office.rows(Absence) == []
    assert "Answer" in office.ana.reads(cards["ana"]).buttons


async def test_a_snoozed_prompt_comes_again_once(office: Office) -> None:
    cards = await begins(office)
    assert "I'll ask again at 10:30." in (await office.presses(office.ana, "Snooze 30 min", on=cards["ana"])).text
    assert "once is all" in (await office.presses(office.ana, "Snooze 30 min", on=cards["ana"])).text
    await nudges(office, 1, office.ana)
    assert not [each for each in office.ana.everything() if "There is still time" in each.text]
    await later(office, minutes=31)
    prompts = [seen for seen in office.ana.everything() if "Time for Daily" in seen.text]
    assert len(prompts) == 2
    assert "Snooze 30 min" not in prompts[-1].buttons


async def test_a_snooze_past_the_deadline_says_so(office: Office) -> None:
    cards = await begins(office)
    await office.passes(hours=2, minutes=45)
    assert "too soon" in (await office.presses(office.ana, "Snooze 30 min", on=cards["ana"])).text


async def test_whoever_answered_before_the_snooze_is_over_is_not_asked_again(office: Office) -> None:
    cards = await begins(office)
    await office.presses(office.ana, "Snooze 30 min", on=cards["ana"])
    await office.presses(office.ana, "Nothing to report", on=cards["ana"])
    await later(office, minutes=31)
    again = [row for row in await office.rows(Message) if row.key.endswith(":again")]
    assert [(row.state, row.reason) for row in again] == [("skipped", "they have answered")]


async def test_a_nudge_is_private_says_why_it_came_and_can_be_muted(office: Office) -> None:
    await begins(office)
    await nudges(office, 1, office.ana)
    nudge = await office.ana.sees("There is still time for Daily: by 13:00.")
    assert nudge.buttons == ("Answer", "Skip today", "Why did I get this?")
    why = await office.presses(office.ana, "Why did I get this?", on=nudge)
    assert "You take part in Daily of #launch (mandatory)." in why.text
    await office.presses(office.ana, "No more nudges", on=why)
    await nudges(office, 1, office.ana)
    assert len([each for each in office.ana.everything() if "There is still time" in each.text]) == 1


async def test_nobody_is_nudged_after_the_deadline_or_an_answer(office: Office) -> None:
    cards = await begins(office)
    await office.presses(office.ben, "Nothing to report", on=cards["ben"])
    await nudges(office, 1, office.ben)
    await later(office, hours=3, minutes=1)
    await nudges(office, 1, office.ana)
    for person in (office.ana, office.ben):
        assert not [each for each in person.everything() if "There is still time" in each.text]


async def test_somebody_who_does_not_take_part_cannot_answer(office: Office) -> None:
    await opens(office, await standup(office), ana="mandatory", ben="observer")
    cards = await asked(office.ana)
    assert "No standup is waiting" in (await answer_line(office, office.cleo, "done: everything"))
    assert "No standup is waiting" in (await answer_line(office, office.ben, "done: everything"))
    assert "Time for Daily" in cards.text


async def answer_line(office: Office, person: Actor, words: str) -> str:
    return (await answer(await person.types(f"/beat standup {words}", "launch"))).text


async def test_two_clicks_at_once_are_one_answer(office: Office) -> None:
    cards = await begins(office)
    await asyncio.gather(
        office.presses(office.ana, "Nothing to report", on=cards["ana"]),
        office.presses(office.ana, "Nothing to report", on=cards["ana"]),
    )
    await office.settled()
    assert len(posts(office)) == 2


async def test_a_nudge_for_two_standups_has_buttons_for_each_by_name_until_both_are_answered(office: Office) -> None:
    first = await opens(office, await standup(office), ana="mandatory")
    second = await opens(office, await standup(office, name="Design"), ana="mandatory")
    await nudges(office, second, office.ana, after=timedelta(minutes=10))
    await nudges(office, first, office.ana)
    nudge = await office.ana.sees("There is still time for Daily: by 13:00. And for Design: by 13:00.")
    assert nudge.buttons == ("Answer Daily", "Skip Daily", "Answer Design", "Skip Design", "Why did I get this?")
    await office.presses(office.ana, "Skip Daily", on=nudge)
    await office.settled()
    nudge = await office.ana.sees("Daily: that is done, thank you. There is still time for Design: by 13:00.")
    assert nudge.buttons == ("Answer Design", "Skip Design", "Why did I get this?")
    await office.presses(office.ana, "Skip Design", on=nudge)
    statuses = {entry.round_number: entry.status for entry in await office.rows(Entry)}
    assert statuses == {first: "skipped", second: "skipped"}


async def test_of_two_standups_one_nudge_speaks_within_half_an_hour(office: Office) -> None:
    await opens(office, await standup(office), ana="mandatory")
    await opens(office, await standup(office, name="Design"), ana="mandatory")
    await nudges(office, 1, office.ana)
    await office.settled()
    await nudges(office, 2, office.ana)
    await office.settled()
    assert len([each for each in office.ana.everything() if "There is still time" in each.text]) == 1
    skipped = [row.reason for row in await office.rows(Message) if row.number == 2 and row.state == "skipped"]
    assert skipped == ["another standup's reminder came just before"]
