"""users.*, bots.info, team.info, dnd.info: who is there."""

from playground import payloads
from playground.refusal import Refusal
from playground.webapi.call import READ, Call, Method, page
from playground.wire import Json
from playground.workspace import Person


def users_list(call: Call) -> Json:
    people = call.slack.workspace.directory()
    found, cursor = page(call, people, default=max(1, min(len(people), 1000)))
    return {
        "members": [_user(call, person) for person in found],
        "cache_ts": int(call.slack.clock.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(call: Call) -> Json:
    return {"user": _user(call, call.user())}


def lookup_by_email(call: Call) -> Json:
    email = call.required("email").casefold()
    for person in call.slack.workspace.humans():
        if person.email.casefold() == email and not person.deleted:
            return {"user": _user(call, person)}
    raise Refusal("users_not_found")


def profile_get(call: Call) -> Json:
    person = call.user() if call.text("user") else call.slack.workspace.people[call.bot_user]
    with_email = call.has("users:read.email")
    return {"profile": payloads.profile(call.slack.workspace, person, with_email=with_email)}


def get_presence(call: Call) -> Json:
    return {"presence": call.user().presence}


def users_conversations(call: Call) -> Json:
    """The conversations a person shares with the app; the app's own when no user is given."""
    user = call.text("user") or call.bot_user
    kinds = requested_kinds(call)
    mine = [
        channel
        for channel in call.slack.workspace.channels.values()
        if channel.kind in kinds and user in channel.members and call.bot_user in channel.members
    ]
    found, cursor = page(call, mine)
    channels = [payloads.channel(call.slack.workspace, channel, call.bot_user) for channel in found]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def requested_kinds(call: Call) -> set[str]:
    """The kinds of conversation asked for in `types`. Raises Refusal: invalid_types, missing_scope."""
    names = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
    asked = call.names("types") or ["public_channel"]
    if not set(asked) <= set(names):
        raise Refusal("invalid_types")
    kinds = {names[each] for each in asked}
    for kind in sorted(kinds):
        call.need(READ[kind])
    return kinds


def bots_info(call: Call) -> Json:
    app = call.slack.workspace.app
    if call.text("bot") not in {None, app.bot_id}:
        raise Refusal("bot_not_found")
    return {"bot": {**call.slack.timeline.bot_profile(), "deleted": False}}


def team_info(call: Call) -> Json:
    workspace = call.slack.workspace
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.team_name,
            "url": f"https://{workspace.domain}.slack.com/",
            "domain": workspace.domain,
            "email_domain": "",
            "icon": {"image_default": True},
            "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
        }
    }


def dnd_info(call: Call) -> Json:
    return payloads.dnd_status(call.user(), call.slack.clock.now())


def _user(call: Call, person: Person) -> Json:
    return payloads.user(call.slack.workspace, person, with_email=call.has("users:read.email"))


METHODS = {
    "users.list": Method(users_list, "users:read"),
    "users.info": Method(users_info, "users:read"),
    "users.lookupByEmail": Method(lookup_by_email, "users:read.email"),
    "users.profile.get": Method(profile_get, "users.profile:read"),
    "users.getPresence": Method(get_presence, "users:read"),
    "users.conversations": Method(users_conversations),
    "bots.info": Method(bots_info, "users:read"),
    "team.info": Method(team_info, "team:read"),
    "dnd.info": Method(dnd_info, "dnd:read"),
}
