"""Zones that are said after a time: "18:00 CET", "5pm UTC", "9:00 Berlin time"."""

import re
from functools import cache
from zoneinfo import ZoneInfo

from bot.rules.calendar import zone_label, zone_named, zone_names
from bot.rules.errors import Choice, UserError
from bot.rules.text import closest, plain_phrase, truncate, typed_words, unescape

# Summer or winter, people say either for what the clocks of the place show. IST is three countries' and not here.
SHORT = {
    "utc": "UTC", "gmt": "UTC", "bst": "Europe/London", "cet": "Europe/Berlin", "cest": "Europe/Berlin",
    "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "eet": "Europe/Athens", "eest": "Europe/Athens",
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York", "mst": "America/Denver",
    "mdt": "America/Denver", "cdt": "America/Chicago", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles", "jst": "Asia/Tokyo",
}  # fmt: skip
# Big cities, and a country, that go by the clock of another.
_ELSEWHERE = {
    **dict.fromkeys((
        "munich", "münchen", "hamburg", "cologne", "köln", "frankfurt", "stuttgart", "leipzig", "dresden", "dusseldorf",
        "düsseldorf", "germany",
    ), "Europe/Berlin"),
    **dict.fromkeys(("geneva", "basel", "bern"), "Europe/Zurich"),
    **dict.fromkeys(("lyon", "marseille", "france"), "Europe/Paris"),
    **dict.fromkeys(("manchester", "edinburgh", "birmingham", "bristol"), "Europe/London"),
    **dict.fromkeys(("barcelona", "valencia"), "Europe/Madrid"),
    **dict.fromkeys(("milan", "turin", "naples", "italy"), "Europe/Rome"),
    **dict.fromkeys(("rotterdam", "eindhoven", "the hague"), "Europe/Amsterdam"),
    **dict.fromkeys(("krakow", "wroclaw", "gdansk", "poland"), "Europe/Warsaw"),
    **dict.fromkeys(("boston", "washington", "philadelphia", "atlanta", "miami"), "America/New_York"),
    **dict.fromkeys(("houston", "dallas", "austin"), "America/Chicago"),
    **dict.fromkeys(("san francisco", "seattle", "san diego", "las vegas"), "America/Los_Angeles"),
    **dict.fromkeys(("montreal", "ottawa"), "America/Toronto"),
    **dict.fromkeys((
        "bangalore", "bengaluru", "mumbai", "delhi", "new delhi", "hyderabad", "chennai", "pune", "india",
    ), "Asia/Kolkata"),
    **dict.fromkeys(("beijing", "shenzhen", "guangzhou"), "Asia/Shanghai"),
    **dict.fromkeys(("osaka", "kyoto", "japan"), "Asia/Tokyo"),
    "tel aviv": "Asia/Jerusalem", "canberra": "Australia/Sydney",
}  # fmt: skip
_SAID = re.compile(rf"(?P<rest>.*\d.*?) \(?(?:(?P<short>{'|'.join(SHORT)})|(?P<city>[a-z]+(?: [a-z]+){{0,2}}) time)\)?")
_SLACKS = frozenset({"slack", "default", "reset", "auto", "profile"})
_HOUR = re.compile(r"\d[:.h]\d\d|\d ?[ap]m\b|\bat \d")


def parse_zone(text: str) -> str | None:
    """The IANA name of a zone in "berlin", "Europe/Berlin", "new york", "CET"; None for `slack`.

    Raises:
        UserError: there is none; the nearest is offered.
    """
    words = plain_phrase(unescape(text)).removesuffix(" time").removeprefix("in ")
    if words in _SLACKS:
        return None
    known = zone_named(text)
    if found := SHORT.get(words) or _zone_of(words) or (str(known) if known else None):
        return found
    near = closest(words, (*_cities(), *_ELSEWHERE))
    choices = (Choice(near.title(), f"zone {near}"),) if near else ()
    raise UserError(
        f"I know no zone “{truncate(words, 40)}”. Name a big city in it, like `/beat zone berlin`, or say "
        "`/beat zone slack` for the one in your profile.",
        choices=choices,
    )


def suggest(text: str) -> list[tuple[str, str]]:
    """What fits the letters typed so far: zones by their IANA names, with what people call them."""
    words = typed_words(text)
    near = [(city, name) for city, name in _cities().items() if words in name.lower().replace("_", " ")]
    named = [(words, zone)] if (zone := SHORT.get(words) or _ELSEWHERE.get(words)) else []
    first = sorted(near, key=lambda each: (not each[0].startswith(words), each))
    return [(name, f"{zone_label(name)} ({name.partition('/')[0]})") for _, name in (*named, *first)]


def split_zone(phrase: str) -> tuple[str, ZoneInfo] | None:
    """A plain phrase without the zone at its end, and that zone; None when it names none after an hour."""
    match = _SAID.fullmatch(phrase)
    if match is None or not _HOUR.search(match["rest"]):
        return None
    if match["short"]:
        return match["rest"], ZoneInfo(SHORT[match["short"]])
    zone = _zone_of(match["city"])
    return (match["rest"], ZoneInfo(zone)) if zone else None


def _zone_of(city: str) -> str | None:
    return _cities().get(city) or _ELSEWHERE.get(city)


@cache
def _cities() -> dict[str, str]:
    """The zones of the cities that have one: "new york"."""
    places = sorted(name for name in zone_names().values() if "/" in name and not name.startswith("Etc/"))
    return {zone_label(name).lower(): name for name in places}
