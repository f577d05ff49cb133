"""How Web API requests may be sent, and how Slack says no before it looks at the arguments."""

import json
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.testing import Playground
from tests.playground.sample_app import MANIFEST


async def call(slack: Playground, method: str, verb: str = "POST", **how: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {slack.bot_token}"} | how.pop("headers", {})
    async with httpx.AsyncClient(base_url=slack.api_url, trust_env=False) as http:
        return await http.request(verb, method, headers=headers, **how)


@pytest.mark.parametrize(
    "how",
    [
        {"verb": "GET", "params": {"user": "ID"}},
        {"params": {"user": "ID"}},
        {"data": {"user": "ID"}},
        {"json": {"user": "ID"}},
        {"files": {"user": (None, "ID")}},
    ],
    ids=["query", "query of a post", "form", "json", "multipart"],
)
async def test_arguments_are_read_however_they_are_sent(slack: Playground, how: dict[str, Any]) -> None:
    ana = slack.person("ana")
    sent: dict[str, Any] = {}
    for key, value in how.items():
        sent[key] = json.loads(json.dumps(value).replace("ID", ana.id)) if key != "files" else {"user": (None, ana.id)}
    response = await call(slack, "users.info", **sent)
    assert response.json()["user"]["name"] == "ana"


async def test_an_empty_json_body_is_no_error(slack: Playground) -> None:
    response = await call(slack, "auth.test", content=b"", headers={"Content-Type": "application/json"})
    assert response.json()["ok"]


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("<a/>", "text/xml", "invalid_post_type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    slack: Playground, body: str, content_type: str, error: str
) -> None:
    response = await call(slack, "auth.test", content=body, headers={"Content-Type": content_type})
    assert response.status_code == 200
    assert response.json() == {"ok": False, "error": error}


async def test_blocks_and_views_may_be_json_in_a_string(slack: Playground) -> None:
    blocks = json.dumps([{"type": "divider"}])
    answer = (await call(slack, "chat.postMessage", data={"channel": "#launch", "blocks": blocks})).json()
    assert answer["message"]["blocks"][0]["type"] == "divider"
    broken = (await call(slack, "chat.postMessage", data={"channel": "#launch", "blocks": "[{"})).json()
    assert broken["error"] == "invalid_blocks_format"


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-somebody-else", "invalid_auth"),
        ("auth.test", "APP", "not_allowed_token_type"),
        ("apps.connections.open", "BOT", "not_allowed_token_type"),
        ("no.such.method", "BOT", "unknown_method"),
    ],
)
async def test_tokens_are_checked_for_each_method(slack: Playground, method: str, token: str, error: str) -> None:
    token = {"APP": slack.app_token, "BOT": slack.bot_token}.get(token, token)
    async with httpx.AsyncClient(base_url=slack.api_url, trust_env=False) as http:
        answer = (await http.post(method, data={"token": token})).json()
    assert answer["error"] == error
    assert slack.refusals[-1].problems == [error]


async def test_a_missing_scope_is_named() -> None:
    manifest = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}}}
    async with Playground(manifest) as slack:
        answer = (await call(slack, "users.list")).json()
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": "users:read",
        "provided": "chat:write,commands",
    }


async def test_tokens_never_stand_in_the_log(slack: Playground) -> None:
    async with httpx.AsyncClient(base_url=slack.api_url, trust_env=False) as http:
        await http.post("auth.test", data={"token": slack.bot_token})
        await http.get("auth.test", params={"token": slack.bot_token})
    assert slack.bot_token not in json.dumps([entry.as_json() for entry in slack.log])


async def test_strict_limits_answer_429_with_the_seconds_to_wait(slack: Playground) -> None:
    slack.faults.strict_rate_limits = True
    client = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
    for _ in range(5):
        await client.chat_postMessage(channel="#launch", text="hello")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#launch", text="too fast")
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) >= 1
