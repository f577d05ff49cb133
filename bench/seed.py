"""A workspace with a history: many tasks, some late, some done.

A hundred of them fill a page of every list that is measured; otherwise a longer list would be more work to show.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from bench.load.gen import CHANNEL, PERSON, TEAM
from bot.rules.tasks import SOMEDAY
from storage.counters import Counter
from storage.database import open_engine
from storage.tasks import Task

_WORDS = ("launch", "login", "billing", "docs")
_OWNERS = (PERSON, "U0BENCH02", "U0BENCH03", None)
_STATUSES = ("open",) * 5 + ("doing", "blocked") + ("done",) * 3


def fill(url: str, count: int) -> None:
    """Write `count` tasks into the migrated database at `url`; seven of ten are unfinished."""
    engine = open_engine(url)
    with engine.begin() as connection:
        chance = random.Random(count)
        now = datetime.now(UTC).replace(microsecond=0)
        for first in range(1, count + 1, 10_000):
            numbers = range(first, min(first + 10_000, count + 1))
            connection.execute(insert(Task), [_task(number, now, chance) for number in numbers])
        connection.execute(insert(Counter), {"workspace_id": TEAM, "noun": "task", "last": count})
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))  # what its daemon does by and by
    engine.dispose()


def _task(number: int, now: datetime, chance: random.Random) -> dict[str, Any]:
    title = f"{chance.choice(_WORDS).capitalize()} {chance.choice(_WORDS)} {number}"
    due = now + timedelta(minutes=chance.randrange(-100_000, 100_000)) if chance.random() < 0.6 else None
    return {
        "workspace_id": TEAM,
        "number": number,
        "channel_id": CHANNEL,
        "channel_kind": "public",
        "creator_id": PERSON,
        "created_at": now,
        "status_at": now,
        "status_by": PERSON,
        "search": title.casefold(),
        "version": 1,
        "title": title,
        "description": "",
        "status": chance.choice(_STATUSES),
        "priority": chance.choice(("normal", "normal", "normal", "high")),
        "owner_id": chance.choice(_OWNERS),
        "labels": (chance.choice(_WORDS),),
        "due_at": due,
        "due_zone": "Europe/Berlin" if due else None,
        "due_timed": due is not None,
        "due_rank": due or SOMEDAY,
    }
