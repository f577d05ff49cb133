"""What Slack tells the app about people, channels and interactions, field by field."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.wire import Json
from playground.workspace import Channel, Person, Workspace

_TZ_LABELS = {"UTC": "Coordinated Universal Time"}


def user(workspace: Workspace, person: Person, *, with_email: bool) -> Json:
    """A user object of users.info and users.list."""
    body: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
        "profile": profile(workspace, person, with_email=with_email),
    }
    if person.is_stranger:
        body["is_stranger"] = True
    if person.deleted:
        return body
    return body | {
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": tz_label(workspace, person.tz),
        "tz_offset": tz_offset(workspace, person.tz),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_primary_owner,
        "is_restricted": person.is_restricted or person.is_ultra_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def profile(workspace: Workspace, person: Person, *, with_email: bool) -> Json:
    first, _, last = person.real_name.partition(" ")
    body: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "fields": None,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": person.status_expiration,
        "avatar_hash": f"g{person.id[-10:].lower()}",
        "first_name": first,
        "last_name": last,
        "team": person.team_id,
    }
    if person.is_bot:
        body |= {"api_app_id": workspace.app.id, "bot_id": workspace.app.bot_id, "always_active": True}
    elif with_email:
        body["email"] = person.email
    return body


def tz_offset(workspace: Workspace, tz: str) -> int:
    """Seconds east of UTC, now."""
    offset = _local(workspace, tz).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def tz_label(workspace: Workspace, tz: str) -> str:
    return _TZ_LABELS.get(tz) or _local(workspace, tz).tzname() or tz


def _local(workspace: Workspace, tz: str) -> datetime:
    return datetime.fromtimestamp(workspace.clock.now(), ZoneInfo(tz))


def channel(workspace: Workspace, it: Channel, viewer: str) -> Json:
    """A conversation object as `viewer` gets it from conversations.info and conversations.list."""
    common: Json = {
        "id": it.id,
        "created": it.created,
        "is_archived": it.is_archived,
        "is_im": it.kind == "im",
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": it.created * 1000,
    }
    if it.kind == "im":
        other = workspace.people[it.other(viewer)]
        return common | {"user": other.id, "is_user_deleted": other.deleted, "priority": 0, "is_open": True}
    return common | _named_channel(workspace, it, viewer)


def _named_channel(workspace: Workspace, it: Channel, viewer: str) -> Json:
    shared = workspace.is_ext_shared(it)
    return {
        "name": it.name,
        "name_normalized": it.name,
        "is_channel": it.kind == "channel",
        "is_group": it.kind == "private",
        "is_mpim": it.kind == "mpim",
        "is_private": it.kind != "channel",
        "is_general": it.is_general,
        "unlinked": 0,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "parent_conversation": None,
        "creator": it.creator,
        "is_member": viewer in it.members,
        "topic": {"value": it.topic, "creator": "", "last_set": 0},
        "purpose": {"value": it.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(it.members),
    }


def channel_name(it: Channel) -> str:
    """The name interactions give a conversation: DMs and private channels do not tell theirs."""
    return {"im": "directmessage", "private": "privategroup", "mpim": "privategroup"}.get(it.kind, it.name)


def command(
    workspace: Workspace, person: Person, it: Channel, name: str, text: str, *, response_url: str, trigger_id: str
) -> Json:
    return {
        "token": workspace.app.verification_token,
        "team_id": person.team_id,
        "team_domain": workspace.domain,
        "channel_id": it.id,
        "channel_name": channel_name(it),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def interaction(workspace: Workspace, kind: str, person: Person) -> Json:
    """The fields every interaction has."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "team": {"id": person.team_id, "domain": "elsewhere" if person.is_stranger else workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action(block: Json, element: Json, value: Json, ts: str) -> Json:
    """One entry of `actions`: the element's own words, with what was chosen."""
    by_kind: dict[str, tuple[str, ...]] = {
        "button": ("text", "value", "style", "url"),
        "icon_button": ("icon", "text", "value"),
        "feedback_buttons": (),
    }
    initial = tuple(key for key in element if key.startswith("initial_"))
    copied: Any = by_kind.get(element["type"], ("placeholder", *initial))
    return {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        **{key: element[key] for key in copied if key in element},
        **value,
        "type": element["type"],
        "action_ts": ts,
    }


def dnd_status(person: Person, now: float) -> Json:
    """Do Not Disturb as others than the person are told it; a window that is over is none."""
    if person.dnd_until <= now:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    return {"dnd_enabled": True, "next_dnd_start_ts": person.dnd_from, "next_dnd_end_ts": person.dnd_until}
