"""What happened in the guided week, as a person reads it, or one JSON object a line."""

import json
import os
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from bot.demo.cast import PEOPLE
from bot.demo.driver import Driver

HOME = ZoneInfo(PEOPLE["ana"].tz)
_WIDTH = 108
_INDENT = 10
_COLORS = {"sent": "green", "answered": "cyan", "acted": "yellow", "turned": "magenta"}
_MARKS = {"sent": "->", "answered": "=>", "acted": "  ", "turned": ">>", "noted": "!!"}

_ID = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^>]*)?>")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_LINK = re.compile(r"<https?://[^|>]*\|([^>]*)>")


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH + 30 else f"{line[: _WIDTH + 29]}…"


class Transcript:
    """Prints as it goes; what the journal holds comes between the chapters, in its order."""

    def __init__(self, driver: Driver, *, as_json: bool) -> None:
        self._driver = driver
        self._as_json = as_json
        self._color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._read = 0
        self._explained: set[str] = set()
        self._sent: Counter[str] = Counter()
        self._did: Counter[str] = Counter()

    def chapter(self, title: str, text: str) -> None:
        """What is about to happen, and why it is worth seeing."""
        if self._as_json:
            self._line("chapter", title=title, text=text)
            return
        self._print(f"\n{f'-- {title} ':-<{_WIDTH}}", fg="bright_white", bold=True)
        self._print("\n".join(textwrap.wrap(text, _WIDTH)), fg="bright_black")

    def happened(self) -> None:
        """Everything in the journal that was not told yet."""
        for entry in self._driver.journal(self._read):
            self._read = entry["n"]
            self._did[entry["what"]] += 1
            if entry["what"] == "sent":
                self._sent[self._whom(str(entry["to"]))] += 1
            self._entry(entry)

    def shown(self, where: str, text: str) -> None:
        """A message worth reading whole."""
        if self._as_json:
            self._line("shown", where=where, text=self._plain(text))
            return
        for line in self._plain(text).splitlines():
            self._print(f"{' ' * _INDENT}| {line}", fg="white")

    def summary(self, seconds: float, refused: Sequence[str]) -> None:
        """How it was, in figures."""
        figures = {
            "messages": self._did["sent"],
            "to": dict(self._sent.most_common()),
            "acts": self._did["acted"],
            "turns": self._did["turned"],
            "refused": list(refused),
            "seconds": round(seconds, 1),
        }
        if self._as_json:
            self._line("summary", **figures)
            return
        to = ", ".join(f"{count} to {whom}" for whom, count in self._sent.most_common())
        self._print(f"\n{'-- The week in figures ':-<{_WIDTH}}", fg="bright_white", bold=True)
        self._print(f"{self._did['sent']} messages were sent: {to}.")
        self._print(f"People acted {self._did['acted']} times, and the clock was turned {self._did['turned']} times.")
        self._print(f"Slack would have refused {len(refused)} of the bot's requests. It took {seconds:.0f} seconds.")
        self._print("\n`drumbeat demo` opens the same team in your browser.", bold=True)

    def failed(self, what: str) -> None:
        """It did not go as it should."""
        if self._as_json:
            self._line("failed", text=what)
        click.echo(f"The week stopped here; this did not come: {what}.", err=True)

    def _entry(self, entry: Mapping[str, object]) -> None:
        what, whom = str(entry["what"]), self._whom(str(entry["to"]))
        text, why = self._plain(str(entry["text"])), str(entry["why"])
        at = datetime.fromtimestamp(float(str(entry["at"])), HOME)
        if self._as_json:
            self._line("journal", at=at.isoformat(), what=what, who=whom, text=text, why=why)
        elif what != "changed":
            where = f"{at:%a %H:%M} {_MARKS[what]} {whom:<9}"
            self._print(_cut(f"{where}{self._wall(at, whom):<15}{text}"), fg=_COLORS.get(what))
            if why and why not in self._explained:
                self._explained.add(why)
                self._print(f"{' ' * len(where)}{'why: ':>15}{why}", fg="bright_black")

    @staticmethod
    def _wall(at: datetime, whom: str) -> str:
        """What the clock shows where they are, when that is elsewhere."""
        member = PEOPLE.get(whom.removeprefix("@"))
        there = at.astimezone(ZoneInfo(member.tz)) if member else at
        return f"({there:%H:%M} there)" if there.utcoffset() != at.utcoffset() else ""

    def _whom(self, there: str) -> str:
        name = self._driver.name_of(there)
        return f"@{name}" if name in PEOPLE else name

    def _plain(self, text: str) -> str:
        text = _LINK.sub(r"\1", _DATE.sub(r"\1", text))
        text = _ID.sub(lambda found: self._whom(found[1]), text)
        return text.replace("*", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _print(self, text: str, fg: str | None = None, *, bold: bool = False) -> None:
        click.echo(click.style(text, fg=fg, bold=bold) if self._color else text, color=self._color)

    @staticmethod
    def _line(kind: str, **told: object) -> None:
        click.echo(json.dumps({"type": kind, **told}))
