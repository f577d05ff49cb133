"""Who may do what to a record, for all that we know of them: it is loaded and `allow` is asked in one step."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from bot.rules import roles as rules
from bot.rules.calendar import zone_of
from bot.rules.errors import NotFound, NotYours
from bot.rules.people import Actor, Kind, Permission, Place, Standing, allow
from storage import members, people, roles
from storage.records import R, Record

# Those who can be asked, as many as one reads.
_NAMED = 3


def find(session: Session, actor: Actor, table: type[R], number: int, verb: Permission) -> R:
    """The record, if it exists and the actor may see it, and do this to it.

    Raises:
        NotFound: absent or not theirs to see; the sentence is the same.
        NotYours: they may see it, and no more.
    """
    record = session.get(table, (actor.workspace_id, number))
    if record is None or record.removed_at is not None or not allow(actor, "see", record):
        raise NotFound(table.lifecycle.key(number), f"/{table.lifecycle.noun} list")
    require(session, actor, verb, record, record.creator_id)
    return record


def require(session: Session, actor: Actor, verb: Permission, record: Record, owner_id: str) -> None:
    """See to it that the actor, who sees a record, may do this to it; `owner_id` looks after it, if anybody does.

    Raises:
        NotYours: they may not; who may is said.
    """
    if verb == "see":
        return
    standing = _standing(session, actor, verb, record, owner_id)
    if not allow(actor, verb, record, standing):
        raise _refusal(session, record, standing, owner_id, verb)


def changeable(session: Session, actor: Actor, records: Sequence[Record]) -> frozenset[str]:
    """The keys of those of these records, all of which the actor sees, that they may work on."""
    channels = {record.channel_id for record in records}
    held = {each: roles.of_person(session, actor.workspace_id, each, actor.user_id) for each in channels}
    return frozenset(
        record.key
        for record in records
        if allow(actor, "change", record, _known(actor, record.creator_id, held[record.channel_id]))
        or may_change(session, actor, record, record.creator_id)
    )


def may_change(session: Session, actor: Actor, record: Record, owner_id: str) -> bool:
    """Whether the actor, who sees a record, may work on it; `owner_id` looks after it, if anybody does."""
    return allow(actor, "change", record, _standing(session, actor, "change", record, owner_id))


def is_seen_by(session: Session, record: Record, user_id: str) -> bool:
    """Whether somebody sees a record wherever they stand, for telling them of it unasked."""
    known = people.find(session, record.workspace_id, user_id)
    if known is None:
        return False
    kind: Kind = "member" if known.kind == "member" else "guest"
    nowhere = Place("", "dm")
    return allow(Actor(known.workspace_id, user_id, kind, zone_of(known.tz), nowhere), "see", record)


def refuse_reader(session: Session, actor: Actor) -> None:
    """See to it that nothing new comes from those who only read in the channel where they stand.

    Raises:
        NotYours: they are its observer or sponsor.
    """
    here = actor.place.channel_id
    if here and _only_reads(actor, roles.of_person(session, actor.workspace_id, here, actor.user_id)):
        leads = roles.holders(session, actor.workspace_id, here, rules.LEAD)
        raise NotYours(f"{_READS} Nothing was saved. Whoever leads it can change that.", ask=leads[:_NAMED])


_READS = "You are an observer or a sponsor of this channel: you read all of its work, and others do it."


def _standing(session: Session, actor: Actor, verb: Permission, record: Record, owner_id: str) -> Standing:
    workspace_id, channel_id, me = record.workspace_id, record.channel_id, actor.user_id
    if not channel_id:
        return Standing(owns=me == owner_id)
    known = _known(actor, owner_id, roles.of_person(session, workspace_id, channel_id, me))
    if verb == "change" and allow(actor, verb, record, known):
        return known
    here = actor.place.channel_id == channel_id
    hidden = record.channel_kind == "private" and not here
    return replace(
        known,
        inside=here or members.is_in(session, workspace_id, channel_id, me),
        has_left=hidden and members.has_left(session, workspace_id, channel_id, me),
        ownerless=not _in_charge(session, record, owner_id),
    )


def _known(actor: Actor, owner_id: str, held: frozenset[str]) -> Standing:
    """What somebody is to a record by the roles they hold in its channel."""
    return Standing(owns=actor.user_id == owner_id, leads=rules.LEAD in held, only_reads=_only_reads(actor, held))


def _only_reads(actor: Actor, held: frozenset[str]) -> bool:
    return not actor.admin and rules.LEAD not in held and not held.isdisjoint(rules.READERS)


def _in_charge(session: Session, record: Record, owner_id: str) -> tuple[str, ...]:
    """Who governs a record besides administrators: its owner, and whoever leads its channel, while they are there."""
    workspace_id, channel_id = record.workspace_id, record.channel_id
    there = not channel_id or members.reads(session, workspace_id, owner_id, channel_id, record.channel_kind)
    owner = (owner_id,) if owner_id and there else ()
    leads = roles.holders(session, workspace_id, channel_id, rules.LEAD) if channel_id else ()
    return tuple(dict.fromkeys((*owner, *leads)))


def _refusal(session: Session, record: Record, standing: Standing, owner_id: str, verb: Permission) -> NotYours:
    if verb == "change":
        return NotYours(f"{_READS} {record.key} was not changed.")
    if standing.has_left:
        return NotYours(
            f"{record.key} belongs to a private channel that you are not in any more, so nothing changed. "
            "Those who are in it can change it."
        )
    in_charge = _in_charge(session, record, owner_id)
    if not in_charge:
        return NotYours(
            f"Whoever set up {record.key} is gone and nobody leads its channel, so its members can change it, and "
            "administrators. Nothing changed. Please ask one of them."
        )
    return NotYours(
        f"{record.key} can be changed by whoever set it up, by the leads of its channel and by administrators. "
        "Nothing changed. Please ask one of them.",
        ask=in_charge[:_NAMED],
    )
