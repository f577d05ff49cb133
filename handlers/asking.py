"""What every handler is given and gives back.

A handler is a plain function of a `Session` and an `Ask`: one transaction. It loads, decides, writes, and returns the
`Answer`; the door speaks it when the transaction is committed. The answer is kept beside the effect, so a duplicate
request gets the same answer again and has no second effect.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any, Literal

from sqlmodel import Session

from bot.rules.leftovers import Takes
from bot.rules.oneline import Find
from bot.rules.people import Actor
from bot.views.blocks import Block, Md, Message
from storage import drafts, people
from storage.history import Stamp

# A `card` is kept up to date by the outbox; any other `message` of ours, and an `ephemeral` one, is replaced by the
# answer to a click on it.
Surface = Literal[
    "command", "ephemeral", "message", "card", "home", "form", "typing", "shortcut", "mention", "dm", "reaction"
]


@dataclass(frozen=True)
class Ask:
    """One request of one person, whatever way it came in.

    `text` are the words after noun and verb, as Slack escapes them; `value` what the pressed button carries;
    `values` a form's fields by name; `context` what we kept when the form was opened; `message` the message
    that a shortcut was used on; `public` the channels named in the words that everybody can see. `called` gives the
    name of a public channel, if it is known.
    """

    actor: Actor
    stamp: Stamp
    surface: Surface
    text: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    message: Mapping[str, Any] = field(default_factory=dict)
    response_url: str | None = None
    thread_ts: str | None = None
    public: frozenset[str] = frozenset()
    called: Callable[[str], str] = field(default=lambda _: "", compare=False)

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.stamp.now

    def number(self, name: str) -> int | None:
        """A record's number in what the button or the form carries; None when there is none to be trusted."""
        found = self.value.get(name, self.context.get(name))
        return found if isinstance(found, int) and 0 < found < 1_000_000_000 else None

    def draft(self, session: Session, **data: Any) -> str:
        """Keep `data`, and what a form must know to answer where it was opened from; returns the draft's id."""
        origin = {
            "surface": self.surface,
            "channel_id": self.actor.place.channel_id,
            "channel_kind": self.actor.place.kind,
            "response_url": self.response_url,
        }
        return drafts.keep(session, self.actor.workspace_id, self.actor.user_id, {**origin, **data}, self.now)

    def find(self, session: Session) -> Find:
        """Who goes by a name in the asker's workspace."""
        workspace_id = self.actor.workspace_id

        # A line may name the same person thousands of times.
        @cache
        def exactly(name: str) -> str | None:
            return people.by_name(session, workspace_id, name) or (self.actor.user_id if name.lower() == "me" else None)

        return Find(
            exactly,
            partial(people.nearly_named, session, workspace_id),
            partial(people.goes_on, session, workspace_id),
        )


@dataclass(frozen=True)
class Answer:
    """What to say, or which form to open.

    A `private` answer is for the asker alone even where they asked in public. One that is said `elsewhere` is brought
    by the outbox. After one by which the asker has `moved`, their zone is looked up anew. An `unsure` one found nothing
    by the words of the asker, who may have meant something else by them.
    """

    message: Message | None = None
    form: Block | None = None
    private: bool = False
    elsewhere: bool = False
    moved: bool = False
    unsure: bool = False

    def kept(self) -> dict[str, Any]:
        """As JSON, for duplicates; a form is not kept, because its trigger is used up."""
        said = self.message and {**self.message.payload(), "note": self.message.note}
        return {"message": said, "private": self.private, "elsewhere": self.elsewhere}

    @classmethod
    def revived(cls, kept: Mapping[str, Any]) -> "Answer":
        """The answer as it was first given."""
        said = kept.get("message")
        note = Md(said["note"]) if said and said.get("note") else None
        message = Message(Md(said["text"]), tuple(said["blocks"]), note) if said else None
        return cls(message=message, private=bool(kept.get("private")), elsewhere=bool(kept.get("elsewhere")))


# What a select offers: (value, label).
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Act:
    """A handler, and whether it writes; one that only reads is never remembered.

    One about a `crowd` speaks of everybody in its channel, so that Slack is asked who they are before.
    Doing a `repeatable` one again changes nothing, so its answer isn't kept for duplicates. What it `takes` are the
    words behind it that it reads: whoever says more is asked.
    """

    run: Callable[[Session, Ask], Answer]
    writes: bool = True
    crowd: bool = False
    repeatable: bool = False
    takes: Takes = "words"


def reads(run: Callable[[Session, Ask], Answer], takes: Takes = "words") -> Act:
    """An act that changes nothing."""
    return Act(run, writes=False, takes=takes)
