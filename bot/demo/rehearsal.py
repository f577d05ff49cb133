"""Lives through the team's three weeks: `python -m bot.demo.rehearsal FOLDER MOMENT`."""

import asyncio
import json
import logging
import os
import sys
from datetime import datetime
from pathlib import Path

import structlog

from bot.demo import ahead, history
from bot.demo.memory import OneTransaction
from bot.demo.stage import Stage
from storage import migrate
from storage.database import open_engine


def rehearse(folder: Path, until: datetime) -> Stage:
    """Live through the three weeks before a moment, and write them into a folder."""
    url = f"sqlite:///{folder}/demo.db"
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    with OneTransaction.of(url) as db:
        stage = Stage(db, history.beginning(until))
        asyncio.run(history.play(stage, until))
    (folder / "slack.json").write_text(
        json.dumps({**stage.workspace(), "opens": "launch", "script": ahead.script(until)}), "utf-8"
    )
    return stage


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    # From inside the folder: its own name may hold what means something in a database's address.
    os.chdir(sys.argv[1])
    rehearse(Path(), datetime.fromisoformat(sys.argv[2]))
