"""Pictures in blocks that are files of this workspace (`slack_file`): whether Slack would show them."""

import re
from collections.abc import Iterator
from typing import Any

from playground.blockkit import Problem
from playground.refusal import Refusal
from playground.slack import Slack
from playground.wire import Json

_ID = re.compile(r"F[A-Z0-9]{8,}")
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif"})


def refuse_absent(slack: Slack, blocks: list[Json]) -> None:
    """Every picture must be a file of the app's whose upload is complete and that was looked at.

    Raises:
        Refusal: `invalid_blocks`, as Slack says it.
    """
    named = list(_named(blocks, "/blocks"))
    if named and slack.faults.take("unready_file"):
        raise Refusal.of("invalid_blocks", [Problem(named[0][0], "invalid slack file")])
    problems = [problem for pointer, file in named if (problem := _problem(slack, pointer, file))]
    if problems:
        raise Refusal.of("invalid_blocks", problems)


def _problem(slack: Slack, pointer: str, named: Json) -> Problem | None:
    if "id" in named and not _ID.fullmatch(str(named["id"])):
        return Problem(f"{pointer}/id", "input must match regex pattern: ^[F][A-Z0-9]{8,}$")
    workspace = slack.workspace
    fine = any(_shows(workspace.files[file], named) for file in workspace.completed & workspace.files.keys())
    return None if fine else Problem(pointer, "invalid slack file")


def _shows(file: Json, named: Json) -> bool:
    meant = file["id"] == named.get("id") or named.get("url") in (file["url_private"], file["permalink"])
    return meant and file["filetype"] in _PICTURES


def _named(value: Any, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _named(each, f"{pointer}/{number}")
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "slack_file" and isinstance(each, dict):
                yield f"{pointer}/{name}", each
            else:
                yield from _named(each, f"{pointer}/{name}")
