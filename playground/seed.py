"""People and channels a workspace begins with."""

from collections.abc import Mapping
from typing import Any

from playground.slack import Slack

TEAM: Mapping[str, Any] = {
    "people": [
        {"name": "ana", "real_name": "Ana Lopez", "tz": "Europe/Berlin", "is_admin": True, "title": "Project lead"},
        {"name": "ben", "real_name": "Ben Okafor", "tz": "America/New_York", "title": "Backend"},
        {"name": "chen", "real_name": "Chen Wei", "tz": "Asia/Singapore", "title": "Mobile"},
        {"name": "dana", "real_name": "Dana Levi", "tz": "Europe/London", "title": "Design"},
        {"name": "emil", "real_name": "Emil Guest", "tz": "Europe/Berlin", "is_restricted": True},
    ],
    "channels": [
        {"name": "launch", "members": ["ana", "ben", "chen", "dana"], "purpose": "Shipping the beta"},
        {"name": "leads", "members": ["ana", "ben"], "private": True},
        {"name": "client-visits", "members": ["ana", "emil"]},
    ],
    "app_joins": ["general", "random"],
    "messages": [
        {"by": "dana", "in": "general", "text": "Morning all! The new icons are in the shared folder."},
        {"by": "ben", "in": "general", "text": "Could somebody check why the login page is so slow on staging?"},
        {"by": "chen", "in": "launch", "text": "The app store wants new screenshots before we can submit."},
        {"by": "ben", "in": "launch", "text": "I can do those tomorrow, if design sends me the final texts."},
    ],
}


def plant(slack: Slack, seed: Mapping[str, Any]) -> None:
    """Add what `seed` describes: `people` with fields of Person, `channels` with members, `messages` they said.

    The bot is in every channel unless it says `"bot": false`.
    """
    workspace = slack.workspace
    for person in seed.get("people", ()):
        workspace.add_person(**person)
    for described in seed.get("channels", ()):
        channel = dict(described)
        ids = [found.id for name in channel.pop("members", ()) if (found := workspace.person_called(name))]
        if channel.pop("bot", True):
            ids.append(workspace.app.bot_user_id)
        workspace.add_channel(members=ids, **channel)
    for name in seed.get("app_joins", ()):
        room = workspace.channel_called(name)
        if room:
            slack.timeline.join(room, workspace.people[workspace.app.bot_user_id])
    for said in seed.get("messages", ()):
        person, place = workspace.person_called(said["by"]), workspace.channel_called(said["in"])
        if person and place:
            slack.timeline.say(person, place, slack.composer.message(said["text"]))
