"""F0, the empty floor: 200 to everything. `python -m bench.servers.floor_empty PORT`."""

import sys
from typing import Any

import uvicorn


async def application(_: dict[str, Any], receive: Any, send: Any) -> None:
    """Read the request, say nothing."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    uvicorn.run(application, port=int(sys.argv[1]), lifespan="off", log_level="warning", access_log=False)
