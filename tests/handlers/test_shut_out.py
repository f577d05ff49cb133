"""We are taken out of a channel while a round or a report is to be posted there, and come back: nothing is lost."""

from playground.people import Seen
from storage.outbox import Message
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


async def unposted_report(office: Office) -> Seen:
    """A report is published while we are out; what its owner hears once we are back."""
    await answer(await office.ana.types("/task add Ship the beta", "launch"))
    await answer(await office.ana.types("/beat report every monday at 17:00", "launch"))
    await goes(office)
    await office.later(hours=9)
    assert "Nothing to do" not in "".join(seen.text for seen in office.ana.everything())
    await answer(await office.ana.types("/task add Something new", "launch"))
    await comes(office)
    assert reports(office) == []
    return await office.ana.sees("couldn't post the report")


def reports(office: Office) -> list[Seen]:
    return [each for each in said(office) if each.text.startswith("Status #")]


async def test_a_report_that_could_not_be_posted_is_posted_by_a_button_once(office: Office) -> None:
    news = await unposted_report(office)
    assert news.buttons[0] == "Post it now"
    assert "I'm posting #1" in (await office.presses(office.ana, "Post it now", on=news)).text
    await office.later(minutes=1)
    [post] = reports(office)
    assert "1 open" in post.text
    assert "late" not in post.text.splitlines()[0]
    assert "posted already" in (await office.presses(office.ana, "Post it now", on=news)).text
    await office.later(minutes=1)
    assert len(reports(office)) == 1


async def test_publish_posts_the_report_that_is_not_there_yet_as_it_was(office: Office) -> None:
    await unposted_report(office)
    seen = await answer(await office.ana.types("/beat report publish", "launch"))
    assert "I'm posting #1" in seen.text
    await office.later(minutes=1)
    [post] = reports(office)
    details = [row for row in await office.rows(Message) if row.purpose == "status.detail"]
    assert {row.state for row in details} == {"sent"}
    threads = {each.message.get("thread_ts") for each in said(office) if each.message} - {None}
    assert threads == {post.ts}
    again = await answer(await office.ana.types("/beat report publish", "launch"))
    assert "is published as #1" in again.text


async def test_a_report_still_shut_out_says_so_again(office: Office) -> None:
    news = await unposted_report(office)
    await goes(office)
    await office.presses(office.ana, "Post it now", on=news)
    await office.later(minutes=1)
    assert sum("couldn't post the report" in seen.text for seen in office.ana.everything()) == 2


async def test_the_draft_of_a_report_that_was_not_posted_does_not_say_that_it_was(office: Office) -> None:
    news = await unposted_report(office)
    card = await office.ana.sees("ready as #1, but I couldn't post it in #launch, so nobody has seen it.")
    assert not any("is published as #1" in seen.text for seen in office.ana.everything())
    await office.presses(office.ana, "Post it now", on=news)
    await office.later(minutes=1)
    assert "The report of #launch is published as #1." in office.ana.reads(card).text
