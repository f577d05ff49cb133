"""Four processes at five thousand due messages: each is taken by one."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from storage import outbox
from storage.database import Database
from storage.outbox import Message
from tests.storage.given import NOW

DUE, PROCESSES, BITE = 5000, 4, 50
LEASE = timedelta(minutes=10)

Take = Callable[[Session], list[str]]


def ours(session: Session) -> list[str]:
    return [row.key for row in outbox.claim(session, "T1", NOW, BITE, LEASE)]


def select_then_update(session: Session) -> list[str]:
    """The control: look what is due, then say that it is ours."""
    keys = list(session.exec(select(Message.key).where(Message.state == "due").order_by(Message.key).limit(BITE)))
    session.connection().execute(update(Message).where(col(Message.key).in_(keys)).values(state="sending"))
    return keys


def take_all(url: str, take: Take, into: Path) -> None:
    """Take until nothing is left, and write down what was taken."""
    db, taken = Database(url, workers=1), []
    while keys := db._transact(take):
        taken += keys
    into.write_text("\n".join(taken))
    db.close()


def _plan(session: Session) -> None:
    row = {
        "workspace_id": "T1", "purpose": "reminders.due", "noun": "reminder", "detail": {}, "planned_at": NOW,
        "due_at": NOW, "ready_at": NOW, "state": "due", "owner_id": "", "nominal": "", "reason": "", "attempt": 0,
        "doubt": False,
    }  # fmt: skip
    rows = [row | {"key": f"{number}", "number": number, "recipient": f"U{number}"} for number in range(DUE)]
    session.connection().execute(insert(Message), rows)


def _taken(url: str, folder: Path, take: Take) -> Counter[str]:
    db = Database(url)
    db._transact(_plan)
    db.close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.storage.test_claims", "psycopg"])
    files = [folder / f"{number}" for number in range(PROCESSES)]
    processes = [context.Process(target=take_all, args=(url, take, file)) for file in files]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    return Counter(key for file in files for key in file.read_text().split())


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("take", [ours, select_then_update])
def test_each_message_is_taken_once_and_looking_first_is_not_enough(
    database_url: str, tmp_path: Path, take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = _taken(database_url, tmp_path, take)
    doubled = sum(count > 1 for count in taken.values())
    with capsys.disabled():
        print(f"\n{take.__name__}: {PROCESSES} processes took {len(taken)} of {DUE}, {doubled} of them more than once")
    assert len(taken) == DUE
    assert doubled >= 100 if take is select_then_update else doubled == 0
