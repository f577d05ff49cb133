"""Ways to answer a standup, and what comes of it: lines, drafts, kinds of questions, blockers, tasks, places."""

import pytest

from bot.rules.standups import Question
from playground.people import Seen
from storage.blockers import Blocker
from storage.outbox import Message
from storage.rounds import Entry
from storage.standups import Standup
from storage.tasks import Task
from tests.handlers.test_rounds import answer_line, answers, asked, begins, entry_of, later, posts
from tests.stories.office import Office, answer
from tests.stories.standup import opens, standup


async def test_a_blocker_in_an_answer_that_names_nobody_says_that_nobody_was_asked_and_who_can_be(
    office: Office,
) -> None:
    cards = await begins(office)
    seen = await answers(office, office.ana, cards["ana"], blocked="legal has not signed, ben knows")
    assert "I raised B-1.\nNobody was asked. Who can clear B-1? Press Reassign." in seen.text
    assert seen.buttons == ("Edit", "Undo", "Reassign")
    await office.presses(office.ana, "Reassign", on=seen)
    form = await office.ana.form("Reassign B-1")
    form.fill("Who can clear it?", office.ben.id)
    await office.submits(office.ana, form)
    await office.ben.sees("asks for your help")


async def test_a_line_answers_every_question(office: Office) -> None:
    await begins(office)
    said = await answer_line(office, office.ana, "done: the login; R&D plan: ship the beta blocked: no access @ben")
    assert "Your answers are in #launch." in said
    assert "I raised B-1" in said
    await office.settled()
    entry = posts(office)[1]
    for words in ("• the login", "• R&D", "• ship the beta", "no access", "@ben", "B-1"):
        assert words in entry
    assert "no access" in (await office.ben.sees("asks for your help")).text


async def test_words_in_the_dm_are_an_answer_and_a_later_line_adds_to_it(office: Office) -> None:
    await begins(office)
    heard = await office.hears(office.ana, "Y: the login\nT: the beta\nB: none")
    [seen] = [each for each in heard if "Thank" in each.text]
    assert "Your answers are in #launch." in seen.text
    assert await office.rows(Blocker) == []
    assert "Changed." in await answer_line(office, office.ana, "today: the notes")
    entry = await entry_of(office, office.ana)
    assert entry.answers == {"q1": ["the login"], "q2": ["the notes"], "q3": "none"}


async def test_with_two_standups_open_we_ask_which_and_keep_the_words(office: Office) -> None:
    await opens(office, await standup(office), ana="mandatory")
    await opens(office, await standup(office, name="Design"), ana="mandatory")
    seen = await answer(await office.ana.types("/beat standup done: the logo", "launch"))
    assert "Which standup is this for?" in seen.text
    assert seen.buttons == ("This one", "This one")
    await office.presses(office.ana, "This one", on=seen, nth=1)
    await office.settled()
    assert [entry.status for entry in await office.rows(Entry)] == ["waiting", "answered"]


async def test_a_line_without_parts_says_how_to_write_one(office: Office) -> None:
    await begins(office)
    seen = await office.ana.types("/beat standup I fixed the login", "launch")
    assert seen is not None
    assert "I don't see which part is which." in seen.text


async def test_a_line_that_leaves_a_question_open_is_kept_and_the_form_holds_it(office: Office) -> None:
    questions = (
        Question("q1", "What did you finish?", role="done"),
        Question("q2", "How sure are you?", kind="number", required=True),
    )
    await begins(office, questions=questions)
    seen = await answer(await office.ana.types("/beat standup done: the login", "launch"))
    assert "I've kept what you said." in seen.text
    assert "How sure are you?" in seen.text
    await office.ana.clicks("Answer", on=seen)
    form = await office.ana.form("Daily")
    assert form.values["What did you finish?"] == "the login"
    form.fill("How sure are you?", "7")
    assert "Thank you." in (await office.submits(office.ana, form)).text


async def test_what_is_half_typed_outlives_the_form(office: Office) -> None:
    cards = await begins(office)
    await office.ana.clicks("Answer", on=cards["ana"])
    form = await office.ana.form("Daily")
    for words in ("The lo", "The login"):
        await office.ana.selects("What did you finish?", words, on=form)
    await form.close()
    await office.settled()
    await office.ana.clicks("Answer", on=cards["ana"])
    again = await office.ana.form("Daily")
    assert again.values["What did you finish?"] == "The login"
    again.fill("What did you finish?", "The login, all of it")
    await office.submits(office.ana, again)
    assert (await entry_of(office, office.ana)).draft == {}


async def test_a_form_closed_without_a_word_from_slack_still_keeps_what_it_says(office: Office) -> None:
    cards = await begins(office)
    await office.ana.clicks("Answer", on=cards["ana"])
    form = await office.ana.form("Daily")
    form.fill("What did you finish?", "The login")
    await form.close()
    await office.ana.clicks("Answer", on=cards["ana"])
    assert (await office.ana.form("Daily")).values["What did you finish?"] == "The login"


MANY = (
    Question("q1", "How is it going?", kind="mood", role="mood", required=True),
    Question("q2", "Where do you work?", kind="choice", choices=("Home", "Office")),
    Question("q3", "Are you blocked?", kind="yes_no", role="blocker"),
    Question("q4", "How many reviews?", kind="number"),
    Question("q5", "What would help?", required=True, only_if="q3"),
)


async def test_every_kind_of_question_can_be_asked_and_is_shown_in_words(office: Office) -> None:
    await office.ana.types("/task add Ship the beta", "launch")
    await begins(office, questions=MANY)
    await office.ana.clicks("Answer", on=await asked(office.ana))
    form = await office.ana.form("Daily")
    form.pick("How is it going?", "🙂 Good")
    form.pick("Where do you work?", "Home")
    form.pick("Are you blocked?", "Yes")
    form.fill("If so: what is in your way?", "No test data")
    form.pick("Who can clear it?", "@ben")
    form.pick("What does it hold up?", "T-1 Ship the beta")
    form.fill("Since when?", "2026-11-19")
    form.fill("How many reviews?", "3")
    refused = await form.submit()
    assert refused.errors == {"q5": "This question needs an answer."}
    form.fill("What would help?", "A dump")
    assert "I raised B-1" in (await office.submits(office.ana, form)).text
    await office.settled()
    said = posts(office)[1]
    for words in ("🙂 Good", "Home", "Yes", "No test data", "@ben", "holds up T-1", "since Thu 19 Nov", "3", "A dump"):
        assert words in said
    [blocker] = await office.rows(Blocker)
    assert (blocker.what, blocker.unblocker_id, blocker.task_numbers) == ("No test data", office.ben.id, ("1",))
    assert (blocker.note, str(blocker.stuck_since)) == ("Said in Daily, Mon 23 Nov.", "2026-11-19")
    assert [task.status for task in await office.rows(Task)] == ["blocked"]


async def test_what_is_asked_only_after_a_yes_is_not_asked_after_a_no(office: Office) -> None:
    await begins(office, questions=MANY)
    await office.ana.clicks("Answer", on=await asked(office.ana))
    form = await office.ana.form("Daily")
    form.pick("How is it going?", "😐 Okay")
    form.pick("Are you blocked?", "No")
    assert "Thank you." in (await office.submits(office.ana, form)).text
    assert await office.rows(Blocker) == []


async def test_editing_a_blocker_answer_is_news_about_the_same_blocker(office: Office) -> None:
    cards = await begins(office)
    seen = await answers(office, office.ana, cards["ana"], blocked="No access")
    assert "I raised B-1" in seen.text
    for words in ("No access to staging", "No access to staging"):
        await office.ana.clicks("Edit", on=office.ana.reads(cards["ana"]))
        form = await office.ana.form("Daily")
        form.fill("Is anything in your way?", words)
        await office.submits(office.ana, form)
        await office.settled()
    [blocker] = await office.rows(Blocker)
    assert blocker.note == "No access to staging"


async def edits(office: Office, card: Seen, blocked: str) -> Seen:
    await office.ana.clicks("Edit", on=office.ana.reads(card))
    form = await office.ana.form("Daily")
    form.fill("Is anything in your way?", blocked)
    seen = await office.submits(office.ana, form)
    await office.settled()
    return seen


@pytest.mark.parametrize("ended", ["resolve", "not"])
async def test_once_it_is_over_another_obstacle_in_an_edited_answer_is_a_new_blocker(
    office: Office, ended: str
) -> None:
    cards = await begins(office)
    await answers(office, office.ana, cards["ana"], blocked="No access")
    await office.ana.types(f"/blocker {ended} 1", "launch")
    assert "I raised" not in (await edits(office, cards["ana"], "No access")).text
    assert "I raised B-2." in (await edits(office, cards["ana"], "The laptop is broken")).text
    first, second = await office.rows(Blocker)
    assert (first.what, first.note, first.is_over) == ("No access", "Said in Daily, Mon 23 Nov.", True)
    assert (second.what, second.status) == ("The laptop is broken", "raised")


async def test_an_answer_is_taken_though_its_blocker_was_undone(office: Office) -> None:
    cards = await begins(office)
    await answers(office, office.ana, cards["ana"], blocked="No access")

    def undone(session: object) -> None:
        session.get(Blocker, (office.slack.core.workspace.team_id, 1)).removed_at = office.clock.moment()  # type: ignore[attr-defined]

    await office.bot.bot.db.write(undone)
    assert "Changed." in (await edits(office, cards["ana"], "No access to staging")).text


async def test_whom_a_blocker_comes_from_is_not_said_to_have_written_what_we_did(office: Office) -> None:
    await begins(office)
    await answer_line(office, office.ben, "done: the logo blocked: no access @cleo")
    await office.settled()
    told = (await office.cleo.sees("asks for your help")).text
    assert "Said in Daily, Mon 23 Nov." in told
    assert "Update from" not in told
    await office.ben.types("/blocker update 1 Still none", "launch")
    await office.settled()
    assert "Update from @ben: Still none" in (await answer(await office.ana.types("/blocker show 1", "launch"))).text


async def test_since_when_it_is_in_the_way_is_its_age_and_not_its_name(office: Office) -> None:
    await begins(office)
    await answer_line(office, office.ana, "done: the login, blocked: no access to staging @ben since thursday")
    [blocker] = await office.rows(Blocker)
    assert (blocker.what, str(blocker.stuck_since)) == ("no access to staging", "2026-11-19")
    assert blocker.unblocker_id == office.ben.id
    assert "2 working days" in (await answer(await office.ana.types("/blocker show 1", "launch"))).text
    [entry] = [each for each in await office.rows(Entry) if each.answered]
    assert entry.answers["q1"] == ["the login"]


async def test_taking_an_answer_back_takes_its_blocker_back(office: Office) -> None:
    cards = await begins(office)
    seen = await answers(office, office.ana, cards["ana"], blocked="No access")
    await office.presses(office.ana, "Undo", on=seen)
    [blocker] = await office.rows(Blocker)
    assert blocker.removed_at is not None


async def test_a_line_of_the_plan_becomes_a_task_with_one_click(office: Office) -> None:
    cards = await begins(office)
    await answers(office, office.ana, cards["ana"], plan="Ship the beta\nWrite the notes")
    card = office.ana.reads(cards["ana"])
    await office.ana.selects("Make it a task…", "Ship the beta", on=card)
    await office.ana.sees("Added T-1 Ship the beta")
    await office.ana.selects("Make it a task…", "Ship the beta", on=card)
    await office.ana.sees("That is T-1 already.")
    await office.settled()
    [task] = await office.rows(Task)
    assert (task.owner_id, task.channel_id) == (office.ana.id, office.launch.id)
    assert "“Ship the beta” is T-1 now." in office.ana.reads(cards["ana"]).text


async def test_a_digest_comes_at_the_deadline_with_all_answers_and_takes_late_ones(office: Office) -> None:
    cards = await begins(office, posting="digest")
    seen = await answers(office, office.ana, cards["ana"], done="The login")
    assert "Your answers will be in #launch at the deadline." in seen.text
    await answers(office, office.ben, cards["ben"], done="The logo")
    assert posts(office) == []
    await later(office, hours=3, minutes=1)
    [digest] = posts(office)
    for words in ("2 of 3 answered", "• The login", "• The logo", "Not answered yet: Cleo"):
        assert words in digest
    await answers(office, office.cleo, cards["cleo"], done="The legal text")
    [digest] = posts(office)
    assert "Cleo (late)" in digest
    assert "• The legal text" in digest


async def test_each_answer_may_be_a_message_of_its_own(office: Office) -> None:
    cards = await begins(office, posting="each")
    await answers(office, office.ana, cards["ana"], done="The login")
    [said] = office.cleo.everything("launch")
    assert said.message is not None
    assert "thread_ts" not in said.message
    await later(office, hours=3, minutes=1)
    assert "1 of 3 answered" in posts(office)[-1]


async def test_answers_for_those_who_run_it_go_to_their_dms_only(office: Office) -> None:
    number = await standup(office, posting="dm")
    await opens(office, number, ben="mandatory", cleo="observer")
    await answers(office, office.ben, await asked(office.ben), done="The logo")
    assert posts(office) == []
    for reader in (office.ana, office.cleo):
        assert "• The logo" in (await reader.sees("• The logo")).text
    await later(office, hours=3, minutes=1)
    assert "1 of 1 answered" in (await office.cleo.sees("Answered: Ben")).text


async def test_a_thread_waits_for_its_first_message_and_gives_up_with_it(office: Office) -> None:
    office.may_be_refused |= {"chat.postMessage", "conversations.info"}
    cards = await begins(office, channel_id="C0NOWHERE")
    await answers(office, office.ben, cards["ben"], done="The logo")
    states = {row.purpose: (row.state, row.reason) for row in await office.rows(Message)}
    assert states["rounds.day"] == ("failed", "channel_not_found")
    assert states["rounds.entry"] == ("skipped", "the message it answers was not posted")
    assert "I couldn't post" in (await office.ana.sees("I couldn't post")).text


async def edited(office: Office, label: str, choice: str) -> Seen:
    """Ana changes S-1 in its form."""
    await office.ana.types("/standup edit 1", "launch")
    form = await office.ana.form("Edit S-1")
    form.pick(label, choice)
    return await office.submits(office.ana, form)


CHANGES = [("Channel", "#lounge"), ("Where the answers go", "Each answer by itself, in the channel"),
           ("Where the answers go", "In one message, when time is up")]  # fmt: skip


@pytest.mark.parametrize(("label", "choice"), CHANGES)
async def test_a_round_goes_on_where_it_began_whatever_is_changed_meanwhile(
    office: Office, label: str, choice: str
) -> None:
    office.slack.add_channel("lounge", members=[office.ana, office.ben, office.cleo])
    await office.ana.types("/standup new Daily at 9:30 every weekday", "launch")
    await office.ana.types("/standup run 1", "launch")
    await office.settled()
    await answers(office, office.ana, await asked(office.ana), done="The login", blocked="No access")
    await edited(office, label, choice)
    await answers(office, office.ben, await asked(office.ben), done="The logo", blocked="No paint")
    await later(office, hours=3, minutes=1)
    day, *said = sorted(office.cleo.everything("launch"), key=lambda seen: seen.ts)
    assert "2 of 3 answered" in day.text
    assert ["The login" in said[0].text, "The logo" in said[1].text, len(said)] == [True, True, 2]
    assert {each.message and each.message["thread_ts"] for each in said} == {day.ts}
    assert {blocker.channel_id for blocker in await office.rows(Blocker)} == {office.launch.id}
    assert office.cleo.everything("lounge") == []


async def test_the_next_round_is_posted_where_the_standup_was_moved_to(office: Office) -> None:
    office.slack.add_channel("lounge", members=[office.ana, office.ben, office.cleo])
    await office.ana.types("/standup new Daily at 9:30 every day in Europe/Berlin", "launch")
    await edited(office, "Channel", "#lounge")
    await later(office, hours=23, minutes=31)
    await answers(office, office.ana, await asked(office.ana), plan="Ship the beta")
    assert posts(office) == []
    assert ["Daily" in each.text for each in office.cleo.everything("lounge")] == [True, False]


@pytest.mark.parametrize("posting", ["dm", "private"])
async def test_what_was_answered_in_confidence_is_not_opened_up_by_an_edit(office: Office, posting: str) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    words = "/standup new Daily at 9:30 every day"
    await office.ana.types(*((f"{words} @ben", None) if posting == "dm" else (words, "board")))
    await office.ana.types("/standup edit 1", "launch")
    form = await office.ana.form("Edit S-1")
    form.pick("Channel", "#launch")
    refused = await form.submit()
    assert "Set up a new standup" in str(refused.errors)
    if posting == "dm":
        form.pick("Where the answers go", "In one thread a day")
        assert "Set up a new standup" in str((await form.submit()).errors)
    [row] = await office.rows(Standup)
    assert (row.channel_kind, row.channel_id == office.launch.id) == (posting, False)


@pytest.mark.parametrize("words", ["<!channel>", "a & <b>"])
async def test_what_is_answered_stays_words(office: Office, words: str) -> None:
    cards = await begins(office)
    await answers(office, office.ana, cards["ana"], done=words)
    said: Seen = await office.cleo.sees("What did you finish?")
    assert f"• {words}" in said.text


async def test_words_in_the_dm_that_are_no_command_may_be_an_answer(office: Office) -> None:
    await begins(office)
    [asked_back] = await office.hears(office.ana, "Mostly the login, a bit tired")
    assert "Is this your answer to Daily · #launch · by 13:00?" in asked_back.text.replace("\n", " ")
    assert "“Mostly the login, a bit tired”" in asked_back.text
    await office.presses(office.ana, "Use as my answer", on=asked_back)
    await office.settled()
    assert "• Mostly the login, a bit tired" in posts(office)[1]
    entry = await entry_of(office, office.ana)
    assert (entry.status, entry.answers) == ("answered", {"q1": ["Mostly the login, a bit tired"]})


async def test_words_that_were_no_answer_are_left_alone(office: Office) -> None:
    await begins(office)
    [asked_back] = await office.hears(office.ana, "Buy some milk")
    await office.presses(office.ana, "No", on=asked_back)
    left = await office.ana.sees("Then I leave it.")
    await office.presses(office.ana, "Make it a task", on=left)
    assert [task.title for task in await office.rows(Task)] == ["Buy some milk"]
    assert (await entry_of(office, office.ana)).status == "waiting"


async def test_whoever_has_answered_or_was_not_asked_is_told_what_i_understand(office: Office) -> None:
    [lost] = await office.hears(office.ana, "Mostly the login, a bit tired")
    assert "I don't know “Mostly” here." in lost.text
    await begins(office)
    await answer_line(office, office.ana, "done: the login")
    heard = await office.hears(office.ana, "Mostly the login, a bit tired")
    assert "I don't know “Mostly” here." in heard[-1].text


async def test_of_two_standups_of_one_name_one_is_told_by_channel_and_hour(office: Office) -> None:
    lounge = office.slack.add_channel("lounge", members=[office.ana, office.ben])
    await opens(office, await standup(office))
    await opens(office, await standup(office, channel_id=lounge.id), ana="mandatory")
    which = await office.ana.types("/standup done: the login", "launch")
    assert which is not None
    assert "Daily · #launch · by 13:00" in which.text
    assert "Daily · #lounge · by 13:00" in which.text
    assert (
        "Thank you. Your answers are in #lounge."
        in (await office.presses(office.ana, "This one", on=which, nth=1)).text
    )


async def test_another_obstacle_for_somebody_else_is_asked_of_them_and_said_alike_everywhere(office: Office) -> None:
    await begins(office)
    await answer_line(office, office.cleo, "done: the logo blocked: no key @ben")
    await office.settled()
    said = await answer_line(office, office.cleo, "done: the logo blocked: no door @ana")
    assert "B-1 has it as an update. It is with @ana now." in said
    await office.settled()
    shown = (await answer(await office.ben.types("/blocker show 1", "launch"))).text
    assert "can be cleared by @ana" in shown
    assert "Update from @cleo: no door" in shown
    assert "B-1" in (await office.ana.sees("asks for your help")).text
    await office.ben.sees("is with somebody else now")
    [blocker] = await office.rows(Blocker)
    assert blocker.unblocker_id == office.ana.id


async def test_an_edit_that_names_nobody_else_leaves_it_with_whoever_has_it_by_now(office: Office) -> None:
    await begins(office)
    await answer_line(office, office.cleo, "done: the logo blocked: no key @ben")
    await answer(await office.ben.types("/blocker reassign 1 @ana", "launch"))
    await answer_line(office, office.cleo, "done: the logo blocked: still no key @ben")
    [blocker] = await office.rows(Blocker)
    assert (blocker.unblocker_id, blocker.note) == (office.ana.id, "still no key")
