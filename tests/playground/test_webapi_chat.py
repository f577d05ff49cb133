"""chat.*: what is posted, changed and taken back, and what Slack refuses."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.testing import Playground
from tests.playground.sample_app import MANIFEST, button


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])


async def refused(call: Any) -> str:
    """The error of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_posted_message_comes_back_as_slack_keeps_it(slack: Playground, client: AsyncWebClient) -> None:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "a & b <c>"}},
        {
            "type": "actions",
            "block_id": "mine",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}],
        },
    ]
    answer = await client.chat_postMessage(channel="#launch", text="1 < 2 & 3", blocks=blocks)
    message = answer["message"]
    assert message["text"] == "1 &lt; 2 &amp; 3"
    assert message["bot_id"] == slack.core.workspace.app.bot_id
    assert message["bot_profile"]["name"] == "Sample"
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "a &amp; b &lt;c&gt;", "verbatim": False}
    assert message["blocks"][0]["block_id"]
    assert message["blocks"][1]["block_id"] == "mine"
    assert message["blocks"][1]["elements"][0]["action_id"]
    assert message["blocks"][1]["elements"][0]["text"]["emoji"] is True


async def test_every_ts_is_later_than_the_one_before(client: AsyncWebClient) -> None:
    answers = [await client.chat_postMessage(channel="#launch", text="x") for _ in range(20)]
    stamps = [answer["ts"] for answer in answers]
    assert stamps == sorted(set(stamps))
    assert all(isinstance(ts, str) and len(ts.partition(".")[2]) == 6 for ts in stamps)


async def test_where_the_app_may_post(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    slack.add_channel("elsewhere", [ana], bot=False)
    slack.add_channel("secret", [ana], private=True, bot=False)
    old = slack.add_channel("old", [ana])
    old.is_archived = True
    gone = slack.add_person("gone", deleted=True)
    assert await refused(client.chat_postMessage(channel="#elsewhere", text="x")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel="secret", text="x")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel=old.id, text="x")) == "is_archived"
    assert await refused(client.chat_postMessage(channel=gone.id, text="x")) == "channel_not_found"
    direct = await client.chat_postMessage(channel=ana.id, text="just you")
    assert direct["channel"].startswith("D")
    assert (await ana.sees("just you")).channel == direct["channel"]


async def test_nothing_to_say_is_no_text(client: AsyncWebClient) -> None:
    nothing = client.api_call("chat.postMessage", json={"channel": "#launch"})
    assert await refused(nothing) == "no_text"


async def test_invalid_blocks_are_explained_with_pointers(slack: Playground, client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#launch", text="x", blocks=blocks)
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0].endswith("[json-pointer:/blocks/0/text/text]")
    assert answer["response_metadata"]["messages"][0].startswith("[ERROR]")
    assert slack.refusals[-1].problems[0] == "invalid_blocks"


async def test_too_many_characters_of_blocks_are_refused(client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}} for _ in range(5)]
    assert await refused(client.chat_postMessage(channel="#launch", blocks=blocks, text="x")) == "msg_blocks_too_long"


async def test_long_text_is_cut_when_posted_and_refused_when_updated(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="#launch", text="x" * 41_000)
    assert len(answer["message"]["text"]) == 40_000
    change = client.chat_update(channel=answer["channel"], ts=answer["ts"], text="x" * 4_001)
    assert await refused(change) == "msg_too_long"


async def test_threads_of_channels_are_not_for_bots(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="#launch", text="parent")
    thread = client.conversations_replies(channel=parent["channel"], ts=parent["ts"])
    assert await refused(thread) == "not_allowed_token_type"


async def test_replies_count_on_their_parent(slack: Playground, client: AsyncWebClient) -> None:
    dm = (await client.conversations_open(users=slack.person("ben").id))["channel"]["id"]
    parent = await client.chat_postMessage(channel=dm, text="parent")
    reply = await client.chat_postMessage(channel=dm, text="reply", thread_ts=parent["ts"])
    nested = await client.chat_postMessage(channel=dm, text="nested", thread_ts=reply["ts"])
    assert reply["message"]["parent_user_id"] == slack.core.workspace.app.bot_user_id
    assert nested["message"]["thread_ts"] == parent["ts"]
    thread = await client.conversations_replies(channel=parent["channel"], ts=parent["ts"])
    assert [each["text"] for each in thread["messages"]] == ["parent", "reply", "nested"]
    assert thread["messages"][0]["reply_count"] == 2
    history = await client.conversations_history(channel=parent["channel"])
    assert [each["text"] for each in history["messages"]] == ["parent"]
    nowhere = client.chat_postMessage(channel="#launch", text="x", thread_ts="1.000001")
    assert await refused(nowhere) == "thread_not_found"


async def test_an_update_keeps_blocks_that_it_does_not_mention(slack: Playground, client: AsyncWebClient) -> None:
    blocks = [{"type": "actions", "elements": [button("Go", "go")]}]
    first = await client.chat_postMessage(channel="#launch", text="one", blocks=blocks)
    where = {"channel": first["channel"], "ts": first["ts"]}
    second = await client.chat_update(**where, text="two")
    assert second["message"]["blocks"] == first["message"]["blocks"]
    assert second["message"]["edited"]["user"] == slack.core.workspace.app.bot_user_id
    third = await client.chat_update(**where, text="three", blocks=[])
    assert "blocks" not in third["message"]


async def test_only_the_apps_own_messages_can_be_changed(slack: Playground, client: AsyncWebClient) -> None:
    said = await slack.person("ana").says("mine", channel="launch")
    where = {"channel": said.channel, "ts": said.ts}
    assert await refused(client.chat_update(**where, text="yours")) == "cant_update_message"
    assert await refused(client.chat_delete(**where)) == "cant_delete_message"
    assert await refused(client.chat_update(channel="#launch", ts=said.ts, text="x")) == "channel_not_found"
    nothing = client.chat_update(channel=said.channel, ts="1.000001", text="x")
    assert await refused(nothing) == "message_not_found"


async def test_an_ephemeral_message_is_seen_once_and_kept_nowhere(slack: Playground, client: AsyncWebClient) -> None:
    ana, outsider = slack.person("ana"), slack.add_person("zoe")
    answer = await client.chat_postEphemeral(channel="#launch", user=ana.id, text="psst")
    seen = await ana.sees("psst")
    assert seen.is_ephemeral
    assert seen.ts == answer["message_ts"]
    await slack.person("ben").does_not_see("psst", within=0.05)
    history = await client.conversations_history(channel=seen.channel)
    assert history["messages"] == []
    change = client.chat_update(channel=seen.channel, ts=seen.ts, text="loud")
    assert await refused(change) == "message_not_found"
    whisper = client.chat_postEphemeral(channel="#launch", user=outsider.id, text="psst")
    assert await refused(whisper) == "user_not_in_channel"


async def test_metadata_is_read_back_only_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "sent", "event_payload": {"key": "42"}}
    posted = await client.chat_postMessage(channel="#launch", text="x", metadata=metadata)
    plain = await client.conversations_history(channel=posted["channel"])
    full = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata
    wrong = client.chat_postMessage(channel="#launch", text="x", metadata={"event_type": "sent"})
    assert await refused(wrong) == "invalid_metadata_format"


async def test_a_permalink_names_the_message_and_its_thread(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="#launch", text="parent")
    reply = await client.chat_postMessage(channel="#launch", text="reply", thread_ts=parent["ts"])
    link = await client.chat_getPermalink(channel=parent["channel"], message_ts=reply["ts"])
    assert link["permalink"].startswith("https://playground.slack.com/archives/C")
    assert link["permalink"].endswith(f"?thread_ts={parent['ts']}&cid={parent['channel']}")


async def test_deleting_a_parent_leaves_a_tombstone(slack: Playground, client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="#launch", text="parent")
    await client.chat_postMessage(channel="#launch", text="reply", thread_ts=parent["ts"])
    await client.chat_delete(channel=parent["channel"], ts=parent["ts"])
    history = await client.conversations_history(channel=parent["channel"])
    assert history["messages"][0]["subtype"] == "tombstone"


async def test_scheduled_messages_are_posted_when_they_are_due() -> None:
    clock = Clock()
    async with Playground(MANIFEST, clock=clock) as slack:
        ana = slack.add_person("ana")
        slack.add_channel("launch", [ana])
        client = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
        later = int(Clock().now()) + 600
        kept = await client.chat_scheduleMessage(channel="#launch", text="good morning", post_at=later)
        dropped = await client.chat_scheduleMessage(channel="#launch", text="never mind", post_at=later)
        await client.chat_deleteScheduledMessage(
            channel=kept["channel"], scheduled_message_id=dropped["scheduled_message_id"]
        )
        waiting = await client.chat_scheduledMessages_list()
        assert [each["text"] for each in waiting["scheduled_messages"]] == ["good morning"]
        await ana.does_not_see("good morning", within=0.05)
        clock.turn(seconds=601)
        await ana.sees("good morning")
        await ana.does_not_see("never mind", within=0.05)


async def test_what_cannot_be_scheduled(client: AsyncWebClient) -> None:
    now = int(Clock().now())
    assert await refused(client.chat_scheduleMessage(channel="#launch", text="x", post_at=now - 5)) == "time_in_past"
    far = now + 121 * 86_400
    assert await refused(client.chat_scheduleMessage(channel="#launch", text="x", post_at=far)) == "time_too_far"
    window = (now // 300 + 2) * 300
    calls = [client.chat_scheduleMessage(channel="#launch", text="x", post_at=window + n) for n in range(30)]
    await asyncio.gather(*calls)
    full = client.chat_scheduleMessage(channel="#launch", text="x", post_at=window + 31)
    assert await refused(full) == "restricted_too_many"
    soon = await client.chat_scheduleMessage(channel="#launch", text="x", post_at=now + 30)
    taken_back = client.chat_deleteScheduledMessage(
        channel=soon["channel"], scheduled_message_id=soon["scheduled_message_id"]
    )
    assert await refused(taken_back) == "invalid_scheduled_message_id"
