"""The sender: a lane for each workspace, so that one that Slack slows down does not delay another."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from bot.context import Bot
from bot.rules import pacing
from bot.rules.delivery import (
    DND,
    TRIES_IN_DOUBT,
    Broken,
    Held,
    Outcome,
    Postponed,
    Refused,
    Sent,
    Skip,
    Verdict,
    judge,
    policy,
)
from bot.rules.pacing import Bucket
from bot.rules.people import Kind, is_person
from bot.views.blocks import Message as Said
from bot.views.mutes import with_why
from schedules import documents, homes, keeping, pictures, posting, seeing, sparing, undelivered
from storage import digests, doubts, held, opening, outbox, reports, reposting, tallies, withdrawals
from storage import homes as home_rows
from storage.database import Busy
from storage.outbox import Message

log = structlog.get_logger()

Render = Callable[[Session, Message, ZoneInfo, datetime], Said | Skip]

Rendered = Said | Skip | Held

AT_ONCE = 8
UTC_ZONE = ZoneInfo("UTC")
_NAP_SECONDS = 1.0
_CHANNEL = ("C", "G")
_NOT_OURS: Mapping[Kind, str] = {
    "gone": "they have left",
    "bot": "they have left",
    "stranger": "they are of another company",
}
# Rows of the outbox that say nothing new to anybody.
_NO_MESSAGE = {withdrawals.PURPOSE: posting.withdraw, outbox.HOME: homes.publish}


@dataclass(frozen=True)
class Timing:
    """How long things take at the most.

    Attributes:
        timeout: one request to Slack.
        lease: a claim. Longer than a request can be in flight, so that one that ran out belongs to a dead process.
        quiet: after a lost request, until it can't be in flight any more.
        channel_rest: between two messages to one channel.
    """

    timeout: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(seconds=60)
    quiet: timedelta = timedelta(seconds=25)
    channel_rest: timedelta = timedelta(seconds=pacing.CHANNEL_REST_SECONDS)

    @property
    def trusted(self) -> float:
        """Seconds for which the holder of a claim may still begin a request."""
        return (self.lease - 2 * self.timeout).total_seconds()


class Lane:
    """Sends what is due in one workspace, as fast as Slack lets it.

    Args:
        renderers: for each purpose, how its message reads at the moment of sending.
        homes: whether it sends Homes, which Slack counts by themselves, and no messages.
    """

    def __init__(
        self, bot: Bot, workspace_id: str, renderers: Mapping[str, Render], timing: Timing, *, homes: bool = False
    ) -> None:
        self._bot = bot
        self._workspace_id = workspace_id
        self._homes = homes
        self._key = (workspace_id, homes)
        self._renderers = renderers
        self._timing = timing
        self._bucket = _bucket()
        self._rested: dict[str, float] = {}
        self._more = asyncio.Event()
        self._stopping = False

    def stop(self) -> None:
        """Finish what is being sent and take no more."""
        self._stopping = True
        self._more.set()

    def leap(self) -> None:
        """Much time has passed at once, and with it the rests that were to be kept."""
        self._bucket = _bucket()
        self._rested.clear()
        self._more.set()

    def look_again(self) -> None:
        """More has become due: others need not wait for whom we let rest."""
        self._more.set()

    async def drain(self) -> int:
        """Send all that is due; returns how many were taken in hand."""
        taken = 0
        while not self._stopping:
            await self._until_open()
            self._more.clear()
            try:
                claimed_at = _seconds()
                rows, waiting = await self._claim(claimed_at)
            except Busy:
                log.warning("outbox.waits", reason="database busy")
                rows, waiting = [], _NAP_SECONDS
            if rows:
                taken += len(rows)
                await self._send_all(rows, claimed_at + self._timing.trusted)
            elif waiting:
                await self._nap(waiting)
            else:
                return taken
        return taken

    async def _until_open(self) -> None:
        # In naps: a refusal may shut it for longer, and whoever stops us should not wait for it.
        while not self._stopping and (seconds := self._bucket.wait(_seconds())):  # noqa: ASYNC110
            await asyncio.sleep(min(seconds, _NAP_SECONDS))

    async def _nap(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._more.wait()

    async def _claim(self, now: float) -> tuple[list[Message], float]:
        """Rows to be sent now; when there are none, for how long to wait for those whose channel rests."""
        self._rested = {channel: until for channel, until in self._rested.items() if until > now}
        tokens = self._bucket.take(now, AT_ONCE)
        rows = await self._bot.db.write(
            partial(outbox.claim, homes=self._homes),
            self._workspace_id, self._bot.now(), tokens, self._timing.lease, list(self._rested),
        )  # fmt: skip
        self._bucket.give_back(tokens - sum(row.purpose != "update" for row in rows))
        # What waits in another lane is nothing to wait for here.
        if rows or not self._rested or self._key not in await self._bot.db.read(outbox.lanes_due, self._bot.now()):
            return rows, 0
        return [], min(self._rested.values()) - now

    async def _send_all(self, rows: list[Message], trusted_until: float) -> None:
        await asyncio.gather(*(self._deliver(row, trusted_until) for row in rows))

    async def _deliver(self, row: Message, trusted_until: float) -> None:
        try:
            outcome = await self._attempt(row, trusted_until)
        except Busy:
            outcome = Postponed("the database is busy")
        except Exception:
            log.exception("outbox.poison", purpose=row.purpose)
            outcome = Broken("it could not be rendered")
        if outcome is None:
            await self._bot.db.write(outbox.give_back, row)
            return
        self._learn(row, outcome)
        await self._record(row, outcome)

    async def _attempt(self, row: Message, trusted_until: float) -> Outcome | None:
        """What came of it; None when nothing was done, because the claim is not ours to trust any more."""
        if row.purpose in _NO_MESSAGE:
            return await _NO_MESSAGE[row.purpose](self._bot, row)
        if row.recipient.startswith(_CHANNEL):
            # What is said there would be there for its members alone, if it was made private.
            await self._bot.directory.place(row.workspace_id, row.recipient)
        said = await self._render(row)
        if found := await self._look(row, said):
            return found
        if not isinstance(said, Said):
            return said
        if dnd := await self._undisturbed(row):
            return dnd
        if not await keeping.note(self._bot, row, said):
            return None
        said = await pictures.attach(self._bot, row, said)
        return pictures.judge(row, said, await self._say(row, said, trusted_until))

    async def _look(self, row: Message, said: Rendered) -> Outcome | None:
        """What became of an attempt in doubt, if any: it may stand there, whatever speaks against saying it now."""
        if not row.doubt or policy(row.purpose).repeatable:
            return None
        words = said if isinstance(said, Said) else None
        found = await posting.look_for(self._bot, row, words)
        if found is None and words and row.attempt > TRIES_IN_DOUBT:
            return Refused("it was tried too often, and never arrived")
        return found

    async def _undisturbed(self, row: Message) -> Held | None:
        """Whether it waits until Slack's Do Not Disturb is over, as it would until quiet hours are."""
        if not policy(row.purpose).capped or row.detail.get("urgent") or row.doubt or not is_person(row.recipient):
            return None
        wait = await self._bot.directory.dnd.lasting(row.workspace_id, row.recipient)
        return Held(DND, wait) if wait else None

    async def _say(self, row: Message, said: Said, trusted_until: float) -> Outcome | None:
        if row.purpose == "update":
            return await posting.update(self._bot, row, said)
        if said.documents:
            return await documents.share(self._bot, row, said)
        return await posting.post(self._bot, row, said, lambda: _seconds() < trusted_until)

    async def _render(self, row: Message) -> Rendered:
        reader = row.recipient if is_person(row.recipient) else str(row.detail.get("by", ""))
        if not reader:
            return await self._bot.db.read(self._read, row, UTC_ZONE, "gone", self._bot.now())
        known = await self._bot.directory.person(row.workspace_id, reader)
        if reader == row.recipient and known.kind in _NOT_OURS:
            return Skip(_NOT_OURS[known.kind])
        return await self._bot.db.read(self._read, row, known.zone, known.kind, self._bot.now())

    def _read(self, session: Session, row: Message, zone: ZoneInfo, kind: Kind, now: datetime) -> Rendered:
        purpose = str(row.detail["of"]) if row.purpose == "update" else row.purpose
        if withdrawals.is_withdrawn(session, row):
            return Skip(withdrawals.TAKEN_BACK)
        spared = sparing.spared(session, row, zone, now)
        if spared is not None:
            return spared
        said = self._renderers[purpose](session, row, zone, now)
        said = keeping.gathered(session, row, said, self._renderers, zone, now)
        if not isinstance(said, Said) or not is_person(row.recipient):
            return said
        return seeing.withheld(session, row, kind) or with_why(said, purpose, str(row.detail.get("by", "")))

    def _learn(self, row: Message, outcome: Outcome) -> None:
        match outcome:
            case Sent():
                self._bucket.succeeded()
                if policy(row.purpose).paced:
                    self._rested[row.recipient] = _seconds() + self._timing.channel_rest.total_seconds()
            case Postponed("rate limited", wait) if wait is not None:
                self._bucket.refused(_seconds(), wait.total_seconds())

    async def _record(self, row: Message, outcome: Outcome) -> None:
        now = self._bot.now()
        verdict = judge(
            outcome,
            attempt=row.attempt,
            since=row.ready_at or row.due_at,
            now=now,
            quiet=self._timing.quiet,
            doubt=row.doubt,
        )
        where = {"channel_id": outcome.channel_id, "ts": outcome.ts} if isinstance(outcome, Sent) else {}
        ours = await self._bot.db.write(_finish, row, verdict, now, where)
        if not ours and row.purpose != outbox.HOME:
            log.warning("outbox.claim_lost", purpose=row.purpose)
        log.info("outbox.tried", purpose=row.purpose, state=verdict.state, reason=verdict.reason)


def _finish(session: Session, row: Message, verdict: Verdict, now: datetime, where: dict[str, str | None]) -> bool:
    """Write down what came of it, and in the same breath plan whatever must be said about it."""
    ours = outbox.finish(session, row, verdict, now, **where)
    if ours and verdict.state == "sent" and row.doubt and policy(row.purpose).leads:
        doubts.settle_lead(session, row, now)
    if ours and verdict.state in outbox.FINISHED and row.purpose == withdrawals.PURPOSE:
        withdrawals.let_root_go(session, row, now)
    if ours and verdict.state == "sent" and row.purpose == withdrawals.PURPOSE:
        withdrawals.settle(session, row)
    elif ours and verdict.state == "sent":
        reposting.follow(session, row, now)
        keeping.settle(session, row, now)
        tallies.expect(session, row, now)
        _show(session, row, now)
    if ours and verdict.reason in held.FOR_THE_MORNING and policy(row.purpose).capped:
        digests.expect(session, row.workspace_id, row.recipient, now)
    if ours and verdict.state in ("sent", "failed"):
        reports.follow_post(session, row, verdict.state, now)
    if ours and verdict.state in ("failed", "uncertain") and not withdrawals.is_withdrawn(session, row):
        undelivered.tell_owner(session, row, now, state=verdict.state, reason=verdict.reason)
    return ours


def _show(session: Session, row: Message, now: datetime) -> None:
    """Whoever is asked now finds that on their Home."""
    if row.purpose == opening.PROMPT:
        home_rows.changed(session, row.workspace_id, [row.recipient], now)
        home_rows.plan(session)


def _bucket() -> Bucket:
    return Bucket(pacing.POSTS_PER_SECOND, pacing.POSTS_AT_ONCE)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
