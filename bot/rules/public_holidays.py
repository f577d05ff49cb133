"""Public holidays of countries and their parts, by code: "DE", "DE-BY". Loaded when the first one is asked for."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from bot.rules.errors import Choice, UserError
from bot.rules.text import closest, plain_phrase, truncate, typed_words, unescape

NONE = "none"
HINT = "Try `/beat holidays germany`, `DE-BY` for one of its parts, or `none`."

_NOTHING = frozenset({"none", "no", "off", "nothing"})
_ALIASES = {
    "usa": "US", "america": "US", "united states of america": "US", "uk": "GB", "great britain": "GB",
    "britain": "GB", "england": "GB-ENG", "scotland": "GB-SCT", "wales": "GB-WLS", "northern ireland": "GB-NIR",
    "holland": "NL", "czech republic": "CZ", "korea": "KR", "uae": "AE", "bavaria": "DE-BY",
}  # fmt: skip
_OFFERED = 5
_CODE = re.compile(r"(?P<country>[a-z]{2})(?:[-_ /](?P<part>[a-z0-9]{1,4}))?")


def in_year(code: str, year: int) -> Mapping[date, str]:
    """The holidays of a year, with their names; none for `NONE`, and for a place that is not known any more."""
    return _in_year(code, year) if code and code != NONE else {}


def parse(text: str, command: str = "holidays") -> str:
    """The code of the place that is meant, or `NONE`. `command` is what the offered ones are behind.

    Raises:
        UserError: no such place; the nearest one is offered.
    """
    words = plain_phrase(unescape(text)).removeprefix("in ").removeprefix("the ")
    if words in _NOTHING:
        return NONE
    if found := _ALIASES.get(words) or _by_name(words) or _by_code(words, command) or _part(words, command):
        return found
    called_so = _parts_called(words)
    if len(called_so) == 1:
        return called_so[0]
    if called_so:
        choices = tuple(Choice(label(code), f"{command} {code}") for code in called_so[:_OFFERED])
        raise UserError(f"There is more than one “{truncate(words, 40)}”. Which one do you mean?", choices=choices)
    near = closest(words, (*_countries(), *_ALIASES))
    choices = (Choice(near.title(), f"{command} {near}"),) if near else ()
    raise UserError(f"I know no holidays of “{truncate(words, 40)}”. {HINT}", choices=choices)


def label(code: str) -> str:
    """A place as people call it: "Germany", "Germany (Bayern)"."""
    country, _, part = code.partition("-")
    name = next((name for name, known in _countries().items() if known == country), country).title()
    return f"{name} ({_parts(country).get(part, part)})" if part else name


def suggest(text: str) -> list[tuple[str, str]]:
    """What fits the letters typed so far: places by their codes, with their names."""
    words = typed_words(text)
    places = {code: label(code) for code in _countries().values()}
    if words:
        places |= {f"{code}-{part}": label(f"{code}-{part}") for code in tuple(places) for part in _parts(code)}
    meant = {words.upper(), *(code for name, code in _ALIASES.items() if words and name.startswith(words))}
    fitting = [(code, name) for code, name in places.items() if words in name.lower() or code in meant]
    return sorted(fitting, key=lambda each: (each[0] not in meant, not each[1].lower().startswith(words), each[1]))


def _by_name(words: str) -> str | None:
    return _countries().get(words)


def _by_code(words: str, command: str) -> str | None:
    match = _CODE.fullmatch(words)
    country = match["country"].upper() if match else ""
    if match is None or country not in _countries().values():
        return None
    part = (match["part"] or "").upper()
    return _with_part(country, part, command) if part else country


def _part(words: str, command: str) -> str | None:
    """ "germany bayern", "germany (bayern)": a country, and the name of one of its parts."""
    for name, country in _countries().items():
        if words.startswith(f"{name} "):
            return _with_part(country, words[len(name) :].strip(" ()-,/"), command)
    return None


def _parts_called(words: str) -> list[str]:
    """The parts of any country that go by a name: "bayern"."""
    return [
        f"{country}-{code}"
        for country in _countries().values()
        for code, name in _parts(country).items()
        if name.casefold() == words
    ]


def _with_part(country: str, said: str, command: str) -> str:
    parts = _parts(country)
    elsewhere = _ALIASES.get(said.casefold(), "")
    if elsewhere.startswith(f"{country}-"):
        return elsewhere
    for code, name in parts.items():
        if said.casefold() in (code.casefold(), name.casefold()):
            return f"{country}-{code}"
    near = closest(said, (*parts, *parts.values()))
    meant = [code for code, name in parts.items() if near in (code, name)][:1]
    choices = tuple(Choice(f"{parts[code]} ({country}-{code})", f"{command} {country}-{code}") for code in meant)
    known = f"I know these: {', '.join(sorted(parts))}." if parts else "I know no parts of it."
    raise UserError(f"{label(country)} has no part “{truncate(said, 40)}”. {known}", choices=choices)


@cache
def _countries() -> dict[str, str]:
    """The codes of all countries, by their names in small letters."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - a big library, for those who use it

    return {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()}


@cache
def _parts(country: str) -> dict[str, str]:
    """The parts of a country by their codes, with their names, or the codes again."""
    import holidays  # noqa: PLC0415 - a big library, for those who use it

    known = holidays.country_holidays(country)
    names = {code: name for name, code in getattr(known, "subdivisions_aliases", {}).items()}
    return {code: names.get(code, code) for code in known.subdivisions}


@cache
def _in_year(code: str, year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415 - a big library, for those who use it

    country, _, part = code.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None)
        english = next((each for each in known.supported_languages if each.startswith("en")), None)
        return dict(holidays.country_holidays(country, subdiv=part or None, years=year, language=english).items())
    except NotImplementedError:
        return {}
