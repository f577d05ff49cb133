"""apps.connections.open: a ticket for Socket Mode."""

from playground.webapi.call import Call, Method
from playground.wire import Json


def connections_open(call: Call) -> Json:
    base = call.slack.base_url.replace("http", "ws", 1)
    ticket = call.slack.sockets.ticket()
    return {"url": f"{base}link/?ticket={ticket}&app_id={call.slack.workspace.app.id}"}


METHODS = {"apps.connections.open": Method(connections_open, token="app")}  # noqa: S106 - a kind of token
