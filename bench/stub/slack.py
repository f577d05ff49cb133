"""A Slack that says yes: just enough of the Web API for bots to start and to be heard.

`python -m bench.stub.slack PORT`.
"""

import json
import sys
from typing import Any

import uvicorn

from bench.load.gen import PERSON, TEAM

_PEOPLE = [
    {"id": f"U0BENCH{n:02}", "name": f"person{n}", "real_name": f"Person {n}", "tz": "Europe/Berlin"}
    for n in range(1, 21)
]
_ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team_id": TEAM, "team": "bench", "user_id": "U0BOT", "bot_id": "B0BOT", "url": "http://127.0.0.1/"},
    "users.list": {"members": _PEOPLE, "response_metadata": {"next_cursor": ""}},
    "users.info": {"user": next(person for person in _PEOPLE if person["id"] == PERSON)},
    "conversations.open": {"channel": {"id": "D0BENCH01"}},
    "chat.postMessage": {"channel": "D0BENCH01", "ts": "1700000000.000300"},
    "chat.update": {"channel": "D0BENCH01", "ts": "1700000000.000300"},
}


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer any method with `ok`."""
    while (await receive()).get("more_body"):
        pass
    answer = {"ok": True, **_ANSWERS.get(scope["path"].rpartition("/")[2], {})}
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


if __name__ == "__main__":
    uvicorn.run(application, port=int(sys.argv[1]), lifespan="off", log_level="warning", access_log=False)
