"""Who may do what. One question, `allow`, asked before anything is shown to or changed for a person."""

from dataclasses import dataclass
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.rules.errors import UserError

Kind = Literal["member", "guest", "stranger", "bot", "gone"]
PlaceKind = Literal["public", "private", "dm"]
# To read a thing; to work on it; to decide for others what becomes of it, up to its end.
Permission = Literal["see", "change", "govern"]
_FORMER = "U-former-"


def is_person(recipient: str) -> bool:
    """Whether an id is a person's and not a channel's."""
    return recipient.startswith(("U", "W"))


def former(number: int) -> str:
    """The id that stands for somebody who was erased; no id of Slack's is like it."""
    return f"{_FORMER}{number}"


def is_former(user_id: str) -> bool:
    """Whether an id stands for somebody who was erased."""
    return user_id.startswith(_FORMER)


@dataclass(frozen=True)
class Place:
    """Where something was said or born."""

    channel_id: str
    kind: PlaceKind


@dataclass(frozen=True)
class Actor:
    """A person at the moment of a request: who, where, in which zone, and whether they run the workspace."""

    workspace_id: str
    user_id: str
    kind: Kind
    zone: ZoneInfo
    place: Place
    admin: bool = False


class Thing(Protocol):
    """Anything that was born somewhere and concerns somebody."""

    @property
    def channel_id(self) -> str: ...
    @property
    def channel_kind(self) -> str: ...
    def involves(self, user_id: str) -> bool:
        """Whether this person made it, owns it or is named in it."""
        ...


@dataclass(frozen=True)
class Standing:
    """What somebody is to a thing, besides being named in it.

    Attributes:
        owns: they look after it.
        leads: they lead its channel.
        only_reads: they are an observer or a sponsor of its channel.
        inside: they are known to be in its channel.
        has_left: its channel is private, and they are known not to be in it.
        ownerless: nobody is left who owns it, or leads its channel.
    """

    owns: bool = False
    leads: bool = False
    only_reads: bool = False
    inside: bool = False
    has_left: bool = False
    ownerless: bool = False


ANYBODY = Standing()


def may_enter(actor: Actor) -> bool:
    """Whether Drumbeat works for this person at all: not for bots, leavers, or other companies' people."""
    return actor.kind in ("member", "guest")


def allow(actor: Actor, verb: Permission, thing: Thing, standing: Standing = ANYBODY) -> bool:
    """Whether the actor may see a thing, work on it, or govern it.

    Whoever sees a thing works on it, unless they only read in its channel and it does not name them. What rules others
    is governed by its owner, the leads of its channel and administrators; once it has neither owner nor lead, by
    the members of its channel.
    """
    if not (_sees(actor, thing) or may_read(actor.kind, thing.channel_kind, inside=standing.inside)):
        return False
    in_charge = actor.admin or standing.leads
    match verb:
        case "see":
            return True
        case "change":
            return in_charge or not standing.only_reads or standing.owns or thing.involves(actor.user_id)
        case "govern":
            inherits = standing.ownerless and standing.inside and actor.kind == "member" and not standing.only_reads
            return not standing.has_left and (in_charge or standing.owns or inherits)


def _sees(actor: Actor, thing: Thing) -> bool:
    """People named in it always do. Otherwise members do if it was born in a public channel, and anyone in the very
    channel it was born in: they are standing there.
    """
    if not may_enter(actor):
        return False
    # App Home and global shortcuts are in no channel; what two people do nowhere is not done in the same place.
    here = actor.place.channel_id != "" and thing.channel_id == actor.place.channel_id
    if here or thing.involves(actor.user_id):
        return True
    return actor.kind == "member" and thing.channel_kind == "public"


def is_open_in(channel_id: str, thing: Thing) -> bool:
    """Whether everybody in a channel may see a thing: it was born there, or in public."""
    return thing.channel_kind == "public" or thing.channel_id == channel_id


def may_read(kind: str, channel_kind: str, *, inside: bool) -> bool:
    """Whether somebody may read a channel: whoever is inside, and a public one also every member of the workspace."""
    return kind in ("member", "guest") and (inside or (kind == "member" and channel_kind == "public"))


def enter(actor: Actor) -> None:
    """Refuse kindly whom Drumbeat does not work for."""
    if not may_enter(actor):
        raise UserError("I work for the members of this workspace only. Please ask one of them to do this for you.")
