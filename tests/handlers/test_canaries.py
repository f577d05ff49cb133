"""A word said only behind a door, and the door's own name: looked for on every surface, for everybody outside."""

import re

import pytest

from handlers import TABLES
from playground.people import Actor
from tests.handlers import acts, forgery
from tests.stories.office import Office, answer

# Said in the private channel, and its name; said in a DM with us.
BEHIND, ROOM, ALONE = "kestrel", "heronry", "plover"
SECRETS = re.compile(f"{BEHIND}|{ROOM}|{ALONE}", re.IGNORECASE)
OUTSIDERS: dict[str, dict[str, bool]] = {
    "member": {}, "boss": {"is_admin": True}, "guest": {"is_restricted": True},
    "tenant": {"is_ultra_restricted": True}, "stranger": {"is_stranger": True}, "leaver": {"deleted": True},
}  # fmt: skip
# What reads, in words; and names what is hidden by its number, or by a word that stands beside the secret one.
ASKING = (
    "task list", "task list all", "task list deal", "task list blocked", "task late", "my", "task show 1",
    "task show 2", "task edit 1", "task done deal", "task block 3 by 1", "blocker list", "blocker list all",
    "blocker show 1", "blocker resolve 1", "standup list", "standup show 1", "standup history 1", "standup preview 1",
    "standup show deal", "standup delete deal", "remind list", "remind edit 1", "remind delete 2",
    "role", "role lead", "report", "report list", "report 1",
    "report diff 1", "report plan", "ledger", "help", "help tasks", "away", "undo", "deal",
)  # fmt: skip


async def settles_in(office: Office) -> dict[str, Actor]:
    """Everything there is, born in a private channel of Ana and Ben; and a team outside it, at work in #launch."""
    office.slack.add_channel(ROOM, members=[office.ana, office.ben], private=True)
    for words in (
        f"/task add {BEHIND} deal @ben friday",
        f"/blocker raise {BEHIND} deal @ben T-1",
        f"/standup new “{BEHIND} deal” at 9:30 every weekday", "/standup run 1",
        f"/beat remind #{ROOM} to {BEHIND} tomorrow", f"/beat remind @ben to {BEHIND} tomorrow",
        "/beat report every friday at 16:00", "/beat role lead @ben",
    ):  # fmt: skip
        await answer(await office.ana.types(words, ROOM))
    await forgery.click(office, office.ana, "status.publish", {"plan": 1, "early": 1}, ROOM)
    await answer(await office.ana.types(f"/task add {ALONE} task"))
    outside = {name: office.slack.add_person(name, announce=True, **details) for name, details in OUTSIDERS.items()}
    office.launch.members += [person.id for person in outside.values()]
    await office.settled()
    await answer(await office.ana.types("/task add Buy milk", "launch"))
    await answer(await office.ana.types("/beat report every monday at 16:00", "launch"))
    # What all can see waits for what they can't.
    await answer(await office.ana.types("/task block 3 by 1", "launch"))
    return outside


def read(person: Actor) -> str:
    """Everything that was ever shown to somebody, with what stands in no text: alternatives of pictures, values."""
    seen = person.everything()
    return "\n".join(f"{each.text} {each.message} {each.view}" for each in seen)


async def test_nobody_outside_reads_a_word_of_it_on_any_surface(
    small_office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    outside = await settles_in(small_office)
    for person in outside.values():
        for words in ASKING:
            await person.types(f"/beat {words}", "launch")
        small_office.slack.core.interactions.open_home(person.person, "home")
        await small_office.settled()
    await forgery.click(small_office, small_office.ana, "status.publish", {"plan": 2, "early": 1}, "launch")
    await small_office.later(hours=24)
    leaks = {name: found for name, person in outside.items() if (found := SECRETS.findall(read(person)))}
    assert leaks == {}
    assert "Buy milk" in read(outside["member"])
    logged = "".join(capfd.readouterr())
    assert not SECRETS.search(logged)


async def test_no_forged_button_opens_it(small_office: Office) -> None:
    outside = await settles_in(small_office)
    for name in ("member", "boss", "guest"):
        for button, row in acts.BUTTONS.items():
            value = {key: 1 if part == "{n}" else part for key, part in row.value.items()}
            told = await forgery.click(small_office, outside[name], button, value, "launch")
            assert not SECRETS.search(told), (name, button, told)
    assert set(acts.BUTTONS) == set(TABLES.buttons)


async def test_those_inside_do_read_it(small_office: Office) -> None:
    """Else the other tests would find nothing whatever happens."""
    await settles_in(small_office)
    for words in ("task list", "blocker list", "standup list", "report", "remind list"):
        await small_office.ben.types(f"/beat {words}", ROOM)
    await small_office.ben.opens_home()
    found = read(small_office.ben).lower()
    assert (BEHIND in found, ROOM in found, ALONE in found) == (True, True, False)
