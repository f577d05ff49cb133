"""Stopping: one deadline for all that is waited for, and an end for what can't be told to end."""

import os
import threading
import time

import structlog

log = structlog.get_logger()

# Whoever tells us to stop waits ten seconds, and a busy machine needs some of them for the end itself.
STOP_SECONDS = 6
FORCE_SECONDS = 8
# An answer that isn't there by then is of no use to Slack.
ANSWER_SECONDS = 3
FAREWELL_SECONDS = 1


class Deadline:
    """When everything must have ended. Without `begin`, it begins when somebody asks how much time is left."""

    def __init__(self) -> None:
        self._at: float | None = None

    def begin(self) -> None:
        """Count from now on, and end the process if something hangs that can't be told to end: a database's thread.

        What was acknowledged is committed by then, and what hangs was promised to nobody.
        """
        self.left()
        timer = threading.Timer(FORCE_SECONDS, _end)
        timer.daemon = True
        timer.start()

    def left(self, at_most: float = STOP_SECONDS) -> float:
        """Seconds that may still be waited for something, never more than `at_most`."""
        now = time.monotonic()
        if self._at is None:
            self._at = now + STOP_SECONDS
        return max(0.0, min(at_most, self._at - now))


def _end() -> None:
    log.error("stopping.cut_short")
    os._exit(1)
