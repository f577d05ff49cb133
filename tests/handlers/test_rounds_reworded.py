"""What a standup asks is changed while it is answered, or after: every answer stays under the words it was given to."""

from datetime import time

from bot.rules import recurrence
from bot.rules.recurrence import Cadence
from storage.rounds import Entry
from storage.standups import Standup
from tests.handlers.test_rounds import LABELS, answers, asked, begins, posts
from tests.stories.office import Office, answer

DAILY = recurrence.plain(Cadence("week", at=time(9, 30), weekdays=frozenset(range(5))))
REST = "What will you do until next time? (plan)\nIs anything in your way? (blocker)"


async def reworded(office: Office, *texts: str) -> None:
    """Ana writes other questions, one text after another."""
    for text in texts:
        await office.ana.types("/standup edit 1", "launch")
        form = await office.ana.form("Edit S-1")
        form.fill("Questions", text)
        assert "Saved" in (await office.submits(office.ana, form)).text


async def past(office: Office, nth: int = 0) -> str:
    """One of the rounds of before, the newest first."""
    seen = await answer(await office.ana.types("/standup history 1", "launch"))
    return (await office.presses(office.ana, "Open", on=seen, nth=nth)).text


async def test_a_form_that_is_open_while_questions_are_reworded_loses_nothing(office: Office) -> None:
    cards = await begins(office, cadence=DAILY)
    await office.ben.clicks("Answer", on=cards["ben"])
    form = await office.ben.form("Daily")
    await reworded(office, f"What have you shipped? (done)\n{REST}", "How is the weather?")
    form.fill(LABELS["done"], "The beta")
    await office.submits(office.ben, form)
    await office.settled()
    assert "What did you finish?\n• The beta" in posts(office)[1]
    assert "• The beta" in office.ben.reads(cards["ben"]).text


async def test_an_answer_of_before_stays_readable_and_outlives_an_edit(office: Office) -> None:
    cards = await begins(office, cadence=DAILY)
    await answers(office, office.ben, cards["ben"], done="The login", plan="The beta")
    await reworded(office, "How is the weather?")
    assert "What did you finish? The login" in await past(office)
    await office.ben.clicks("Edit", on=office.ben.reads(cards["ben"]))
    form = await office.ben.form("Daily")
    form.fill(LABELS["plan"], "The docs")
    await office.submits(office.ben, form)
    await office.settled()
    assert "• The login" in posts(office)[1]
    assert [entry.answers for entry in await office.rows(Entry) if entry.answers] == [
        {"q1": ["The login"], "q2": ["The docs"]}
    ]


async def test_the_next_round_asks_the_new_questions_and_knows_the_last_plan(office: Office) -> None:
    cards = await begins(office, cadence=DAILY)
    await answers(office, office.cleo, cards["cleo"], done="The login", plan="The beta")
    await reworded(office, f"What have you shipped? (done)\nWhat comes now? (plan)\n{REST.splitlines()[1]}")
    await office.later(days=1)
    card = next(seen for seen in reversed(office.cleo.everything()) if "Time for Daily" in seen.text)
    await office.presses(office.cleo, "Same as planned", on=card)
    await office.settled()
    assert "What have you shipped?\n• The beta" in posts(office)[-1]


async def test_words_never_come_to_stand_under_a_question_that_nobody_was_asked(office: Office) -> None:
    cards = await begins(office, cadence=DAILY)
    await answers(office, office.ben, cards["ben"], done="Called in sick")
    await office.cleo.clicks("Answer", on=await asked(office.cleo))
    form = await office.cleo.form("Daily")
    await reworded(office, REST, f"Who should be praised?\n{REST}")
    [row] = await office.rows(Standup)
    assert row.asks[0].id != "q1"
    form.fill(LABELS["done"], "Nothing, Ana is a pain")
    await office.submits(office.cleo, form)
    await office.settled()
    assert "praised" not in "".join(posts(office))
    assert "What did you finish? Called in sick" in await past(office)
