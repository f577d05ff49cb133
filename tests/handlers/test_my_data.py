"""What is kept about a person: shown, sent to them, erased for good; and the chain of changes holds all the while."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from playground.people import Actor
from storage import history
from storage.absences import Absence
from storage.history import Change
from storage.people import Person
from storage.preferences import Preference
from storage.rounds import Entry
from storage.tasks import Task
from tests.stories.office import Office, answer, whispered


async def _a_week(office: Office) -> None:
    """Ben makes tasks, is given some, answers a standup, wants things, and is away."""
    await office.ben.types("/task add Ship it friday", "launch")
    await office.ana.types("/task add Ask <@" + office.ben.id + "> about the beta @ben", "launch")
    await office.ana.types("/beat role lead @ben", "launch")
    await office.ana.types("/beat remind @ben to send the figures tomorrow 15:00", "launch")
    await office.ben.types("/beat quiet 19:00-08:00", "launch")
    await office.ben.types("/beat away from 24 dec to 2 jan", "launch")
    await office.ben.types("/beat holidays add 11 dec Moving house", "launch")
    await office.ben.types("/beat hours mon-thu 8:00-16:00", "launch")
    await office.ana.types("/standup new Morning at 9:30 every weekday @ana @ben", "launch")
    await office.ana.types("/standup run 1", "launch")
    await office.settled()
    await office.ben.types("/standup done: the secret plan today: more blocked: no badge", "launch")
    await office.settled()


def _remains(session: Session, word: str) -> dict[str, int]:
    """In which tables a word stands, in how many rows."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        rows = [row for row in session.connection().execute(text(f'SELECT * FROM "{table.name}"')) if word in str(row)]
        found |= {table.name: len(rows)} if rows else {}
    return found


async def _erases(office: Office, person: Actor, command: str) -> str:
    await person.types(command, "launch")
    form = await person.form()
    form.pick("Are you sure?", "I understand that this can't be undone")
    assert (await form.submit()).ok
    await office.settled()
    return whispered(person).text


async def test_privacy_says_in_plain_words_what_is_kept_and_how_long(office: Office) -> None:
    seen = await answer(await office.ben.types("/beat privacy", "launch"))
    for words in ("your name", "24 months", "13 months", "48 hours", "always", "24 hours"):
        assert words in seen.text, words
    assert seen.buttons == ("Export", "Erase")


async def test_an_export_comes_as_two_files_by_dm_with_what_is_theirs_and_nobody_elses(office: Office) -> None:
    await _a_week(office)
    await office.cleo.types("/beat quiet 20:00-07:00", "launch")
    office.slack.add_channel("board", members=[office.ana, office.cleo], private=True)
    await office.ana.types("/task add Sell the company", "board")
    await office.ben.types("/beat settings", "launch")
    seen = await answer(await office.ben.types("/beat privacy", "launch"))
    assert "sending it to our DM" in (await office.presses(office.ben, "Export", on=seen)).text
    await office.settled()
    workspace = office.slack.core.workspace
    files = {file["name"]: workspace.contents[file["id"]].decode() for file in workspace.files.values()}
    assert set(files) == {"about-you.txt", "about-you.json"}
    assert all(file["ims"] for file in workspace.files.values()), "in their DM, and nowhere else"
    kept = json.loads(files["about-you.json"])
    assert [(row["day"], row["name"]) for row in kept["marked_day"]] == [("2026-12-11", "Moving house")]
    assert kept["work_calendar"][0]["begins"] == "08:00:00"
    assert [row["user_id"] for row in kept["preference"]] == [office.ben.id]
    assert "Sell the company" not in str(kept)
    assert kept["draft"]
    assert "response_url" not in str(kept)
    assert "20:00" not in str(kept)


async def test_the_file_to_read_speaks_of_people_days_and_hours_and_not_of_what_the_tables_keep(office: Office) -> None:
    await _a_week(office)
    await office.ben.types("/task add", "launch")
    await office.ben.types("/beat privacy export", "launch")
    await office.settled()
    workspace = office.slack.core.workspace
    said = next(
        workspace.contents[id_].decode() for id_, file in workspace.files.items() if file["name"].endswith(".txt")
    )
    for words in (
        "All hours are those of New York.",
        "- T-1 Ship it\n", "- T-2 Ask @Ben about the beta", "due: Fri 27 Nov 2026\n",
        "once on Tue 24 Nov 2026 at 15:00",
        "made by: Ana",
        "quiet from: 19:00", "first day: Thu 24 Dec 2026", "- Moving house\n    day: Fri 11 Dec 2026",
        "working days: Monday, Tuesday, Wednesday, Thursday", "from: 08:00",
        "- Morning, Mon 23 Nov 2026\n    What did you finish? the secret plan", "Added, T-1", "Set, your quiet hours",
    ):  # fmt: skip
        assert words in said, said
    for inner in (office.ben.id, office.ana.id, "response_url", "workspace_id", "{", "_id", "+00:00", "True"):
        assert inner not in said, said


async def test_whoever_is_erased_stands_nowhere_any_more_and_the_chain_holds(office: Office) -> None:
    await _a_week(office)
    said = await _erases(office, office.ben, "/beat privacy erase")
    assert "Erased." in said
    remains = await office.bot.bot.db.read(_remains, office.ben.id)
    assert remains == {} or set(remains) <= {"person", "member"}, remains
    assert await office.bot.bot.db.read(_remains, office.ben.id.lower()) == {}
    assert await office.bot.bot.db.read(_remains, "the secret plan") == {}
    assert office.ben.id not in [row.user_id for row in await office.rows(Preference)]
    assert await office.rows(Absence) == []
    [verdict] = await office.bot.bot.db.read(history.verify)
    assert verdict.broken == ""


async def test_records_stay_of_a_former_colleague(office: Office) -> None:
    await _a_week(office)
    await _erases(office, office.ben, "/beat privacy erase")
    assert len(await office.rows(Task)) >= 2
    shown = await answer(await office.ana.types("/task show 2", "launch"))
    assert "a former colleague" in shown.text
    past = await answer(await office.ana.types("/beat history T-1", "launch"))
    assert "a former colleague" in past.text
    assert office.ben.id not in str(past.message)
    entries = [row for row in await office.rows(Entry) if row.user_id.startswith("U-former")]
    assert [(row.status, row.answers) for row in entries] == [("answered", {})]
    await office.later(days=3)
    assert not office.unexpected_refusals()


async def test_what_is_erased_can_not_be_altered_unseen_either(office: Office) -> None:
    await office.ben.types("/task add Ship it", "launch")
    await _erases(office, office.ben, "/beat privacy erase")

    def tamper(session: Session) -> None:
        session.get_one(Change, (office.slack.core.workspace.team_id, 1)).after = {"title": "Forged"}

    await office.bot.bot.db.write(tamper)
    [verdict] = await office.bot.bot.db.read(history.verify)
    assert "change 1" in verdict.broken


async def test_nothing_is_erased_without_the_tick(office: Office) -> None:
    await office.ben.types("/beat quiet 19:00-08:00", "launch")
    await office.ben.types("/beat privacy erase", "launch")
    form = await office.ben.form()
    outcome = await form.submit()
    assert not outcome.ok
    assert office.ben.id in [row.user_id for row in await office.rows(Preference)]


async def test_only_administrators_erase_others_and_only_those_who_left(office: Office) -> None:
    await office.ben.types("/task add Ship it", "launch")
    refused = await office.cleo.types("/beat privacy erase @ben", "launch")
    assert refused
    assert "Others are erased by administrators" in refused.text
    office.slack.change_person(office.ana, is_admin=True)
    await office.settled()
    early = await office.ana.types("/beat privacy erase @ben", "launch")
    assert early
    assert "They are still here" in early.text
    office.slack.change_person(office.ben, deleted=True)
    await office.settled()
    assert "Erased." in await _erases(office, office.ana, f"/beat privacy erase {office.ben.id}")
    assert not [row for row in await office.rows(Person) if row.user_id == office.ben.id]
    [task] = await office.rows(Task)
    assert task.creator_id.startswith("U-former")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("answers 12 months", "for 12 months"), ("ledger 2 years", "for 24 months"), ("audit 1 month", "can't change"),
        ("answers 0 months", "Between 1 and 120"), ("ledger 90 days", "whole months"),
        ("answers soon", "Say which and how long"),
    ],
)  # fmt: skip
async def test_an_administrator_says_how_long_what_is_kept(office: Office, said: str, told: str) -> None:
    office.slack.change_person(office.ana, is_admin=True)
    await office.settled()
    seen = await office.ana.types(f"/beat retention {said}", "launch")
    assert seen
    assert told in seen.text
    refused = await office.ben.types(f"/beat retention {said}", "launch")
    assert refused
    assert "Only an administrator" in refused.text


async def test_a_new_length_is_undone(office: Office) -> None:
    office.slack.change_person(office.ana, is_admin=True)
    await office.settled()
    seen = await answer(await office.ana.types("/beat retention answers 12 months", "launch"))
    assert "for 24 months" in (await office.presses(office.ana, "Undo", on=seen)).text
    assert "answers" in (await answer(await office.ana.types("/beat retention", "launch"))).text
