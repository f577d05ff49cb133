"""What the README says is so: settings, commands, and the words of the help."""

import re
import subprocess
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from bot.cli import main
from bot.settings import Settings
from bot.views.help import TOPICS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
EXAMPLES = [example for topic in TOPICS.values() for example in topic.examples]


def rows(markdown: str) -> list[list[str]]:
    """The rows of a document's tables, as the text of their cells."""
    lines = [line.strip() for line in markdown.splitlines() if line.strip().startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def undocumented(markdown: str, name: str, setting: FieldInfo) -> bool:
    """Whether no row of a table gives this setting with its default and what it is."""
    default = f"`{setting.default}`" if setting.default is not None else ""
    return [f"`{name.upper()}`", default, setting.description] not in rows(markdown)


def in_backticks(markdown: str, words: str) -> bool:
    return f"`{words}`" in markdown


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    assert not undocumented(README, name, Settings.model_fields[name])


def test_the_readme_speaks_of_no_setting_that_there_is_not() -> None:
    named = {row[0].strip("`").lower() for row in rows(README) if re.fullmatch("`[A-Z_]+`", row[0])}
    assert named == set(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_example_file(name: str) -> None:
    assert re.search(rf"(?m)^(?:# )?{name.upper()}=", EXAMPLE)


@pytest.mark.parametrize("name", [name for name, field in Settings.model_fields.items() if field.default])
def test_the_example_file_gives_the_default_or_another_kind_of_value(name: str) -> None:
    [given] = re.findall(rf"(?m)^(?:# )?{name.upper()}=(.*)$", EXAMPLE)
    default = str(Settings.model_fields[name].default)
    assert given == default or given.partition(":")[0] != default.partition(":")[0]


def test_the_example_file_can_be_read_as_it_is() -> None:
    settings = Settings(_env_file=ROOT / ".env.example")  # type: ignore[call-arg]
    assert settings.slack_bot_token is None
    assert settings.port == Settings.model_fields["port"].default


@pytest.mark.parametrize(("example", "words"), EXAMPLES)
def test_every_example_of_the_help_is_in_the_readme(example: str, words: str) -> None:
    assert [f"`{example}`", words] in rows(README)


@pytest.mark.parametrize("command", ["demo", "test"])
def test_the_two_commands_of_the_readme_exist(command: str) -> None:
    assert re.search(rf"(?m)^\./dev {command}$", README)
    said = subprocess.run(["sh", "./dev", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(rf"(?m)^  {command}\b", said)


def test_every_command_of_the_program_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"`drumbeat ([a-z]+)(?: [a-z]+)?`", README))
    assert named == set(main.commands)


@pytest.mark.parametrize(("name", "text"), [("README.md", README), ("CONTRIBUTING.md", CONTRIBUTING)])
def test_every_link_to_a_file_leads_to_one(name: str, text: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_a_setting_without_a_row_would_be_caught() -> None:
    port = Settings.model_fields["port"]
    told = f"| `PORT` | `3000` | {port.description} |"
    assert not undocumented(told, "port", port)
    assert undocumented(told.replace("3000", "8080"), "port", port)
    assert undocumented(told.replace("PORT", "PORTS"), "port", port)
    assert undocumented("PORT is 3000", "port", port)
