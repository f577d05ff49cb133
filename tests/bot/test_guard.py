"""The guard before Bolt: only Slack is heard."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from tests.bot import signed
from tests.bot.entrance import OLD_SECRET, Entrance
from tests.bot.forgeries import BODY, CANARY, Forgery, forgeries, right

FORGERIES = [each.name for each in forgeries()]


def test_there_are_at_least_sixty_forgeries() -> None:
    assert len(set(FORGERIES)) == len(FORGERIES) >= 60


async def test_no_forgery_is_heard_kept_or_logged(
    door: Entrance, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("WARNING", logger="httpx")  # the client that sends the forgeries
    before = await door.rows()
    answers = {forgery.name: await door.send(forgery) for forgery in forgeries()}
    heard = {name: answer.status_code for name, answer in answers.items() if not 400 <= answer.status_code < 500}
    assert heard == {}
    assert all(answer.content == b"" for answer in answers.values())
    assert await door.rows() == before
    written = caplog.text + "".join(capfd.readouterr())
    assert CANARY not in written
    assert "canarx" not in written


async def test_the_same_request_is_heard_when_nothing_is_wrong_with_it(door: Entrance) -> None:
    answer = await door.send(Forgery("no forgery at all", right()))
    assert answer.status_code == 200
    assert await door.titles() == [CANARY]


async def test_the_forgeries_are_told_to_go_away_in_the_same_words(door: Entrance) -> None:
    answers = {forgery.name: await door.send(forgery) for forgery in forgeries()}
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


async def test_both_secrets_are_good_while_one_replaces_the_other(door: Entrance) -> None:
    for number, secret in enumerate((signed.SECRET, OLD_SECRET)):
        answer = await door.post(signed.command(f"add Task {number}", f"trigger.{number}"), secret=secret)
        assert answer.status_code == 200
    assert await door.titles() == ["Task 0", "Task 1"]
    assert (await door.post(signed.command("add Never", "t"), secret="0" * 32)).status_code == 401


async def test_an_exact_replay_gets_the_same_answer_and_has_no_second_effect(door: Entrance) -> None:
    request = Forgery("a replay", right())
    first, second, third = [await door.send(request) for _ in range(3)]
    assert first.status_code == 200
    assert CANARY in first.text
    assert first.content == second.content == third.content
    assert await door.titles() == [CANARY]


async def test_a_request_five_minutes_old_is_still_heard(door: Entrance) -> None:
    at = str(signed.now() - 298).encode()
    assert (await door.send(Forgery("old but fresh", right(at=at)))).status_code == 200


async def test_a_body_in_many_pieces_is_heard_when_the_whole_is_signed(door: Entrance) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(BODY), 7):
            yield BODY[start : start + 7]

    answer = await door.client.post("/slack/events", content=pieces(), headers=signed.headers(BODY))
    assert answer.status_code == 200
    assert await door.titles() == [CANARY]


async def test_a_body_that_never_ends_is_cut_off(door: Entrance) -> None:
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b"x" * 100_000

    answer = await door.client.post("/slack/events", content=flood(), headers=signed.headers(b"x"))
    assert answer.status_code == 413
    assert sent <= 1_200_000


async def test_the_url_is_verified(door: Entrance) -> None:
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aBm2rZgRN"}).encode()
    answer = await door.post(body, signed.JSON)
    assert answer.status_code == 200
    assert answer.json() == {"challenge": "3eZbrw1aBm2rZgRN"}


async def test_nobodys_challenge_is_answered_without_a_signature(door: Entrance) -> None:
    answer = await door.client.post("/slack/events", json={"type": "url_verification", "challenge": "abc"})
    assert answer.status_code == 401
    assert answer.content == b""


async def test_other_addresses_answer_that_there_is_nothing(door: Entrance) -> None:
    for path in (
        "/",
        "/slack/events/",
        "/slack//events",
        "/slack/events/../events2",
        "/slack/install",
        "/SLACK/EVENTS",
    ):
        answer = await door.client.post(path, content=BODY, headers=signed.headers(BODY))
        assert answer.status_code == 404
    assert await door.titles() == []
