"""The team that the demo begins with: who they are, where they are, and in which channels they meet."""

from dataclasses import dataclass

TEAM_ID, APP_ID, BOT_ID, BOT_USER_ID = "T0HARBOUR01", "A0DRUMBEAT1", "B0DRUMBEAT1", "U0DRUMBEAT1"


@dataclass(frozen=True)
class Member:
    """Somebody in the team, in the words of Slack."""

    name: str
    real_name: str
    tz: str
    title: str
    is_admin: bool = False
    is_restricted: bool = False
    status_emoji: str = ""
    status_text: str = ""

    @property
    def id(self) -> str:
        return f"U0{self.name.upper():0<9}"

    @property
    def dm(self) -> str:
        """The channel in which they talk with the bot."""
        return f"D{self.id[1:]}"


@dataclass(frozen=True)
class Room:
    """A channel and who is in it."""

    name: str
    members: tuple[str, ...]
    purpose: str
    private: bool = False

    @property
    def id(self) -> str:
        return f"C0{self.name.upper().replace('-', ''):0<9}"


TEAM = (
    Member("ana", "Ana Lopez", "Europe/Berlin", "Project lead", is_admin=True),
    Member("ben", "Ben Okafor", "America/New_York", "Backend"),
    Member("chen", "Chen Wei", "Asia/Singapore", "Mobile"),
    Member(
        "dana", "Dana Levi", "Europe/London", "Design", status_emoji=":palm_tree:", status_text="Away until next week"
    ),
    Member("priya", "Priya Nair", "Asia/Kolkata", "Quality"),
    Member("emil", "Emil Brandt", "Europe/Berlin", "Client", is_restricted=True),
    Member("noor", "Noor Haddad", "Europe/London", "New here, frontend"),
)
_EVERYBODY = tuple(each.name for each in TEAM if not each.is_restricted)
ROOMS = (
    Room("general", _EVERYBODY, "Everybody is here"),
    Room("random", _EVERYBODY, "Anything else"),
    Room("launch", ("ana", "ben", "chen", "dana", "priya"), "Shipping the beta of the app"),
    Room("website", ("ana", "ben", "dana", "priya", "emil"), "The new website, with the client"),
)
PEOPLE = {each.name: each for each in TEAM}
CHANNELS = {each.name: each for each in ROOMS}
