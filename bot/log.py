"""JSON logs: ids and outcomes, never what people wrote, never a secret."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Tokens, passwords in addresses, and response URLs, which let their holder speak in our name.
_SECRET = re.compile(
    r"\bxox[a-z](?:\.xox[a-z])?-[\w.-]+|\bxapp-[\w.-]+|(?<=://)[^/\s\"]+(?=@)|(?<=hooks\.slack\.com/)[^\s\"]+"
)
# PostgreSQL quotes the row that it refuses.
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
            redact_rows,
            render,
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


def redact_rows(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out of a traceback what the database quotes of a row."""
    if isinstance(event.get("exception"), str):
        event["exception"] = _ROW.sub("[redacted]", event["exception"])
    return event


def render(logger: object, name: str, event: MutableMapping[str, Any]) -> str:
    """One line of JSON, with anything blanked that looks like a token or a password."""
    line = structlog.processors.JSONRenderer()(logger, name, event)
    return _SECRET.sub("[redacted]", str(line))


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
        "httpcore",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
