"""Where an app's direct answers land: the body of an ack, and posts to a response URL."""

from playground import content
from playground.grants import ResponseTarget, ResponseUrls
from playground.refusal import Refusal
from playground.timeline import Timeline
from playground.traffic import Traffic
from playground.wire import Json
from playground.workspace import Channel, Message, Workspace


class Answers:
    """Shows what the app answers to a command or a click."""

    def __init__(self, workspace: Workspace, timeline: Timeline, urls: ResponseUrls, traffic: Traffic) -> None:
        self._workspace = workspace
        self._timeline = timeline
        self._urls = urls
        self._traffic = traffic

    def post_to_url(self, key: str, body: object) -> tuple[int, str]:
        """A POST to a response URL: the status and the plain text Slack answers with."""
        try:
            self._show_at_url(key, body)
        except Refusal as refusal:
            self._traffic.note("in", "response_url", "response_url", body, refusal.as_json(), refusal.problems)
            gone = refusal.error in {"no_such_url", "expired_url", "used_url"}
            return (404 if gone else 400), refusal.error
        self._traffic.note("in", "response_url", "response_url", body, "ok")
        return 200, "ok"

    def _show_at_url(self, key: str, body: object) -> None:
        target = self._urls.use(key)
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        self.show(target, body)

    def show(self, target: ResponseTarget, raw: Json) -> Message | None:
        """Show an answer. Raises Refusal when Slack would not take it."""
        channel = self._workspace.channels[target.channel]
        if _flag(raw, "delete_original"):
            self._delete_source(channel, target)
            return None
        found = content.read_message(raw)
        if target.source is not None and _flag(raw, "replace_original", default=target.kind == "actions"):
            return self._replace_source(channel, target, found)
        thread_ts = raw.get("thread_ts")
        if thread_ts and thread_ts not in channel.messages:
            thread_ts = None
        if raw.get("response_type") == "in_channel":
            return self._timeline.post(channel, found, thread_ts)
        return self._timeline.whisper(channel, target.user, found, thread_ts)

    def _replace_source(self, channel: Channel, target: ResponseTarget, found: Json) -> Message:
        source = self._source(channel, target)
        if target.source_is_ephemeral:
            self._timeline.replace_whisper(channel, source, found)
        else:
            replacement = {"text": "", "blocks": [], "attachments": [], **found}
            self._timeline.edit(channel, source, replacement, self._workspace.app.bot_user_id)
        return source

    def _delete_source(self, channel: Channel, target: ResponseTarget) -> None:
        source = self._source(channel, target)
        if target.source_is_ephemeral:
            self._timeline.delete_whisper(channel, source)
        else:
            self._timeline.delete(channel, source)

    @staticmethod
    def _source(channel: Channel, target: ResponseTarget) -> Message:
        kept = channel.ephemerals if target.source_is_ephemeral else channel.messages
        source = kept.get(str((target.source or {}).get("ts")))
        if source is None:
            raise Refusal("message_not_found")
        return source


def _flag(raw: Json, name: str, *, default: bool = False) -> bool:
    """A boolean that may be written as a string, as in Slack's own examples."""
    value = raw.get(name, default)
    return value in {True, "true"} if isinstance(value, bool | str) else default
