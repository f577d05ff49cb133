"""The driver's side of the clock and of the journal: looking at them, and turning."""

from playground import moments
from playground.ask import Answerer, Ask
from playground.refusal import NotPossible
from playground.wire import Json

FARTHEST_SECONDS = 366 * 86_400


async def clock(ask: Ask) -> Json:
    return ask.slack.turning.as_json()


async def turn(ask: Ask) -> Json:
    """Begin to turn to `to`, as moments.py reads it where the asker is; without an asker, in UTC."""
    asker = ask.person if ask.args.get("as") else None
    tz = asker.tz if asker else "UTC"
    target = moments.reached(ask.args.get("to"), ask.slack.clock.now(), tz)
    await ask.slack.turning.turn(target, tz, asker.id if asker else "")
    return ask.slack.turning.as_json()


async def turn_at_once(ask: Ask) -> Json:
    """Let `seconds` pass at once. The bot has a clock of its own, which must be turned as far."""
    seconds = ask.args.get("seconds")
    if not isinstance(seconds, int | float) or not 0 <= seconds <= FARTHEST_SECONDS:
        raise NotPossible(f"seconds is not a number from 0 to {FARTHEST_SECONDS}.")
    await ask.slack.turning.jump(seconds)
    return ask.slack.turning.as_json()


async def stop(ask: Ask) -> Json:
    await ask.slack.turning.stop()
    return ask.slack.turning.as_json()


async def pause(ask: Ask) -> Json:
    await ask.slack.turning.pause()
    return ask.slack.turning.as_json()


async def run(ask: Ask) -> Json:
    await ask.slack.turning.run(ask.args.get("speed", 1))
    return ask.slack.turning.as_json()


async def journal(ask: Ask) -> Json:
    after = ask.number("after", 0)
    return {"entries": [entry.as_json() for entry in ask.slack.journal.after(after)]}


ROUTES: tuple[tuple[str, str, Answerer, int], ...] = (
    ("GET", "/sim/clock", clock, 200),
    ("GET", "/sim/journal", journal, 200),
    ("POST", "/sim/clock", turn_at_once, 200),
    ("POST", "/sim/clock/turn", turn, 202),
    ("POST", "/sim/clock/stop", stop, 200),
    ("POST", "/sim/clock/pause", pause, 200),
    ("POST", "/sim/clock/run", run, 200),
)
