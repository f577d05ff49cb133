"""Our bot, as anybody runs it: becomes `python -m bot serve`.

`python -m bench.servers.ours PORT DATABASE_URL API_URL FOLDER`.
"""

import os
import sys
from pathlib import Path

from bench.load.gen import SIGNING_SECRET


def serve(port: str, database_url: str, api_url: str, folder: str) -> None:
    """Replace this process by the bot's own, with no more settings than it needs and no `.env` in sight."""
    root = Path(__file__).resolve().parents[2]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(root),
        "PORT": port,
        "DATABASE_URL": database_url,
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    os.chdir(folder)
    os.execve(sys.executable, [sys.executable, "-m", "bot", "serve"], environment)


if __name__ == "__main__":
    serve(*sys.argv[1:])
