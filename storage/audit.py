"""The chain: each change carries a hash over itself and the hash before it, so that none can be altered unseen.

A workspace's head knows how many links there are and the hash of the last, and is locked while one is added. What a
change says, and who made it, is in the hash only by a salted digest: so an erased person's name can be taken out of
it, if a link of the chain says to which digest that led.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlmodel import Field, Session

from storage.schema import Row

BEGINNING = ""
# A link of this noun vouches for what it has rewritten.
ERASURE = "erasure"


class Head(Row, table=True):
    """Where a workspace's chain ends."""

    __tablename__ = "chain_head"

    length: int
    hash: str = Field(max_length=64)


@dataclass(frozen=True)
class Link:
    """All of a change that is hashed."""

    workspace_id: str
    seq: int
    noun: str
    number: int
    version: int
    verb: str
    actor_id: str
    door: str
    batch: str
    undoes: str
    at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    salt: str

    def content(self) -> str:
        """The digest of what can be erased."""
        return _digest([self.salt, self.actor_id, self.before, self.after])

    def hash(self, content: str, previous: str) -> str:
        """The digest of the rest, of the content's, and of the link before."""
        return _digest([
            previous, self.workspace_id, self.seq, self.noun, self.number, self.version, self.verb, self.door,
            self.batch, self.undoes, self.at.astimezone(UTC).isoformat(timespec="microseconds"), content,
        ])  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """How far a chain was walked, and what is wrong with its first broken link."""

    workspace_id: str
    links: int
    broken: str = ""


# Takes the next place and locks the head until the end of the transaction. Said with every change, so in the driver's
# own words: what SQLAlchemy would add costs as much as the statement.
_TAKE = (
    "INSERT INTO chain_head (workspace_id, length, hash) VALUES ({0}, 1, '') "
    "ON CONFLICT (workspace_id) DO UPDATE SET length = chain_head.length + 1 RETURNING length, hash"
)
_MOVE = "UPDATE chain_head SET hash = {0} WHERE workspace_id = {0}"


def append(session: Session, table: type[Row], **values: Any) -> None:
    """Add a link: two statements beside its own."""
    connection = session.connection()
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    workspace_id = values["workspace_id"]
    seq, previous = connection.exec_driver_sql(_TAKE.format(mark), (workspace_id,)).one()
    link = Link(**values, seq=seq, salt=secrets.token_hex(8))
    content = link.content()
    found = link.hash(content, previous)
    connection.execute(_insert(table), {**values, "seq": seq, "salt": link.salt, "content": content, "hash": found})
    connection.exec_driver_sql(_MOVE.format(mark), (found, workspace_id))


@cache
def _insert(table: type[Row]) -> Insert:
    return insert(table)


def walk(head: Head | None, workspace_id: str, rows: Iterable[Any], vouched: Mapping[int, str]) -> Verdict:
    """Follow a chain from its beginning; `rows` are its changes in order, `vouched` the digests after an erasure."""
    previous, length = BEGINNING, 0
    for row in rows:
        wrong = _wrong(row, previous, length + 1, vouched)
        if wrong:
            return Verdict(workspace_id, length, f"change {length + 1}: {wrong}{_about(row, length + 1)}")
        previous, length = row.hash, row.seq
    if head is None or (head.length, head.hash) != (length, previous):
        return Verdict(workspace_id, length, f"the end: {_ends(head, length)}")
    return Verdict(workspace_id, length)


def _ends(head: Head | None, length: int) -> str:
    """What is wrong with the end of a chain whose links all hold."""
    if head is None:
        return f"{length} changes are there, and the row of chain_head that counts them is gone"
    if head.length > length:
        return f"there should be {head.length} changes, and {head.length - length} of them are gone from the end"
    if head.length < length:
        return f"{length} changes are there, and chain_head counts only {head.length}, so the rest were added behind it"
    return f"{length} changes are there, and the last one is not the one that chain_head knows"


def _about(row: Any, expected: int) -> str:
    """Which change it is, as its row reads now; nothing where the row itself is not there."""
    if row.seq != expected:
        return ""
    return f" (now it reads: {row.noun} {row.number}, {row.verb}, {row.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC)"


def _wrong(row: Any, previous: str, expected: int, vouched: Mapping[int, str]) -> str:
    if row.seq != expected:
        return f"it is missing, or not in its place; the next one is {row.seq}"
    link = row.link()
    if link.content() not in (row.content, vouched.get(row.seq)):
        return "who did it, or what it says, was altered"
    if link.hash(row.content, previous) != row.hash:
        return "it was altered, or the one before it was"
    return ""


def vouches(rows: Iterable[Any]) -> dict[int, str]:
    """What the chain's erasures say of the links that they have rewritten: their place and new digest."""
    return {int(seq): digest for row in rows for seq, digest in row.after.get("rewritten", [])}


def _digest(values: list[Any]) -> str:
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
