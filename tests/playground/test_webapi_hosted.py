"""Pictures that are files of the workspace: shown only when their upload is complete."""

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
async def slack() -> object:
    async with Playground({"oauth_config": {"scopes": {"bot": ["chat:write", "files:write"]}}}) as playground:
        yield playground


async def _announced(client: AsyncWebClient, name: str = "chart.png") -> str:
    ticket = await client.files_getUploadURLExternal(filename=name, length=len(PNG))
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.post(ticket["upload_url"], content=PNG)).status_code == 200
    return str(ticket["file_id"])


async def _post(client: AsyncWebClient, channel: str, file_id: str) -> str:
    block = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "Tasks by state"}
    try:
        await client.chat_postMessage(channel=channel, text="Status", blocks=[block])
    except SlackApiError as error:
        return str(error.response["errors"][0])
    return "taken"


async def test_a_completed_picture_is_shown_and_an_uncompleted_one_refused(slack: Playground) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    channel = slack.add_channel("launch").id
    file_id = await _announced(client)
    refused = "invalid slack file [json-pointer:/blocks/0/slack_file]"
    assert await _post(client, channel, file_id) == refused
    await client.files_completeUploadExternal(files=[{"id": file_id, "title": "Chart"}])
    assert await _post(client, channel, file_id) == "taken"
    slack.faults.unready_file()
    assert await _post(client, channel, file_id) == refused
    assert await _post(client, channel, "F0NOWHERE1") == refused
    assert "regex pattern" in await _post(client, channel, "chart.png")


async def test_a_file_that_is_no_picture_is_refused(slack: Playground) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    file_id = await _announced(client, "notes.txt")
    await client.files_completeUploadExternal(files=[{"id": file_id}])
    assert "invalid slack file" in await _post(client, slack.add_channel("launch").id, file_id)
