"""Share to channel: one card for everybody, kept up to date."""

from playground.people import Seen
from storage.outbox import Message
from tests.stories.office import Office, answer


async def test_a_shared_task_stands_in_the_channel_with_its_buttons(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it @ben", "launch"))
    assert "Sharing T-1 Ship it to #launch." in (await office.presses(office.ana, "Share to channel", on=seen)).text
    card = await office.cleo.sees("T-1 Ship it", channel="launch")
    assert not card.is_ephemeral
    assert card.buttons[:2] == ("Done", "Edit")


async def test_the_card_follows_every_change(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    card = await office.cleo.sees("T-1 Ship it", channel="launch")
    await office.settled()
    await office.ana.types("/task due 1 2026-12-01", "launch")
    await office.settled()
    assert "due Tue 1 Dec" in office.cleo.reads(card).text
    await office.presses(office.cleo, "Done", on=office.cleo.reads(card))
    await office.settled()
    assert "Reopen" in office.cleo.reads(card).buttons


async def test_pressing_a_button_on_a_shared_card_does_not_replace_it(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    card = await office.cleo.sees("T-1 Ship it", channel="launch")
    said = await office.presses(office.cleo, "Done", on=card)
    assert said.is_ephemeral
    assert "Only you can see this." not in office.ben.reads(card).text


async def test_a_shared_task_that_is_taken_back_says_so(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    again = await answer(await office.ana.types("/task start 1", "launch"))
    await office.presses(office.ana, "Share to channel", on=again)
    card = await office.cleo.sees("T-1 Ship it", channel="launch")
    await office.settled()
    told = await office.presses(office.ana, "Undo", on=seen)
    assert "Nothing changed" in told.text
    assert "T-1 Ship it" in office.cleo.reads(card).text


async def test_where_the_bot_is_not_the_sharer_is_told_what_to_do(office: Office) -> None:
    office.slack.add_channel("elsewhere", members=[office.ana], bot=False)
    office.may_be_refused.add("chat.postMessage")
    seen = await answer(await office.ana.types("/task add Ship it", "elsewhere"))
    await office.presses(office.ana, "Share to channel", on=seen)
    told = await office.ana.sees("invite", channel=None)
    assert "#elsewhere" in told.text
    assert "T-1" in told.text
    await office.settled()
    assert {row.purpose: row.state for row in await office.rows(Message)} == {
        "tasks.shared": "failed",
        "undelivered": "sent",
    }


async def test_a_dm_is_no_channel_to_share_to(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it"))
    if "Share to channel" in seen.buttons:
        assert "no channel here" in (await office.presses(office.ana, "Share to channel", on=seen)).text
    assert await office.rows(Message) == []


async def test_a_shared_blocker_follows_too(office: Office) -> None:
    seen = await answer(await office.ana.types("/blocker raise No access @ben", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    card = await office.cleo.sees("B-1 No access", channel="launch")
    await office.settled()
    await office.ben.types("/blocker resolve 1", "launch")
    await office.settled()
    assert "resolved by @ben" in office.cleo.reads(card).text


async def shares_from_board(office: Office, words: str) -> Seen:
    """Ana makes something in the private #board, and shares it to #launch; the card there, as Cleo reads it."""
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await answer(await office.ana.types(words, "board"))
    noun = words.split(maxsplit=1)[0]
    seen = await answer(await office.ana.types(f"{noun} {'edit 1 Sell it' if noun == '/task' else 'ack 1'}", "launch"))
    told = await office.presses(office.ana, "Share to channel", on=seen)
    assert "all there read it as it is now, and later only its status changes there." in told.text
    await office.settled()
    return await office.cleo.sees("-1 Sell", channel="launch")


async def test_a_private_task_shared_elsewhere_keeps_the_words_that_were_shared(office: Office) -> None:
    card = await shares_from_board(office, "/task add Sell @ben friday")
    for words in ("edit 1 Sell to Evil for 3M", "due 1 2026-12-01", "assign 1 @ana", "start 1"):
        await answer(await office.ana.types(f"/task {words}", "board"))
        await office.settled()
    assert office.cleo.reads(card).text.splitlines()[:2] == ["T-1 Sell it", "@ben · due Fri 27 Nov"]
    assert "in progress" in office.cleo.reads(card).text
    await answer(await office.ana.types("/task done 1", "board"))
    await office.settled()
    assert "done by @ana" in office.cleo.reads(card).text


async def test_a_private_blocker_shared_elsewhere_keeps_the_words_that_were_shared(office: Office) -> None:
    card = await shares_from_board(office, "/blocker raise Sell: no buyer @ben")
    await answer(await office.ana.types("/blocker update 1 Evil offers 3M", "board"))
    await answer(await office.ben.types("/blocker resolve 1 Evil took it", "board"))
    await office.settled()
    assert "Evil" not in office.cleo.reads(card).text
    assert "resolved by @ben" in office.cleo.reads(card).text


async def test_a_card_elsewhere_stays_as_it_is_once_its_channel_is_made_private(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben])
    await answer(await office.ana.types("/task add Sell", "board"))
    seen = await answer(await office.ana.types("/task start 1", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    card = await office.cleo.sees("T-1 Sell", channel="launch")
    await office.settled()
    board = office.slack.core.workspace.channel_called("board")
    assert board is not None
    board.kind = "private"
    await office.passes(minutes=11)
    await answer(await office.ana.types("/task edit 1 Sell to Evil for 3M", "board"))
    await office.settled()
    assert office.cleo.reads(card).text.splitlines()[0] == "T-1 Sell"


async def test_what_was_shared_is_deleted_by_undo_and_the_history_tells_both(office: Office) -> None:
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    said = await office.presses(office.ana, "Share to channel", on=seen)
    await office.settled()
    undone = await office.presses(office.ana, "Undo", on=said)
    assert "Undone: I'm deleting what you shared of this task in #launch." in undone.text
    await office.settled()
    assert not [each for each in office.cleo.everything() if "Ship it" in each.text]
    rows = {row.purpose: (row.state, row.reason) for row in await office.rows(Message)}
    assert rows == {"tasks.shared": ("skipped", "it was taken back"), "withdraw": ("sent", "")}
    told = (await answer(await office.ana.types("/task history 1", "launch"))).text
    assert [line.partition(" ·")[0] for line in told.splitlines()[1:4]] == ["Undone", "Shared in a channel", "Added"]
    await office.ana.types("/task done 1", "launch")
    await office.settled()
    assert {row.state for row in await office.rows(Message) if row.purpose == "update"} == set()


async def test_what_is_shared_in_a_channel_is_not_posted_there_again_until_it_was_taken_back(office: Office) -> None:
    first = await answer(await office.ana.types("/task add Ship it", "launch"))
    second = await answer(await office.ana.types("/task start 1", "launch"))
    third = await answer(await office.ana.types("/task edit 1 Ship it now", "launch"))
    await office.presses(office.ana, "Share to channel", on=first)
    await office.settled()
    told = (await office.presses(office.ana, "Share to channel", on=second)).text
    assert "T-1 Ship it now is shared there already: look in #launch at" in told
    assert [row.state for row in await office.rows(Message) if row.purpose == "tasks.shared"] == ["sent"]
    await office.ana.types("/beat undo", "launch")
    await office.settled()
    assert "Sharing T-1" in (await office.presses(office.ana, "Share to channel", on=third)).text


async def test_sharing_is_undone_by_word_also_when_slack_loses_the_reply_to_the_deletion(office: Office) -> None:
    office.may_be_refused = {"chat.delete"}
    seen = await answer(await office.ana.types("/blocker raise No access @ben", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    await office.settled()
    office.slack.faults.drop_reply("chat.delete")
    assert "I'm deleting what you shared" in (await answer(await office.ana.types("/beat undo", "launch"))).text
    await office.later(minutes=1)
    await office.settled()
    [gone] = [row for row in await office.rows(Message) if row.purpose == "withdraw"]
    assert (gone.state, gone.attempt) == ("sent", 2)
    assert not [each for each in office.cleo.everything() if "No access" in each.text]
    assert "B-1 No access is gone" in (await answer(await office.ana.types("/beat undo", "launch"))).text


async def test_what_is_taken_back_before_it_was_sent_is_never_posted(office: Office) -> None:
    office.may_be_refused = {"chat.postMessage"}
    office.slack.faults.rate_limit("chat.postMessage", retry_after=20)
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    await office.presses(office.ana, "Share to channel", on=seen)
    await answer(await office.ana.types("/beat undo", "launch"))
    await office.later(minutes=1)
    await office.settled()
    assert [(row.purpose, row.state) for row in await office.rows(Message)] == [("tasks.shared", "skipped")]
    assert not [each for each in office.cleo.everything() if "Ship it" in each.text]
