"""History and what is kept of a person, for `showing.py`: any words in, what people would see out."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.views import history, past_changes, privacy
from bot.views.about_you import Reader
from bot.views.blocks import Block, Md, Message, clip
from bot.views.history import Before
from bot.views.past_changes import Past
from tests.storage.given import NOW

NEW_YORK = ZoneInfo("America/New_York")
Shown = Message | Block | Md


def _past(words: str) -> list[Shown]:
    said = {"title": words, "labels": [words] * 12, "owner_id": "UANA", "cadence": {}, "waits_for": ["4"]}
    more = {"due_at": NOW.isoformat(), "publishes": True, "status": "open", "description": words}
    empty: dict[str, Any] = {}
    rows = [Past("UANA", NOW, words[:20], "command", before, said | more) for before in (empty, said)]
    place = {"noun": "task", "number": 1}
    name = clip(words, 200)
    return [
        past_changes.history(name, rows * (past_changes.PAGE // 2), NEW_YORK, place, 8, more=True),
        past_changes.history(name, (), NEW_YORK, place, 0, more=False),
    ]


def _taken_back(words: str) -> list[Shown]:
    row = Past("UANA", NOW, "Edited", "command", {"title": words, "owner_id": "UANA"}, {"title": "It"})
    return [past_changes.taken_back([row] * 5, NEW_YORK)]


def _before(words: str) -> Before:
    return Before(history.of_record("Added", "T-1", words, 2), clip(words, 200), "command:1.2.3")


CASES: dict[str, Callable[[str], Sequence[Shown]]] = {
    "past_changes.history": _past,
    "past_changes.taken_back": _taken_back,
    "history.of_record": lambda words: [history.of_record("Given", "", words, 0)],
    "history.too_old": lambda words: [history.too_old(_before(words).what, NOW, NEW_YORK)],
    "history.final": lambda words: [
        history.final(about, before)
        for about in (None, *history.NO_WAY_BACK.values())
        for before in (None, _before(words))
    ],
    "history.refused": lambda words: [history.refused(words, _before(words))],
    "privacy.shown": lambda _: [privacy.shown({"answers": 24, "ledger": 13})],
    "privacy.retention": lambda _: [privacy.retention({"answers": 24, "ledger": 13})],
    "privacy.retained": lambda _: [privacy.retained("answers", months, 24, "command:1") for months in (1, 36)],
    "privacy.erase_form": lambda _: [privacy.erase_form("0123456789abcdef", whom) for whom in (None, "UBEN")],
    "privacy.exporting": lambda _: [privacy.exporting()],
    "privacy.erased": lambda _: [privacy.erased(mine=mine) for mine in (True, False)],
    "privacy.exported": lambda words: [
        privacy.exported({"task": [{"number": 1, "title": words}]}, Reader(NEW_YORK, {}), NOW)
    ],
}
