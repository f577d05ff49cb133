"""Lists of tasks: mine, the late ones, those of a channel, those with a word in them."""

from dataclasses import replace

from sqlmodel import Session

from bot.rules import list_headings, task_lists
from bot.rules import tasks as rules
from bot.rules.desks import TASKS
from bot.rules.errors import Choice
from bot.rules.tasks import Filter
from bot.views import home as home_views
from bot.views import tasks as views
from bot.views.blocks import Block
from bot.views.lists import PAGE
from handlers import lists
from handlers.asking import Answer, Ask
from storage import blockers as blocker_records
from storage import people, permission
from storage import tasks as records
from storage.blockers import Blocker
from storage.tasks import Task

# Where words are in no task, those of so many others may have been meant.
NEARBY = 50


def list_(session: Session, ask: Ask) -> Answer:
    """`/task list mine late #launch`; and Next and Back under it."""
    return listed(session, ask)


def late(session: Session, ask: Ask) -> Answer:
    """`/task late`, and `/task late @ben`."""
    found = listed(session, replace(ask, text=f"late {task_lists.conditions(ask.text)}"))
    return replace(found, unsure=bool(ask.text.strip()))


def my(session: Session, ask: Ask) -> Answer:
    """`/beat my`: what waits for me, and my tasks; `/beat my late`: those of my tasks alone."""
    if words := task_lists.conditions(ask.text):
        found = listed(session, replace(ask, text=f"my {words}"))
        return replace(found, unsure=len(ask.text.split()) > 1)
    return _everything(session, ask)


def shown_again(session: Session, ask: Ask, notice: Block) -> Answer:
    """The list of tasks that a button was pressed in, under the news of what has just happened in it."""
    return _everything(session, ask, notice) if "my" in ask.value else listed(session, ask, notice)


def _everything(session: Session, ask: Ask, notice: Block | None = None) -> Answer:
    tasks, waiting = mine(session, ask, TASKS)
    days = blocker_records.days_of_all(session, waiting, ask.now)
    return Answer(home_views.mine(tasks, waiting, days, ask.actor, ask.now, notice), private=True)


def mine(session: Session, ask: Ask, most: int) -> tuple[list[Task], list[Blocker]]:
    """The asker's open tasks, and the blockers they were asked to clear."""
    tasks = records.page(session, ask.actor, Filter(owner_id=ask.actor.user_id), None, most, ask.now)
    return list(tasks.rows), blocker_records.waiting_on(session, ask.actor, most)


def listed(session: Session, ask: Ask, notice: Block | None = None) -> Answer:
    """The page that was asked for, under the news of what has just happened in it."""
    query = lists.query(ask)
    wanted = task_lists.parse_filter(
        query, me=ask.actor.user_id, now=ask.now, zone=ask.actor.zone, find=ask.find(session)
    )
    wanted = _placed(session, ask, wanted)
    page = records.page(session, ask.actor, wanted, lists.by_due(ask), PAGE, ask.now)
    names = people.names(session, ask.actor.workspace_id, [wanted.owner_id] if wanted.owner_id else [])
    heading = list_headings.heading(wanted, query, me=ask.actor.user_id, names=names, now=ask.now, zone=ask.actor.zone)
    if wanted.words and not page.rows and lists.by_due(ask) is None:
        found = views.nothing_found(heading, wanted, _offers(session, ask, wanted, query), notice)
        return Answer(found, private=True, unsure=True)
    may_change = permission.changeable(session, ask.actor, page.rows)
    listing = views.listing(
        page, ask.actor, ask.now, query=query, heading=heading, notice=notice, may_change=may_change
    )
    return Answer(listing, private=True)


def _placed(session: Session, ask: Ask, wanted: Filter) -> Filter:
    """The list with the channel that its words name: `here`, or `#launch` where no task has that label."""
    place = ask.actor.place
    if task_lists.HERE in wanted.words and place.channel_id and place.kind != "dm":
        words = tuple(word for word in wanted.words if word != task_lists.HERE)
        return replace(wanted, words=words, channel_id=place.channel_id)
    for channel_id, name in wanted.channels:
        labelled = Filter(rules.STATUSES, labels=(name,))
        if not records.page(session, ask.actor, labelled, None, 1, ask.now).rows:
            labels = tuple(label for label in wanted.labels if label != name)
            return replace(wanted, labels=labels, channel_id=channel_id)
    return wanted


def _offers(session: Session, ask: Ask, wanted: Filter, query: str) -> tuple[Choice, ...]:
    """Other lists, for somebody whose words are in no task."""
    others = records.page(session, ask.actor, replace(wanted, words=()), None, NEARBY, ask.now)
    words = {word for task in others.rows for word in (*task.search.split(), *task.labels)}
    return task_lists.nearest(wanted, query, words, now=ask.now, zone=ask.actor.zone)
