"""``python -m playground``: a Slack workspace of its own, for any bot."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playground.clock import Clock
from playground.saved import save
from playground.seed import TEAM
from playground.testing import Playground
from playground.wire import Json
from playground.workspace import Secrets

SAVED_EVERY_SECONDS = 2


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="loopback port; any free one when left out")
    parser.add_argument("--manifest", type=Path, required=True, help="the app manifest, as JSON")
    parser.add_argument("--bot-url", help="where the bot takes requests; without it, Socket Mode")
    secrets = (
        ("--signing-secret", "signs what is sent to the bot"),
        ("--bot-token", "the bot's own"),
        ("--app-token", "opens Socket Mode"),
        ("--token", "opens the page"),
    )
    for name, what in secrets:
        variable = f"PLAYGROUND_{name.strip('-').replace('-', '_').upper()}"
        said = f"{what}; better in ${variable}, where nobody else can read it; made up when left out"
        parser.add_argument(name, default=os.environ.get(variable, ""), help=said)
    parser.add_argument("--tour", type=Path, help="a guided tour for the page, as JSON (see playground/tour.py)")
    parser.add_argument("--state", type=Path, help="begin with this saved workspace, and save it there at the end")
    parser.add_argument("--quiet", action="store_true", help="nobody does anything by themselves")
    parser.add_argument(
        "--seed", type=Path, help="begin with these people and channels, as JSON (see playground/seed.py)"
    )
    parser.add_argument("--seed-team", action="store_true", help="begin with a small team and its channels")
    return parser.parse_args(arguments)


async def serve(options: argparse.Namespace) -> None:
    """Run until interrupted."""
    state = _read(options.state) if options.state and options.state.exists() else None
    try:
        playground = _playground(options, state)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if state is None:
            raise
        sys.exit(f"{options.state} is no saved workspace: {type(error).__name__}, {error}")
    async with playground:
        playground.send_to(options.bot_url)
        announce(playground)
        with _stopped_by_signals(playground), _saved(playground, options.state):
            await playground.run()


def _playground(options: argparse.Namespace, state: Json | None) -> Playground:
    given = Secrets(options.bot_token, options.app_token, options.signing_secret)
    return Playground(
        options.manifest,
        seed_of(options),
        state=state,
        clock=Clock(state["now"]) if state else None,
        port=options.port,
        token=options.token or None,
        given=given,
        tour=options.tour,
        quiet=options.quiet,
    )


@contextlib.contextmanager
def _saved(playground: Playground, path: Path | None) -> Iterator[None]:
    """Whatever becomes of this program, what was so a few seconds before is on the disk, and whole."""
    if path is None:
        yield
        return
    saving = asyncio.create_task(_save_often(playground, path))
    try:
        yield
    finally:
        saving.cancel()
        _save(playground, path)


async def _save_often(playground: Playground, path: Path) -> None:
    while True:
        _save(playground, path)
        await asyncio.sleep(SAVED_EVERY_SECONDS)


def _save(playground: Playground, path: Path) -> None:
    beside = path.with_suffix(".writing")
    beside.write_text(json.dumps(save(playground.core)), "utf-8")
    beside.replace(path)


def seed_of(options: argparse.Namespace) -> Mapping[str, Any] | None:
    """Whom to begin with."""
    if options.seed:
        return _read(options.seed)
    return TEAM if options.seed_team else None


def _read(file: Path) -> Json:
    try:
        return dict(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError) as error:
        sys.exit(f"{file} can't be read as JSON: {error}")


@contextlib.contextmanager
def _stopped_by_signals(playground: Playground) -> Iterator[None]:
    """Being told to end is an end like any other: what is to be saved is saved."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, playground.end)
    yield


def announce(playground: Playground) -> None:
    """Print what the bot and the person need to know."""
    lines = {"Page": playground.page_url, **playground.environment, "CLOCK_URL": playground.clock_url}
    for name, value in lines.items():
        sys.stdout.write(f"{name}={value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parse(sys.argv[1:])))
