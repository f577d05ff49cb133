"""We are taken out of a channel while a round or a report is to be posted there, and come back: nothing is lost."""

from playground.people import Seen
from tests.handlers.test_rounds import answers, asked, posts
from tests.stories.office import Office, answer


async def opened(office: Office) -> None:
    await answer(await office.ana.types("/standup new Daily at 9:30 every weekday", "launch"))
    await answer(await office.ana.types("/standup run 1", "launch"))
    await office.settled()


async def goes(office: Office) -> None:
    """We are taken out of #launch."""
    office.may_be_refused |= {"chat.postMessage"}
    workspace = office.slack.core.workspace
    office.slack.core.timeline.leave(office.launch, workspace.people[workspace.app.bot_user_id])
    await office.settled()


async def comes(office: Office) -> None:
    """We are let in again."""
    workspace = office.slack.core.workspace
    office.slack.core.timeline.join(office.launch, workspace.people[workspace.app.bot_user_id])
    await office.settled()
    await office.later(minutes=1)


def said(office: Office) -> list[Seen]:
    seen = [each for each in office.cleo.everything("launch") if not each.is_ephemeral]
    return sorted(seen, key=lambda each: each.ts)


async def test_answers_given_meanwhile_are_posted_when_we_are_back(office: Office) -> None:
    await opened(office)
    await goes(office)
    for person, words in ((office.ben, "The logo"), (office.cleo, "The beta")):
        heard = await answers(office, person, await asked(person), done=words)
        assert "I'm not in #launch just now: your answers are kept" in heard.text
    assert not any("answered" in text for text in posts(office))
    await comes(office)
    day, *given = [each for each in said(office) if "Daily" in each.text or "The " in each.text]
    assert "2 of 3 answered" in day.text
    assert sorted(name for name in ("The logo", "The beta") for each in given if name in each.text) == [
        "The beta", "The logo",
    ]  # fmt: skip
    assert {each.message and each.message["thread_ts"] for each in given} == {day.ts}
    heard = await answers(office, office.ana, await asked(office.ana), done="The login")
    assert "Your answers are in #launch." in heard.text


async def test_an_answer_before_we_went_keeps_its_thread(office: Office) -> None:
    await opened(office)
    await answers(office, office.ana, await asked(office.ana), done="The login")
    await goes(office)
    await answers(office, office.ben, await asked(office.ben), done="The logo")
    await comes(office)
    day, *given = [each for each in said(office) if "Daily" in each.text or "The lo" in each.text]
    assert "2 of 3 answered" in day.text
    assert ["The login" in given[0].text, "The logo" in given[1].text, len(given)] == [True, True, 2]
    assert {each.message and each.message["thread_ts"] for each in given} == {day.ts}
