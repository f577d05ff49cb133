"""From the figures of all rounds to medians, ratios and verdicts."""

import statistics
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# For each (contender, case), for each measure, a figure a round.
Figures = dict[tuple[str, str], dict[str, list[float]]]

_UNITS = {"cpu_us": "CPU us", "p50_ms": "p50 ms", "p99_ms": "p99 ms", "rps": "req/s", "ms": "ms"}
_UNITS |= {"bytes": "bytes", "lost": "lost", "seconds": "s", "calls": "calls"}


@dataclass(frozen=True)
class Verdict:
    """A goal and what came of it; `ratio` is None when one of the two figures was not measured."""

    name: str
    about: str
    bound: str
    ratio: float | None
    met: bool


def judge(goals: Path, figures: Figures, part: str = "run") -> list[Verdict]:
    """Hold the figures against every goal of this part in the file."""
    found = tomllib.loads(goals.read_text())["goal"]
    return [_verdict(goal, figures) for goal in found if goal.get("part", "run") == part]


def _verdict(goal: Mapping[str, Any], figures: Figures) -> Verdict:
    case, measure = str(goal["figure"]).rsplit(".", 1)
    ours, others = (figures.get((str(goal[side]), case), {}).get(measure) for side in ("ours", "to"))
    most, least = goal.get("at_most"), goal.get("at_least")
    bound = f"<= {most}" if most is not None else f">= {least}"
    if not ours or not others:
        return Verdict(goal["name"], goal["about"], bound, None, True)
    # Each round is a pair measured under the same weather; the median of pairs outlives a noisy neighbour.
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, others, strict=True))
    met = ratio <= most if most is not None else ratio >= float(least or 0)
    return Verdict(goal["name"], goal["about"], bound, ratio, met)


def medians(figures: Figures) -> dict[str, dict[str, dict[str, float]]]:
    """`{case: {contender: {measure: median}}}`."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for (contender, case), measures in figures.items():
        row = {name: round(statistics.median(each), 3) for name, each in measures.items()}
        found.setdefault(case, {})[contender] = row
    return found


def table(figures: Figures) -> str:
    """All medians, for reading."""
    lines = [f"{'':14}{'':24}" + "".join(f"{unit:>10}" for unit in _UNITS.values())]
    for case, rows in medians(figures).items():
        for contender, row in rows.items():
            cells = "".join(f"{row[name]:>10.2f}" if name in row else f"{'':10}" for name in _UNITS)
            lines.append(f"{case:14}{contender:24}{cells}")
    return "\n".join(lines)


def report(verdicts: Iterable[Verdict]) -> str:
    """One line a goal."""
    lines = []
    for verdict in verdicts:
        word = "not measured" if verdict.ratio is None else "met" if verdict.met else "MISSED"
        ratio = "" if verdict.ratio is None else f"{verdict.ratio:.3f}"
        lines.append(f"{verdict.name:6} {word:13}{ratio:>8} {verdict.bound:8} {verdict.about}")
    return "\n".join(lines)
