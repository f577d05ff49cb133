"""Clicks, forms and response URLs: what the app is sent, and what it may do with it."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.people import Actor
from playground.refusal import NotPossible
from playground.testing import Playground
from tests.playground.sample_app import MANIFEST, Sample, button, form, over_http, text_input


@pytest.fixture
def client(slack: Playground) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def post(url: str, body: Any) -> tuple[int, str]:
    async with httpx.AsyncClient(trust_env=False) as http:
        response = await http.post(url, json=body)
    return response.status_code, response.text


# Clicks


async def test_a_click_on_a_message_tells_where_and_what(slack: Playground, http_sample: Sample) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.types("/loud x", channel="launch")
    menu = await ben.sees("Pick one")
    await ben.selects("Size", "Large", on=menu)
    payload = http_sample.last("block_actions")
    assert payload["user"]["id"] == ben.id
    assert payload["container"] == {
        "type": "message",
        "message_ts": menu.ts,
        "channel_id": menu.channel,
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": menu.channel, "name": "launch"}
    assert payload["message"]["ts"] == menu.ts
    action = payload["actions"][0]
    assert action["type"] == "static_select"
    assert action["selected_option"]["value"] == "l"
    assert re.fullmatch(r"\d+\.\d{6}", action["action_ts"])
    assert payload["state"]["values"]["acts"]["size"]["selected_option"]["value"] == "l"
    assert "/response/" in payload["response_url"]


async def test_a_click_on_an_ephemeral_message_brings_no_message(slack: Playground, http_sample: Sample) -> None:
    ana = slack.person("ana")
    menu = await ana.types("/menu", channel="launch")
    await ana.clicks("Whisper", on=menu)
    payload = http_sample.last("block_actions")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    button_sent = payload["actions"][0]
    assert (button_sent["value"], button_sent["text"]["text"]) == ("1", "Whisper")


async def test_a_click_in_a_view_brings_everything_entered_so_far(slack: Playground, http_sample: Sample) -> None:
    ana = slack.person("ana")
    await ana.types("/form", channel="launch")
    opened = await ana.form()
    opened.fill("Title", "half")
    await ana.clicks("Push", on=opened)
    payload = http_sample.last("block_actions")
    assert payload["container"] == {"type": "view", "view_id": opened.view.id}
    assert "response_url" not in payload
    assert "channel" not in payload
    values = payload["view"]["state"]["values"]
    assert values["title_block"]["title"]["value"] == "half"
    assert values["due_block"]["due"]["selected_date"] == "2026-11-27"
    assert values["find_block"]["find"]["selected_option"] is None


async def test_nobody_clicks_what_is_not_there(slack: Playground, http_sample: Sample) -> None:
    ana = slack.person("ana")
    menu = await ana.types("/menu", channel="launch")
    with pytest.raises(NotPossible, match=r"no button 'Nothing'.*Replace"):
        await ana.clicks("Nothing", on=menu)
    with pytest.raises(NotPossible, match="no option 'Huge'"):
        await ana.selects("Size", "Huge", on=menu) if menu else None


# Forms


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("good", []),
        ("clear", []),
        ("update", ["Updated"]),
        ("push", ["A thing", "Pushed"]),
    ],
)
async def test_what_an_answer_to_a_form_does(slack: Playground, sample: Sample, title: str, titles: list[str]) -> None:
    ana = slack.person("ana")
    await ana.types("/form")
    opened = await ana.form()
    opened.fill("Title", title)
    assert (await opened.submit()).ok
    assert [view.source["title"]["text"] for view in slack.core.views.stack(ana.id)] == titles


@pytest.mark.parametrize("title", ["bad field", "broken"])
async def test_an_answer_slack_does_not_understand_keeps_the_form_open(
    slack: Playground, http_sample: Sample, title: str
) -> None:
    ana = slack.person("ana")
    await ana.types("/form")
    opened = await ana.form()
    opened.fill("Title", title)
    result = await opened.submit()
    assert result.text == "We had some trouble connecting. Try again?"
    assert opened.is_open
    assert len(slack.refusals) == 1


async def test_an_update_keeps_what_was_typed_in_fields_that_stay(slack: Playground, http_sample: Sample) -> None:
    ana = slack.person("ana")
    await ana.types("/form")
    opened = await ana.form()
    opened.fill("Title", "kept")
    await ana.clicks("Refresh", on=opened)
    refreshed = await ana.form("Refreshed")
    assert refreshed.values["Title"] == "kept"
    assert refreshed.view.id == opened.view.id


async def test_closing_tells_the_app_that_asked_for_it(slack: Playground, http_sample: Sample) -> None:
    ana = slack.person("ana")
    await ana.types("/form")
    await ana.clicks("Push", on=await ana.form())
    top = await ana.form("Another")
    assert top.view.previous_view_id == slack.core.views.stack(ana.id)[0].id
    await top.close()
    assert http_sample.last("view_closed")["is_cleared"] is False
    below = await ana.form("A thing")
    await below.close(everything=True)
    assert http_sample.last("view_closed")["is_cleared"] is True
    assert slack.core.views.stack(ana.id) == []


def trigger(slack: Playground, person: Actor, from_view: str | None = None) -> str:
    return slack.core.triggers.issue(person.id, None, from_view)


async def test_three_views_are_the_most(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    first = await client.views_open(trigger_id=trigger(slack, ana), view=form())
    root = first["view"]["id"]
    for _ in range(2):
        pushed = await client.views_push(trigger_id=trigger(slack, ana, root), view=form())
        assert pushed["view"]["root_view_id"] == root
    fourth = client.views_push(trigger_id=trigger(slack, ana, root), view=form())
    assert await refused(fourth) == "push_limit_reached"


async def test_a_trigger_works_once_and_for_three_seconds() -> None:
    clock = Clock()
    async with Playground(MANIFEST, clock=clock) as slack:
        ana = slack.add_person("ana")
        client = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
        used, late, unused = trigger(slack, ana), trigger(slack, ana), trigger(slack, ana)
        await client.views_open(trigger_id=used, view=form())
        assert await refused(client.views_open(trigger_id=used, view=form())) == "exchanged_trigger_id"
        assert await refused(client.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"
        assert await refused(client.views_push(trigger_id=unused, view=form())) == "invalid_trigger_id"
        clock.turn(seconds=3.1)
        assert await refused(client.views_open(trigger_id=late, view=form())) == "expired_trigger_id"


async def test_a_clock_that_is_walked_meanwhile_takes_nobodys_three_seconds_away() -> None:
    clock = Clock()
    async with Playground(MANIFEST, clock=clock) as slack:
        client = AsyncWebClient(slack.bot_token, slack.api_url, retry_handlers=[])
        pressed = trigger(slack, slack.add_person("ana"))
        await slack.turn_to(clock.now() + 3600)
        await client.views_open(trigger_id=pressed, view=form())


async def test_an_invalid_view_is_explained(slack: Playground, client: AsyncWebClient) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": [text_input("T", "t")]}
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=trigger(slack, slack.person("ana")), view=view)
    answer = caught.value.response
    assert answer["error"] == "invalid_arguments"
    assert any("/view/title/text" in each for each in answer["response_metadata"]["messages"])


async def test_an_old_hash_is_a_conflict(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    opened = (await client.views_open(trigger_id=trigger(slack, ana), view=form()))["view"]
    await client.views_update(view_id=opened["id"], hash=opened["hash"], view=form("Two"))
    again = client.views_update(view_id=opened["id"], hash=opened["hash"], view=form("Three"))
    assert await refused(again) == "hash_conflict"
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    shown = (await client.views_publish(user_id=ana.id, view=home))["view"]
    await client.views_publish(user_id=ana.id, view=home, hash=shown["hash"])
    stale = client.views_publish(user_id=ana.id, view=home, hash=shown["hash"])
    assert await refused(stale) == "hash_conflict"


async def test_a_view_is_named_by_one_id_and_only_while_open(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    view = form(external_id="mine")
    opened = (await client.views_open(trigger_id=trigger(slack, ana), view=view))["view"]
    twice = client.views_push(trigger_id=trigger(slack, ana, opened["id"]), view=view)
    assert await refused(twice) == "duplicate_external_id"
    await client.views_update(external_id="mine", view=view)
    both = client.api_call("views.update", json={"view_id": opened["id"], "external_id": "mine", "view": view})
    assert await refused(both) == "invalid_arguments"
    await (await ana.form()).close()
    assert await refused(client.views_update(view_id=opened["id"], view=view)) == "not_found"


# Response URLs


async def test_a_response_url_works_five_times_in_half_an_hour() -> None:
    clock = Clock()
    async with Playground(MANIFEST, clock=clock) as slack:
        ana = slack.add_person("ana")
        hidden = slack.add_channel("hidden", [ana], private=True, bot=False)
        url = slack.core.response_urls.issue("commands", ana.id, hidden.id)
        other = slack.core.response_urls.issue("commands", ana.id, hidden.id)
        answers = [await post(url, {"text": f"n{number}"}) for number in range(6)]
        assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
        assert (await ana.sees("n4")).is_ephemeral
        clock.turn(seconds=1801)
        assert await post(other, {"text": "late"}) == (404, "expired_url")
        assert await post(url + "x", {"text": "nowhere"}) == (404, "no_such_url")


async def test_a_response_url_refuses_what_slack_refuses(slack: Playground) -> None:
    ana, launch = slack.person("ana"), slack.core.workspace.channel_called("launch")
    assert launch is not None
    url = slack.core.response_urls.issue("commands", ana.id, launch.id)
    assert await post(url, {"blocks": [{"type": "section"}]}) == (400, "invalid_blocks")
    assert await post(url, {}) == (400, "no_text")
    assert await post(url, ["text"]) == (400, "invalid_payload")
    assert [entry.kind for entry in slack.refusals] == ["response_url"] * 3


async def test_only_its_own_interaction_replaces_an_ephemeral_message(slack: Playground, http_sample: Sample) -> None:
    ana = slack.person("ana")
    first = await ana.types("/menu", channel="launch")
    second = await ana.types("/menu", channel="launch")
    assert first is not None
    assert second is not None
    await ana.clicks("Replace", on=second)
    replaced = await ana.sees("Replaced by nothing")
    assert replaced.ts == second.ts
    assert ana.reads(first).buttons == first.buttons


async def test_a_form_may_be_given_a_response_url_for_the_chosen_conversation(slack: Playground) -> None:
    view = {
        "type": "modal",
        "callback_id": "thing",
        "title": {"type": "plain_text", "text": "Share"},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [
            {
                "type": "input",
                "block_id": "where",
                "label": {"type": "plain_text", "text": "Where"},
                "element": {
                    "type": "conversations_select",
                    "action_id": "to",
                    "response_url_enabled": True,
                    "default_to_current_conversation": True,
                },
            },
            text_input("Title", "title"),
        ],
    }
    async with over_http(slack) as sample:
        ana, launch = slack.person("ana"), slack.core.workspace.channel_called("launch")
        assert launch is not None
        trigger_id = slack.core.triggers.issue(ana.id, launch.id)
        await sample.client.views_open(trigger_id=trigger_id, view=view)
        opened = await ana.form("Share")
        opened.fill("Title", "x")
        assert opened.values["Where"] == "#launch"
        await opened.submit()
        (given,) = sample.last("view_submission")["response_urls"]
        assert given["channel_id"] == launch.id
        assert await post(given["response_url"], {"text": "shared", "response_type": "in_channel"}) == (200, "ok")
        await slack.person("ben").sees("shared")


async def test_every_kind_of_input_has_its_shape_in_the_state(slack: Playground, client: AsyncWebClient) -> None:
    ana = slack.person("ana")
    kinds: dict[str, tuple[dict[str, Any], Any]] = {
        "email_text_input": ({}, {"value": None}),
        "url_text_input": ({}, {"value": None}),
        "number_input": ({"is_decimal_allowed": False}, {"value": None}),
        "timepicker": ({}, {"selected_time": None}),
        "datetimepicker": ({}, {"selected_date_time": None}),
        "checkboxes": (
            {"options": [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}]},
            {"selected_options": []},
        ),
        "radio_buttons": (
            {"options": [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}]},
            {"selected_option": None},
        ),
        "multi_users_select": ({}, {"selected_users": []}),
        "multi_channels_select": ({}, {"selected_channels": []}),
        "multi_conversations_select": ({}, {"selected_conversations": []}),
        "channels_select": ({}, {"selected_channel": None}),
        "rich_text_input": ({}, {"rich_text_value": None}),
        "file_input": ({}, {"files": []}),
    }
    blocks = [
        {
            "type": "input",
            "block_id": kind,
            "label": {"type": "plain_text", "text": kind},
            "element": {"type": kind, "action_id": "a", **more},
        }
        for kind, (more, _) in kinds.items()
    ]
    view = (await client.views_open(trigger_id=trigger(slack, ana), view=form(blocks=blocks)))["view"]
    values = view["state"]["values"]
    assert {kind: values[kind]["a"] for kind in kinds} == {
        kind: {"type": kind, **empty} for kind, (_, empty) in kinds.items()
    }
    opened = await ana.form()
    opened.pick("checkboxes", "A")
    opened.pick("multi_users_select", "@ana", "@ben")
    opened.fill("datetimepicker", "1795766400")
    opened.fill("rich_text_input", "hi")
    for kind, wrong in {"email_text_input": "ana", "url_text_input": "example", "timepicker": "25:00"}.items():
        with pytest.raises(NotPossible):
            opened.fill(kind, wrong)
    opened.fill("number_input", "1.5")
    result = await opened.submit()
    assert result.errors["number_input"] == "Enter a number."
    assert result.errors["file_input"] == "Please complete this required field."
    assert "checkboxes" not in result.errors


async def test_an_input_that_dispatches_is_sent_at_once_and_others_are_not(
    slack: Playground, http_sample: Sample, client: AsyncWebClient
) -> None:
    ana = slack.person("ana")
    blocks = [
        {**text_input("Loud", "loud"), "dispatch_action": True},
        text_input("Quiet", "quiet"),
        {"type": "actions", "elements": [button("Whisper", "whisper")]},
    ]
    await client.views_open(trigger_id=trigger(slack, ana), view=form(blocks=blocks))
    opened = await ana.form()
    await ana.selects("Quiet", "psst", on=opened)
    assert not any(each.get("type") == "block_actions" for each in http_sample.received)
    await ana.selects("Loud", "hey", on=opened)
    await asyncio.sleep(0)
    payload = http_sample.last("block_actions")
    assert payload["actions"][0]["value"] == "hey"
    assert payload["view"]["state"]["values"]["quiet_block"]["quiet"]["value"] == "psst"
