"""auth.test and api.test: who is calling."""

from playground.refusal import Refusal
from playground.webapi.call import Call, Method
from playground.wire import Json


def auth_test(call: Call) -> Json:
    workspace = call.slack.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.people[call.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": call.bot_user,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    error = call.text("error")
    if error:
        raise Refusal(error, args=dict(call.args))
    return {"args": dict(call.args)}


METHODS = {"auth.test": Method(auth_test), "api.test": Method(api_test, token="none")}  # noqa: S106 - a kind of token
