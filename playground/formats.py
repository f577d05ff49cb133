"""Formats of strings in Block Kit: each function answers a complaint in Slack's words, or None."""

import re
from datetime import date
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]")


def any_url(text: str) -> str | None:
    """An absolute URL of any scheme, such as https: or slack:."""
    scheme = _scheme_of(text)
    return None if scheme else "invalid url"


def web_url(text: str) -> str | None:
    """An absolute http: or https: URL with a host."""
    return None if _scheme_of(text) in {"http", "https"} else "invalid url"


def https_url(text: str) -> str | None:
    """An absolute https: URL with a host."""
    return None if _scheme_of(text) == "https" else "invalid url: must be https"


def _scheme_of(text: str) -> str | None:
    if _SPACE.search(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:  # brackets that are no IPv6 address, or a host that changes when normalised
        return None
    if not _SCHEME.fullmatch(parts.scheme):
        return None
    complete = parts.hostname if parts.scheme in {"http", "https"} else parts.netloc or parts.path
    return parts.scheme if complete else None


def calendar_date(text: str) -> str | None:
    """A day that exists, as YYYY-MM-DD."""
    complaint = "must be a date in the format YYYY-MM-DD"
    if not _DATE.fullmatch(text):
        return complaint
    try:
        date.fromisoformat(text)
    except ValueError:
        return complaint
    return None


def clock_time(text: str) -> str | None:
    """A time of day from 00:00 to 23:59, as HH:mm."""
    return None if _TIME.fullmatch(text) else "must be a time in the format HH:mm"


def timezone(text: str) -> str | None:
    """The IANA name of a time zone."""
    return None if text in _timezones() else "must be an IANA time zone"


@cache
def _timezones() -> set[str]:
    return available_timezones()


def decimal(text: str) -> str | None:
    """A whole or decimal number, written out."""
    return None if _NUMBER.fullmatch(text) else "must be a number"
