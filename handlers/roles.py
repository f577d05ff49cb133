"""Roles: who is what in a channel, each act a function of one transaction."""

from collections.abc import Collection

from sqlmodel import Session

from bot.rules import roles as rules
from bot.rules.errors import AlreadySo, Choice, NotYours, UserError
from bot.rules.roles import Wanted
from bot.rules.text import truncate
from bot.views import roles as views
from handlers.asking import Act, Answer, Ask, reads
from handlers.commands import Noun
from storage import members, nouns, people, permission, successors
from storage import roles as records
from storage.roles import Role

_NAMED = 3


def list_(session: Session, ask: Ask) -> Answer:
    """`/beat role`: who is what in this channel."""
    _refuse_nowhere(ask)
    channel_id = ask.actor.place.channel_id
    held = [(role, _holders(session, ask, role.name)) for role in records.of_channel(session, ask.actor)]
    return Answer(views.listing(held, channel_id), private=True)


def give(session: Session, ask: Ask) -> Answer:
    """`/beat role lead @ana`: she is, and nobody else any more; without people, who is."""
    wanted = _wanted(session, ask)
    if not wanted.people:
        holders = _holders(session, ask, wanted.name)
        return Answer(views.shown(wanted.name, holders, ask.actor.place.channel_id), private=True)
    rules.refuse_slip(wanted, _known(session, ask))
    return _given(session, ask, wanted.name, wanted.people)


def add(session: Session, ask: Ask) -> Answer:
    """`/beat role add reviewers @cleo`: he too."""
    wanted = _wanted(session, ask)
    if not wanted.people:
        raise UserError(f"Who is {wanted.name}, too? Mention them, like `/beat role add {wanted.name} @ana`.")
    role = _named(session, ask, wanted.name)
    everybody = tuple(dict.fromkeys((*(role.holder_ids if role else ()), *wanted.people)))
    if len(everybody) > rules.MOST_HOLDERS:
        raise UserError(f"{rules.MOST_HOLDERS} can share a role. Please remove somebody first. Nothing changed.")
    return _given(session, ask, wanted.name, everybody)


def remove(session: Session, ask: Ask) -> Answer:
    """`/beat role remove lead`, `/beat role remove reviewers @ben`."""
    wanted = _wanted(session, ask)
    _refuse_outsider(session, ask)
    role = _named(session, ask, wanted.name)
    if role is None or not role.holder_ids:
        raise _nobodys(session, ask, wanted)
    before = role.holder_ids
    _refuse_others(session, ask, role, role.name)
    gone = wanted.people or before
    if not set(gone) & set(before):
        raise AlreadySo(f"They are not {role.name} in this channel. Nothing changed.", by=None)
    _refuse_leaderless(session, role, gone)
    records.take(session, ask.stamp, role, gone)
    nouns.rearm(session, role, ask.now)
    return Answer(views.happened("Removed", role, before, ask.stamp.batch))


def _given(session: Session, ask: Ask, name: str, user_ids: tuple[str, ...]) -> Answer:
    _refuse_outsider(session, ask)
    role = _named(session, ask, name)
    before = role.holder_ids if role else ()
    if set(before) == set(user_ids):
        raise AlreadySo(f"They are {name} in this channel already. Nothing changed.", by=None)
    _refuse_others(session, ask, role, name)
    for user_id in user_ids:
        if user_id not in before:
            _refuse_unfit(session, ask, user_id, name)
    if not before and len(records.of_channel(session, ask.actor)) >= rules.MOST_IN_A_CHANNEL:
        raise UserError(
            f"A channel can have {rules.MOST_IN_A_CHANNEL} roles. Please remove one first. Nothing changed."
        )
    role = records.give(session, ask.stamp, ask.actor.place, name, user_ids)
    nouns.rearm(session, role, ask.now)
    outside = (
        [each for each in user_ids if members.has_left(session, role.workspace_id, role.channel_id, each)]
        if name == rules.LEAD
        else []
    )
    return Answer(views.happened("Set", role, before, ask.stamp.batch, outside))


def _wanted(session: Session, ask: Ask) -> Wanted:
    _refuse_nowhere(ask)
    return rules.parse(ask.text, ask.find(session), me=ask.actor.user_id, now=ask.now, zone=ask.actor.zone)


def _named(session: Session, ask: Ask, name: str) -> Role | None:
    return records.named(session, ask.actor.workspace_id, ask.actor.place.channel_id, name)


def _holders(session: Session, ask: Ask, name: str) -> tuple[str, ...]:
    return records.holders(session, ask.actor.workspace_id, ask.actor.place.channel_id, name)


def _known(session: Session, ask: Ask) -> tuple[str, ...]:
    return records.names(session, ask.actor.workspace_id, ask.actor.place.channel_id)


def _nobodys(session: Session, ask: Ask, wanted: Wanted) -> UserError:
    near = rules.near_to(wanted.name, _known(session, ask))
    meant = near if near and near != wanted.name and _holders(session, ask, near) else None
    mentions = " ".join(f"<@{user_id}>" for user_id in wanted.people)
    choices = (Choice(f"Remove {meant}", f"role remove {meant} {mentions}".strip()),) if meant else ()
    return UserError(f"Nobody is {wanted.name} in this channel, so nothing changed.", choices=choices)


def _refuse_nowhere(ask: Ask) -> None:
    if not ask.actor.place.channel_id or ask.actor.place.kind == "dm":
        raise UserError(
            f"A role belongs to a channel. Please type this in the project's channel, like {rules.EXAMPLE}."
        )


def _refuse_outsider(session: Session, ask: Ask) -> None:
    """Roles are for those in the channel to give, as far as Slack has told us who that is."""
    here = ask.actor.place.channel_id
    channel = members.channel(session, ask.actor.workspace_id, here)
    if channel and channel.joined and ask.actor.user_id not in members.of(session, ask.actor.workspace_id, here):
        raise UserError("Only people in this channel can say who is what here. Join it, then type this again.")


def _refuse_others(session: Session, ask: Ask, role: Role | None, name: str) -> None:
    """Who leads, and who only reads, is not for everybody to say once somebody leads; other roles are daily work."""
    if role is not None and role.holder_ids and name in rules.GOVERNING:
        permission.require(session, ask.actor, "govern", role, role.creator_id)
        return
    permission.refuse_reader(session, ask.actor)
    if name not in rules.GOVERNING:
        return
    leads = _holders(session, ask, rules.LEAD)
    if leads and ask.actor.user_id not in leads and not ask.actor.admin:
        why = f"Who is {name} here is said by the leads of this channel and by administrators. Nothing changed."
        raise NotYours(f"{why} Please ask one of them.", ask=leads)


def _refuse_leaderless(session: Session, role: Role, gone: Collection[str]) -> None:
    """The last lead stays where something depends on there being one."""
    left = [
        user for user in records.holders(session, role.workspace_id, role.channel_id, role.name) if user not in gone
    ]
    depending = successors.depending(session, role) if role.name == rules.LEAD and not left else []
    if depending:
        raise UserError(
            f"Then nobody would lead this channel, and {', '.join(depending[:_NAMED])} would have nobody to go to. "
            "Nothing changed. Please say who comes after: `/beat role lead @name`."
        )


def _refuse_unfit(session: Session, ask: Ask, user_id: str, name: str) -> None:
    """Whoever can't read the channel can't have a role in it."""
    actor, here = ask.actor, ask.actor.place
    known = people.find(session, actor.workspace_id, user_id)
    called = truncate(known.name, 40) if known and known.name else "That person"
    if known and known.kind not in ("member", "guest"):
        raise UserError(
            f"{called} has left, or is an app or of another company, so they can't be {name}. Nothing changed."
        )
    if user_id == actor.user_id or members.reads(session, actor.workspace_id, user_id, here.channel_id, here.kind):
        return
    channel = members.channel(session, actor.workspace_id, here.channel_id)
    if channel is None or not channel.joined:
        raise UserError(
            f"I can't see whether {called} is in this channel, because I'm not in it myself. Type `/invite @Drumbeat`, "
            "then this again. Nothing changed."
        )
    raise UserError(f"{called} is not in this channel, so they can't be {name}. Invite them first. Nothing changed.")


NOUN = Noun(
    verbs={
        "list": reads(list_),
        "ls": reads(list_),
        "show": reads(list_),
        "add": Act(add, crowd=True),
        "remove": Act(remove, crowd=True),
        "delete": Act(remove, crowd=True),
        "role": Act(give, crowd=True),
    },
    bare="list",
    otherwise="role",
)
