"""House rules that no linter knows: sizes, names, errors swallowed, locks, and what a public file never says."""

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FUNCTION_LINES = 50
FILE_LINES = 450
NAMES_BY_KIND = {"utils", "helpers", "messages", "modals", "common", "misc", "constants"}
# Where any error at all may be caught: the outermost edges, each of which says it aloud.
CATCHES_EVERYTHING = {
    "handlers/acting.py: do",
    "schedules/lanes.py: _deliver",
    "schedules/ringing.py: ring_due",
    "schedules/tick.py: _outlived",
}
LOCKS = ("requirements.lock", "requirements-runtime.lock", "requirements-build.lock")
# Alembic writes these; a migration is a list and is read as one.
GENERATED = "storage/migrations/versions/"
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users)/[A-Za-z]|[A-Z]:\\Users\\")


def public_files(root: Path) -> list[str]:
    """What git holds, or would at the next commit; without git, everything but the folders it would ignore."""
    if (root / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    else:
        listed = [os.fspath(path.relative_to(root)) for path in root.rglob("*")]
        ignored = [f"/{line}" for line in (root / ".gitignore").read_text().splitlines() if line.endswith("/")]
        listed = [name for name in listed if not any(folder in f"/{name}" for folder in ignored)]
    return [name for name in sorted(listed) if (root / name).is_file()]


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file that a person wrote."""
    for name in public_files(root):
        if name.endswith(".py") and not name.startswith(GENERATED):
            yield name, ast.parse((root / name).read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is; those defined inside it are counted by themselves."""
    inner = (own for child in ast.iter_child_nodes(function) for own in functions(child))
    lines = {line for each in inner for line in range(each.lineno, (each.end_lineno or each.lineno) + 1)}
    return len(set(range(function.lineno, (function.end_lineno or function.lineno) + 1)) - lines)


def long_functions(root: Path) -> list[str]:
    return [
        f"{name}: {function.name} has {own_lines(function)} lines"
        for name, tree in modules(root)
        for function in functions(tree)
        if own_lines(function) > FUNCTION_LINES
    ]


def long_files(root: Path) -> list[str]:
    names = (name for name in public_files(root) if name.endswith((".py", ".js", ".css")))
    sizes = {name: (root / name).read_text(encoding="utf-8").count("\n") for name in names}
    return [f"{name} has {lines} lines" for name, lines in sizes.items() if lines > FILE_LINES]


def files_named_by_kind(root: Path) -> list[str]:
    paths = [Path(name) for name in public_files(root) if name.endswith(".py")]
    return [os.fspath(path) for path in paths if NAMES_BY_KIND & {path.stem, *path.parent.parts}]


def catching_everything(root: Path) -> list[str]:
    """The functions with an `except` for any error at all."""
    return [
        f"{name}: {function.name}"
        for name, tree in modules(root)
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.ExceptHandler) and _is_blanket(node)
    ]


def _is_blanket(handler: ast.ExceptHandler) -> bool:
    caught = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else set()
    return handler.type is None or bool(caught & {"Exception", "BaseException"})


def locks_with_addresses(root: Path) -> list[str]:
    return [name for name in LOCKS if "://" in (root / name).read_text(encoding="utf-8")]


def missing_from_the_lock(root: Path) -> list[str]:
    """Dependencies of the running program that the lock of the image does not pin."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    lock = (root / "requirements-runtime.lock").read_text(encoding="utf-8")
    pinned = {_canonical(name) for name in re.findall(r"(?m)^([\w.-]+)(?:\[[\w,-]+\])?==", lock)}
    return [need for need in wanted if _canonical(re.split(r"[^\w.-]", need)[0]) not in pinned]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def naming_a_machine(root: Path) -> list[str]:
    """Files that speak of a folder which only one machine has."""
    texts = {name: (root / name).read_bytes().decode("utf-8", "replace") for name in public_files(root)}
    return [f"{name}: {found[0]}" for name, text in texts.items() if (found := SOMEBODYS_FOLDER.search(text))]


RULES: list[Callable[[Path], list[str]]] = [
    long_functions, long_files, files_named_by_kind, locks_with_addresses, missing_from_the_lock, naming_a_machine,
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


def test_errors_are_swallowed_only_at_the_outermost_edges() -> None:
    assert set(catching_everything(ROOT)) == CATCHES_EVERYTHING


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house in good order."""
    (tmp_path / ".gitignore").write_text(".venv/\n")
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot/tasks.py").write_text("def add() -> None:\n    pass\n")
    for lock in LOCKS:
        (tmp_path / lock).write_text("httpx==0.28.1 \\\n    --hash=sha256:00\npsycopg[binary]==3.3.9\n")
    project = '[project]\ndependencies = ["httpx>=0.28"]\noptional-dependencies = {postgres = ["psycopg[binary]>=3"]}\n'
    (tmp_path / "pyproject.toml").write_text(project)
    return tmp_path


def test_a_small_house_in_good_order_breaks_no_rule(house: Path) -> None:
    assert [rule(house) for rule in RULES] == [[] for _ in RULES]
    assert catching_everything(house) == []


def test_what_git_ignores_is_nobodys_business(house: Path) -> None:
    plant(house, ".venv/utils.py", "pass\n" * 451)
    assert long_files(house) == files_named_by_kind(house) == []


def plant(house: Path, path: str, text: str) -> None:
    (house / path).parent.mkdir(exist_ok=True)
    (house / path).write_text(text)


@pytest.mark.parametrize("lines", [50, 80])
def test_a_function_that_is_too_long_is_caught(house: Path, lines: int) -> None:
    plant(house, "bot/tasks.py", "async def add() -> None:\n" + "    pass\n" * lines)
    assert long_functions(house) == [f"bot/tasks.py: add has {lines + 1} lines"]


def test_a_function_of_fifty_lines_and_one_that_holds_short_ones_are_fine(house: Path) -> None:
    plant(house, "bot/tasks.py", "def add() -> None:\n" + "    pass\n" * 49)
    plant(house, "bot/plan.py", "def add() -> None:\n" + ("    def inner() -> None:\n" + "        pass\n" * 30) * 3)
    assert long_functions(house) == []


def test_a_file_that_is_too_long_is_caught(house: Path) -> None:
    plant(house, "bot/tasks.py", "pass\n" * 451)
    assert long_files(house) == ["bot/tasks.py has 451 lines"]


@pytest.mark.parametrize("path", ["bot/utils.py", "bot/misc.py", "common/tasks.py", "bot/modals.py"])
def test_a_file_named_by_kind_is_caught(house: Path, path: str) -> None:
    plant(house, path, "pass\n")
    assert files_named_by_kind(house) == [path]


@pytest.mark.parametrize("caught", ["", " Exception", " BaseException as error", " (OSError, Exception)"])
def test_an_except_for_everything_is_caught(house: Path, caught: str) -> None:
    plant(house, "bot/tasks.py", f"def add() -> None:\n    try:\n        pass\n    except{caught}:\n        pass\n")
    assert catching_everything(house) == ["bot/tasks.py: add"]


def test_a_lock_with_an_address_is_caught(house: Path) -> None:
    plant(house, "requirements.lock", "httpx @ https://files.example/httpx.whl\n")
    assert locks_with_addresses(house) == ["requirements.lock"]


def test_a_dependency_without_a_pin_is_caught(house: Path) -> None:
    plant(house, "requirements-runtime.lock", "httpx-sse==1.0\npsycopg[binary]==3.3.9\n")
    assert missing_from_the_lock(house) == ["httpx>=0.28"]


@pytest.mark.parametrize("folder", ["/" + "work/drumbeat", "/home/" + "ana/drumbeat", "C:\\" + "Users\\ana"])
def test_the_name_of_a_folder_on_somebodys_machine_is_caught(house: Path, folder: str) -> None:
    plant(house, "bot/tasks.py", f"PATH = {folder!r}\n" if "\\" not in folder else f"PATH = r'{folder}'\n")
    assert len(naming_a_machine(house)) == 1
