"""The weekly card: how much somebody was sent, and how to get less of it."""

from playground.people import Actor, Seen
from tests.stories.office import Office, answer


def _cards(reader: Actor) -> list[Seen]:
    return [seen for seen in reader.everything() if "this week" in seen.text and not seen.is_ephemeral]


async def _busy_week(office: Office, count: int = 6) -> None:
    for number in range(count):
        await office.ben.types(f"/task add Piece {number} @cleo", "launch")
    # To Friday afternoon in Berlin.
    await office.later(days=4, hours=4, minutes=59)
    await office.later(minutes=2)


async def test_on_friday_afternoon_a_card_says_how_much_came_and_of_what(office: Office) -> None:
    await _busy_week(office)
    [card] = _cards(office.cleo)
    assert office.clock.moment().weekday() == 4
    assert "I sent you 6 messages this week: 6 new tasks." in card.text
    assert card.buttons == ("Tune me", "What I muted", "Don't send this card")
    assert _cards(office.ben) == []


async def test_a_quiet_week_has_no_card(office: Office) -> None:
    await _busy_week(office, 5)
    assert _cards(office.cleo) == []


async def test_whoever_does_not_want_the_card_gets_it_no_more(office: Office) -> None:
    await _busy_week(office)
    [card] = _cards(office.cleo)
    said = await office.presses(office.cleo, "Don't send this card", on=card)
    assert "Muted: a card that counts what I sent you" in said.text
    await office.later(days=2)
    await _busy_week(office)
    assert len(_cards(office.cleo)) == 1


async def test_tune_me_opens_everything_one_can_wish_in_one_form(office: Office) -> None:
    await _busy_week(office)
    await office.cleo.clicks("Tune me", on=_cards(office.cleo)[0])
    form = await office.cleo.form("Your settings")
    form.fill("Quiet hours begin", "19:00")
    outcome = await form.submit()
    assert form.errors == {"Quiet hours end": "When do they end? Or empty both for none."}, outcome
    form.fill("Quiet hours end", "08:00")
    form.pick("Messages that can wait", "3 a day")
    form.pick("When I wait for your answer, ask again", "never")
    form.pick("Don't send me", "Task due soon")
    said = await office.submits(office.cleo, form)
    assert "Quiet hours: 19:00-08:00" in said.text
    assert "At most 3 messages a day" in said.text
    assert "I don't ask again" in said.text
    mutes = await answer(await office.cleo.types("/beat mutes", "launch"))
    assert "a word an hour ahead" in mutes.text
