"""Slack on loopback: one workspace, everything that happens in it, and the app it talks to."""

from collections.abc import Sequence

from playground.answers import Answers
from playground.clock import Clock
from playground.composer import Composer
from playground.delivery import Delivery
from playground.events import RETRY_DELAYS, Events
from playground.faults import Faults
from playground.following import Following
from playground.grants import ResponseUrls, Triggers
from playground.hub import Hub
from playground.interactions import Desk, Interactions
from playground.journal import Journal
from playground.manifest import Manifest
from playground.ratelimits import RateLimits
from playground.scheduler import Scheduler
from playground.script import Line
from playground.socketmode import SocketMode
from playground.submissions import Submissions
from playground.timeline import Timeline
from playground.tour import Tour
from playground.traffic import Traffic
from playground.turning import Turning
from playground.viewstack import Views
from playground.workspace import Secrets, Workspace


class Slack:
    """The parts of Slack, put together. The server, the drivers and the Web API all work on one of these."""

    def __init__(
        self,
        manifest: Manifest,
        clock: Clock,
        given: Secrets,
        *,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        tour: Tour | None = None,
    ) -> None:
        self.manifest = manifest
        self.tour = tour
        self.clock = clock
        self.base_url = ""
        self.opens = ""
        self.script: list[Line] = []
        self.hub = Hub()
        self.workspace = Workspace(manifest, clock, given)
        self.journal = Journal(self.workspace, clock, self.hub)
        self.traffic = Traffic(clock, self.hub, self.journal.hear)
        self.following = Following(clock)
        self.turning = Turning(clock, self.following, self.journal, self.hub)
        self.sockets = SocketMode()
        self.sockets.app_id = self.workspace.app.id
        self.faults = Faults(self.sockets.disconnect)
        self.rate_limits = RateLimits(clock)
        self.delivery = Delivery(self.workspace.app, clock, self.faults, self.traffic, self.sockets)
        self.events = Events(self.workspace, self.delivery, self.traffic, retry_delays)
        self.timeline = Timeline(self.workspace, self.hub, self.events)
        self.scheduler = Scheduler(self.workspace, self.timeline, self.events)
        self.views = Views(self.workspace, self.hub)
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.composer = Composer(self.workspace)
        self.answers = Answers(self.workspace, self.timeline, self.response_urls, self.traffic)
        desk = Desk(
            workspace=self.workspace,
            hub=self.hub,
            traffic=self.traffic,
            delivery=self.delivery,
            events=self.events,
            views=self.views,
            triggers=self.triggers,
            urls=self.response_urls,
            answers=self.answers,
            composer=self.composer,
        )
        self.interactions = Interactions(desk)
        self.submissions = Submissions(desk)

    def listen_at(self, base_url: str) -> None:
        """Say where this Slack is reached: `http://127.0.0.1:PORT/`."""
        self.base_url = base_url
        self.response_urls.base_url = base_url

    async def close(self) -> None:
        await self.turning.close()
        self.hub.close()
        await self.events.close()
        await self.sockets.close()
        await self.delivery.close()
