"""A standup's day, from setting it up to the wrap-up; and days on which the bot was not there at its hour."""

from playground.people import Actor
from storage.outbox import Message
from storage.rounds import Entry
from tests.stories.office import Office, answer


async def later(office: Office, **time: float) -> None:
    await office.passes(**time)
    await office.wakes()


async def set_up(office: Office, words: str = "Morning at 9:30 every weekday") -> None:
    await answer(await office.ana.types(f"/standup new {words}", "launch"))
    await office.settled()


def wrap_up(office: Office) -> str:
    said = [seen for seen in office.cleo.everything("launch") if not seen.is_ephemeral]
    return min(said, key=lambda seen: seen.ts).text


def heard(person: Actor, words: str) -> list[str]:
    return [seen.text for seen in person.everything() if words in seen.text]


async def test_a_day_from_prompt_to_wrap_up_by_form_by_words_and_not_at_all(office: Office) -> None:
    await set_up(office, "Morning at 9:30 every weekday in Europe/Berlin")
    await later(office, hours=23, minutes=35)
    card = await office.ana.sees("Time for Morning: 3 short questions.")
    await office.ana.clicks("Answer", on=card)
    form = await office.ana.form("Morning")
    form.fill("What will you do until next time?", "Ship the beta")
    form.fill("Is anything in your way?", "No access")
    assert "I raised B-1." in (await office.submits(office.ana, form)).text
    said = await office.hears(office.ben, "Y: the docs T: the api B: no figures @cleo")
    assert "Your answers are in #launch. I raised B-2 and told @cleo." in said[0].text.replace("\n", " ")
    await later(office, hours=2, minutes=31)
    assert heard(office.cleo, "There is still time for Morning: by 12:35.")
    assert not heard(office.ana, "There is still time")
    await later(office, minutes=30)
    assert wrap_up(office) == "Morning · Tue 24 Nov · 2 of 3 answered\nAnswered: Ana, Ben\nNot answered yet: Cleo"


async def test_whose_time_had_passed_was_not_asked_and_may_answer_all_the_same(office: Office) -> None:
    await set_up(office)
    await later(office, hours=30)  # it is ten in New York
    assert (await office.ben.sees("Time for Morning")).text.count("late: I was not running")
    assert {entry.user_id: entry.status for entry in await office.rows(Entry)} == {
        office.ana.id: "unasked", office.ben.id: "waiting", office.cleo.id: "unasked",
    }  # fmt: skip
    await answer(await office.ana.types("/standup done: everything", "launch"))
    await later(office, hours=3, minutes=1)
    said = wrap_up(office)
    assert "1 of 2 answered" in said
    assert "Not answered yet: Ben" in said
    assert "Not asked in time: Cleo" in said


async def test_prompts_that_come_too_late_are_one_piece_of_news_for_the_owner(office: Office) -> None:
    office.slack.add_person("dan", tz="America/New_York", announce=True)
    await set_up(office, "Morning at 9:30 every weekday @ana @ben @dan")
    await later(office, hours=24)
    await office.ana.sees("Time for Morning")
    await later(office, hours=7)  # it is eleven in New York
    [news] = heard(office.ana, "was due for")
    assert "the question of a standup was due for 2 people" in news


async def test_whoever_should_have_been_asked_during_a_pause_is_asked_when_it_is_over(office: Office) -> None:
    await set_up(office)
    await later(office, hours=23, minutes=35)  # half past nine in Berlin
    await answer(await office.ana.types("/standup pause 1", "launch"))
    await later(office, hours=6, minutes=10)  # a little later in New York
    assert not heard(office.ben, "Time for Morning")
    await answer(await office.ana.types("/standup resume 1", "launch"))
    await office.settled()
    [said] = heard(office.ben, "Time for Morning")
    assert "Please answer by 12:30. (late: the standup was paused at your hour)" in said
    assert len(heard(office.ana, "Time for Morning")) == 1
    await later(office, hours=2, minutes=31)
    assert heard(office.ben, "There is still time for Morning")


async def test_whoever_leaves_the_channel_or_the_company_is_not_named_as_missing(office: Office) -> None:
    await set_up(office)
    await answer(await office.ana.types("/standup run 1", "launch"))
    await office.settled()
    await office.cleo.leaves("launch")
    office.slack.change_person(office.ben, deleted=True)
    await office.settled()
    assert {entry.user_id: entry.status for entry in await office.rows(Entry)} == {
        office.ana.id: "waiting", office.ben.id: "left", office.cleo.id: "left",
    }  # fmt: skip
    await later(office, hours=3, minutes=1)
    [said] = heard(office.ana, "Mon 23 Nov ·")
    assert said == "Morning · Mon 23 Nov · 0 of 1 answered\nNobody answered this time.\nNot answered yet: Ana"
    assert "0 of 1 answered" in (await answer(await office.ana.types("/standup history 1", "launch"))).text


async def test_whoever_goes_away_while_a_round_is_open_is_not_waited_for(office: Office) -> None:
    await set_up(office)
    await answer(await office.ana.types("/standup run 1", "launch"))
    await office.settled()
    await answer(await office.ben.types("/beat away today", "launch"))
    await answer(await office.cleo.types("/standup done: everything", "launch"))
    await office.settled()
    assert "Mon 23 Nov · 1 of 2 answered" in wrap_up(office)
    await answer(await office.ben.types("/beat back", "launch"))
    await later(office, hours=3, minutes=1)
    assert "1 of 3 answered" in wrap_up(office)
    assert "Not answered yet: Ana, Ben" in wrap_up(office)


async def test_whoever_could_not_be_asked_is_not_named_as_missing(office: Office) -> None:
    await set_up(office)
    await answer(await office.ana.types("/standup run 1", "launch"))
    office.may_be_refused = {"chat.postMessage"}
    await office.settled()

    def never_sent(session: object) -> None:
        key = f"standup:1:2026-11-23:{office.ben.id}"
        row = session.get(Message, (office.slack.core.workspace.team_id, key))  # type: ignore[attr-defined]
        row.state, row.reason = "skipped", "they have muted it"

    await office.bot.bot.db.write(never_sent)
    await later(office, hours=3, minutes=1)
    assert "0 of 2 answered" in wrap_up(office)
    assert "Not asked in time: Ben" in wrap_up(office)


async def test_the_card_and_the_history_count_alike(office: Office) -> None:
    await set_up(office)
    await answer(await office.ana.types("/standup run 1", "launch"))
    await office.settled()
    await office.presses(office.ben, "Skip today", on=await office.ben.sees("Time for Morning"))
    await answer(await office.ana.types("/standup done: everything", "launch"))
    await later(office, hours=3, minutes=1)
    assert "1 of 2 answered" in wrap_up(office)
    seen = await answer(await office.ana.types("/standup history 1", "launch"))
    assert "1 of 2 answered, 1 skipped" in seen.text


async def test_a_day_on_which_we_were_down_is_told_to_its_owner_once_and_may_be_run_late(office: Office) -> None:
    await set_up(office, "Morning at 9:30 every weekday in Europe/Berlin")
    await later(office, days=3, hours=2)  # Tuesday, Wednesday and Thursday were missed
    [told] = heard(office.ana, "I was not running")
    assert "S-1 Morning was due on 3 days, the last of them Thu 26 Nov. Nobody was asked." in told
    assert "/standup run 1 asks everybody now." in told
    assert not heard(office.ben, "I was not running")
    assert "I'm asking 3 people now" in (await answer(await office.ana.types("/standup run 1", "launch"))).text
    await office.settled()
    assert heard(office.ben, "Time for Morning")


async def test_whose_own_deadline_is_over_is_not_waited_for_any_more(office: Office) -> None:
    office.slack.add_person("dan", tz="America/New_York", announce=True)
    await set_up(office, "Morning at 9:30 every weekday @ana @ben @dan")
    await later(office, hours=24)
    await later(office, hours=6)  # it is ten in New York, and four in the afternoon in Berlin
    await answer(await office.ben.types("/standup done: everything", "launch"))
    await office.settled()
    assert "Still to answer: Dan\nNot answered in time: Ana" in wrap_up(office)
