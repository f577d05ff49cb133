"""A standup's day, from setting it up to the wrap-up; and days on which the bot was not there at its hour."""

from playground.people import Actor
from storage.rounds import Entry
from tests.stories.office import Office, answer


async def later(office: Office, **time: float) -> None:
    await office.passes(**time)
    await office.wakes()


async def set_up(office: Office, words: str = "Morning at 9:30 every weekday") -> None:
    await answer(await office.ana.types(f"/standup new {words}", "launch"))
    await office.settled()


def wrap_up(office: Office) -> str:
    return min(office.cleo.everything("launch"), key=lambda seen: seen.ts).text


def heard(person: Actor, words: str) -> list[str]:
    return [seen.text for seen in person.everything() if words in seen.text]


async def test_a_day_from_prompt_to_wrap_up_by_form_by_words_and_not_at_all(office: Office) -> None:
    await set_up(office, "Morning at 9:30 every weekday in Europe/Berlin")
    await later(office, hours=23, minutes=35)
    card = await office.ana.sees("Time for Morning: 3 short questions, since yesterday.")
    await office.ana.clicks("Answer", on=card)
    form = await office.ana.form("Morning")
    form.fill("What will you do until next time?", "Ship the beta")
    form.fill("Is anything in your way?", "No access")
    assert "I raised B-1." in (await office.submits(office.ana, form)).text
    said = await office.hears(office.ben, "Y: the docs T: the api B: no figures @cleo")
    assert "Your answers are in #launch. I raised B-2 and told @cleo." in said[0].text.replace("\n", " ")
    await later(office, hours=2, minutes=1)
    assert heard(office.cleo, "There is still time for Morning: by 12:35.")
    assert not heard(office.ana, "There is still time")
    await later(office, hours=1)
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
    assert "Not asked, as I was not running at their time: Cleo" in said


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
    await later(office, hours=2, minutes=1)
    assert heard(office.ben, "There is still time for Morning")
