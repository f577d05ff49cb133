"""History: who changed a record, when, from where, from what to what; for those who may see it."""

from tests.stories.office import Office, answer


async def test_history_tells_who_did_what_from_where_and_the_words_before_and_after(office: Office) -> None:
    await office.ana.types("/task add Ship it @ben", "launch")
    await office.ben.types("/task due 1 2026-11-27 17:00", "launch")
    await office.hears(office.cleo, "@Drumbeat task done 1", "launch")
    seen = await answer(await office.ana.types("/beat history T-1", "launch"))
    done, due, added = (seen.text.index(word) for word in ("Done", "Due date", "Added"))
    assert done < due < added, "the newest comes first"
    for words in ("@cleo", "@ben", "by a mention", "by command", "status: open → done", "title: Ship it"):
        assert words in seen.text, words
    assert "due: none → " in seen.text
    for inside in ("due_rank", "due_zone", "due_timed", office.ben.id):
        assert inside not in seen.text


async def test_the_short_way_and_the_button_show_the_same(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    long = await answer(await office.ana.types("/beat history t1", "launch"))
    short = await answer(await office.ana.types("/task history 1", "launch"))
    card = await answer(await office.ana.types("/task show 1", "launch"))
    pressed = await office.presses(office.ana, "History", on=card)
    assert long.text == short.text == pressed.text


async def test_each_kind_of_record_has_a_history(office: Office) -> None:
    await office.ana.types("/blocker raise No access @ben", "launch")
    await office.ana.types("/standup new Morning at 9:30 every weekday", "launch")
    await office.ana.types("/beat remind me to call Bob tomorrow 17:00", "launch")
    await office.ana.types("/beat role lead @ana", "launch")
    await office.ana.types("/beat report every friday at 16:00", "launch")
    for key, words in (
        ("B-1", "words: No access"), ("S-1", "name: Morning"), ("R-1", "words: call Bob"),
        ("role lead", "who: "), ("report", "the report of"),
    ):  # fmt: skip
        seen = await answer(await office.ana.types(f"/beat history {key}", "launch"))
        assert words in seen.text, seen.text
        assert "Added" in seen.text


async def test_a_long_history_has_pages(office: Office) -> None:
    await office.ana.types("/task add Ship it", "launch")
    for n in range(10):
        await office.ana.types(f"/task edit 1 Title {n}", "launch")
    first = await answer(await office.ana.types("/task history 1", "launch"))
    assert ("→ Title 9" in first.text, "Added" in first.text) == (True, False)
    second = await office.presses(office.ana, "Next", on=first)
    assert ("→ Title 9" in second.text, "Added" in second.text) == (False, True)
    assert (await office.presses(office.ana, "Back", on=second)).text == first.text


async def test_what_one_may_not_see_has_no_history_and_reads_like_what_is_not_there(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ben], private=True)
    await office.ben.types("/task add Sell the company", "board")
    hidden = await office.ana.types("/beat history T-1", "launch")
    absent = await office.ana.types("/beat history T-2", "launch")
    assert hidden
    assert absent
    assert hidden.text.replace("T-1", "T-2") == absent.text
    assert "can't find T-2" in absent.text


async def test_history_of_nothing_says_how_to_ask(office: Office) -> None:
    for words in ("", " X-9", " report 99"):
        seen = await office.ana.types(f"/beat history{words}", "launch")
        assert seen
        assert "/beat" in seen.text


async def test_a_day_is_told_as_a_day_of_its_zone_and_an_estimate_in_words(office: Office) -> None:
    await office.ben.types("/task add Ship it 2026-11-27 ~2d", "launch")
    await office.ben.types("/task due 1 2026-11-30", "launch")
    await office.ben.types("/task due 1 2026-11-30 17:00", "launch")
    seen = await answer(await office.ana.types("/beat history T-1", "launch"))
    assert "• due: Fri 27 Nov 2026" in seen.text
    assert "• due: Fri 27 Nov 2026 → Mon 30 Nov 2026" in seen.text
    assert "• due: Mon 30 Nov 2026 → <!date^" in seen.message["text"]
    assert "• estimate: 2d" in seen.text


async def told(office: Office, key: str) -> list[str]:
    """What the history of a record says happened, newest first, and who did it."""
    seen = await answer(await office.ana.types(f"/beat history {key}", "launch"))
    heads = [line.split(" · ") for line in seen.text.splitlines()[1:] if " · " in line]
    return [" · ".join(head[:2]) for head in heads]


async def test_what_the_clock_does_is_in_the_history_as_by_itself_once_for_each_event(office: Office) -> None:
    await office.ana.types("/standup new Morning at 17:00 every weekday @ana @cleo", "launch")
    await office.later(hours=7)
    await office.later(hours=23)
    happened = await told(office, "S-1")
    assert happened[:2] == ["Round closed · by itself", "Round opened · by itself"]
    assert happened[-1].startswith("Added · @ana")
    assert len(happened) <= 4, "not a row for each of those who are asked"


async def test_a_task_that_nothing_stands_before_any_more_is_free_by_itself(office: Office) -> None:
    for words in ("add Test it", "add Build it", "block 1 by 2", "done 2"):
        await office.ana.types(f"/task {words}", "launch")
    assert (await told(office, "T-1"))[0] == "Free to go on · by itself"
    await office.ana.types("/beat undo", "launch")
    assert (await told(office, "T-1"))[0] == "Undone · @ana"


async def test_a_reminder_that_is_held_back_says_so(office: Office) -> None:
    office.slack.add_channel("board", members=[office.ana, office.ben], private=True)
    await office.ben.types("/beat role lead @ben", "board")
    await office.ana.types("/beat remind the lead to call Bob every weekday 11:00", "board")
    await office.ana.leaves("board")
    await office.settled()
    await office.later(hours=2)
    assert "Held back, whoever set it left the channel · by itself" in await told(office, "R-1")


async def test_what_somebody_set_for_themselves_has_a_history_too(small_office: Office) -> None:
    office = small_office
    for words in (
        "holidays germany",
        "undo",
        "holidays austria",
        "hours mon-thu 8:00-16:00",
        "holidays add 24 dec Eve",
    ):
        await answer(await office.ana.types(f"/beat {words}", "launch"))
    seen = await answer(await office.ana.types("/beat hist holidays", "launch"))
    for words in ("• name: Eve", "• for: Thu 24 Dec 2026", "• holidays: none → Austria", "• holidays: Germany → none"):
        assert words in seen.text, words
    assert "16:00 " not in seen.text
    hours = await answer(await office.ana.types("/beat history hours", "launch"))
    assert "• working days: none → Monday, Tuesday, Wednesday, Thursday" in hours.text
    assert "• until: 17:00 → 16:00" in hours.text
    assert "Germany" not in (await answer(await office.ben.types("/beat history settings", "launch"))).text


async def test_what_is_set_again_after_an_undo_says_who_and_for_which_day(small_office: Office) -> None:
    office = small_office
    for words in ("role lead @ana", "undo", "role lead @ana", "report every friday at 16:00", "report skip", "undo"):
        await answer(await office.ana.types(f"/beat {words}", "launch"))
    role = await answer(await office.ana.types("/beat history role lead", "launch"))
    assert role.text.index("• who: @ana\n") < role.text.index("Undone")
    report = await answer(await office.ana.types("/beat history report", "launch"))
    assert report.text.count("• for: Fri 27 Nov 2026") == 2, "of the skip, and of its undo"
