"""Every request of Slack's, read into the fields we know of, each of the kind that Slack documents.

Whoever speaks for Slack may leave fields out, send null, or send something else; from here on that is all the same.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from bot.rules.shapes import ID, anything, either, flag, many, record, table, text, word

_LINK = word(3000)
_STAMP = word(32)
_ANYTHINGS = many(anything)

_OPTION = record(value=text)
_ELEMENT = record(
    type=text,
    value=text,
    selected_option=_OPTION,
    selected_options=many(_OPTION),
    selected_user=ID,
    selected_users=many(ID),
    selected_channel=ID,
    selected_channels=many(ID),
    selected_conversation=ID,
    selected_conversations=many(ID),
    selected_date=text,
    selected_time=text,
    selected_date_time=text,
)
_VIEW = record(
    id=word(64),
    hash=word(64),
    type=text,
    callback_id=text,
    private_metadata=word(64),
    team_id=ID,
    app_installed_team_id=ID,
    state=record(values=table(table(_ELEMENT))),
)
_MESSAGE = record(ts=_STAMP, text=text, blocks=_ANYTHINGS, attachments=_ANYTHINGS, files=_ANYTHINGS)
_EVENT = record(
    type=text,
    subtype=text,
    user=either(ID, anything),
    user_team=ID,
    bot_id=text,
    channel=either(ID, record(id=ID)),
    channel_type=text,
    text=text,
    ts=_STAMP,
    thread_ts=_STAMP,
    tab=text,
    files=_ANYTHINGS,
    dnd_status=anything,
    reaction=word(200),
    item=record(type=text, channel=ID, ts=_STAMP),
)
_PAYLOAD = record(
    # Of every kind
    type=text,
    challenge=text,
    team_id=ID,
    enterprise_id=ID,
    is_enterprise_install=flag,
    trigger_id=text,
    response_url=_LINK,
    # A slash command
    command=text,
    text=text,
    user_id=ID,
    channel_id=ID,
    channel_name=text,
    # An interaction
    user=record(id=ID, team_id=ID),
    team=record(id=ID),
    enterprise=record(id=ID),
    channel=record(id=ID, name=text),
    container=record(type=text, channel_id=ID, thread_ts=_STAMP, is_ephemeral=flag),
    message=_MESSAGE,
    actions=many(
        record(
            type=text,
            action_id=text,
            block_id=text,
            value=text,
            selected_option=_OPTION,
            selected_user=ID,
            action_ts=_STAMP,
        )
    ),
    view=_VIEW,
    callback_id=text,
    action_ts=_STAMP,
    # Letters typed in a select
    action_id=text,
    value=text,
    response_urls=many(record(response_url=_LINK)),
    # An event
    event_id=text,
    event=_EVENT,
    authorizations=many(record(enterprise_id=ID, team_id=ID, user_id=ID, is_enterprise_install=flag)),
    context_team_id=ID,
    context_enterprise_id=ID,
)


def parse(body: str) -> dict[str, Any]:
    """The body of an HTTP request: JSON, or a form, or a form with JSON in its `payload`.

    Raises:
        ValueError: it is none of these.
        RecursionError: it is nested beyond all measure.
    """
    if body.lstrip().startswith("{"):
        return known(json.loads(body))
    form = dict(parse_qsl(body, keep_blank_values=True))
    return known(json.loads(form["payload"]) if "payload" in form else form)


def known(payload: object) -> dict[str, Any]:
    """What is known of a payload, without what does not fit.

    Raises:
        ValueError: it is no object.
    """
    found: dict[str, Any] | None = _PAYLOAD(payload)
    if found is None:
        raise ValueError("not an object")
    return found
