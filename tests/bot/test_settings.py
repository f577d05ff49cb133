"""Settings as an operator gives them: in the environment or a `.env`; a bad one is one sentence that names it."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError
from tests.program import environment, run, run_quickly

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-2-three", "SLACK_SIGNING_SECRET": "0123456789abcdef"}
CANARY = "canary-of-a-secret"
PLAYED = {
    "SLACK_BOT_TOKEN": "xoxb-0123abcd",
    "SLACK_API_URL": "http://127.0.0.1:8300/api/",
    "CLOCK_URL": "http://127.0.0.1:8300/clock",
}

MISSING_OR_MALFORMED = [
    ({}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": "   "}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": f"xapp-{CANARY}"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": CANARY}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": f"xoxb-{CANARY} and more"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": f"xoxb-{CANARY}-é"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
    ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": " , "}, "SLACK_SIGNING_SECRET"),
    ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": f"xoxb-{CANARY}"}, "SLACK_APP_TOKEN"),
    ({**GOOD, "SLACK_APP_TOKEN": CANARY}, "SLACK_APP_TOKEN"),
    ({**GOOD, "SLACK_API_URL": "slack.com/api/"}, "SLACK_API_URL"),
    ({**GOOD, "SLACK_API_URL": "ftp://slack.com/api/"}, "SLACK_API_URL"),
    ({**GOOD, "SLACK_API_URL": "http://[::1/api/"}, "SLACK_API_URL"),
    ({**GOOD, "SLACK_API_URL": "http://127.0.0.1:99999/api/"}, "SLACK_API_URL"),
    ({**GOOD, "SLACK_API_URL": "http://slack com/api/"}, "SLACK_API_URL"),
    ({**GOOD, "CLOCK_URL": "http://127.0.0.1:8300/clock"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "CLOCK_URL": "http://[::1/clock"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "SLACK_API_URL": "https://slack.com/api/"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "SLACK_API_URL": "http://127.0.0.1.example/api/"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "SLACK_BOT_TOKEN": f"xoxb-123-456-{CANARY}"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "SLACK_APP_TOKEN": f"xapp-1-A01-2-{CANARY}"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "CLOCK_URL": "http://clock.example/clock"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "CLOCK_URL": "https://127.0.0.1:8300/clock"}, "CLOCK_URL"),
    ({**GOOD, **PLAYED, "CLOCK_URL": "noon"}, "CLOCK_URL"),
    ({**GOOD, "DATABASE_URL": "mysql://user:password@host/name"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "postgresql://user:password@host/name"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "postgresql+asyncpg://user:password@host/name"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "data/drumbeat.db"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "sqlite:///drumbeat.db?timeout=abc"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "postgresql+psycopg://user:password@127.0.0.1:9/name?nosuch=1"}, "DATABASE_URL"),
    ({**GOOD, "DATABASE_URL": "postgresql+psycopg://user:password@host:port/name"}, "DATABASE_URL"),
    ({**GOOD, "PORT": "abc"}, "PORT"),
    ({**GOOD, "PORT": "65536"}, "PORT"),
    ({**GOOD, "PORT": "-1"}, "PORT"),
    ({**GOOD, "PORT": "3000.5"}, "PORT"),
    ({**GOOD, "LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
]


def test_a_missing_setting_is_one_sentence_on_standard_error(tmp_path: Path) -> None:
    ended = run("serve", env=environment(), cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert _is_one_sentence_about("SLACK_BOT_TOKEN", ended.stderr)


def test_a_missing_or_malformed_setting_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    said = {}
    for settings, name in MISSING_OR_MALFORMED:
        ended = run_quickly("serve", env=environment(**settings), cwd=folder)
        fine = ended.returncode == 2 and ended.stdout == "" and _is_one_sentence_about(name, ended.stderr)
        if not fine or CANARY in ended.stderr or "password" in ended.stderr.replace("user:password@host/name`", ""):
            said[str(settings)] = (ended.returncode, ended.stdout, ended.stderr)
    assert said == {}
    assert list(folder.iterdir()) == [], "nothing is made before the settings are good"


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1", "utf-16")
    ended = run("serve", env=environment(), cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (
        2,
        ".env is malformed: it must be UTF-8 text. Please save it as that.\n",
    )


def _is_one_sentence_about(name: str, said: str) -> bool:
    lines = said.splitlines()
    return len(lines) == 1 and name in lines[0] and lines[0].endswith(".") and "Traceback" not in said


def _loaded(monkeypatch: pytest.MonkeyPatch, folder: Path, **given: str) -> Settings:
    for name in (*Settings.model_fields, "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return Settings.load()


def test_the_playgrounds_clock_goes_with_the_playgrounds_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _loaded(monkeypatch, tmp_path, **{**GOOD, **PLAYED}).clock_url == PLAYED["CLOCK_URL"]


def test_what_is_not_given_has_a_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = _loaded(monkeypatch, tmp_path)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///data/drumbeat.db"
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 3000, "INFO")


def test_a_file_beside_the_program_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text('SLACK_BOT_TOKEN="xoxb-from-the-file"\nPORT=4000\nHOST=0.0.0.0\nELSEWHERE=1\n')
    settings = _loaded(monkeypatch, tmp_path, PORT="5000")
    assert (settings.port, settings.host) == (5000, "0.0.0.0")
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-the-file"


def test_an_empty_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = _loaded(monkeypatch, tmp_path, PORT="", SLACK_APP_TOKEN="", DATABASE_URL="")
    assert (settings.port, settings.slack_app_token) == (3000, None)
    assert settings.database_url == "sqlite:///data/drumbeat.db"


def test_an_address_without_its_last_slash_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = _loaded(monkeypatch, tmp_path, SLACK_API_URL="http://127.0.0.1:1/api")
    assert settings.slack_api_url == "http://127.0.0.1:1/api/"


def test_a_level_may_be_written_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _loaded(monkeypatch, tmp_path, LOG_LEVEL="debug").log_level == "DEBUG"


def test_spaces_around_a_pasted_secret_do_no_harm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    access = _loaded(
        monkeypatch, tmp_path, SLACK_BOT_TOKEN=" xoxb-1 \n", SLACK_SIGNING_SECRET=" new , old "
    ).slack_access()
    assert access.bot_token == "xoxb-1"
    assert access.signing_secrets == ("new", "old")


def test_an_app_token_means_socket_mode_and_needs_no_signing_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    access = _loaded(monkeypatch, tmp_path, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1").slack_access()
    assert (access.app_token, access.signing_secrets) == ("xapp-1", ())


def test_without_a_way_in_both_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = _loaded(monkeypatch, tmp_path, SLACK_BOT_TOKEN="xoxb-1")
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET") as error:
        settings.slack_access()
    assert "SLACK_APP_TOKEN" in str(error.value)


def test_secrets_are_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = _loaded(
        monkeypatch,
        tmp_path,
        SLACK_BOT_TOKEN=f"xoxb-{CANARY}",
        SLACK_SIGNING_SECRET=CANARY,
        SLACK_APP_TOKEN=f"xapp-{CANARY}",
    )
    assert CANARY not in f"{settings!r} {settings} {settings.model_dump()}"
