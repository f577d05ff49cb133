"""From what a person types to what Slack sends and stores: escaping, mentions, links, rich text."""

import re
from collections.abc import Callable, Iterator

from playground.wire import Json, short_id
from playground.workspace import Channel, Person, Workspace

_URL = r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]"
_EMAIL = r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"
_DOMAIN = r"\b(?:[\w-]+\.)+(?:com|org|net|io|dev|app|co)\b(?:/[^\s<>|]*)?"
_MENTION = r"(?<![\w<])@[\w.\-]+|(?<![\w<&])#[\w\-]+"
_TYPED = re.compile(f"(?P<url>{_URL})|(?P<email>{_EMAIL})|(?P<mention>{_MENTION})|(?P<domain>{_DOMAIN})")
_BROADCASTS = {"@here", "@channel", "@everyone"}

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_CONTROL = re.compile(r"<(?:@[UWB]\w*(?:\|[^<>]*)?|#C\w*(?:\|[^<>]*)?|![^<>]+|[a-z][a-z0-9+.-]*:[^<>]+)>")
_BARE_URL = re.compile(rf"(?<![<|\w]){_URL}")
_TOKEN = re.compile(r"<([^<>]+)>|:([a-z+-][a-z0-9_+'-]*):")


def escape(text: str) -> str:
    """The three characters Slack escapes, and only those."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Composer:
    """Reads what people type, knowing who and what exists in the workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def message(self, typed: str) -> str:
        """Stored text of a human message: `@ana` is `<@U…>`, `a & b` is `a &amp; b`, links are in brackets."""
        return self._compose(typed, user=lambda person: f"<@{person.id}>")

    def command(self, typed: str) -> str:
        """The text of a slash command whose `should_escape` is on: `<@U…|ana>`, `<#C…|general>`."""
        return self._compose(typed, user=lambda person: f"<@{person.id}|{person.name}>")

    def _compose(self, typed: str, user: Callable[[Person], str]) -> str:
        parts, end = [], 0
        for match in _TYPED.finditer(typed):
            parts.append(escape(typed[end : match.start()]))
            parts.append(self._special(match, user))
            end = match.end()
        return "".join([*parts, escape(typed[end:])])

    def _special(self, match: re.Match[str], user: Callable[[Person], str]) -> str:
        word = match.group()
        if match.lastgroup == "mention":
            return self._mention(word, user)
        escaped = escape(word)
        shown = {"url": "<{0}>", "email": "<mailto:{0}|{0}>", "domain": "<http://{0}|{0}>"}
        return shown[match.lastgroup or "url"].format(escaped)

    def _mention(self, word: str, user: Callable[[Person], str]) -> str:
        if word in _BROADCASTS:
            return f"<!{word[1:]}>"
        name = word.rstrip(".-")
        rest = word[len(name) :]
        found: Person | Channel | None
        if word.startswith("@"):
            found = self._workspace.person_called(name)
            return user(found) + rest if found else word
        found = self._workspace.channel_called(name)
        return f"<#{found.id}|{found.name}>{rest}" if found else word


def normalize(text: str) -> str:
    """What Slack makes of text an app sends: stray `&`, `<`, `>` escaped, bare URLs linked, the rest kept."""
    parts, end = [], 0
    for match in _CONTROL.finditer(text):
        parts += [_plain(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    escaped = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return _BARE_URL.sub(lambda match: f"<{match.group()}>", escaped)


def rich_text(stored: str) -> Json:
    """The `rich_text` block that Slack adds to every human message."""
    section = {"type": "rich_text_section", "elements": list(_rich_elements(stored))}
    return {"type": "rich_text", "block_id": short_id(), "elements": [section]}


def _rich_elements(stored: str) -> Iterator[Json]:
    end = 0
    for match in _TOKEN.finditer(stored):
        if match.start() > end:
            yield {"type": "text", "text": unescape(stored[end : match.start()])}
        yield _emoji(match.group(2)) if match.group(2) else _control(match.group(1))
        end = match.end()
    if end < len(stored):
        yield {"type": "text", "text": unescape(stored[end:])}


def _emoji(name: str) -> Json:
    return {"type": "emoji", "name": name}


def _control(token: str) -> Json:
    target, _, label = token.partition("|")
    match target[0]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
    link = {"type": "link", "url": unescape(target)}
    return {**link, "text": unescape(label)} if label else link
