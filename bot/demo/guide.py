"""The guided week: a team's Monday to Friday, played by itself against the real bot, over the wire."""

import time
from datetime import datetime, timedelta
from datetime import time as Hour  # noqa: N812 - `time` is the module here
from zoneinfo import ZoneInfo

from bot.demo.cast import PEOPLE
from bot.demo.driver import Driver, NotSeen
from bot.demo.programs import Demo
from bot.demo.transcript import HOME, Transcript

# By day: what somebody has finished, and what comes next.
_ANSWERS = {
    1: {
        "chen": ("the crash when the phone turns", "screenshots for the store"),
        "priya": ("new test accounts", "testing offline mode"),
        "ben": ("the article importer", "measuring the sign-in"),
    },
    2: {
        "chen": ("screenshots for the store", "sync after offline"),
        "priya": ("testing offline mode", "the report of the first run"),
        "ana": ("the plan of the launch day", "the testers' list"),
    },
    3: {
        "priya": ("the report of the first run", "testing the new build"),
        "ana": ("the testers' list", "the launch rehearsal"),
        "ben": ("measuring the sign-in", "moving the last articles"),
    },
    4: {
        "chen": ("sync after offline", "conflicts of two phones"),
        "priya": ("testing the new build", "a list of phones"),
        "ana": ("the launch rehearsal", "thanking the testers"),
    },
}
_ANSWERED_AT = Hour(9, 40)


def play(demo: Demo, *, as_json: bool) -> int:
    """Play it and print it; returns the exit code."""
    began = time.monotonic()
    with Driver(demo.url, demo.token) as driver:
        transcript = Transcript(driver, as_json=as_json)
        week = Week(driver, transcript)
        try:
            week.play()
        except NotSeen as missing:
            transcript.happened()
            transcript.failed(str(missing))
            return 1
        transcript.summary(time.monotonic() - began, driver.refused())
        return 1 if driver.refused() else 0


class Week:
    """Five days, each a method. It begins on the Monday that the clock shows."""

    def __init__(self, driver: Driver, transcript: Transcript) -> None:
        self._team = driver
        self._tell = transcript
        self._monday = datetime.fromtimestamp(driver.now(), HOME).date()

    def play(self) -> None:
        """From Monday morning to Friday evening."""
        for day in (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday):
            day()
            self._tell.happened()

    def monday(self) -> None:
        self._tell.chapter(
            "Monday, 08:50 in Berlin: the standup asks",
            "Four people in four time zones share #launch this week (Dana is away). Each is asked at half past nine of"
            " their own morning; Ana answers in the form, and says what is in her way.",
        )
        self._until(0, "ana", Hour(9, 31))
        self._team.clicks("ana", self._team.sees("ana", "Time for *Morning*"), "Answer")
        self._team.submits("ana", **_ANA_SAYS, **{"Who can clear it?": PEOPLE["ben"].id})
        self._until(0, "ana", Hour(9, 35))
        self._tell.happened()
        self._tell.chapter(
            "Monday afternoon: the blocker is taken up, and a reminder is put off",
            "Her answer raised a blocker. It was night for Ben, who can clear it: he finds it in his list when he comes"
            " to work in New York, and presses Acknowledge.",
        )
        self._team.types("ana", "launch", "/beat remind me to call the client today 14:00")
        self._until(0, "ana", Hour(14, 1))
        self._team.clicks("ana", self._team.sees("ana", "Reminder: call the client"), "Snooze 1 h")
        self._until(0, "ben", Hour(9, 1))
        self._team.clicks("ben", self._team.sees("ben", "No word from the print shop"), "Acknowledge")
        self._until(0, "ana", Hour(15, 2))
        self._team.clicks("ana", self._team.sees("ana", "Reminder: call the client"), "Done")

    def tuesday(self) -> None:
        self._tell.chapter(
            "Tuesday: a day like any other",
            "The clock is turned from one answer to the next. What falls due on the way comes in its order.",
        )
        self._answers(1)

    def wednesday(self) -> None:
        self._tell.chapter(
            "Wednesday: two days later",
            "The blocker still stands, two working days old. Ben lists what is in the way, and clears it.",
        )
        self._answers(2)
        self._until(2, "ben", Hour(9, 5))
        self._team.types("ben", "launch", "/blocker list")
        self._tell.happened()
        self._tell.shown("ben", _blocks_text(self._team.sees("ben", "Blockers, oldest first", "launch").body))
        self._team.types("ben", "launch", "/blocker resolve 6")
        self._team.sees("ana", "No word from the print shop")

    def thursday(self) -> None:
        self._tell.chapter(
            "Thursday: the draft of the report",
            "A day before the weekly report, its owner gets a draft. Ana writes a headline; the figures are counted.",
        )
        self._answers(3)
        self._until(3, "ana", Hour(16, 1))
        self._team.clicks("ana", self._team.sees("ana", "*Draft* of the report"), "Edit")
        self._team.submits("ana", Headline="The beta keeps its date, if the store account comes this week")

    def friday(self) -> None:
        self._tell.chapter(
            "Friday, 16:00: the report is published by itself",
            "One message, with a picture of the last weeks, eight at most; the details are in its thread.",
        )
        self._answers(4)
        self._until(4, "chen", Hour(17, 30))
        self._team.types("chen", "launch", "/task done 16")
        self._until(4, "ana", Hour(16, 1))
        report = self._team.sees("ana", "The beta keeps its date", "launch")
        self._tell.happened()
        self._tell.shown("#launch", report.text)
        pictures = [block["alt_text"] for block in report.body["blocks"] if block["type"] == "image"]
        if not pictures:
            raise NotSeen("the report's picture")
        self._tell.shown("#launch", f"[picture] {pictures[0]}")
        self._tell.chapter(
            "Friday evening: the ledger",
            "What was sent, what was held back and why, and what will be sent in the next seven days.",
        )
        self._team.types("ana", "launch", "/beat ledger")
        self._tell.happened()
        self._tell.shown("ana", _blocks_text(self._team.sees("ana", "In the last 7 days", "launch").body))

    def _answers(self, day: int) -> None:
        """Whoever answers that day does so at twenty to ten of their own morning."""
        answers = sorted(_ANSWERS[day].items(), key=lambda said: self._moment(day, said[0], _ANSWERED_AT))
        for who, (work, plan) in answers:
            self._until(day, who, _ANSWERED_AT)
            self._team.types(who, "launch", f"/standup done: {work} plan: {plan} blocked: no")

    def _until(self, day: int, who: str, hour: Hour) -> None:
        self._team.turn(self._moment(day, who, hour))
        self._tell.happened()

    def _moment(self, day: int, who: str, hour: Hour) -> float:
        zone = ZoneInfo(PEOPLE[who].tz)
        return datetime.combine(self._monday + timedelta(days=day), hour, zone).timestamp()


_ANA_SAYS = {
    "Anything else?": "the budget for the store",
    "What will you do until next time?": "the plan of the launch day",
    "Is anything in your way?": "No word from the print shop",
}


def _blocks_text(body: object) -> str:
    """A list of ours as one text: its short form leaves out what stands in the blocks."""
    blocks = body.get("blocks", ()) if isinstance(body, dict) else ()
    texts = (block.get("text", {}).get("text", "") for block in blocks if block["type"] == "section")
    return "\n".join(text for text in texts if text)
