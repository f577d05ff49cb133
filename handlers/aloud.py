"""What is said where others read it: an answer that names what one of them may not see is for the asker alone."""

import re
from dataclasses import replace

from sqlmodel import Session

from bot.views.blocks import Message
from handlers.asking import Answer, Ask
from storage import history, members, nouns, outbox, people
from storage.records import Record

# Whom an answer in a channel may be read by without a thought: members may read all that is public.
_OURS = ("member", "bot", "gone")
_KEY = re.compile(rf"\b([{''.join(nouns.BY_LETTER)}])-([0-9]{{1,9}})\b")


def discreet(session: Session, ask: Ask, answer: Answer) -> Answer:
    """The answer; in private where others would read it and it names what one of them may not see."""
    if answer.message is None or answer.private or not is_overheard(ask):
        return answer
    return replace(answer, private=_keeps_a_secret(session, ask, answer.message))


def planned(session: Session, ask: Ask, answer: Answer) -> Answer:
    """The answer, planned where it is to stay in a conversation; others stay as they are.

    A mention can't be answered in its acknowledgement. Planned with the change, the answer outlives a crash, and a
    mention that Slack brings twice is answered once.
    """
    spoken = ask.surface == "dm" or (ask.surface == "mention" and not answer.private)
    if answer.message is None or not spoken:
        return answer
    here, said = ask.actor.place.channel_id, answer.message.payload()
    outbox.plan(
        session, ask.actor.workspace_id, f"answer:{ask.stamp.batch}", "answer", ("answer", 0), here, ask.now,
        said=said, thread=ask.thread_ts,
    )  # fmt: skip
    return replace(answer, elsewhere=True)


def is_overheard(ask: Ask) -> bool:
    """Whether others read the answer: to a mention, and to a click on a message that stands there for all."""
    where = ask.context.get("surface", ask.surface)
    return where in ("mention", "message") and ask.actor.place.kind != "dm"


def _keeps_a_secret(session: Session, ask: Ask, message: Message) -> bool:
    """Whether the answer names, or the request changed, something that one of those who would read it may not see."""
    here = ask.actor.place.channel_id
    elsewhere = [record for record in _concerned(session, ask, message) if record.channel_id != here]
    hidden = any(record.channel_kind != "public" for record in elsewhere)
    return hidden or (bool(elsewhere) and not _among_ourselves(session, ask))


def _concerned(session: Session, ask: Ask, message: Message) -> list[Record]:
    workspace_id = ask.actor.workspace_id
    changed = {
        (each.noun, each.number)
        for each in history.batch(session, workspace_id, ask.stamp.batch)
        if each.noun in nouns.TABLES
    }
    named = {(nouns.BY_LETTER[letter], int(number)) for letter, number in _KEY.findall(str(message.payload()))}
    found = (nouns.record(session, workspace_id, *each) for each in sorted(changed | named))
    return [record for record in found if record is not None]


def _among_ourselves(session: Session, ask: Ask) -> bool:
    """Whether all who are in the channel are members of the workspace, for all that we know."""
    here = members.of(session, ask.actor.workspace_id, ask.actor.place.channel_id)
    known = people.known(session, ask.actor.workspace_id, here)
    return bool(here) and all(user_id in known and known[user_id].kind in _OURS for user_id in here)
