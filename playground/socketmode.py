"""Socket Mode: tickets, envelopes and acknowledgements over a WebSocket."""

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.delivery import Ack, Kind, Retry
from playground.wire import Json

CONNECTION_LIMIT = 10
WARNING_SECONDS = 10.0

_ENVELOPES = {
    "event": "events_api",
    "command": "slash_commands",
    "interactive": "interactive",
    "options": "interactive",
}


class ConnectionLost(Exception):
    """The socket closed before the envelope was acknowledged."""


@dataclass(eq=False)
class Link:
    """One connection, and the envelopes that wait for their acknowledgement."""

    websocket: WebSocket
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)

    async def ask(self, envelope: Json) -> Json:
        """Send an envelope and wait for its ack. Raises ConnectionLost."""
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.waiting[envelope["envelope_id"]] = answer
        try:
            await self.websocket.send_json(envelope)
            return await answer
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionLost from error
        finally:
            self.waiting.pop(envelope["envelope_id"], None)

    def answered(self, message: Json) -> None:
        answer = self.waiting.get(str(message.get("envelope_id")))
        if answer and not answer.done():
            answer.set_result(message)

    def lose(self) -> None:
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionLost())


class SocketMode:
    """All connections of the app; each request goes to any one of them."""

    def __init__(self) -> None:
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._arrived = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.app_id = ""
        self.warning_seconds = WARNING_SECONDS

    @property
    def connected(self) -> bool:
        return bool(self._links)

    @property
    def count(self) -> int:
        return len(self._links)

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return ticket

    async def wait_connected(self) -> None:
        await self._arrived.wait()

    async def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Ack:
        """Deliver over one of the connections, and wait for the ack."""
        envelope = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": _ENVELOPES[kind],
            "accepts_response_payload": kind != "event",
        }
        if kind == "event":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        try:
            answer = await secrets.choice(self._links).ask(envelope)
        except ConnectionLost:
            return Ack(failure="dispatch_failed", reason="connection_failed")
        return Ack(body=answer.get("payload") or None, status=200)

    async def serve(self, websocket: WebSocket) -> None:
        """Keep one connection: hello, then acknowledgements until it closes."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(1008)
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        if len(self._links) >= CONNECTION_LIMIT:
            await websocket.send_json(self._goodbye("too_many_websockets"))
            await websocket.close()
            return
        await self._keep(Link(websocket))

    async def _keep(self, link: Link) -> None:
        self._links.append(link)
        try:
            await link.websocket.send_json(self._hello())
            self._arrived.set()
            while True:
                message = json.loads(await link.websocket.receive_text())
                link.answered(message)
        except (WebSocketDisconnect, ValueError):
            pass
        finally:
            self._drop(link)

    def _drop(self, link: Link) -> None:
        if link in self._links:
            self._links.remove(link)
        link.lose()
        if not self._links:
            self._arrived.clear()

    def disconnect(self, reason: str) -> None:
        """Tell every connection to go: a `warning` comes ten seconds before the rest."""
        for link in list(self._links):
            task = asyncio.get_running_loop().create_task(self._dismiss(link, reason))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _dismiss(self, link: Link, reason: str) -> None:
        try:
            if reason == "warning":
                await link.websocket.send_json(self._goodbye("warning"))
                await asyncio.sleep(self.warning_seconds)
                reason = "refresh_requested"
            await link.websocket.send_json(self._goodbye(reason))
            self._drop(link)
            await link.websocket.close()
        except (WebSocketDisconnect, RuntimeError):
            self._drop(link)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for link in list(self._links):
            self._drop(link)
            await link.websocket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {"host": "applink-playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    @staticmethod
    def _goodbye(reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-playground"}}
