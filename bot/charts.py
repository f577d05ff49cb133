"""Pictures of numbers, as PNG. What draws them takes a second to load, so it is loaded for the first picture only."""

import io
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Slack shows pictures some 700 points wide in a channel, and half of that in a thread and on a phone: so the letters
# are large, and twice as many points stay sharp.
_INCHES = (4.6, 3.4)
_DOTS_PER_INCH = 300
# The height of the tallest bar, and of the smallest letters; one point is 1/72 inch.
_TALLEST_POINTS, _SMALLEST_POINTS = 150, 6
_INK, _FAINT, _PAPER = "#1d1c1d", "#d0d0d0", "#ffffff"
# One figure at a time: the fonts are shared.
_drawing = threading.Lock()


@dataclass(frozen=True)
class Layer:
    """One state in a stack of bars: its word, and how it is told from the others by colour and by pattern."""

    name: str
    word: str
    colour: str
    ink: str
    pattern: str = ""


# Okabe and Ito's colours, which people with any kind of colour vision can tell apart; the patterns do without any.
LAYERS = (
    Layer("done", "Done", "#009e73", "#ffffff"),
    Layer("doing", "In progress", "#56b4e9", _INK),
    Layer("blocked", "Blocked", "#d55e00", "#ffffff", "///"),
    Layer("open", "Not started", "#f0e9d2", _INK, "..."),
)


def by_state(title: str, days: Sequence[str], counts: Sequence[Mapping[str, int]]) -> bytes:
    """Stacked bars: how many tasks stood in which state, one bar for each day.

    Args:
        days: what stands under each bar.
        counts: for each bar, how many by the names of `LAYERS`.
    """
    with _drawing:
        figure = _figure()
        axes = figure.add_subplot()
        _bars(axes, counts)
        _frame(axes, title, days, counts)
        png = io.BytesIO()
        figure.savefig(png, format="png", facecolor=_PAPER)
    return png.getvalue()


def _figure() -> Any:
    # Where it may not keep its list of fonts, it says so each time it starts, and keeps it in a temporary folder.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    # No pyplot: it keeps every figure, and looks for a screen.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _bars(axes: Any, counts: Sequence[Mapping[str, int]]) -> None:
    places, tallest = range(len(counts)), _tallest(counts)
    floor = [0] * len(counts)
    for layer in LAYERS:
        heights = [count.get(layer.name, 0) for count in counts]
        axes.bar(
            places, heights, bottom=floor, width=0.72, label=layer.word, color=layer.colour, hatch=layer.pattern,
            edgecolor=_PAPER if layer.ink != _INK else "#8d8873", linewidth=0.8,
        )  # fmt: skip
        for place, (height, base) in enumerate(zip(heights, floor, strict=True)):
            points = height / tallest * _TALLEST_POINTS
            if points >= _SMALLEST_POINTS:
                axes.text(
                    place, base + height / 2, f"{height:,}", ha="center", va="center", color=layer.ink,
                    fontsize=min(11, 0.85 * points), fontweight="bold",
                    bbox={"facecolor": layer.colour, "edgecolor": "none", "pad": 1.5 if points > 14 else 0},
                )  # fmt: skip
        floor = [base + height for base, height in zip(floor, heights, strict=True)]


def _frame(axes: Any, title: str, days: Sequence[str], counts: Sequence[Mapping[str, int]]) -> None:
    axes.set_title(title, loc="left", fontsize=13, fontweight="bold", color=_INK, pad=26)
    # Day over month, so that eight of them stand side by side.
    axes.set_xticks(range(len(days)), [day.replace(" ", "\n") for day in days], fontsize=10.5, color=_INK)
    axes.tick_params(axis="y", labelsize=11, colors=_INK, length=0)
    axes.tick_params(axis="x", length=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_ylim(0, _tallest(counts) * 1.08)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=_FAINT, linewidth=0.7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(LAYERS), frameon=False, fontsize=10,
        labelcolor=_INK, handlelength=1.0, handletextpad=0.4, columnspacing=0.8, borderaxespad=0.2,
    )  # fmt: skip


def _tallest(counts: Sequence[Mapping[str, int]]) -> int:
    return max((sum(count.values()) for count in counts), default=0) or 1
