"""views.*: modals and the Home tab."""

from playground import content
from playground.grants import Trigger
from playground.refusal import Refusal
from playground.viewstack import View
from playground.webapi.call import Call, Method, invalid
from playground.wire import Json


def open_view(call: Call) -> Json:
    """Open a modal. The trigger is used up only by a view that Slack takes."""
    source = content.read_view(_given(call), "open")
    trigger = _trigger(call)
    view = call.slack.views.open(trigger.user, source, trigger.conversation)
    trigger.used = True
    return _shown(call, view)


def push(call: Call) -> Json:
    """Open a modal over the one whose button or submission gave the trigger."""
    source = content.read_view(_given(call), "push")
    trigger = _trigger(call)
    if trigger.from_view is None:
        raise Refusal("invalid_trigger_id")
    view = call.slack.views.push(trigger.user, source, trigger.conversation)
    trigger.used = True
    return _shown(call, view)


def update(call: Call) -> Json:
    """Change an open view, named by Slack's id or by the app's own."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if (view_id is None) == (external_id is None):
        raise invalid("view_id", "either view_id or external_id is required, and only one")
    source = content.read_view(_given(call), "update")
    view = call.slack.views.find(view_id, external_id)
    if view is None:
        raise Refusal("not_found")
    if view.source["type"] != source["type"]:
        raise invalid("view/type", "cannot change the type of a view")
    call.slack.views.update(view, source, call.text("hash"))
    return _shown(call, view)


def publish(call: Call) -> Json:
    """Show the Home of one person."""
    if not call.slack.manifest.home_tab:
        raise Refusal("not_enabled")
    source = content.read_view(_given(call), "publish")
    person = call.slack.workspace.people.get(call.required("user_id"))
    if person is None or person.is_bot:
        raise invalid("user_id", "user not found")
    return _shown(call, call.slack.views.publish(person.id, source, call.text("hash")))


def _given(call: Call) -> object:
    view = call.args.get("view")
    if view is None:
        raise invalid("view", "missing required field: view")
    return view


def _trigger(call: Call) -> Trigger:
    return call.slack.triggers.look(call.args.get("trigger_id") or call.required("trigger_id"))


def _shown(call: Call, view: View) -> Json:
    return {"view": call.slack.views.as_json(view)}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
