"""A guided tour of the app that is played: its words are the app's, the playground only shows them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from playground.wire import Json

Source = str | Path | Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One thing to try.

    `as_` is the name of the person to be, `channel` the name of a channel to look at (without one, the DM with the
    app), `home` asks for the app's Home, `type` is put into the composer, and `turn` is how far a button, labelled
    `button`, turns the clock: seconds, or a word such as "friday".
    """

    title: str
    text: str
    as_: str = ""
    channel: str = ""
    home: bool = False
    type: str = ""
    turn: int | str = ""
    button: str = ""


@dataclass(frozen=True)
class Tour:
    """The steps, in order; in JSON `{"steps": [{"title": ..., "text": ..., "as": "ana", ...}]}`."""

    steps: tuple[Step, ...]

    @classmethod
    def load(cls, source: Source) -> Self:
        """Read a tour from a mapping or a JSON file. Raises ValueError when it is none."""
        raw: Any = source if isinstance(source, Mapping) else json.loads(Path(source).read_text(encoding="utf-8"))
        try:
            steps = tuple(
                Step(**{_PYTHON.get(key, key): value for key, value in each.items()}) for each in raw["steps"]
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"This is no tour: {error}.") from error
        if not steps:
            raise ValueError("This tour has no steps.")
        return cls(steps)

    def as_json(self) -> Json:
        return {"steps": [{_JSON.get(key, key): value for key, value in asdict(step).items()} for step in self.steps]}


_PYTHON = {"as": "as_"}
_JSON = {"as_": "as"}
