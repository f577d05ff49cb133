"""Other words for what can be done with a task or a blocker, understood where its key follows: "move 18 to friday"."""

from dataclasses import replace

from sqlmodel import Session

from bot.rules import task_words
from bot.rules import tasks as rules
from handlers import blockers
from handlers.asking import Act, Answer, Ask
from handlers.tasks import assign, block, due, due_of, mover, set_
from storage import tasks as records


def postpone(session: Session, ask: Ask) -> Answer:
    """`move 18 to friday`, `postpone 26 by a week`; `move 18 to @ben` hands it over."""
    keys, word, rest = task_words.parse_move(ask.text)
    if rest.startswith(("@", "<@")):
        return assign(session, replace(ask, text=f"{keys} {rest}"))
    numbers, _ = rules.parse_keys(keys, "due")
    if word != "by" or len(numbers) > 1:
        return due(session, replace(ask, text=f"{keys} {rest}".strip()))
    task = records.find(session, ask.actor, numbers[0], "see")
    later = task_words.later_by(rest, due_of(task), now=ask.now, zone=ask.actor.zone)
    return due(session, replace(ask, text=f"{keys} {later}"))


def prioritise(session: Session, ask: Ask) -> Answer:
    """`prio 4 urgent`."""
    numbers, rest = rules.parse_keys(ask.text, "prio")
    priority = task_words.parse_priority(rest, " ".join(map(str, numbers)))
    return set_(session, ask, numbers, "Priority set", "edit", lambda _: {"priority": priority})


def wait(session: Session, ask: Ask) -> Answer:
    """`wait 23 for 17`, and `23 waits for 17`."""
    keys, rest = rules.parse_keys(ask.text, "block")
    words = rest.split(maxsplit=1)
    named = words[1] if words[1:] and words[0].lower() in ("for", "on", "until") else rest
    return block(session, replace(ask, text=f"{' '.join(map(str, keys))} by {named}"))


BEFORE_KEY = {
    **dict.fromkeys(("move", "postpone", "reschedule", "push", "shift", "delay", "defer"), Act(postpone)),
    **dict.fromkeys(("prio", "priority", "prioritise", "prioritize"), Act(prioritise)),
    **dict.fromkeys(("wait", "waits", "waiting", "depends", "needs"), Act(wait)),
    **dict.fromkeys(("delete", "remove", "del", "rm", "dropped", "cancelled", "canceled"), mover("drop")),
    **dict.fromkeys(("complete", "completed", "finished", "closed", "ready"), mover("done")),
    **dict.fromkeys(("begin", "started", "doing"), mover("start")),
    **dict.fromkeys(("give", "hand"), Act(assign)),
}
# A blocker is raised in plain words, so these are understood only where nothing but keys follows.
BLOCKER_ALONE = {
    **dict.fromkeys(("done", "close", "closed", "finish", "finished", "fix", "fixed"), blockers.mover("resolve")),
    **dict.fromkeys(("solve", "solved", "unblock", "unblocked", "complete"), blockers.mover("resolve")),
    **dict.fromkeys(("drop", "cancel", "delete", "remove"), blockers.mover("dismiss")),
    **dict.fromkeys(("start", "take", "claim"), blockers.mover("acknowledge")),
    "edit": Act(blockers.update),
}
