"""Whether an event's title says that the reader is away, and nothing else.

An away word among others says little: "Holiday party", "Vacation planning" and "Ben on vacation" are no days off. So
every word of a title must be one that is known: an away word, one that goes with it, or the reader's own name.
"""

import re
import unicodedata
from collections.abc import Collection

_MOST = 200
_MARKS = re.compile(r"['’]s\b|['’]")
_WORD = re.compile(r"\d+[.,]\d+|[^\W_]+")
# A name ends before what somebody added to it.
_ADDED = re.compile(r"[(\[|]")

_PHRASES = re.compile(
    r"\b(?:out of (?:the )?office|time off|(?:vacation |sick |leave |pto )?days? off|off sick|jury duty"
    r"|(?:vacation|sick|leave|pto|personal|mental health) days?)\b"
)
_AWAY = frozenset((
    "vacation", "vacations", "holiday", "holidays", "leave", "parental", "maternity", "paternity", "sabbatical",
    "ooo", "oof", "pto", "off", "sick", "sickness", "away", "absent", "absence", "furlough", "bereavement",
    "urlaub", "urlaubstag", "resturlaub", "sonderurlaub", "elternzeit", "mutterschutz", "krank", "krankheit",
    "abwesend", "abwesenheit", "frei", "feiertag", "ferien", "conge", "conges", "vacances", "absente", "maladie",
    "vacaciones", "ferie", "ferias", "permiso", "malattia", "verlof", "vakantie", "ziek", "urlop", "semester",
))  # fmt: skip
_BESIDE = frozenset((
    "i", "im", "am", "is", "are", "we", "on", "my", "our", "the", "a", "today", "still", "annual", "yearly",
    "summer", "winter", "spring", "autumn", "fall", "christmas", "xmas", "easter", "family", "paid", "unpaid",
    "public", "bank", "national", "approved", "confirmed", "ich", "bin", "ist", "mein", "unser", "der", "die",
    "das", "ganztagig", "genehmigt", "bezahlter", "unbezahlter",
))  # fmt: skip
_HALF_TERM = re.compile(r"\bhalf term\b")
_DURATION = re.compile(r"\ball day\b|\b\d{1,3} (?:days?|weeks?|tage?|wochen?)\b")
_DAYS = (
    r"(?:\d{1,4}(?:st|nd|rd|th)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t|tember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|tomorrow|next|week|the|of|on|montag|dienstag|mittwoch|donnerstag"
    r"|freitag|samstag|sonntag)"
)
_UNTIL = re.compile(rf" (?:until|till|til|thru|through|back|bis)(?: {_DAYS})+$")
# Holidays in a land are everybody's there; a vacation in one is the reader's.
_PLACE = re.compile(
    r"(?P<head>.*\b(?:vacations?|urlaub|vacances|vacaciones|vakantie|ferien|ferie|f[ée]rias))\s+(?:in|auf|en|à)\s+"
    r"(?:(?:the|der|den|dem|la|le|les|el)\s+)?(?P<place>[^\W_]+(?:[\s-][^\W_]+){0,2})[\W_]*",
    re.IGNORECASE,
)


def says_away(title: str, names: Collection[str] = ()) -> bool:
    """Whether this is what somebody calls their own day away; `names` are the words of the reader's own name.

    A title that asks ("Vacation?") does not say so.
    """
    if len(title) > _MOST or "?" in title:
        return False
    placed = _PLACE.fullmatch(title)
    if placed and all(word[0].isupper() for word in _WORD.findall(placed["place"])):
        title = placed["head"]
    plain = _UNTIL.sub("", " ".join(_words(title)))
    plain = _DURATION.sub("", _HALF_TERM.sub("", _PHRASES.sub("off", plain)))
    words = [word for word in plain.split() if not (word.isdecimal() and len(word) <= len("2026"))]
    return not _AWAY.isdisjoint(words) and all(word in _AWAY or word in _BESIDE or word in names for word in words)


def name_words(*names: str) -> frozenset[str]:
    """What somebody goes by, word by word: first name, full name, handle."""
    return frozenset(word for name in names for word in _words(_ADDED.split(name)[0]) if not word.isdecimal())


def _words(text: str) -> list[str]:
    """In small letters, without accents, signs and pictures."""
    spread = unicodedata.normalize("NFKD", _MARKS.sub("", text))
    return _WORD.findall("".join(each for each in spread if not unicodedata.combining(each)).casefold())
