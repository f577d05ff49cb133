"""What is wrong, if anything: settings, database, Slack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path

import httpx
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.app import clock
from bot.health import OUTBOX_OVERDUE, SKEW
from bot.settings import Settings, SettingsError
from storage import history, ledger, migrate, outbox
from storage.audit import Verdict
from storage.database import open_engine
from storage.outbox import FINISHED

LOOK_BACK = timedelta(days=7)
SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "dnd:read",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:read",
    "users:read",
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is fine, and a sentence about it."""

    fine: bool
    text: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything serving needs; nothing is changed."""
    return [
        *_database(settings),
        *await _slack(settings),
        *await _running(settings),
        Finding(True, f"Time zones: tzdata {version('tzdata')}."),
    ]


_WHICH_PATH = (
    "Is it the path that the bot is started with, from the same folder? If nothing was set up yet, run "
    "`drumbeat migrate`."
)
_UNOPENED = "Is it the address that the bot is started with, does the server run, and may this user read it?"
_BROKEN = (
    "Somebody or something other than Drumbeat has written to this database, or a copy was restored in part. Keep it "
    "as it is, run `drumbeat audit verify` on your backups, and compare with the newest one that holds."
)


def audit_findings(database_url: str) -> list[Finding]:
    """Walk the chain of changes of every workspace; nothing is changed."""
    return _looked(database_url, _chains)


def _chains(engine: Engine) -> list[Finding]:
    outdated = _outdated(engine)
    if outdated:
        return [Finding(False, outdated)]
    with Session(engine.execution_options(read_only=True)) as session:
        verdicts = history.verify(session)
    broken = [Finding(False, _BROKEN)] if any(verdict.broken for verdict in verdicts) else []
    return [*map(_chain, verdicts), *broken] or [Finding(True, "Nothing was changed yet: 0 changes.")]


def _chain(verdict: Verdict) -> Finding:
    if verdict.broken:
        hold = f"The {verdict.links} before it hold." if verdict.links else "None before it holds."
        said = f"broken at {verdict.broken}. {hold}"
        return Finding(False, f"Workspace {verdict.workspace_id}: {said}")
    return Finding(True, f"Workspace {verdict.workspace_id}: {verdict.links} changes, each as it was written.")


def _database(settings: Settings) -> list[Finding]:
    return _looked(settings.database_url, _tables)


def _looked(database_url: str, look: Callable[[Engine], list[Finding]]) -> list[Finding]:
    missing = _missing(database_url)
    if missing:
        return [Finding(False, f"DATABASE_URL: there is no {Path(missing).absolute()}. {_WHICH_PATH}")]
    engine = open_engine(database_url)
    try:
        return look(engine)
    except (SQLAlchemyError, OSError) as error:
        return [Finding(False, f"DATABASE_URL: the database can't be opened ({type(error).__name__}). {_UNOPENED}")]
    finally:
        engine.dispose()


def _tables(engine: Engine) -> list[Finding]:
    outdated = _outdated(engine)
    if outdated:
        return [Finding(False, outdated)]
    tables = f"Database: {engine.dialect.name}, tables at revision {migrate.newest()}."
    with Session(engine.execution_options(read_only=True)) as session:
        return [Finding(True, tables), _messages(session, clock())]


def _outdated(engine: Engine) -> str:
    """What is to be said of tables that are not as we need them; nothing when they are."""
    with engine.connect() as connection:
        found = migrate.current(connection)
    if found == migrate.newest():
        return ""
    said = f"Database: {engine.dialect.name}, tables at revision {found}, needed is {migrate.newest()}."
    return f"{said} Run `drumbeat migrate`."


def _messages(session: Session, now: datetime) -> Finding:
    ended, waiting = ledger.overall(session, now - LOOK_BACK, now + LOOK_BACK)
    figures = ", ".join(f"{ended[state]} {state}" for state in FINISHED)
    said = f"Messages, 7 days back: {figures}. Waiting or planned, 7 days ahead: {waiting}."
    since = outbox.waiting_since(session)
    if since is not None and now - since > OUTBOX_OVERDUE:
        minutes = (now - since) // timedelta(minutes=1)
        return Finding(False, f"{said} The oldest has been waiting for {minutes} minutes.")
    return Finding(True, said)


def _missing(database_url: str) -> str | None:
    """The SQLite file, if it is not there; opening it would make it."""
    url = make_url(database_url)
    path = url.database if url.get_backend_name() == "sqlite" else None
    return None if path is None or Path(path).exists() else path


async def _running(settings: Settings) -> list[Finding]:
    """What the program itself says, if it runs at this address."""
    ready = httpx.URL(scheme="http", host=settings.host, port=settings.port, path="/readyz")
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            found = (await client.get(ready)).json()
        problems = ", ".join(found["problems"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return [Finding(True, f"Program: not running on {settings.host}:{settings.port}.")]
    return [Finding(not problems, f"Program: not ready, {problems}." if problems else "Program: running and ready.")]


async def _slack(settings: Settings) -> list[Finding]:
    try:
        access = settings.slack_access()
    except SettingsError as error:
        return [Finding(False, str(error))]
    mode = "Socket Mode" if access.app_token else "HTTP on /slack/events"
    slack = AsyncWebClient(access.bot_token, base_url=settings.slack_api_url, timeout=10, retry_handlers=[])
    try:
        found = await slack.auth_test()
    except SlackApiError as error:
        return [Finding(False, f"SLACK_BOT_TOKEN: Slack refuses it ({error.response['error']}).")]
    except (TimeoutError, SlackClientError, ClientError, OSError) as error:
        return [Finding(False, f"SLACK_API_URL: Slack can't be reached ({type(error).__name__}).")]
    headers = {name.lower(): value for name, value in found.headers.items()}
    return [
        Finding(True, f"Slack: {found.get('user')} in {found.get('team')}, by {mode}."),
        *_scopes(headers.get("x-oauth-scopes", "")),
        *_skew(headers.get("date", ""), clock()),
    ]


def _scopes(granted: str) -> list[Finding]:
    if not granted:
        return []
    missing = sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")})
    if missing:
        return [
            Finding(
                False,
                f"Scopes missing: {', '.join(missing)}. Paste manifest.json again and reinstall the app.",
            )
        ]
    return [Finding(True, "Scopes: all that are needed.")]


def _skew(date: str, now: datetime) -> list[Finding]:
    if not date:
        return []
    skew = abs(now - parsedate_to_datetime(date))
    return [Finding(skew < SKEW, f"Clock: {skew.total_seconds():.0f} s from Slack's.")]
