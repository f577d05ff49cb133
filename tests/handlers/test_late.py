"""When the database or Slack is slow or broken: answers follow, nothing is lost, nothing is said twice."""

import asyncio
import time
from typing import Any

import pytest
from sqlmodel import Session

from playground.people import Seen
from storage import inbound, tasks
from storage.outbox import Message
from storage.tasks import Task
from tests.stories.office import Office, answer, whispered

SLOWER_THAN_AN_ACK = 3.2


@pytest.fixture
def slow_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every new task takes the database longer than Slack waits."""
    add = tasks.add

    def slowly(session: Session, *given: Any) -> Task:
        time.sleep(SLOWER_THAN_AN_ACK)
        return add(session, *given)

    monkeypatch.setattr(tasks, "add", slowly)


@pytest.mark.usefixtures("slow_memory")
async def test_the_answer_of_a_slow_database_follows_and_the_task_is_there_once(office: Office) -> None:
    assert "Added T-1 Ship it" in (await answer(await office.ana.types("/task add Ship it", "launch"))).text
    assert len(await office.rows(Task)) == 1


@pytest.mark.usefixtures("slow_memory")
async def test_a_slow_form_closes_and_its_answer_follows(office: Office) -> None:
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form()
    form.fill("Title", "Ship it")
    form.pick("Channel", "#launch")
    assert (await form.submit()).ok
    assert not form.is_open
    assert "Added T-1 Ship it" in (await office.ana.sees("Added T-1", timeout=10)).text


@pytest.mark.usefixtures("slow_memory")
async def test_a_slow_mention_is_answered_once(office: Office) -> None:
    await office.ana.says("@Drumbeat task add Ship it", "launch")
    await office.ana.sees("Added T-1", timeout=15)
    await office.settled()
    assert len(await office.rows(Task)) == 1
    assert len([seen for seen in office.ana.everything("launch") if "Added T-" in seen.text]) == 1


async def test_the_first_commands_of_people_nobody_has_met_are_all_answered(office: Office) -> None:
    people = [office.slack.add_person(f"new{number}") for number in range(6)]
    for person in people:
        office.launch.members.append(person.id)
    sync = asyncio.create_task(office.bot.bot.directory.sync(office.slack.core.workspace.team_id))
    seen = await asyncio.gather(*(each.types(f"/task add {each.name}", "launch") for each in people for _ in "ab"))
    await sync
    assert all(each is not None and "Added T-" in each.text for each in seen)


@pytest.mark.parametrize("trouble", ["slow", "server_error", "rate_limit"])
async def test_while_slack_does_not_answer_commands_are_acknowledged_and_kept(office: Office, trouble: str) -> None:
    faults: dict[str, Any] = {
        "slow": {"seconds": 5, "times": 50},
        "server_error": {"times": 50},
        "rate_limit": {"times": 50},
    }[trouble]
    office.may_be_refused.add("")
    newcomer = office.slack.add_person("dora")
    office.launch.members.append(newcomer.id)
    getattr(office.slack.faults, trouble)("users.info", **faults)
    seen = await answer(await newcomer.types("/task add Ship it", "launch"))
    assert "Added T-1 Ship it" in seen.text
    office.slack.faults.clear()


async def test_a_message_that_slack_was_too_busy_for_is_sent_later(office: Office) -> None:
    office.may_be_refused.add("chat.postMessage")
    office.slack.faults.rate_limit("chat.postMessage", retry_after=1, times=2)
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.ben.sees("This task is yours now.", timeout=15)
    await office.settled()
    [row] = await office.rows(Message)
    assert (row.state, row.attempt) == ("sent", 1)
    assert len(_told(office)) == 1


async def test_one_message_that_fails_does_not_hold_up_the_others(office: Office) -> None:
    office.may_be_refused.add("chat.postMessage")
    office.slack.faults.server_error("chat.postMessage", times=1)
    await office.ana.types("/task add First @ben", "launch")
    await office.settled()
    await office.ana.types("/task add Second @cleo", "launch")
    assert "T-2 Second" in (await office.cleo.sees("This task is yours now.")).text


async def test_a_response_url_that_fails_is_replaced_by_a_whisper(office: Office) -> None:
    office.may_be_refused.add("response_url")
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    office.slack.core.response_urls._targets.clear()
    issue = office.slack.core.response_urls.issue
    office.slack.core.response_urls.issue = lambda *given, **more: issue(*given, **more) + "gone"  # type: ignore[method-assign]
    await office.ana.clicks("Done", on=seen)
    await office.bot.bot.drain(10)
    assert "Done: T-1 Ship it" in whispered(office.ana).text


async def test_a_fault_of_ours_is_told_with_an_id_and_saves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("as tests do")

    monkeypatch.setattr(inbound, "remember", broken)
    seen = await answer(await office.ana.types("/task add Ship it", "launch"))
    assert "Something went wrong on my side, so nothing was saved." in seen.text
    assert "this id: " in seen.text
    assert await office.rows(Task) == []


def _told(office: Office) -> list[Seen]:
    return [seen for seen in office.ben.everything() if "This task is yours now." in seen.text]
