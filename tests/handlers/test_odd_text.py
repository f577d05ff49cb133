"""Text that no keyboard makes, or too much of it, through every way in: a friendly answer, and nothing half saved."""

import pytest

from playground.people import Seen
from storage.tasks import Task
from tests.handlers import forgery
from tests.stories.office import Office, whispered

ODD = {
    "overlong": "word " * 1_500,
    "NUL and lone surrogates": "before\x00after \x1b[31m\ud83dhalf \udc00",
    "right to left": "\u202eمرحبا\u202c \u2066שלום\u2069",
    "5,000 emoji": "👩\u200d👩\u200d👧🇩🇪" * 2_500,
}
COMMANDS = ("/task add", "/task list", "/blocker", "/standup new", "/beat remind me to", "/beat role", "/beat")
FAULT = "Something went wrong on my side"


def friendly(seen: Seen) -> bool:
    return bool(seen.text) and FAULT not in seen.text and not seen.is_error


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_every_way_in_answers_and_saves_all_of_it_or_nothing(small_office: Office, text: str) -> None:
    office = small_office
    for command in COMMANDS:
        assert friendly(await office.ana.types(f"{command} {text}", "launch") or whispered(office.ana)), command
    for person, said, place in ((office.ben, "task add {}", None), (office.cleo, "@drumbeat task add {}", "launch")):
        heard = await office.hears(person, said.format(text), place)
        assert heard
        assert all(friendly(seen) for seen in heard)
    await _by_form_and_shortcut(office, text)
    for words in ("/task list", "/blocker list", "/beat my"):
        assert friendly(await office.ben.types(words, "launch") or whispered(office.ben))
    kept = {f"{task.title}{task.description}" for task in await office.rows(Task)}
    assert not {"\x00", "\ud83d"} & set("".join(kept))


async def _by_form_and_shortcut(office: Office, text: str) -> None:
    await office.ana.uses_shortcut("New task")
    form = await office.ana.form()
    draft = form.view.source["private_metadata"]
    assert FAULT not in str(await forgery.submit(office, office.ana, "tasks.new", draft, {"title": text}))
    said = await office.ben.says(text, "launch")
    for shortcut in ("Create task", "Remind me about this"):
        assert (await office.ana.uses_message_shortcut(shortcut, on=said)).ok
        assert (await office.ana.form()).view.source["blocks"]
