"""users.*, conversations.*, reactions.*, files.*: what the app can find out and do besides speaking."""

from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_the_app_learns_who_it_is(slack: Playground, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == slack.core.workspace.app.bot_user_id
    assert answer["bot_id"] == slack.core.workspace.app.bot_id
    assert answer["team_id"] == slack.core.workspace.team_id
    team = await client.team_info()
    assert team["team"]["domain"] == "playground"


async def test_people_are_described_with_zone_and_kind(slack: Playground, client: AsyncWebClient) -> None:
    ben = slack.person("ben")
    guest = slack.add_person("guest", is_restricted=True)
    stranger = slack.add_person("stranger", is_stranger=True)
    gone = slack.add_person("gone", deleted=True)
    user = (await client.users_info(user=ben.id))["user"]
    assert (user["tz"], user["tz_offset"]) in {("America/New_York", -18_000), ("America/New_York", -14_400)}
    assert user["profile"]["email"] == "ben@example.com"
    assert (await client.users_info(user=guest.id))["user"]["is_restricted"]
    other = (await client.users_info(user=stranger.id))["user"]
    assert other["team_id"] != user["team_id"]
    assert "tz" not in (await client.users_info(user=gone.id))["user"]
    assert await refused(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert await refused(client.users_lookupByEmail(email="gone@example.com")) == "users_not_found"
    found = await client.users_lookupByEmail(email="BEN@example.com")
    assert found["user"]["id"] == ben.id


async def test_lists_come_in_pages_that_may_be_short(slack: Playground, client: AsyncWebClient) -> None:
    for number in range(230):
        slack.add_person(f"p{number}")
    everybody, cursor, sizes = [], "", []
    while True:
        page = await client.users_list(limit=500, cursor=cursor)
        sizes.append(len(page["members"]))
        everybody += [each["id"] for each in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert sizes == [200, 34]
    assert set(everybody) == {*slack.core.workspace.people, "USLACKBOT"}
    assert await refused(client.users_list(cursor="nonsense")) == "invalid_cursor"


async def test_the_app_finds_public_channels_and_its_own(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    slack.add_channel("leads", [ana], private=True)
    slack.add_channel("hidden", [ana], private=True, bot=False)
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert {each["name"] for each in listed["channels"]} == {"general", "random", "launch", "leads"}
    assert await refused(client.conversations_list(types="everything")) == "invalid_types"
    assert await refused(client.conversations_list(types="mpim")) == "missing_scope"
    launch = next(each for each in listed["channels"] if each["name"] == "launch")
    members = await client.conversations_members(channel=launch["id"])
    assert ana.id in members["members"]
    info = await client.conversations_info(channel=launch["id"], include_num_members=True)
    assert info["channel"]["num_members"] == 3
    assert info["channel"]["is_member"]


async def test_opening_a_dm_twice_gives_the_same(slack: Playground, client: AsyncWebClient) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    first = await client.conversations_open(users=ana.id)
    again = await client.conversations_open(users=ana.id)
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"]
    group = await client.conversations_open(users=f"{ana.id},{ben.id}", return_im=True)
    assert group["channel"]["is_mpim"]
    assert await refused(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    bot = slack.core.workspace.app.bot_user_id
    assert await refused(client.conversations_open(users=bot)) == "cannot_dm_bot"
    gone = slack.add_person("gone", deleted=True)
    assert await refused(client.conversations_open(users=gone.id)) == "user_disabled"


async def test_history_can_be_narrowed_by_time(slack: Playground, client: AsyncWebClient) -> None:
    said = [await slack.person("ana").says(f"n{number}", channel="launch") for number in range(4)]
    channel = said[0].channel
    between = await client.conversations_history(channel=channel, oldest=said[0].ts, latest=said[3].ts)
    assert [each["text"] for each in between["messages"]] == ["n2", "n1"]
    edges = await client.conversations_history(
        channel=channel, oldest=said[0].ts, latest=said[3].ts, inclusive=True, limit=3
    )
    assert [each["text"] for each in edges["messages"]] == ["n3", "n2", "n1"]
    assert edges["has_more"]
    outside = slack.add_channel("outside", [slack.person("ana")], bot=False)
    assert await refused(client.conversations_history(channel=outside.id)) == "not_in_channel"


async def test_reactions_are_added_once_and_taken_back(slack: Playground, client: AsyncWebClient) -> None:
    said = await slack.person("ana").says("look", channel="launch")
    where = {"channel": said.channel, "timestamp": said.ts}
    await client.reactions_add(**where, name="eyes")
    await slack.person("ben").reacts("eyes", on=said)
    message = (await client.reactions_get(**where))["message"]
    assert message["reactions"][0]["count"] == 2
    assert await refused(client.reactions_add(**where, name="eyes")) == "already_reacted"
    await client.reactions_remove(**where, name="eyes")
    assert await refused(client.reactions_remove(**where, name="eyes")) == "no_reaction"


async def test_a_file_is_uploaded_shared_and_read_back(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    channel = slack.core.workspace.channel_called("launch")
    assert channel is not None
    uploaded = await client.files_upload_v2(
        channel=channel.id, filename="plan.csv", content="a,b\n1,2\n", title="The plan", initial_comment="Here it is"
    )
    seen = await ana.sees("The plan")
    assert seen.message is not None
    assert seen.message["files"][0]["name"] == "plan.csv"
    file = uploaded["file"]
    url = slack.core.workspace.files[file["id"]]["url_private"]
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(url)).status_code == 403
        body = await http.get(url, headers={"Authorization": f"Bearer {slack.bot_token}"})
    assert body.text == "a,b\n1,2\n"


async def test_an_upload_that_never_came_cannot_be_completed(client: AsyncWebClient) -> None:
    announced = await client.files_getUploadURLExternal(filename="x.txt", length=3)
    complete = client.files_completeUploadExternal(files=[{"id": announced["file_id"]}])
    assert await refused(complete) == "file_upload_incomplete"
