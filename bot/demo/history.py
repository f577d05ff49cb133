"""Three weeks of a team, day by day: what they did before you came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.cast import PEOPLE
from bot.demo.stage import Stage

DAYS = 21
_SATURDAY = 5


@dataclass(frozen=True)
class Line:
    """At some hour of somebody's day: a slash command, or a word to the others. `room` is empty for the bot's DM."""

    at: str
    who: str
    room: str
    text: str


# By working day, the first one being 0.
SCRIPT: dict[int, tuple[Line, ...]] = {
    0: (
        Line("08:40", "ana", "launch", "/standup new Morning at 9:30 every weekday"),
        Line("08:45", "ana", "launch", "/task add Freeze the feature list @ana today !high"),
        Line("08:46", "ana", "launch", "/task add Sign in with a passkey @ben in 8 days !high"),
        Line("08:47", "ana", "launch", "/task add Offline mode for the app @chen in 16 days"),
        Line("08:48", "ana", "launch", "/task add Final icons and screenshots @dana in 9 days #store"),
        Line("08:49", "ana", "launch", "/task add Test plan for the beta @priya in 4 days"),
        Line("08:52", "ana", "website", "/task add Agree the page list with Emil @ana in 3 days"),
        Line("08:53", "ana", "website", "/task add Move the old articles @ben in 17 days"),
        Line("08:54", "ana", "website", "/beat remind #website to write the weekly note every thursday 15:00"),
        Line("08:55", "ana", "launch", "The beta ships in five weeks. From today on I keep our list with Drumbeat."),
        Line("16:20", "ana", "launch", "/task done 1"),
    ),
    1: (
        Line("10:10", "dana", "launch", "Morning all! The new icons are in the shared folder."),
        Line("11:00", "ben", "launch", "/task start 2"),
        Line("11:30", "priya", "launch", "/task start 5"),
    ),
    2: (
        Line("13:50", "emil", "website", "The page list is fine with me. Can I see the start page soon?"),
        Line("14:00", "ana", "website", "/task done 6"),
        Line("14:05", "ana", "website", "/task add Draft the start page @dana in 12 days"),
        Line("15:00", "priya", "launch", "/blocker raise No test phones with the new system @ana T-5 !high"),
    ),
    3: (
        Line("09:20", "ana", "launch", "/blocker ack 1"),
        Line("13:00", "ana", "launch", "/blocker update 1 Ordered, they come tomorrow"),
        Line("16:30", "chen", "launch", "/task start 3"),
    ),
    4: (
        Line("11:00", "ana", "launch", "/blocker resolve 1"),
        Line("16:00", "priya", "launch", "/task done 5"),
        Line("15:30", "ana", "launch", "/task add Text for the store page @dana in 10 days #store"),
    ),
    5: (
        Line("09:00", "ana", "launch", "/task add Invite the first hundred testers @ana in 9 days"),
        Line("09:05", "ana", "launch", "/task add Run the beta tests @priya in 15 days"),
        Line("10:00", "dana", "launch", "/task start 4"),
        Line("12:00", "ben", "launch", "Could somebody check why the login page is so slow on staging?"),
    ),
    6: (Line("11:15", "ben", "launch", "/blocker raise Staging has no certificate for passkeys @ana T-2"),),
    7: (
        Line("09:10", "ana", "launch", "/blocker ack 2"),
        Line("17:00", "dana", "website", "/task start 8"),
    ),
    8: (
        Line("10:00", "ana", "launch", "/blocker resolve 2"),
        Line("15:00", "dana", "launch", "/task done 4"),
        Line("16:00", "ben", "launch", "/task done 2"),
        Line("16:05", "ben", "launch", "/task add Measure how long signing in takes @ben in 12 days ~2d"),
    ),
    9: (Line("11:00", "chen", "launch", "/blocker raise The store wants a privacy text @dana T-9"),),
    10: (
        Line("08:42", "ana", "launch", "/beat report every friday at 16:00"),
        Line("09:30", "dana", "launch", "/blocker ack 3"),
        Line("10:00", "ana", "launch", "/task add Practise the launch day @ana in 14 days"),
        Line("14:30", "priya", "launch", "/task start 11"),
        Line("15:00", "chen", "launch", "The app store wants new screenshots before we can submit."),
    ),
    11: (
        Line("10:00", "dana", "website", "/task done 8"),
        Line("10:02", "dana", "website", "The start page is drafted. @emil, tell me what you think!"),
        Line("12:00", "dana", "", "/beat away 9 days"),
        Line("12:02", "dana", "launch", "I am away from tomorrow on and back in a week. The texts are nearly done."),
        Line("16:00", "ana", "website", "/task add Show the start page to Emil @ana in 4 days"),
    ),
    12: (
        Line("10:30", "ben", "website", "/task start 7"),
        Line("11:00", "ana", "website", "/task add Print flyers for the fair @ana"),
        Line("15:10", "ben", "launch", "/blocker raise No access to the store account @ana T-12 !high"),
    ),
    13: (
        Line("09:40", "ana", "launch", "/task done 10"),
        Line("09:45", "ana", "website", "/task drop 15"),
        Line("11:30", "emil", "website", "We have no stand at the fair this year, so no flyers, please."),
        Line("10:40", "priya", "launch", "/blocker raise The test accounts have expired @ben T-11"),
        Line("16:10", "ana", "launch", "/beat remind me to call the client tomorrow 10:00"),
    ),
    14: (
        Line("11:20", "ben", "launch", "/blocker ack 5"),
        Line("15:00", "ana", "general", "Welcome @noor, who starts with us on Monday!"),
        Line("15:30", "chen", "launch", "/task add Crash when the phone turns @chen in 5 days !high"),
    ),
}
# What each works at, one after another: today's plan is what is done tomorrow.
WORK: dict[str, tuple[str, ...]] = {
    "ana": ("the feature list", "the page list with Emil", "ordering test phones", "the testers' invitation",
            "the budget for the store", "the plan of the launch day", "reviewing the start page"),
    "ben": ("the passkey server", "passkeys on staging", "the sign-in page", "moving the first articles",
            "measuring the sign-in", "the article importer"),
    "chen": ("the offline store", "sync after offline", "conflicts of two phones", "the crash on old phones",
             "the new screenshots", "turning the phone"),
    "dana": ("icons", "screenshots", "the start page", "the store's text", "the privacy text"),
    "priya": ("the test plan", "a list of phones", "testing sign-in", "testing offline", "the report of the first run"),
}  # fmt: skip
ANSWERED_AT = {"ana": "09:41", "ben": "09:37", "chen": "09:52", "dana": "10:04", "priya": "09:33"}
_MISSED = {("chen", 4), ("chen", 15), ("chen", 9), ("ben", 7), ("priya", 6), ("dana", 9)}
_AWAY_FROM = {"dana": 12}


def beginning(until: datetime) -> datetime:
    """When the history that ends then begins."""
    return min(at for at, _ in _lines(until))


async def play(stage: Stage, until: datetime) -> None:
    """Live through the three weeks before `until`, and through that day up to then."""
    await stage.begin()
    told = (each for each in _lines(until) if each[0] < until)
    for at, line in sorted(told, key=lambda each: each[0]):
        await stage.until(at)
        await _speak(stage, line)
    await stage.until(until)


async def _speak(stage: Stage, line: Line) -> None:
    if line.text.startswith("/"):
        await stage.types(line.who, line.room, line.text)
    else:
        stage.says(line.who, line.room, line.text)


def _lines(until: datetime) -> Iterator[tuple[datetime, Line]]:
    for number, day in enumerate(working_days(until)):
        for line in (*SCRIPT.get(number, ()), *_answers(number)):
            yield moment(day, line), line


def working_days(until: datetime) -> list[date]:
    """The working days of the three weeks before a moment, and its own day."""
    last = until.date()
    days = (last - timedelta(days=back) for back in range(DAYS, -1, -1))
    return [day for day in days if day.weekday() < _SATURDAY]


def _answers(number: int) -> Iterator[Line]:
    for who in WORK:
        if number and (who, number) not in _MISSED and number < _AWAY_FROM.get(who, 99):
            yield answer(who, number)


def answer(who: str, number: int) -> Line:
    """Their answer in the standup of a working day."""
    work = WORK[who]
    before, now = work[(number - 1) % len(work)], work[number % len(work)]
    return Line(ANSWERED_AT[who], who, "launch", f"/standup done: {before} plan: {now} blocked: no")


def moment(day: date, line: Line) -> datetime:
    zone = ZoneInfo(PEOPLE[line.who].tz)
    """When somebody does it on that day, by their own clock."""
    return datetime.combine(day, time.fromisoformat(line.at), zone).astimezone(UTC)
