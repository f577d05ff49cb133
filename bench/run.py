"""The benchmark: all contenders side by side, in interleaved rounds, on loopback. `python -m bench.run`.

Exits with 1 when a goal is missed, with 2 when something could not be measured at all.
"""

import argparse
import asyncio
import contextlib
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import contenders
from bench.contenders import Contender, NotStarted
from bench.judging import Figures, Verdict, judge, medians, report, table
from bench.load.gen import NO_SUCH_WORD, Load, Request, WrongAnswer, add, event, light, listing, send
from bench.seed import fill

GOALS = Path(__file__).with_name("goals.toml")
ROUNDS = 5
CONCURRENCY = 16
SIZES = (100, 100_000)
LISTS = ("", "mine", "late", "#launch", "login")


@dataclass(frozen=True)
class Case:
    """What is asked, of whom, and how often in a round: one after another, then sixteen at a time."""

    name: str
    make: Callable[[], Request]
    contenders: tuple[Contender, ...]
    unloaded: int
    loaded: int


def main() -> int:
    """Measure, print, keep, judge."""
    rounds = _arguments().rounds
    began = time.monotonic()
    contenders.take_the_load_core()
    try:
        figures = asyncio.run(_measured(rounds))
    except (NotStarted, WrongAnswer, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = judge(GOALS, figures)
    print(table(figures), "", report(verdicts), "", sep="\n")
    print(f"{rounds} rounds, {time.monotonic() - began:.0f} s. Kept in {_keep(figures, verdicts)}")
    return 0 if all(verdict.met for verdict in verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, choices=range(1, 21), metavar="1..20")
    return parser.parse_args()


async def _measured(rounds: int) -> Figures:
    with contenders.folder() as folder, _running(folder) as (slack, cases):
        figures = _dispatch(slack)
        for case in cases:
            for contender in case.contenders:  # warms up what is compiled, cached or introduced at first use
                await _sample(contender, case)
        for number in range(rounds):
            for case in cases:
                await _round(case, number, figures)
    return figures


async def _round(case: Case, number: int, figures: Figures) -> None:
    """One sample of each contender; who begins changes, so that nobody always follows the same neighbour."""
    shift = number % len(case.contenders)
    for contender in case.contenders[shift:] + case.contenders[:shift]:
        kept = figures.setdefault((contender.name, case.name), {})
        for measure, figure in (await _sample(contender, case)).items():
            kept.setdefault(measure, []).append(figure)


async def _sample(contender: Contender, case: Case) -> dict[str, float]:
    """Latency when nothing else is going on; CPU a request and requests a second under load."""
    alone = await _load(contender, case, case.unloaded, 1)
    cpu = contender.cpu_seconds()
    busy = await _load(contender, case, case.loaded, CONCURRENCY)
    cpu = contender.cpu_seconds() - cpu
    latencies = sorted(alone.latencies)
    return {
        "cpu_us": cpu / case.loaded * 1e6,
        "p50_ms": statistics.median(latencies) * 1e3,
        "p99_ms": latencies[math.ceil(len(latencies) * 0.99) - 1] * 1e3,
        "rps": case.loaded / busy.seconds,
    }


async def _load(contender: Contender, case: Case, count: int, connections: int) -> Load:
    requests: Sequence[Request] = [case.make() for _ in range(count)]
    try:
        return await send(contender.port, requests, connections)
    except WrongAnswer as error:
        raise WrongAnswer(f"{contender.name}, {case.name}: {error}") from None


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[tuple[str, list[Case]]]:
    """All servers, up and ready: the address of the stub Slack, and what will be asked of the others."""
    with contextlib.ExitStack() as stack:
        slack = stack.enter_context(contenders.started("slack", "bench.stub.slack"))
        api_url = f"http://127.0.0.1:{slack.port}/api/"

        def start(name: str, module: str, *arguments: str, path: str = "/") -> Contender:
            return stack.enter_context(contenders.started(name, f"bench.servers.{module}", *arguments, path=path))

        def ours(name: str, url: str, tasks: int = 0) -> Contender:
            contenders.migrated(url)
            if tasks:
                fill(url, tasks)
            return start(name, "ours", url, api_url, str(folder), path="/readyz")

        empty = start("floor_empty", "floor_empty")
        hand = start("floor_hand", "floor_hand", contenders.migrated(f"sqlite:///{folder}/hand.db"))
        bot = ours("ours", f"sqlite:///{folder}/ours.db")
        listed = tuple(ours(f"ours_{count}", f"sqlite:///{folder}/{count}.db", count) for count in SIZES)
        peers = _peers(start, folder, api_url)
        adding, listing_them = _on_postgres(stack, folder, start, ours)
        yield (
            api_url,
            [
                Case("event", event, (empty, hand, bot, *peers), 100, 640),
                Case("help", light, (hand, bot, *peers), 100, 320),
                Case("add", add, (hand, bot, *peers[:1], *adding), 50, 320),
                *(Case(f"list {query}".strip(), listing(query), (*listed, *listing_them), 20, 64) for query in LISTS),
                Case(f"list {NO_SUCH_WORD}", listing(NO_SUCH_WORD), (*listed, *listing_them), 3, 4),
            ],
        )


def _peers(start: Callable[..., Contender], folder: Path, api_url: str) -> tuple[Contender, ...]:
    """The stock bot twice: as Bolt is by default, and with `process_before_response=True`."""
    if not contenders.peer_is_installed():
        print("aiosqlite can't be installed here: the stock bot is left out.")
        return ()
    return (
        start("stock", "stock_async", f"{folder}/stock.db", api_url, "defaults"),
        start("stock_before_response", "stock_async", f"{folder}/stock2.db", api_url, "before_response"),
    )


def _on_postgres(
    stack: contextlib.ExitStack, folder: Path, start: Callable[..., Contender], ours: Callable[..., Contender]
) -> tuple[tuple[Contender, ...], tuple[Contender, ...]]:
    """Those that add tasks on PostgreSQL, and those that list them."""
    server = stack.enter_context(contenders.postgres(folder))
    if server is None:
        print("No PostgreSQL (TEST_DATABASE_URL, or the embedded one): left out.")
        return (), ()
    hand, bot, *filled = (stack.enter_context(contenders.database(server)) for _ in range(2 + len(SIZES)))
    adding = start("floor_postgres", "floor_hand", contenders.migrated(hand)), ours("ours_postgres", bot)
    listing_them = (ours(f"ours_postgres_{count}", url, count) for count, url in zip(SIZES, filled, strict=True))
    return adding, tuple(listing_them)


def _dispatch(api_url: str) -> Figures:
    command = [sys.executable, "-m", "bench.dispatch", api_url]
    done = subprocess.run(command, cwd=contenders.ROOT, check=True, timeout=60, stdout=subprocess.PIPE)
    return {(name, "dispatch"): {"cpu_us": costs} for name, costs in json.loads(done.stdout).items()}


def _keep(figures: Figures, verdicts: Sequence[Verdict]) -> Path:
    """Everything as JSON, for comparing runs."""
    now = datetime.now(UTC)
    kept = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "medians": medians(figures),
        "goals": [asdict(verdict) for verdict in verdicts],
        "rounds": {f"{contender}/{case}": measures for (contender, case), measures in figures.items()},
    }
    contenders.RESULTS.mkdir(exist_ok=True)
    path = contenders.RESULTS / f"{now:%Y-%m-%dT%H%M%S}.json"
    path.write_text(json.dumps(kept, indent=1))
    return path.relative_to(contenders.ROOT)


if __name__ == "__main__":
    sys.exit(main())
