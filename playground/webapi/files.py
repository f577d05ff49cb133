"""files.*: the two-step upload, and what is known of a file."""

import mimetypes
from pathlib import PurePath

from playground import content
from playground.refusal import Refusal
from playground.slack import Slack
from playground.webapi.call import Call, Method
from playground.webapi.chat import thread
from playground.wire import Json, new_id, short_id
from playground.workspace import Channel

SHARES = {"channel": "channels", "private": "groups", "mpim": "groups", "im": "ims"}


def get_upload_url(call: Call) -> Json:
    """Where to send the bytes of a file that is announced with its name and length."""
    length = call.number("length", 0)
    if length <= 0:
        raise Refusal("invalid_arguments")
    file = new_file(call.slack, call.bot_user, call.required("filename"), length)
    return {"upload_url": f"{call.slack.base_url}upload/{file['id']}", "file_id": file["id"]}


def complete_upload(call: Call) -> Json:
    """Share uploaded files in a channel, or keep them unshared."""
    files = [_uploaded(call, entry) for entry in _entries(call)]
    target = call.text("channel_id") or call.text("channels")
    if target:
        channel = call.joined(Call(call.slack, call.method, {**call.args, "channel": target}).channel())
        _share(call, channel, files)
    return {"files": [{"id": file["id"], "title": file["title"]} for file in files]}


def info(call: Call) -> Json:
    return {"file": _known(call, call.required("file")), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> Json:
    file = _known(call, call.required("file"))
    if file["user"] != call.bot_user:
        raise Refusal("cant_delete_file")
    del call.slack.workspace.files[file["id"]]
    call.slack.workspace.contents.pop(file["id"], None)
    return {}


def new_file(slack: Slack, user: str, filename: str, size: int, file_id: str | None = None) -> Json:
    """A file that is announced and not shared yet, in Slack's words."""
    workspace = slack.workspace
    file_id = file_id or new_id("F")
    now = int(workspace.clock.now())
    url = f"{slack.base_url}files/{file_id}"
    file: Json = {
        "id": file_id,
        "created": now,
        "timestamp": now,
        "name": filename,
        "title": filename,
        "mimetype": mimetypes.guess_type(filename)[0] or "text/plain",
        "filetype": PurePath(filename).suffix.lstrip(".").lower() or "text",
        "user": user,
        "user_team": workspace.team_id,
        "size": size,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": url,
        "url_private_download": url,
        "permalink": f"https://{workspace.domain}.slack.com/files/{user}/{file_id}/{short_id()}",
        "channels": [],
        "groups": [],
        "ims": [],
    }
    workspace.files[file_id] = file
    return file


def keep(slack: Slack, user: str, filename: str, body: bytes) -> Json:
    """A file from somebody's own machine: uploaded, and to be put into a message or a form."""
    file = new_file(slack, user, filename, len(body))
    slack.workspace.contents[file["id"]] = body
    slack.workspace.completed.add(file["id"])
    return file


def put_into(slack: Slack, channel: Channel, files: list[Json]) -> None:
    """Remember where files are shared, and tell the app."""
    for file in files:
        file[SHARES[channel.kind]].append(channel.id)
        file["is_public"] = channel.kind == "channel"
        event = {"type": "file_shared", "file_id": file["id"], "user_id": file["user"], "channel_id": channel.id}
        event |= {"file": {"id": file["id"]}, "event_ts": slack.workspace.new_ts()}
        slack.events.other(event, channel)


def _entries(call: Call) -> list[Json]:
    entries = content.decoded(call.args.get("files"), "invalid_arguments")
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries) or not entries:
        raise Refusal("invalid_arguments")
    return entries


def _uploaded(call: Call, entry: Json) -> Json:
    file = _known(call, str(entry.get("id")))
    if file["id"] not in call.slack.workspace.contents:
        raise Refusal("file_upload_incomplete")
    file["title"] = entry.get("title") or file["title"]
    call.slack.workspace.completed.add(file["id"])
    return file


def _share(call: Call, channel: Channel, files: list[Json]) -> None:
    text = call.text("initial_comment") or ""
    body = content.read_message({"text": text, "blocks": call.args.get("blocks")}, text_required=False)
    call.slack.timeline.post(channel, body, thread(call, channel), subtype="file_share", files=files, upload=True)
    put_into(call.slack, channel, files)


def _known(call: Call, file_id: str) -> Json:
    file = call.slack.workspace.files.get(file_id)
    if file is None:
        raise Refusal("file_not_found")
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete_upload, "files:write"),
    "files.info": Method(info, "files:read"),
    "files.delete": Method(delete, "files:write"),
}
