"""What the operator decides: environment variables, or the same names in a `.env` file."""

import base64
import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

# Slack's tokens name the workspace or the app; the playground's don't.
_OF_SLACK = re.compile(r"(?:xoxe\.)?xoxb-\d+-|xapp-\d+-A")
_KEY_BYTES = 32


class SettingsError(Exception):
    """A setting is missing or malformed; the text is one sentence that names it."""


def _api_url(url: str) -> str:
    if not _is_address(url):
        raise ValueError("must be an http(s) address ending in /api/")
    return url if url.endswith("/") else f"{url}/"


def _clock_url(url: str | None) -> str | None:
    if url is not None and not (_is_address(url) and url.startswith("http://") and _on_loopback(url)):
        raise ValueError("must be an http address of this machine, like http://127.0.0.1:8300/clock")
    return url


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    whole = not any(char.isspace() for char in url)
    return whole and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _on_loopback(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


def _database_url(url: str) -> str:
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ValueError("must look like sqlite:///data/drumbeat.db or postgresql+psycopg://...") from error
    if parts.drivername not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    if parts.drivername == "sqlite" and (parts.query or not parts.database or parts.database == ":memory:"):
        raise ValueError("must name a file and nothing else, like sqlite:///data/drumbeat.db")
    return url


def _encryption_key(secret: SecretStr | None) -> SecretStr | None:
    if secret and not all(map(_is_key, _parts(secret))):
        raise ValueError("must be what `drumbeat key` prints; while you rotate it: new,old")
    return secret


def _is_key(value: str) -> bool:
    try:
        return len(base64.b64decode(value, altchars=b"-_", validate=True)) == _KEY_BYTES
    except ValueError:
        return False


def _parts(secret: SecretStr | None) -> tuple[str, ...]:
    """The values of a secret that is being rotated, the newest first."""
    values = [part.strip() for part in secret.get_secret_value().split(",")] if secret else []
    return tuple(value for value in values if value)


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


@dataclass(frozen=True)
class SlackAccess:
    """The secrets that serving needs, present and well formed.

    Socket Mode when `app_token` is set; otherwise HTTP, verified with any of `signing_secrets`.
    """

    bot_token: str
    app_token: str | None
    signing_secrets: tuple[str, ...]


class Settings(BaseSettings):
    """Every setting of the program; a field's name in capitals is its environment variable."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: Annotated[SecretStr | None, Field(description="The app's bot token, `xoxb-...`.")] = None
    slack_signing_secret: Annotated[
        SecretStr | None,
        Field(description="Proves that HTTP requests come from Slack. While you rotate it: `new,old`."),
    ] = None
    slack_app_token: Annotated[
        SecretStr | None,
        Field(description="App-level token, `xapp-...`. When set, the bot uses Socket Mode instead of HTTP."),
    ] = None
    slack_api_url: Annotated[
        str,
        AfterValidator(_api_url),
        Field(description="Base address of Slack's Web API, or of a stand-in; ends in `/api/`."),
    ] = "https://slack.com/api/"
    database_url: Annotated[
        str,
        AfterValidator(_database_url),
        Field(description="`sqlite:///PATH` or `postgresql+psycopg://user:password@host/name`."),
    ] = "sqlite:///data/drumbeat.db"
    drumbeat_encryption_key: Annotated[
        SecretStr | None,
        AfterValidator(_encryption_key),
        Field(
            description="Seals the addresses of people's calendars; `drumbeat key` prints one. While you rotate it: "
            "`new,old`. Without it nobody can connect a calendar."
        ),
    ] = None
    clock_url: Annotated[
        str | None,
        AfterValidator(_clock_url),
        Field(
            description="For the playground alone: where it tells the time, on this machine. Never with real tokens."
        ),
    ] = None
    host: Annotated[str, Field(min_length=1, description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 3000
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(_upper),
        Field(description="How much to log: DEBUG, INFO, WARNING or ERROR."),
    ] = "INFO"

    @model_validator(mode="after")
    def _turns_no_real_clock(self) -> Self:
        if self.clock_url is None:
            return self
        if not _on_loopback(self.slack_api_url):
            raise ValueError(
                "CLOCK_URL is for the playground alone: unset it, or point SLACK_API_URL to a playground here."
            )
        for name, secret in (("SLACK_BOT_TOKEN", self.slack_bot_token), ("SLACK_APP_TOKEN", self.slack_app_token)):
            if secret and _OF_SLACK.match(secret.get_secret_value().strip()):
                raise ValueError(f"CLOCK_URL is for the playground alone, and {name} is a real one: unset one of them.")
        return self

    @classmethod
    def load(cls) -> Self:
        """Read the environment and `.env`.

        Raises:
            SettingsError: naming the first setting that is malformed.
        """
        try:
            return cls()
        except UnicodeDecodeError:
            raise SettingsError(".env is malformed: it must be UTF-8 text. Please save it as that.") from None
        except OSError as error:
            raise SettingsError(f".env can't be read: {error.strerror}.") from None
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from None

    def encryption_keys(self) -> tuple[str, ...]:
        """The keys by which secrets of people are sealed: the first seals, all open."""
        return _parts(self.drumbeat_encryption_key)

    def slack_access(self) -> SlackAccess:
        """Check the secrets for the way in that these settings choose.

        Raises:
            SettingsError: naming the first secret that is missing or malformed.
        """
        bot_token = _token("SLACK_BOT_TOKEN", self.slack_bot_token, ("xoxb-", "xoxe.xoxb-"))
        if self.slack_app_token is not None:
            return SlackAccess(bot_token, _token("SLACK_APP_TOKEN", self.slack_app_token, ("xapp-",)), ())
        return SlackAccess(bot_token, None, _signing_secrets(self.slack_signing_secret))


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    if not first["loc"]:
        return str(first["msg"]).removeprefix("Value error, ")
    name = str(first["loc"][0]).upper()
    return f"{name} is malformed: it {_reason(first['msg'])}."


def _reason(message: str) -> str:
    reason = message.removeprefix("Value error, ").removeprefix("Input ")
    return reason[0].lower() + reason[1:]


def _token(name: str, secret: SecretStr | None, prefixes: tuple[str, ...]) -> str:
    value = secret.get_secret_value().strip() if secret else ""
    if not value:
        raise SettingsError(
            f"{name} is missing: copy it from your Slack app's settings page into the environment or .env."
        )
    if not value.startswith(prefixes) or not value.isascii() or any(c.isspace() for c in value):
        raise SettingsError(f"{name} is malformed: it must start with {prefixes[0]} and hold no spaces.")
    return value


def _signing_secrets(secret: SecretStr | None) -> tuple[str, ...]:
    secrets = _parts(secret)
    if not secrets:
        raise SettingsError(
            "SLACK_SIGNING_SECRET is missing: set it for HTTP, or set SLACK_APP_TOKEN to use Socket Mode."
        )
    return secrets
