"""conversations.create, join, invite, leave, archive: who is where, and who is told."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground
from tests.playground.sample_app import MANIFEST

SCOPES = [*MANIFEST["oauth_config"]["scopes"]["bot"], "channels:manage", "channels:join", "groups:write", "pins:write"]


@pytest.fixture
async def managed() -> AsyncIterator[Playground]:
    """A workspace whose app may manage channels."""
    manifest = {**MANIFEST, "oauth_config": {"scopes": {"bot": SCOPES}}}
    async with Playground(manifest) as playground:
        playground.add_person("ana")
        yield playground


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_channel_is_made_filled_and_archived(managed: Playground) -> None:
    client = AsyncWebClient(managed.bot_token, managed.api_url, retry_handlers=[])
    ana = managed.person("ana")
    made = (await client.conversations_create(name="project-x"))["channel"]
    assert made["is_member"]
    assert await refused(client.conversations_create(name="project-x")) == "name_taken"
    assert await refused(client.conversations_create(name="No Good")) == "invalid_name_specials"
    await client.conversations_invite(channel=made["id"], users=ana.id)
    assert ana.id in managed.core.workspace.channels[made["id"]].members
    again = client.conversations_invite(channel=made["id"], users=ana.id)
    assert await refused(again) == "already_in_channel"
    await client.conversations_setTopic(channel=made["id"], topic="The plan")
    await client.conversations_archive(channel=made["id"])
    assert await refused(client.chat_postMessage(channel=made["id"], text="x")) == "is_archived"


async def test_the_app_comes_and_goes(managed: Playground) -> None:
    client = AsyncWebClient(managed.bot_token, managed.api_url, retry_handlers=[])
    general = managed.core.workspace.channel_called("general")
    secret = managed.add_channel("secret", [managed.person("ana")], private=True, bot=False)
    place = managed.add_channel("place", [managed.person("ana")], bot=False)
    assert general is not None
    assert await refused(client.conversations_join(channel=secret.id)) == "channel_not_found"
    assert await refused(client.conversations_leave(channel=general.id)) == "cant_leave_general"
    await client.conversations_join(channel=place.id)
    await client.chat_postMessage(channel=place.id, text="here I am")
    assert (await client.conversations_join(channel=place.id))["warning"] == "already_in_channel"
    await client.conversations_leave(channel=place.id)
    assert await refused(client.chat_postMessage(channel=place.id, text="x")) == "not_in_channel"


async def test_a_message_is_pinned_once(managed: Playground) -> None:
    client = AsyncWebClient(managed.bot_token, managed.api_url, retry_handlers=[])
    posted = await client.chat_postMessage(channel=managed.add_channel("place").id, text="keep")
    where = {"channel": posted["channel"], "timestamp": posted["ts"]}
    await client.pins_add(**where)
    assert await refused(client.pins_add(**where)) == "already_pinned"
    await client.pins_remove(**where)
    assert await refused(client.pins_remove(**where)) == "no_pin"


async def test_the_app_hears_of_its_own_arrival_where_it_may(managed: Playground) -> None:
    with pytest.raises(LookupError, match="no channel"):
        managed.invite_bot("nowhere")
    place = managed.add_channel("place", [managed.person("ana")], bot=False)
    managed.invite_bot("place")
    assert managed.core.workspace.app.bot_user_id in place.members
    assert [each.body["subtype"] for each in place.messages.values()] == ["channel_join"]
