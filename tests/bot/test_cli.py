"""The program from the outside: what it says, what it leaves, and how it ends."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import bot
from storage import migrate
from storage.database import open_engine
from tests.program import NOWHERE, environment, free_port, run, run_quickly, served, serving

UNREACHABLE = "postgresql+psycopg://drumbeat:canary-password@127.0.0.1:9/drumbeat"


def test_the_version_is_told(tmp_path: Path) -> None:
    ended = run("--version", env=environment(), cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"drumbeat, version {bot.__version__}\n", "")


def test_help_names_every_command(tmp_path: Path) -> None:
    ended = run_quickly("--help", env=environment(), cwd=tmp_path)
    assert ended.returncode == 0
    for command in ("serve", "demo", "migrate", "doctor"):
        assert command in ended.stdout


def test_migrating_a_new_database_makes_its_folder_and_keeps_it_to_ourselves(tmp_path: Path) -> None:
    ended = run_quickly("migrate", env=environment(DATABASE_URL="sqlite:///deep/down/drumbeat.db"), cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "The database is up to date.\n", "")
    file = tmp_path / "deep" / "down" / "drumbeat.db"
    assert file.stat().st_mode & 0o077 == 0


def test_without_a_database_url_the_file_is_under_data(tmp_path: Path) -> None:
    assert run_quickly("migrate", env=environment(), cwd=tmp_path).returncode == 0
    assert (tmp_path / "data" / "drumbeat.db").exists()


def test_settings_come_from_a_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///from-the-file.db\n")
    assert run_quickly("migrate", env=environment(), cwd=tmp_path).returncode == 0
    assert (tmp_path / "from-the-file.db").exists()


@pytest.mark.parametrize("command", ["serve", "migrate"])
@pytest.mark.parametrize("address", [UNREACHABLE, "sqlite:////proc/nowhere/drumbeat.db", "sqlite:///a-folder"])
def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path, command: str, address: str) -> None:
    (tmp_path / "a-folder").mkdir()
    ended = run_quickly(command, env=serving(address, free_port()), cwd=tmp_path)
    assert ended.returncode == 2
    assert _is_one_sentence_about("DATABASE_URL", ended.stderr)


def test_a_folder_that_may_not_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    command = [sys.executable, "-m", "bot", "migrate"]
    if os.geteuid() == 0:
        # Without this capability root is bound by the folder's mode, and still finds the program.
        tmp_path.chmod(0o755)
        drop = "-dac_override"
        command = ["setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}", *command]
    env = environment(DATABASE_URL=f"sqlite:///{locked}/drumbeat.db")
    ended = subprocess.run(command, check=False, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2, ended
    assert _is_one_sentence_about("DATABASE_URL", ended.stderr)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("These are notes, not a database. " * 100)
    ended = run_quickly("migrate", env=environment(DATABASE_URL="sqlite:///notes.db"), cwd=tmp_path)
    assert ended.returncode == 2
    assert _is_one_sentence_about("DATABASE_URL", ended.stderr)


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_newer_database_is_refused_and_left_alone(database_url: str, tmp_path: Path, command: str) -> None:
    _run_sql(database_url, "UPDATE alembic_version SET version_num = 'f00000000000'")
    ended = run_quickly(command, env=serving(database_url, free_port()), cwd=tmp_path)
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "f00000000000" in ended.stderr
    assert _revision(database_url) == "f00000000000"


def test_two_that_migrate_at_once_take_turns(database_url: str, tmp_path: Path) -> None:
    _empty(database_url)
    assert _revision(database_url) is None
    env = environment(DATABASE_URL=database_url)
    with ThreadPoolExecutor() as threads:
        ended = list(threads.map(lambda _: run("migrate", env=env, cwd=tmp_path), range(3)))
    assert [(each.returncode, each.stderr) for each in ended] == [(0, "")] * 3
    assert _revision(database_url) == migrate.newest()


@pytest.mark.parametrize("home", [None, "/nonexistent", ""])
def test_serving_needs_no_home(tmp_path: Path, home: str | None) -> None:
    env = serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port(), HOME=home)
    with served(env, tmp_path) as program:
        program.wait_until_ready()
        assert program.stop() == 0
    assert "Traceback" not in program.log


def test_a_taken_port_is_one_sentence_that_names_the_setting(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/drumbeat.db"
    with served(serving(address, free_port()), tmp_path) as first:
        ended = run_quickly("serve", env=serving(address, first.port, LOG_LEVEL="ERROR"), cwd=tmp_path)
    assert ended.returncode == 2
    assert _is_one_sentence_about("PORT", ended.stderr)


def test_serving_starts_while_slack_is_out_of_reach(tmp_path: Path) -> None:
    env = serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port(), SLACK_API_URL=NOWHERE)
    with served(env, tmp_path) as program:
        program.wait_until_ready()


def test_socket_mode_lives_and_stops_cleanly_while_slack_is_out_of_reach(tmp_path: Path) -> None:
    env = serving(f"sqlite:///{tmp_path}/drumbeat.db", free_port(), SLACK_APP_TOKEN="xapp-1-2")
    with served(env, tmp_path) as program:
        assert program.asks("/healthz") == 200
        assert program.stop() == 0


def _is_one_sentence_about(name: str, said: str) -> bool:
    assert "Traceback" not in said, said
    assert "canary-password" not in said, said
    return len(said.splitlines()) == 1 and name in said


def _run_sql(database_url: str, *statements: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _empty(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        Path(make_url(database_url).database or "").unlink()
        return
    _run_sql(database_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


def _revision(database_url: str) -> str | None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        found = migrate.current(connection)
    engine.dispose()
    return found
