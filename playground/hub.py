"""Who is looking, and what they are told: the page's event stream and the drivers' waiting."""

import asyncio
from collections.abc import AsyncIterator, Collection

from playground.wire import Json


class Hub:
    """Hands each event to the streams of the people it concerns, and wakes everyone who waits."""

    def __init__(self) -> None:
        self._streams: list[tuple[str, asyncio.Queue[Json | None]]] = []
        self._changed = asyncio.Event()
        self.closed = False

    def publish(self, event: Json, to: Collection[str] | None = None) -> None:
        """Tell the people with the ids `to` (everybody when None)."""
        for user, queue in self._streams:
            if to is None or user in to:
                queue.put_nowait(event)
        self._changed.set()
        self._changed = asyncio.Event()

    def watches(self, user: str) -> bool:
        """Whether somebody has a window open as this person."""
        return any(user == each for each, _ in self._streams)

    async def changed(self) -> None:
        """Wait for the next event, whoever it is for."""
        await self._changed.wait()

    async def stream(self, user: str) -> AsyncIterator[Json]:
        """Every event for `user` from now on, until the hub is closed."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        entry = (user, queue)
        self._streams.append(entry)
        try:
            while not self.closed and (event := await queue.get()) is not None:
                yield event
        finally:
            self._streams.remove(entry)

    def close(self) -> None:
        self.closed = True
        for _, queue in self._streams:
            queue.put_nowait(None)
