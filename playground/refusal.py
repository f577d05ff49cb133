"""How Slack says no."""

from collections.abc import Iterable

from playground.blockkit import Problem
from playground.wire import Json


class Refusal(Exception):
    """A business error: `error` is Slack's code, `extra` what goes beside it in the answer."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra

    @classmethod
    def of(cls, error: str, problems: Iterable[Problem]) -> "Refusal":
        """A refusal that carries the validator's problems the way Slack words them."""
        problems = list(problems)
        errors = [f"{each.message} [json-pointer:{each.pointer}]" for each in problems]
        return cls(error, errors=errors, response_metadata={"messages": [each.slack for each in problems]})

    def as_json(self) -> Json:
        return {"ok": False, "error": self.error, **self.extra}

    @property
    def problems(self) -> list[str]:
        """The error and its details, for the log."""
        metadata = self.extra.get("response_metadata")
        details = metadata.get("messages", []) if isinstance(metadata, dict) else []
        return [self.error, *details]


class NotPossible(Exception):
    """A person cannot do this in Slack's client; the text says why, in a sentence."""
