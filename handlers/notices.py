"""What others hear of a change: rows in the outbox, planned in the change's own transaction."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from bot.rules.errors import UserError
from bot.views.blocks import Md, Message, lines, md, place, section
from handlers.asking import Answer, Ask
from storage import history, nouns, outbox
from storage.records import Record


def tell(
    session: Session, ask: Ask, purpose: str, record: Record, user_id: str, *, once: str = "", **detail: Any
) -> None:
    """Plan a DM about a record, once for each request, or for what `once` names.

    Whoever asks hears when it can't be delivered.
    """
    key = f"{purpose}:{record.number}:{user_id}:{once or ask.stamp.batch}"
    subject = (record.noun, record.number)
    me = ask.actor.user_id
    outbox.plan(session, ask.actor.workspace_id, key, purpose, subject, user_id, ask.now, owner_id=me, **detail)


def refresh(session: Session, ask: Ask, record: Record) -> None:
    """Plan to bring every card of a record up to date, wherever it stands."""
    subject = (record.noun, record.number)
    for card in outbox.cards(session, ask.actor.workspace_id, subject):
        outbox.refresh(session, card, str(record.version), ask.now)


def share(session: Session, ask: Ask, purpose: str, record: Record, title: Md) -> Answer:
    """Plan to post a record's card in the channel where the button was pressed."""
    here = ask.actor.place
    if not here.channel_id or here.kind == "dm":
        raise UserError("There is no channel here to share it to. Use the button in a channel.")
    key = f"{purpose}:{record.number}:{here.channel_id}:{ask.stamp.batch}"
    me, subject = ask.actor.user_id, (record.noun, record.number)
    outbox.plan(session, ask.actor.workspace_id, key, purpose, subject, here.channel_id, ask.now, owner_id=me, by=me)
    text = lines(md("Sharing ", title, " to ", place(here.channel_id), "."))
    return Answer(Message(text, (section(text),)))


def answer_aloud(session: Session, ask: Ask, answer: Answer) -> Answer:
    """Plan the answer to something said in a conversation, where it stays for all to read; others stay as they are.

    A mention can't be answered in its acknowledgement. Planned with the change, the answer outlives a crash, and a
    mention that Slack brings twice is answered once.
    """
    if answer.message is None or ask.surface not in ("dm", "mention"):
        return answer
    if ask.surface == "mention" and (answer.private or _keeps_a_secret(session, ask)):
        return replace(answer, private=True)
    here, said = ask.actor.place.channel_id, answer.message.payload()
    outbox.plan(
        session, ask.actor.workspace_id, f"answer:{ask.stamp.batch}", "answer", ("answer", 0), here, ask.now,
        said=said, thread=ask.thread_ts,
    )  # fmt: skip
    return replace(answer, elsewhere=True)


def _keeps_a_secret(session: Session, ask: Ask) -> bool:
    """Whether the request changed something that was born out of sight of those who would read the answer."""
    here = ask.actor.place.channel_id
    for change in history.batch(session, ask.actor.workspace_id, ask.stamp.batch):
        record = nouns.record(session, change.workspace_id, change.noun, change.number)
        if record is not None and record.channel_kind != "public" and record.channel_id != here:
            return True
    return False
