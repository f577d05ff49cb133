"""The picture of a report: a PNG of a sensible size, the same for the same numbers, drawn without a screen."""

import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from matplotlib.axes import Axes

from bot import charts

DAYS = [f"{day} Nov" for day in range(1, 10)]
COUNTS = [{"done": day, "doing": 2, "blocked": 1, "open": 9 - day} for day in range(9)]


def size(png: bytes) -> tuple[int, int]:
    """Width and height, as the file says them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_is_sharp_and_not_heavy() -> None:
    png = charts.by_state("Tasks by state", DAYS, COUNTS)
    assert size(png) == (1380, 1020)
    assert len(png) < 200_000


def test_no_tasks_and_very_many_can_be_drawn() -> None:
    none = [dict.fromkeys(("done", "doing", "blocked", "open"), 0)] * 9
    assert size(charts.by_state("Tasks by state", DAYS, none))
    assert size(charts.by_state("Tasks by state", DAYS, [{**count, "open": 10_000} for count in COUNTS]))


def test_a_single_task_among_nineteen_has_its_number_and_letters_too_small_to_read_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    monkeypatch.setattr(Axes, "text", lambda _, x, y, words, **more: written.append(words))
    charts.by_state("Tasks by state", ["27 Nov"], [{"done": 8, "doing": 1, "blocked": 1, "open": 9}])
    charts.by_state("Tasks by state", ["27 Nov"], [{"done": 1, "open": 99}])
    assert written == ["8", "1", "1", "9", "99"]


def test_two_at_once_do_not_spoil_one_another() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: charts.by_state("Tasks by state", DAYS, COUNTS), range(6)))
    assert len(drawn) == 1


def test_what_draws_is_loaded_only_for_a_picture() -> None:
    code = "import sys, bot.app; sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_where_nothing_may_be_written_it_is_drawn_without_a_word_and_leaves_nothing_behind(tmp_path: Path) -> None:
    code = "from bot import charts; print(charts.by_state('Tasks', ['1 Nov'], [{'open': 1}])[1:4].decode())"
    nowhere = dict.fromkeys(("HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), f"{os.devnull}/nowhere")
    drawn = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True,
        env=os.environ | nowhere | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert (drawn.stdout, drawn.stderr) == ("PNG\n", "")
    assert list(tmp_path.iterdir()) == []
