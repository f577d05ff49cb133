"""A calendar is read in a process of its own: what is in it was written by others, and may be there to keep us busy.

It gets nothing of our environment, two seconds of a processor, and half a gigabyte.
"""

import asyncio
import json
import os
import sys
import time
from datetime import date

from bot.rules.feeds import Fault, Hours, Span, Unread, days_away
from bot.rules.zones import use_the_package

CPU_SECONDS = 2
WALL_SECONDS = 20.0
MEMORY = 512 * 1024 * 1024
_NO_CALENDAR = 3
# What a Python needs to find its modules, and nothing else of ours.
_KEPT = ("PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH")


async def read(body: bytes, hours: Hours) -> list[Span]:
    """When somebody is away by their calendar; see `days_away`.

    Raises:
        Unread: it is no calendar, or one that takes too long.
    """
    asked = json.dumps(hours.plain()).encode() + b"\n" + body
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot.feed_process",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )  # fmt: skip
    try:
        async with asyncio.timeout(WALL_SECONDS):
            said, _ = await child.communicate(asked)
    except TimeoutError:
        raise Unread("heavy") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        fault: Fault = "no_calendar" if child.returncode == _NO_CALENDAR else "heavy"
        raise Unread(fault)
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in json.loads(said)]


def main() -> None:
    """The process itself: `Hours` as a line of JSON and the calendar come in, spans go out."""
    use_the_package()
    _limit()
    asked, body = sys.stdin.buffer.readline(), sys.stdin.buffer.read()
    try:
        spans = days_away(body, Hours.of(json.loads(asked)))
    except Unread:
        sys.exit(_NO_CALENDAR)
    except (MemoryError, RecursionError):
        sys.exit(1)
    json.dump([(str(first), str(last)) for first, last in spans], sys.stdout)


def _limit() -> None:
    """The system ends us when we take more; where it can't, our parent does."""
    # Loaded before the clock is set: that time is ours.
    import icalendar  # noqa: F401, PLC0415
    import recurring_ical_events  # noqa: F401, PLC0415

    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    seconds = int(time.process_time()) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
