"""JSON logs: ids and outcomes, never what people wrote, never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(r"\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[\w.-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
# PostgreSQL quotes the row it refuses.
_ROW = re.compile(r"(?<=DETAIL:).*")


def configure(level: str) -> None:
    """Send the program's and its libraries' log records to standard error, one JSON object a line."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    _quieten()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def redact(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank anything that looks like a token or a password, whatever field it came in."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRET.sub("[redacted]", _ROW.sub("[redacted]", value))
    return event


def _quieten() -> None:
    # Bolt's warnings, and everybody's INFO, quote request bodies.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    for name in (
        "slack_sdk",
        "aiohttp",
        "apscheduler",
        "alembic",
        "uvicorn.access",
        "uvicorn.error",
        "httpx",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
