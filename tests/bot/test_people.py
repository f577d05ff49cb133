"""Who may see and change what: one question, every answer of it."""

from dataclasses import dataclass
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.rules.errors import UserError
from bot.rules.people import Actor, Kind, Place, PlaceKind, allow, enter, may_enter

KINDS: tuple[Kind, ...] = ("member", "guest", "stranger", "bot", "gone")
PLACES: tuple[PlaceKind, ...] = ("public", "private", "dm")
WORKS_FOR = ("member", "guest")
EVERYBODY_EVERYWHERE = list(product(KINDS, PLACES))


@dataclass(frozen=True)
class Thing:
    channel_id: str
    channel_kind: str
    people: tuple[str, ...] = ()

    def involves(self, user_id: str) -> bool:
        return user_id in self.people


def actor(kind: Kind = "member", channel: str = "C9", where: PlaceKind = "public") -> Actor:
    return Actor("T1", "UANA", kind, ZoneInfo("UTC"), Place(channel, where))


@pytest.mark.parametrize("kind", KINDS)
def test_drumbeat_works_for_members_and_guests_only(kind: Kind) -> None:
    assert may_enter(actor(kind)) == (kind in WORKS_FOR)
    if kind in WORKS_FOR:
        enter(actor(kind))
    else:
        with pytest.raises(UserError, match="members of this workspace only"):
            enter(actor(kind))


@pytest.mark.parametrize(("kind", "born"), EVERYBODY_EVERYWHERE)
def test_whoever_is_named_in_a_thing_may_see_it_wherever_it_was_born(kind: Kind, born: PlaceKind) -> None:
    assert allow(actor(kind), "see", Thing("C1", born, ("UANA",))) == (kind in WORKS_FOR)


@pytest.mark.parametrize(("kind", "born"), EVERYBODY_EVERYWHERE)
def test_in_the_channel_it_was_born_in_it_is_everybodys(kind: Kind, born: PlaceKind) -> None:
    assert allow(actor(kind, "C1", born), "see", Thing("C1", born)) == (kind in WORKS_FOR)


@pytest.mark.parametrize(("kind", "born"), EVERYBODY_EVERYWHERE)
def test_elsewhere_only_members_see_what_was_born_in_public(kind: Kind, born: PlaceKind) -> None:
    assert allow(actor(kind, "C9"), "see", Thing("C1", born)) == (kind == "member" and born == "public")


@pytest.mark.parametrize(("kind", "born"), EVERYBODY_EVERYWHERE)
def test_in_a_dm_with_us_only_ones_own_and_public_things_are_seen(kind: Kind, born: PlaceKind) -> None:
    assert allow(actor(kind, "D1", "dm"), "see", Thing("D2", born)) == (kind == "member" and born == "public")


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_who_are_in_no_channel_are_not_in_the_same_channel(kind: Kind) -> None:
    """App Home and the global shortcut are nowhere: what is born there is its people's, and nobody else's."""
    assert not allow(actor(kind, "", "dm"), "see", Thing("", "dm", ("UBEN",)))


@pytest.mark.parametrize("born", ["", "unknown", "PUBLIC"])
def test_a_place_of_no_known_kind_is_not_public(born: str) -> None:
    assert not allow(actor(), "see", Thing("C1", born))
