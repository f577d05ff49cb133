"""The guard before Bolt: only Slack is heard, and whatever Slack says is answered."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from sqlmodel import Session, SQLModel, func, select

from bot.app import Drumbeat, running
from bot.settings import Settings
from playground.testing import Playground
from storage.tasks import Task
from tests.bot import signed
from tests.bot.forgeries import BODY, CANARY, Forgery, forgeries, right
from tests.stories.drumbeat import MANIFEST

OLD_SECRET = "fedcba9876543210fedcba9876543210"
FORGERIES = [each.name for each in forgeries()]


@dataclass
class Entrance:
    """The bot's HTTP door, with nobody's server before it."""

    drumbeat: Drumbeat
    client: httpx.AsyncClient

    async def send(self, forgery: Forgery) -> httpx.Response:
        """Send a request exactly as it is written down."""
        return await self.client.request(
            forgery.method,
            "/slack/events" + (f"?{forgery.query}" if forgery.query else ""),
            headers=forgery.headers,
            content=forgery.body,
        )

    async def post(self, body: bytes, kind: str = signed.FORM, secret: str = signed.SECRET) -> httpx.Response:
        """Send a body that is signed as it should be, and wait for what follows the answer."""
        answer = await self.client.post("/slack/events", content=body, headers=signed.headers(body, secret, kind))
        await self.drumbeat.bot.drain(20)
        return answer

    async def rows(self) -> dict[str, int]:
        """How many rows there are in each table."""

        def count(session: Session) -> dict[str, int]:
            tables = SQLModel.metadata.sorted_tables
            return {table.name: session.exec(select(func.count()).select_from(table)).one() for table in tables}

        return await self.drumbeat.bot.db.read(count)

    async def titles(self) -> list[str]:
        """Every task there is."""
        return await self.drumbeat.bot.db.read(lambda session: list(session.exec(select(Task.title))))


@contextlib.asynccontextmanager
async def _entrance(database_url: str) -> AsyncIterator[Entrance]:
    async with Playground(MANIFEST) as slack:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            slack_bot_token=SecretStr(slack.bot_token),
            slack_signing_secret=SecretStr(f"{signed.SECRET},{OLD_SECRET}"),
            slack_api_url=slack.api_url,
            database_url=database_url,
        )
        async with running(settings, settings.slack_access()) as drumbeat:
            await drumbeat.bot.drain(20)
            transport = httpx.ASGITransport(app=drumbeat)
            async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
                yield Entrance(drumbeat, client)


@pytest_asyncio.fixture
async def entrance(database_url: str) -> AsyncIterator[Entrance]:
    async with _entrance(database_url) as here:
        yield here


def test_there_are_at_least_sixty_forgeries() -> None:
    assert len(set(FORGERIES)) == len(FORGERIES) >= 60


async def test_no_forgery_is_heard_kept_or_logged(
    entrance: Entrance, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    before = await entrance.rows()
    answers = {forgery.name: await entrance.send(forgery) for forgery in forgeries()}
    heard = {name: answer.status_code for name, answer in answers.items() if not 400 <= answer.status_code < 500}
    assert heard == {}
    assert all(answer.content == b"" for answer in answers.values())
    assert await entrance.rows() == before
    written = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in written
    assert "canarx" not in written


async def test_the_same_request_is_heard_when_nothing_is_wrong_with_it(entrance: Entrance) -> None:
    answer = await entrance.send(Forgery("no forgery at all", right()))
    assert answer.status_code == 200
    assert await entrance.titles() == [CANARY]


async def test_the_forgeries_are_told_to_go_away_in_the_same_words(entrance: Entrance) -> None:
    answers = {forgery.name: await entrance.send(forgery) for forgery in forgeries()}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    wrong = {name: status for name, status in statuses.items() if name.startswith(("timestamp", "signature", "body"))}
    assert set(wrong.values()) == {401}
    assert statuses["signed body of a megabyte and one"] == 413
    assert statuses["signed body that is not UTF-8"] == 400
    assert statuses["a GET"] == 405


async def test_plain_bolt_fails_over_some_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    """The reason for a guard of our own; should this ever fail, Bolt has become as careful."""
    app = AsyncApp(signing_secret=signed.SECRET, token="xoxb-not-asked", ssl_check_enabled=True)
    handler = AsyncSlackRequestHandler(app)
    transport = httpx.ASGITransport(app=handler, raise_app_exceptions=False)
    failed, heard = [], []
    async with httpx.AsyncClient(transport=transport, base_url="http://bolt") as client:
        for forgery in forgeries():
            answer = await Entrance.send(Entrance(None, client), forgery)  # type: ignore[arg-type]
            failed += [forgery.name] if answer.status_code >= 500 else []
            heard += [forgery.name] if answer.status_code == 200 else []
    with capsys.disabled():
        print(f"\nplain Bolt: {len(failed)} of {len(FORGERIES)} are a server error, {len(heard)} are answered with 200")
        print(f"  failed: {', '.join(failed)}\n  heard: {', '.join(heard)}")
    assert failed


async def test_both_secrets_are_good_while_one_replaces_the_other(entrance: Entrance) -> None:
    for number, secret in enumerate((signed.SECRET, OLD_SECRET)):
        answer = await entrance.post(signed.command(f"add Task {number}", f"trigger.{number}"), secret=secret)
        assert answer.status_code == 200
    assert await entrance.titles() == ["Task 0", "Task 1"]
    assert (await entrance.post(signed.command("add Never", "t"), secret="0" * 32)).status_code == 401


async def test_an_exact_replay_gets_the_same_answer_and_has_no_second_effect(entrance: Entrance) -> None:
    request = Forgery("a replay", right())
    first, second, third = [await entrance.send(request) for _ in range(3)]
    assert first.status_code == 200
    assert CANARY in first.text
    assert first.content == second.content == third.content
    assert await entrance.titles() == [CANARY]


async def test_a_request_five_minutes_old_is_still_heard(entrance: Entrance) -> None:
    at = str(signed.now() - 298).encode()
    assert (await entrance.send(Forgery("old but fresh", right(at=at)))).status_code == 200


async def test_a_body_in_many_pieces_is_heard_when_the_whole_is_signed(entrance: Entrance) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(BODY), 7):
            yield BODY[start : start + 7]

    answer = await entrance.client.post("/slack/events", content=pieces(), headers=signed.headers(BODY))
    assert answer.status_code == 200
    assert await entrance.titles() == [CANARY]


async def test_a_body_that_never_ends_is_cut_off(entrance: Entrance) -> None:
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b"x" * 100_000

    answer = await entrance.client.post("/slack/events", content=flood(), headers=signed.headers(b"x"))
    assert answer.status_code == 413
    assert sent <= 1_200_000


async def test_the_url_is_verified(entrance: Entrance) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aBm2rZgRN"}).encode()
    answer = await entrance.post(body, signed.JSON)
    assert answer.status_code == 200
    assert answer.json() == {"challenge": "3eZbrw1aBm2rZgRN"}


async def test_nobodys_challenge_is_answered_without_a_signature(entrance: Entrance) -> None:
    answer = await entrance.client.post("/slack/events", json={"type": "url_verification", "challenge": "abc"})
    assert answer.status_code == 401
    assert answer.content == b""


async def test_events_we_do_not_know_are_received(entrance: Entrance) -> None:
    before = await entrance.rows()
    kinds = ("pin_added", "reaction_added", "channel_archive", "function_executed", "link_shared", "", "a" * 300)
    for kind in kinds:
        assert (await entrance.post(signed.event({"type": kind, "user": "U1"}), signed.JSON)).status_code == 200
    for envelope in ({"type": "app_rate_limited"}, {"type": "from_the_future"}, {}, {"event": None}, {"event": []}):
        assert (await entrance.post(json.dumps(envelope).encode(), signed.JSON)).status_code == 200
    assert await entrance.rows() == before


_PERSON = {"id": signed.USER, "username": "ana", "team_id": signed.TEAM}
_COMMON = {"team": {"id": signed.TEAM}, "user": _PERSON, "api_app_id": "A0DOOR", "trigger_id": "1.2.3"}
_ACTION = {"type": "button", "action_id": "nobody.knows", "block_id": "b", "value": "{}"}
_VIEW = {"id": "V1", "hash": "1.2", "type": "modal", "callback_id": "nobody.knows", "private_metadata": "no draft"}

STRANGE_INTERACTIONS = {
    "an unknown button": {"type": "block_actions", "actions": [_ACTION]},
    "a button whose value is no JSON": {"type": "block_actions", "actions": [_ACTION | {"value": "{"}]},
    "a known button without its value": {"type": "block_actions", "actions": [_ACTION | {"action_id": "tasks.done"}]},
    "a known button with a hostile value": {
        "type": "block_actions",
        "actions": [_ACTION | {"action_id": "tasks.done", "value": '{"number": "1; drop table task"}'}],
    },
    "a known button with a list for a value": {
        "type": "block_actions",
        "actions": [_ACTION | {"action_id": "history.undo", "value": "[1, 2]"}],
    },
    "a huge number": {
        "type": "block_actions",
        "actions": [_ACTION | {"action_id": "tasks.done", "value": '{"number": 1' + "0" * 400 + "}"}],
    },
    "no actions": {"type": "block_actions", "actions": []},
    "actions that are null": {"type": "block_actions", "actions": None},
    "an unknown form": {"type": "view_submission", "view": _VIEW},
    "a form without a state": {"type": "view_submission", "view": _VIEW | {"callback_id": "tasks.edit"}},
    "a form without a view": {"type": "view_submission"},
    "a form whose state is a list": {"type": "view_submission", "view": _VIEW | {"state": {"values": []}}},
    "a closed form": {"type": "view_closed", "view": _VIEW, "is_cleared": True},
    "an unknown global shortcut": {"type": "shortcut", "callback_id": "nobody.knows"},
    "an unknown message shortcut": {"type": "message_action", "callback_id": "nobody.knows", "message": {"ts": "1.2"}},
    "a message shortcut without a message": {"type": "message_action", "callback_id": "tasks.from_message"},
    "options for a select": {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "a"},
    "an attachment's button": {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a"}]},
    "a dialog": {"type": "dialog_submission", "callback_id": "x", "submission": {}},
    "a workflow step": {"type": "workflow_step_edit", "callback_id": "x"},
    "a type from the future": {"type": "from_the_future"},
    "no type": {},
}


@pytest.mark.parametrize("name", STRANGE_INTERACTIONS)
async def test_a_strange_interaction_is_no_server_error(entrance: Entrance, name: str) -> None:
    answer = await entrance.post(signed.interaction(_COMMON | STRANGE_INTERACTIONS[name]))
    assert answer.status_code < 500
    bare = await entrance.post(signed.interaction(STRANGE_INTERACTIONS[name]))
    assert bare.status_code < 500
    assert await entrance.titles() == []


async def test_an_unknown_command_is_answered_in_words(entrance: Entrance) -> None:
    answer = await entrance.post(signed.command("anything at all", "t.1", name="/nobody-knows"))
    assert answer.status_code == 200
    assert answer.json()["text"]


_FIELDS = signed.command_fields("add Something", "t.2")

MALFORMED = {
    "an empty body": (b"", signed.FORM),
    "empty JSON": (b"", signed.JSON),
    "half of some JSON": (b'{"type": "event_callback", ', signed.JSON),
    "a JSON list": (b"[1, 2, 3]", signed.JSON),
    "a JSON string": (b'"hello"', signed.JSON),
    "a JSON number": (b"1" * 5_000, signed.JSON),
    "null": (b"null", signed.JSON),
    "not a number": (b"NaN", signed.JSON),
    "100,000 brackets": (b"[" * 100_000, signed.JSON),
    "nested 50,000 deep": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, signed.JSON),
    "a lone surrogate": (
        signed.event({"type": "message", "channel": "D1", "user": "U1", "text": "\ud800"}),
        signed.JSON,
    ),
    "a NUL": (signed.event({"type": "message", "channel": "D1", "user": "U1", "text": "task add a\x00b"}), signed.JSON),
    "an event that is a string": (json.dumps({"type": "event_callback", "event": "x"}).encode(), signed.JSON),
    "a user that is an object": (
        signed.event({"type": "app_mention", "channel": "C1", "user": {"id": "U1"}, "text": "task list"}),
        signed.JSON,
    ),
    "a payload that is no JSON": (b"payload=%7Bbroken", signed.FORM),
    "a payload that is a list": (b"payload=%5B1%5D", signed.FORM),
    "a payload that is null": (b"payload=null", signed.FORM),
    "a payload that is a string": (b"payload=%22x%22", signed.FORM),
    "a payload 100,000 brackets deep": (b"payload=" + b"%5B" * 100_000, signed.FORM),
    "two payloads": (b"payload=%7B%7D&payload=%7B%7D", signed.FORM),
    "percent signs that lead nowhere": (b"command=%&text=%zz&user_id=%ff", signed.FORM),
    "only ampersands": (b"&" * 10_000, signed.FORM),
    "50,000 fields": (b"&".join(b"f%d=1" % n for n in range(50_000)), signed.FORM),
    "a command without a person": (b"command=/task&text=list&team_id=T1", signed.FORM),
    "a command without a workspace": (urlencode(_FIELDS | {"team_id": ""}).encode(), signed.FORM),
    "a command with endless ids": (
        urlencode({key: "x" * 2_000 for key in _FIELDS} | {"command": "/task"}).encode(),
        signed.FORM,
    ),
    "a command with NULs": (urlencode({key: f"{value}\x00" for key, value in _FIELDS.items()}).encode(), signed.FORM),
    "a command in multipart": (urlencode(_FIELDS).encode(), "multipart/form-data; boundary=x"),
    "a command said to be JSON": (urlencode(_FIELDS).encode(), signed.JSON),
    "JSON said to be a form": (signed.event({"type": "app_mention"}), signed.FORM),
    "plain text": (b"hello", "text/plain"),
    "a content type of noise": (b"hello", "\u00a7;;;=" * 50),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_whatever_slack_signs_is_no_server_error(entrance: Entrance, name: str) -> None:
    body, kind = MALFORMED[name]
    headers = {key.encode(): value.encode() for key, value in signed.headers(body, kind=kind).items()}
    answer = await entrance.client.post("/slack/events", content=body, headers=headers)
    await entrance.drumbeat.bot.drain(20)
    assert answer.status_code < 500


async def test_other_addresses_answer_that_there_is_nothing(entrance: Entrance) -> None:
    for path in (
        "/",
        "/slack/events/",
        "/slack//events",
        "/slack/events/../events2",
        "/slack/install",
        "/SLACK/EVENTS",
    ):
        answer = await entrance.client.post(path, content=BODY, headers=signed.headers(BODY))
        assert answer.status_code == 404
    assert await entrance.titles() == []
