"""How requests reach the app: signed, in time, in Slack's words; events again when they were not taken."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from playground.hosting import served
from playground.testing import Playground
from tests.playground.sample_app import MANIFEST, Sample


@dataclass
class Recorder:
    """A bare endpoint that keeps what it gets and answers as told."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    seconds: float = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        self.requests.append((dict(request.headers), await request.body()))
        self.arrived.set()
        await asyncio.sleep(self.seconds)
        answer = self.answers.pop(0) if self.answers else Response()
        await answer(scope, receive, send)

    def events(self, kind: str) -> list[dict[str, Any]]:
        bodies = [json.loads(body) for _, body in self.requests if body.startswith(b"{")]
        return [body for body in bodies if body.get("event", {}).get("type") == kind]

    async def until(self, count: int) -> None:
        async with asyncio.timeout(3):
            while len(self.requests) < count:
                self.arrived.clear()
                await self.arrived.wait()


@pytest.fixture
async def recorder(slack: Playground) -> AsyncIterator[Recorder]:
    recorder = Recorder()
    async with served(recorder) as url:
        slack.send_to(url)
        yield recorder


async def test_requests_are_signed_so_that_slacks_own_verifier_agrees(slack: Playground, recorder: Recorder) -> None:
    await slack.person("ana").types("/raw ünï & code", channel="launch")
    headers, body = recorder.requests[0]
    assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another").is_valid_request(body, headers)


async def test_a_command_arrives_with_every_field_slack_sends(slack: Playground, recorder: Recorder) -> None:
    ana = slack.person("ana")
    await ana.types("/raw  a & b @ben  ", channel="launch")
    headers, body = recorder.requests[0]
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert set(fields) == {
        "token",
        "team_id",
        "team_domain",
        "channel_id",
        "channel_name",
        "user_id",
        "user_name",
        "command",
        "text",
        "api_app_id",
        "is_enterprise_install",
        "response_url",
        "trigger_id",
    }
    assert fields["text"] == "a & b @ben"
    assert fields["channel_name"] == "launch"
    assert fields["user_id"] == ana.id


async def test_escaped_commands_get_ids_for_names_and_entities_for_signs(slack: Playground, recorder: Recorder) -> None:
    ben, launch = slack.person("ben"), slack.core.workspace.channel_called("launch")
    assert launch is not None
    await slack.person("ana").types("/echo @ben in #launch: a & b <i> https://example.com/x?a=1&b=2.", channel="launch")
    text = parse_qs(recorder.requests[0][1].decode())["text"][0]
    assert text == (
        f"<@{ben.id}|ben> in <#{launch.id}|launch>: a &amp; b &lt;i&gt; <https://example.com/x?a=1&amp;b=2>."
    )


@pytest.mark.parametrize(("place", "name"), [(None, "directmessage"), ("leads", "privategroup")])
async def test_private_places_do_not_tell_their_name(
    slack: Playground, recorder: Recorder, place: str | None, name: str
) -> None:
    ana = slack.person("ana")
    slack.add_channel("leads", [ana], private=True)
    await ana.types("/raw x", channel=place)
    assert parse_qs(recorder.requests[0][1].decode())["channel_name"] == [name]


async def test_a_json_ack_and_a_plain_ack_are_both_shown(slack: Playground, recorder: Recorder) -> None:
    recorder.answers = [JSONResponse({"text": "from json"}), PlainTextResponse("from text"), Response()]
    ana = slack.person("ana")
    shown = [await ana.types("/raw x", channel="launch") for _ in range(3)]
    assert [seen and seen.text for seen in shown] == ["from json", "from text", None]


async def test_an_app_that_is_late_times_out(slack: Playground, recorder: Recorder) -> None:
    slack.core.delivery.ack_seconds = 0.05
    recorder.seconds = 0.5
    seen = await slack.person("ana").types("/raw x", channel="launch")
    assert seen is not None
    assert seen.is_error
    assert seen.text == '/raw failed with the error "operation_timeout"'
    assert slack.refusals[-1].kind == "command"


async def test_an_app_that_fails_or_is_not_there_is_dispatch_failed(slack: Playground, recorder: Recorder) -> None:
    recorder.answers = [Response(status_code=500)]
    ana = slack.person("ana")
    failed = await ana.types("/raw x", channel="launch")
    assert failed is not None
    assert "dispatch_failed" in failed.text
    slack.send_to(None)
    absent = await ana.types("/raw x", channel="launch")
    assert absent is not None
    assert "dispatch_failed" in absent.text
    unknown = await ana.types("/nonsense", channel="launch")
    assert unknown is not None
    assert unknown.text == "/nonsense is not a valid command."


async def test_an_invalid_ack_shows_slacks_error_and_counts_as_refused(slack: Playground, http_sample: Sample) -> None:
    seen = await slack.person("ana").types("/broken", channel="launch")
    assert seen is not None
    assert seen.text == '/broken failed with the error "invalid_blocks"'
    assert slack.refusals[-1].problems[0] == "invalid_blocks"
    assert "json-pointer:/blocks/0" in slack.refusals[-1].problems[1]


async def test_the_url_is_verified_by_its_echo(slack: Playground, http_sample: Sample) -> None:
    assert await slack.verify_url()


async def test_a_wrong_echo_does_not_verify(slack: Playground, recorder: Recorder) -> None:
    recorder.answers = [JSONResponse({"challenge": "something else"})]
    assert not await slack.verify_url()


async def test_an_event_tells_who_it_is_for(slack: Playground, recorder: Recorder) -> None:
    ana = slack.person("ana")
    said = await ana.says("hello & welcome", channel="launch")
    await recorder.until(1)
    (body,) = recorder.events("message")
    workspace = slack.core.workspace
    assert body["type"] == "event_callback"
    assert body["api_app_id"] == workspace.app.id
    assert body["event_id"].startswith("Ev")
    assert body["is_ext_shared_channel"] is False
    assert body["authorizations"][0]["user_id"] == workspace.app.bot_user_id
    event = body["event"]
    assert event["text"] == "hello &amp; welcome"
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "hello & welcome"}]
    assert event["channel_type"] == "channel"
    assert event["ts"] == event["event_ts"] == said.ts
    assert event["client_msg_id"]


async def test_a_mention_is_told_as_message_and_as_mention(slack: Playground, recorder: Recorder) -> None:
    await slack.person("ana").says("hey @Sample", channel="launch")
    await recorder.until(2)
    (message,) = recorder.events("message")
    (mention,) = recorder.events("app_mention")
    assert message["event"]["ts"] == mention["event"]["ts"]
    assert message["event_id"] != mention["event_id"]


async def test_the_app_hears_only_where_it_is_and_what_it_asked_for(slack: Playground, recorder: Recorder) -> None:
    ana = slack.person("ana")
    slack.add_channel("without", [ana], bot=False)
    slack.add_channel("private", [ana], private=True)  # message.groups is not subscribed to
    await ana.says("@Sample hello", channel="without")
    await ana.says("hello", channel="private")
    await ana.says("hello", channel=slack.person("ben"))
    await ana.says("hello", channel="launch")
    await recorder.until(1)
    await asyncio.sleep(0.05)
    assert [body["event"]["channel_type"] for body in recorder.events("message")] == ["channel"]


async def test_the_apps_own_messages_come_back_as_events(slack: Playground, recorder: Recorder) -> None:
    launch = slack.core.workspace.channel_called("launch")
    assert launch is not None
    message = slack.core.timeline.post(launch, {"text": "from me"})
    slack.core.timeline.edit(launch, message, {"text": "changed"}, "U0")
    slack.core.timeline.delete(launch, message)
    await recorder.until(3)
    events = {body["event"].get("subtype"): body["event"] for body in recorder.events("message")}
    assert events[None]["bot_id"] == slack.core.workspace.app.bot_id
    assert events["message_changed"]["previous_message"]["text"] == "from me"
    assert events["message_changed"]["message"]["text"] == "changed"
    assert events["message_deleted"]["deleted_ts"] == message.ts


async def test_an_event_that_fails_is_tried_three_times_more(slack: Playground, recorder: Recorder) -> None:
    recorder.answers = [Response(status_code=500) for _ in range(5)]
    await slack.person("ana").says("hello", channel="launch")
    await recorder.until(4)
    await asyncio.sleep(0.1)
    headers = [each for each, _ in recorder.requests]
    assert [each.get("x-slack-retry-num") for each in headers] == [None, "1", "2", "3"]
    assert {each.get("x-slack-retry-reason") for each in headers[1:]} == {"http_error"}
    assert len({body for _, body in recorder.requests}) == 1


async def test_an_event_that_is_late_is_tried_again_for_that_reason(slack: Playground, recorder: Recorder) -> None:
    slack.core.delivery.ack_seconds = 0.05
    recorder.seconds = 0.2
    await slack.person("ana").says("hello", channel="launch")
    await recorder.until(2)
    assert recorder.requests[1][0]["x-slack-retry-reason"] == "http_timeout"


async def test_an_app_can_ask_for_no_retry(slack: Playground, recorder: Recorder) -> None:
    recorder.answers = [Response(status_code=500, headers={"X-Slack-No-Retry": "1"})]
    await slack.person("ana").says("hello", channel="launch")
    await asyncio.sleep(0.2)
    assert len(recorder.requests) == 1


async def test_commands_are_never_tried_again(slack: Playground, recorder: Recorder) -> None:
    recorder.answers = [Response(status_code=500)]
    await slack.person("ana").types("/raw x", channel="launch")
    await asyncio.sleep(0.2)
    assert len(recorder.requests) == 1


async def test_new_people_and_changed_people_are_told(slack: Playground, recorder: Recorder) -> None:
    slack.add_person("zoe", announce=True, tz="Asia/Tokyo")
    await recorder.until(1)
    (body,) = recorder.events("team_join")
    assert body["event"]["user"]["tz"] == "Asia/Tokyo"
    assert "user_change" not in MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    slack.change_person(slack.person("zoe"), tz="UTC")
    await asyncio.sleep(0.05)
    assert len(recorder.requests) == 1
