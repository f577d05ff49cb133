"""Lines that say the opposite of being blocked: "no longer blocked", "fixed T-1", "all clear"."""

import re

from bot.rules.oneline import Find, read_line
from bot.rules.text import unescape

_KEY = re.compile(r"(?<![\w-])#?(?P<letter>[bt])-?(?P<number>[0-9]{1,9})(?![\w-])[,;:.]?", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"^#?([0-9]{1,9})(?=\s)")

_SOLVED = r"(?:fixed|solved|resolved|cleared|unblocked|sorted(?: out)?|settled|out of the way)"
_WELL = rf"(?:{_SOLVED}|clear|done|finished|closed|gone|over|good|fine|ok|okay|well|set|works|working|unstuck)"
_NOW = r"(?: (?:now|again|today|already|here|at all|any ?more|thanks|thank you|for me|on my side|so far|by .*))*"
_IT = (
    r"(?:(?:there|there's|i|i'm|we|we're|it|it's|this|that|they|am|is|are|was|has|have|been|got|now|already|finally) )*"
)
_IN_THE_WAY = r"(?:blocked|stuck|blocking|a blocker|an? (?:problem|issue|obstacle)|in (?:the|my|our|its|anybody's) way)"
_OBSTACLES = r"(?:blockers?|impediments?|problems?|issues?|obstacles?|blockades?)"
_CLAIMS = re.compile(
    "|".join(
        (
            r"no|none|nope|nil|n/?a|never ?mind|not any ?more|no longer",
            rf"{_IT}(?:no|zero|0) (?:more |open |other )*{_OBSTACLES}(?: left)?{_NOW}",
            rf"(?:.* )?(?:no longer|not|isn't|aren't|ain't) (?:really )?{_IN_THE_WAY}{_NOW}",
            r"(?:.* )?(?:no longer|not any ?more)",
            r"nothing(?: (?:at all|any ?more|left|now|today|to report))*",
            r"nothing(?:'s| is)? (?:blocks|blocking|stops|stopping|hinders|holds|in (?:the|my|our) way|wrong)(?: .*)?",
            rf"(?:all|everything)(?:'s| is)?(?: now| all)? {_WELL}{_NOW}",
            rf"{_IT}{_WELL}{_NOW}",
        )
    )
)
# "Staging is fixed", but not "waiting until staging is fixed".
_SUBJECT_SOLVED = re.compile(
    rf".* (?:(?:is|are|was|got|has been|have been|is all) (?:now |finally |already )?{_SOLVED}|works? again){_NOW}"
)
_NOT_YET = re.compile(
    r"\b(?:until|till|unless|when|whether|if|before|after|once|not|never|cannot|needs?|must|should|want|wait(?:ing|s)?"
    r"|nobody|who|why|how|but|only|no)\b|n't\b"
)


def says_so(text: str) -> bool:
    """Whether a line says that something is not, or no longer, in the way."""
    line = _KEY.sub(" ", _FIRST_NUMBER.sub("", text.strip())).strip()
    words = unescape(read_line(line, Find(lambda _: None)).plain).lower().replace("’", "'")
    said = " ".join(word for word in words.split() if not word.startswith("@")).strip(" ,.;:!-–—")
    if _CLAIMS.fullmatch(said):
        return True
    return _SUBJECT_SOLVED.fullmatch(said) is not None and not _NOT_YET.search(said)


def keys_in(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The blockers and the tasks that a line names; a number it begins with is a blocker's."""
    found = [(match["letter"].lower(), int(match["number"])) for match in _KEY.finditer(text)]
    first = _FIRST_NUMBER.match(text.strip())
    blockers = [int(first[1])] if first else []
    blockers += [number for letter, number in found if letter == "b"]
    return tuple(dict.fromkeys(blockers)), tuple(dict.fromkeys(number for letter, number in found if letter == "t"))
