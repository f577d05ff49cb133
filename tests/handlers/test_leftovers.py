"""Words that a verb would ignore: nothing is done without them unless somebody says so."""

from collections.abc import Iterator

import pytest

from bot.rules.errors import UserError
from handlers import TABLES
from handlers.asking import Act
from handlers.commands import route
from storage.reports import Report
from storage.status import Edition, Plan
from tests.stories.office import Office, answer

# Verbs that read all the words behind them. A new one belongs here, or says in its table what it takes.
READERS = {
    "task": "add new create list ls all my mine edit rename assign claim take late overdue due block blocked help",
    "blocker": "raise add list ls ack acknowledge update note resolve resolved clear not dismiss reopen reassign "
    "assign help",
    "standup": "new add create answer help",
    "remind": "edit change delete remove cancel stop remind help",
    "remindme": "remindme",
    "role": "list ls show add remove delete role help",
    "report": "show diff setup change help",
    "my": "my",
    "away": "away calendar cancel status",
    "hours": "hours",
    "zone": "zone",
    "holidays": "add remove team holidays",
    "back": "",
    "quiet": "quiet",
    "nudges": "nudges",
    "mutes": "why add mute remove unmute",
    "ledger": "",
    "help": "help",
}
SAY_MORE = ("tomorrow", "until monday", "friday", "not yet", "but not 3", "and 2 but not 3", "in a week?", "next week")
KIND = ("", "please", "now", "please, thanks!")


def sparing() -> Iterator[tuple[str, Act]]:
    """Each verb that takes no words, or keys alone, as it is typed."""
    for name, noun in TABLES.nouns.items():
        for verb, act in noun.verbs.items():
            if act.takes != "words":
                yield f"{name} {verb}{'' if act.takes == 'nothing' else ' 1'}", act


@pytest.mark.parametrize("name", READERS)
def test_every_verb_reads_its_words_or_says_that_it_does_not(name: str) -> None:
    assert {verb for verb, act in TABLES.nouns[name].verbs.items() if act.takes == "words"} == set(
        READERS[name].split()
    )


def test_no_verb_ignores_words_that_say_when_or_which_and_the_button_does_it_without_them() -> None:
    asked = 0
    for command, act in sparing():
        for words in SAY_MORE:
            with pytest.raises(UserError) as question:
                route(TABLES.nouns, "beat", f"{command} {words}")
            (choice,) = question.value.choices
            assert "nothing changed" in question.value.text, command
            assert route(TABLES.nouns, "beat", choice.command).act is act, command
            asked += 1
    assert asked > 400


@pytest.mark.parametrize("kind", KIND)
def test_a_kind_word_more_is_no_reason_to_ask(kind: str) -> None:
    for command, act in sparing():
        assert route(TABLES.nouns, "beat", f"{command} {kind}").act is act, command


@pytest.mark.parametrize(
    "text", ["publish tomorrow", "publish 3 dec", "skip tomorrow", "pause until monday", "stop on friday"]
)
async def test_a_report_is_not_published_skipped_or_paused_at_another_time_than_was_said(
    office: Office, text: str
) -> None:
    await office.ana.types("/beat report every tuesday at 9:00", "launch")
    asked = await answer(await office.ana.types(f"/beat report {text}", "launch"))
    verb = text.split(maxsplit=1)[0]
    assert asked.buttons == (f"/beat report {verb}",)
    assert await office.rows(Report) == []
    assert [plan.status for plan in await office.rows(Plan)] == ["running"]
    assert {edition.status for edition in await office.rows(Edition)} <= {"draft"}


async def test_the_button_does_it_without_the_words(office: Office) -> None:
    await office.ana.types("/beat report every tuesday at 9:00", "launch")
    asked = await answer(await office.ana.types("/beat report pause until monday", "launch"))
    assert "Paused" in (await office.presses(office.ana, "/beat report pause", on=asked)).text


async def test_a_standup_is_not_run_today_when_tomorrow_was_said(office: Office) -> None:
    await office.ana.types("/standup new Morning at 9:30 every weekday", "launch")
    asked = await answer(await office.ana.types("/standup run 1 tomorrow", "launch"))
    assert "I don't know what to do with “tomorrow”" in asked.text
    assert "I'm asking 3 people now" in (await office.presses(office.ana, "/standup run 1", on=asked)).text
