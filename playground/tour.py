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
    `button`, turns the clock: seconds, or a word such as "friday" or "09:31". The step is done when a message
    comes, or changes, that holds the words `sees`; without them when the button has turned the clock.
    """

    title: str
    text: str
    as_: str = ""
    channel: str = ""
    home: bool = False
    type: str = ""
    turn: int | str = ""
    button: str = ""
    sees: str = ""


@dataclass(frozen=True)
class Tour:
    """The steps, in order; in JSON `{"steps": [{"title": ..., "text": ..., "as": "ana", ...}], "farewell": {...}}`.

    The farewell, if there is one, is what stands there after the last step.
    """

    steps: tuple[Step, ...]
    farewell: Step | None = None

    @classmethod
    def load(cls, source: Source) -> Self:
        """Read a tour from a mapping or a JSON file. Raises ValueError when it is none."""
        raw: Any = source if isinstance(source, Mapping) else json.loads(Path(source).read_text(encoding="utf-8"))
        try:
            steps = tuple(_step(each) for each in raw["steps"])
            farewell = _step(raw["farewell"]) if "farewell" in raw else None
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"This is no tour: {error}.") from error
        if not steps:
            raise ValueError("This tour has no steps.")
        return cls(steps, farewell)

    def as_json(self) -> Json:
        farewell = _as_json(self.farewell) if self.farewell else None
        return {"steps": [_as_json(step) for step in self.steps], "farewell": farewell}


_PYTHON = {"as": "as_"}
_JSON = {"as_": "as"}


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(**{_PYTHON.get(key, key): value for key, value in raw.items()})


def _as_json(step: Step) -> Json:
    return {_JSON.get(key, key): value for key, value in asdict(step).items()}
