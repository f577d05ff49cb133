"""Forms: what happens when a person sends or closes a modal, and what the app may answer."""

from playground import content, inputs, payloads
from playground.delivery import Ack
from playground.interactions import TROUBLE, Desk, Outcome
from playground.refusal import NotPossible, Refusal
from playground.viewstack import View
from playground.wire import Json
from playground.workspace import Person


class Submissions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def submit(self, person: Person, view: View) -> Outcome:
        """Send a form. Fields the client would complain about keep it from being sent.

        The outcome's `errors` are by block id, from the client or from the app.
        """
        if view.is_home or view not in self._desk.views.stack(person.id):
            raise NotPossible("This form is not open.")
        complaints = self._complaints(view)
        if complaints:
            self._desk.views.show_errors(view, complaints)
            return Outcome(errors=complaints)
        payload = self._payload(person, view)
        ack = await self._desk.ask("interactive", payload)
        problems: list[str] = []
        outcome = Outcome(ack.failure, TROUBLE)
        if not ack.failure:
            outcome, problems = self._judge(person, view, ack)
        self._desk.note("interactive", f"view_submission {view.source.get('callback_id', '')}", payload, ack, problems)
        if outcome.error:
            self._desk.tell(person, TROUBLE)
        return outcome

    def _judge(self, person: Person, view: View, ack: Ack) -> tuple[Outcome, list[str]]:
        try:
            return self._answered(person, view, ack.body), []
        except Refusal as refusal:
            return Outcome(refusal.error, TROUBLE), refusal.problems

    @staticmethod
    def _complaints(view: View) -> dict[str, str]:
        complaints = {}
        for block, element in inputs.elements(view.blocks):
            if block["type"] != "input":
                continue
            state = view.values[block["block_id"]][element["action_id"]]
            problem = inputs.problem(block, element, state)
            if problem:
                complaints[block["block_id"]] = problem
        return complaints

    def _payload(self, person: Person, view: View) -> Json:
        desk = self._desk
        return payloads.interaction(desk.workspace, "view_submission", person) | {
            "trigger_id": desk.triggers.issue(person.id, view.conversation, view.id),
            "view": desk.views.as_json(view),
            "response_urls": self._response_urls(person, view),
        }

    def _response_urls(self, person: Person, view: View) -> list[Json]:
        urls = []
        for block, element in inputs.elements(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            state = view.values[block["block_id"]][element["action_id"]]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel:
                url = self._desk.urls.issue("app", person.id, channel)
                where = {"block_id": block["block_id"], "action_id": element["action_id"]}
                urls.append({**where, "channel_id": channel, "response_url": url})
        return urls

    def _answered(self, person: Person, view: View, body: Json | str | None) -> Outcome:
        """Do what the answer says. Raises Refusal when Slack would not understand it."""
        views = self._desk.views
        if not body:
            views.close(view)
            return Outcome()
        if isinstance(body, str):
            raise Refusal("invalid_response")
        match body.get("response_action"):
            case "errors":
                return self._errors(view, body.get("errors"))
            case "update":
                views.update(view, content.read_view(body.get("view"), "update"))
            case "push":
                views.push(person.id, content.read_view(body.get("view"), "push"), view.conversation)
            case "clear":
                views.clear(person.id)
            case other:
                raise Refusal("invalid_response_action", response_metadata={"messages": [f"[ERROR] {other!r}"]})
        return Outcome()

    def _errors(self, view: View, errors: object) -> Outcome:
        blocks = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            raise Refusal("invalid_errors")
        unknown = [key for key in errors if key not in blocks]
        if unknown or not all(isinstance(text, str) and text for text in errors.values()):
            names = ", ".join(unknown) or "a text is missing"
            raise Refusal("invalid_errors", response_metadata={"messages": [f"[ERROR] no input block: {names}"]})
        self._desk.views.show_errors(view, errors)
        return Outcome(errors=errors)

    async def close(self, person: Person, view: View, *, everything: bool = False) -> Outcome:
        """Close a modal, or the whole stack; the app is told where it asked to be."""
        views = self._desk.views
        if view not in views.stack(person.id):
            raise NotPossible("This form is not open.")
        cleared = everything or bool(view.source.get("clear_on_close"))
        closed = views.clear(person.id) if cleared else [view]
        if not cleared:
            views.close(view)
        for each in closed:
            if each.source.get("notify_on_close"):
                await self._tell_closed(person, each, cleared=cleared)
        return Outcome()

    async def _tell_closed(self, person: Person, view: View, *, cleared: bool) -> None:
        payload = payloads.interaction(self._desk.workspace, "view_closed", person)
        payload |= {"view": self._desk.views.as_json(view), "is_cleared": cleared}
        ack = await self._desk.ask("interactive", payload)
        self._desk.note("interactive", f"view_closed {view.source.get('callback_id', '')}", payload, ack)
