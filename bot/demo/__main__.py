"""Has the demo's history ready for today: `python -m bot.demo`."""

import contextlib
import os
import signal
import sys
from datetime import datetime

from bot.demo import prepared

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.nice(10)
    with contextlib.suppress(OSError):
        today = datetime.now().astimezone()  # noqa: TID251 - the day on which somebody tries the demo
        prepared.prepare(prepared.first_morning(today))
