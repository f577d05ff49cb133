"""A day with a Bolt app, as people see it, over signed HTTP and over Socket Mode."""

import pytest

from playground.refusal import NotPossible
from playground.testing import Playground
from tests.playground.sample_app import Sample


async def test_a_command_is_answered_to_the_one_who_typed_it(slack: Playground, sample: Sample) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    seen = await ana.types("/echo  Ship the beta  ", channel="launch")
    assert seen is not None
    assert seen.text == "You said: Ship the beta"
    assert seen.is_ephemeral
    await ben.does_not_see("Ship the beta")
    assert slack.refusals == []


async def test_an_answer_in_the_channel_is_seen_by_everybody(slack: Playground, sample: Sample) -> None:
    await slack.person("ana").types("/loud hello", channel="launch")
    seen = await slack.person("ben").sees("Pick one", channel="launch")
    assert not seen.is_ephemeral
    assert seen.buttons == ("Replace", "Whisper", "Publish", "Delete", "Open", "Archive", "Mute")


async def test_a_click_replaces_the_message_it_was_on(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    menu = await ana.types("/menu", channel="launch")
    await ana.clicks("Replace", on=menu)
    replaced = await ana.sees("Replaced by nothing")
    assert replaced.ts == menu.ts if menu else False
    assert replaced.buttons == ()
    assert slack.refusals == []


async def test_a_select_and_an_overflow_menu_send_what_was_chosen(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    menu = await ana.types("/menu", channel="launch")
    assert menu is not None
    await ana.selects("Size", "Large", on=menu)
    await ana.sees("Replaced by l")
    again = await ana.types("/menu", channel="launch")
    await ana.clicks("Mute", on=again)
    await ana.sees("Replaced by m")


async def test_a_click_can_be_answered_privately_publicly_or_by_deleting(slack: Playground, sample: Sample) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    await ana.types("/loud hello", channel="launch")
    menu = await ben.sees("Pick one")
    await ben.clicks("Whisper", on=menu)
    assert (await ben.sees("Only for you")).is_ephemeral
    await ana.does_not_see("Only for you")
    await ben.clicks("Publish", on=menu)
    assert not (await ana.sees("For everyone")).is_ephemeral
    await ben.clicks("Delete", on=menu)
    await ben.sees("For everyone")
    for _ in range(50):
        if not any("Pick one" in seen.text for seen in ana.everything("launch")):
            break
        await ana.does_not_see("never", within=0.02)
    await ana.does_not_see("Pick one", within=0.05)
    assert slack.refusals == []


async def test_a_form_is_filled_and_sent(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    await ana.types("/form", channel="launch")
    form = await ana.form()
    assert form.title == "A thing"
    assert form.labels == ["Title", "Note", "Owner", "Due", "Find"]
    assert form.values["Due"] == "2026-11-27"
    form.fill("Title", "Ship <it> & rest")
    form.pick("Owner", "@ben")
    assert await form.search("Find", "be") == ["be one", "be two"]
    form.pick("Find", "be two")
    result = await form.submit()
    assert result.ok
    assert not form.is_open
    view = sample.last("view_submission")["view"]
    values = view["state"]["values"]
    assert values["title_block"]["title"] == {"type": "plain_text_input", "value": "Ship <it> & rest"}
    assert values["note_block"]["note"] == {"type": "plain_text_input", "value": None}
    assert values["owner_block"]["owner"]["selected_user"] == slack.person("ben").id
    assert values["find_block"]["find"]["selected_option"]["value"] == "2"
    assert view["private_metadata"] == "kept as it is"
    assert slack.refusals == []


async def test_the_client_checks_a_form_before_it_is_sent(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    await ana.uses_shortcut("New thing")
    form = await ana.form()
    result = await form.submit()
    assert not result.ok
    assert form.errors == {"Title": "Please complete this required field."}
    assert not any(each.get("type") == "view_submission" for each in sample.received)
    with pytest.raises(NotPossible, match="at most 20"):
        form.fill("Title", "x" * 21)
    with pytest.raises(NotPossible, match="date"):
        form.fill("Due", "tomorrow")


async def test_the_apps_complaint_stands_under_its_field(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    await ana.types("/form")
    form = await ana.form()
    form.fill("Title", "bad")
    await form.submit()
    assert form.errors == {"Title": "Not that one"}
    assert form.is_open
    form.fill("Title", "good")
    assert (await form.submit()).ok


async def test_home_appears_when_it_is_opened_and_its_buttons_work(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    home = await ana.opens_home()
    assert "Welcome home" in home.text
    await ana.clicks("Open", on=home)
    assert (await ana.form()).title == "A thing"
    assert slack.refusals == []


async def test_a_message_shortcut_hands_over_the_message(slack: Playground, sample: Sample) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    said = await ben.says("a & b", channel="launch")
    assert said.text == "a & b"
    await ana.uses_message_shortcut("Keep this", on=said)
    assert (await ana.sees("Kept: a & b")).is_ephemeral


async def test_a_mention_is_answered_in_a_thread(slack: Playground, sample: Sample) -> None:
    ana = slack.person("ana")
    said = await ana.says("@Sample are you there?", channel="launch")
    answer = await ana.sees("Hello @ana")
    assert answer.message is not None
    assert answer.message["thread_ts"] == said.ts
    assert slack.core.workspace.channels[said.channel].messages[said.ts].body["reply_count"] == 1


async def test_people_see_only_the_channels_they_may_see(slack: Playground) -> None:
    ana = slack.person("ana")
    slack.add_channel("secret", members=[ana], private=True)
    await ana.says("between us", channel="secret")
    await slack.person("ben").does_not_see("between us", within=0.05)
    with pytest.raises(NotPossible, match="knows no channel"):
        await slack.person("ben").says("hello?", channel="secret")


async def test_what_is_missing_is_told_with_what_there_is_instead(slack: Playground) -> None:
    await slack.person("ben").says("something else", channel="launch")
    with pytest.raises(AssertionError, match=r"(?s)ana does not see 'it'.*something else"):
        await slack.person("ana").sees("it", timeout=0.05)


async def test_formatting_is_read_as_it_is_shown(slack: Playground) -> None:
    channel = slack.core.workspace.channel_called("launch")
    assert channel is not None
    text = f"*T-1* _by_ <@{slack.person('ben').id}>: `a*b` <https://example.com|here> &lt;b&gt; 2*3*4"
    slack.core.timeline.post(channel, {"text": text})
    seen = await slack.person("ana").sees("T-1")
    assert seen.text == "T-1 by @ben: a*b here <b> 2*3*4"
