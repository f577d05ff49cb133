"""Working days and holidays, as people say them, and what follows for everybody."""

from playground.people import Seen
from storage.outbox import Message
from storage.rounds import Entry, Round
from tests.stories.office import Office, answer


async def says(office: Office, line: str, who: str = "ana", channel: str | None = None) -> Seen:
    return await answer(await office.slack.person(who).types(line, channel))


async def lives(office: Office, days: int) -> None:
    for _ in range(days):
        await office.later(days=1)


async def test_holidays_are_those_of_a_country_and_can_be_undone(office: Office) -> None:
    assert "I know of no public holidays for you." in (await says(office, "/beat holidays")).text
    seen = await says(office, "/beat holidays germany")
    assert "Your holidays are those of Germany." in seen.text
    assert "Fri 25 Dec Christmas Day" in seen.text
    undone = await office.presses(office.ana, "Undo", on=seen)
    assert "Undone: your holidays are again as if nobody had said any." in undone.text
    assert "I know of no public holidays for you." in (await says(office, "/beat holidays")).text


async def test_a_part_of_a_country_is_said_by_code_or_by_name_and_a_slip_is_offered(office: Office) -> None:
    assert "Germany (Bayern)" in (await says(office, "/beat holidays DE-BY")).text
    assert "Germany (Bayern)" in (await says(office, "/beat holidays germany bayern")).text
    seen = await office.ana.types("/beat holidays germny")
    assert seen is not None
    assert "I know no holidays of “germny”." in seen.text
    assert "those of Germany." in (await office.presses(office.ana, "Germany", on=seen)).text
    seen = await office.ana.types("/beat holidays germany bayren")
    assert seen is not None
    assert "Germany (Bayern)" in (await office.presses(office.ana, "Bayern (DE-BY)", on=seen)).text


async def test_days_are_added_and_struck_and_each_undo_takes_back_just_that(office: Office) -> None:
    await says(office, "/beat holidays germany")
    added = await says(office, "/beat holidays add 24 dec Christmas Eve")
    assert "Thu 24 Dec (Christmas Eve) is a day off for you." in added.text
    assert "Thu 24 Dec Christmas Eve" in (await says(office, "/beat holidays")).text
    again = await says(office, "/beat holidays add 24 dec")
    assert "Thu 24 Dec is a day off already. Nothing changed." in again.text
    assert (
        "Undone: Thu 24 Dec is an ordinary day for you again."
        in (await office.presses(office.ana, "Undo", on=added)).text
    )
    struck = await says(office, "/beat holidays remove 25 dec")
    assert "Fri 25 Dec is an ordinary day for you." in struck.text
    assert "Christmas Day" not in (await says(office, "/beat holidays")).text.replace("Second Day", "")
    await office.presses(office.ana, "Undo", on=struck)
    assert "Fri 25 Dec Christmas Day" in (await says(office, "/beat holidays")).text
    assert "Which day?" in (await says(office, "/beat holidays add Christmas")).text


async def test_a_teams_holidays_are_for_those_who_said_nothing(office: Office) -> None:
    seen = await says(office, "/beat holidays team us", channel="launch")
    assert "has the holidays of United States" in seen.text
    await office.settled()
    assert "Thu 26 Nov Thanksgiving Day" in (await says(office, "/beat holidays", "ben")).text
    await says(office, "/beat holidays germany", "cleo")
    assert "Thanksgiving" not in (await says(office, "/beat holidays", "cleo")).text
    day = await says(office, "/beat holidays team add 27 nov Bridge", channel="launch")
    assert "is a day off for those in #launch" in day.text
    assert "Fri 27 Nov Bridge" in (await says(office, "/beat holidays", "ben")).text
    await office.presses(office.ana, "Undo", on=day)
    assert "Bridge" not in (await says(office, "/beat holidays", "ben")).text
    await office.presses(office.ana, "Undo", on=seen)
    assert "I know of no public holidays for you." in (await says(office, "/beat holidays", "ben")).text


async def test_a_team_is_a_channel(office: Office) -> None:
    assert "A team is a channel." in (await says(office, "/beat holidays team germany", channel="@ben")).text


async def test_nobody_is_asked_or_missed_on_a_holiday_or_on_a_day_they_never_work(office: Office) -> None:
    await says(office, "/standup new Morning at 10:00 every day", channel="launch")
    await says(office, "/beat holidays us", "ben")
    await says(office, "/beat hours mon-wed", "cleo")
    await lives(office, days=3)  # Thursday: Thanksgiving
    asked = {row.recipient for row in await office.rows(Message) if row.purpose == "standups.prompt"}
    thursday = [each for each in await office.rows(Entry) if each.prompt_at.day == 26]
    assert {each.user_id: each.status for each in thursday} == {
        office.ana.id: "waiting",
        office.ben.id: "away",
        office.cleo.id: "away",
    }
    assert office.ana.id in asked


async def test_what_can_wait_waits_for_the_next_working_day_and_its_sender_reads_so(office: Office) -> None:
    await says(office, "/beat holidays us", "ben")
    await office.later(days=3, hours=6)
    seen = await says(office, "/blocker raise No access @ben", channel="launch")
    assert "@ben is off (Thanksgiving Day) until Thu 26 Nov; I'll tell them when they are back." in seen.text
    await office.settled()
    [asked] = [row for row in await office.rows(Message) if row.purpose == "blockers.asked"]
    assert (asked.state, asked.reason) == ("planned", "it is a holiday for them")
    await office.later(days=1)
    assert any("No access" in seen.text and "is waiting for you" in seen.text for seen in office.ben.everything())


async def test_how_a_day_of_ones_own_is_called_is_for_oneself(office: Office) -> None:
    await says(office, "/beat holidays add today Surgery", "ben")
    seen = await says(office, "/blocker raise No access @ben", channel="launch")
    assert "@ben is off until" in seen.text
    assert "Surgery" not in seen.text


async def test_a_day_taken_off_at_once_lets_go_of_what_was_asked_today(office: Office) -> None:
    await says(office, "/standup new Morning at 10:30 every weekday", channel="launch")
    await office.later(hours=1)
    day = await says(office, "/beat holidays add today Moving house")
    assert {each.status for each in await office.rows(Entry) if each.user_id == office.ana.id} == {"away"}
    await office.presses(office.ana, "Undo", on=day)
    assert {each.status for each in await office.rows(Entry) if each.user_id == office.ana.id} == {"waiting"}


async def test_hours_are_said_read_back_and_undone(office: Office) -> None:
    assert "I reckon with Mon-Fri, 09:00-17:00 (Berlin)" in (await says(office, "/beat hours")).text
    seen = await says(office, "/beat hours sunday-thursday 8-4")
    assert "You work Sun-Thu, 08:00-16:00 (Berlin)." in seen.text
    later = await says(office, "/beat hours mon, wed and fri")
    assert "You work Mon, Wed, Fri, 08:00-16:00" in later.text
    undone = await office.presses(office.ana, "Undo", on=later)
    assert "Undone: you work Sun-Thu, 08:00-16:00, as before." in undone.text
    assert "I can't read “mondy-thu”" in (slip := await says(office, "/beat hours mondy-thu")).text
    assert "You work Mon-Thu" in (await office.presses(office.ana, "/beat hours monday-thu", on=slip)).text
    assert "You work Mon-Thu, 08:00-16:00" in (await says(office, "/beat hours mo-th 8-4")).text
    assert "You work Fri, 09:00-17:00" in (await says(office, "/beat hours fri 9-5")).text


async def test_a_big_city_without_a_zone_of_its_own_goes_by_that_of_another(office: Office) -> None:
    assert "Your clock is that of Berlin" in (await says(office, "/beat zone munich")).text
    assert "Your clock is that of New York" in (await says(office, "/beat zone Boston")).text


async def test_the_morning_list_comes_as_they_begin_and_ages_skip_their_days(office: Office) -> None:
    await says(office, "/beat hours mon-wed 7:00-15:00")
    await says(office, "/task add Someday", channel="launch")
    await says(office, "/blocker raise No access @ana", "ben", "launch")
    await lives(office, days=7)
    told = [seen for seen in office.ana.everything() if "Good morning" in seen.text]
    digests = [
        row for row in await office.rows(Message) if row.purpose == "digest.morning" and row.recipient == office.ana.id
    ]
    assert [f"{row.due_at:%a %H:%M}" for row in digests] == ["Tue 06:00", "Wed 06:00", "Mon 06:00"]
    assert "is waiting for you for 3 working days" in told[-1].text


async def test_a_standup_leaves_out_a_day_on_which_nobody_works(office: Office) -> None:
    await says(office, "/standup new Morning at 10:00 every weekday", channel="launch")
    await says(office, "/beat holidays team add tomorrow Company day", channel="launch")
    await office.settled()
    await lives(office, days=3)
    rounds = [(f"{each.nominal:%a}", each.status) for each in await office.rows(Round)]
    assert rounds == [("Tue", "empty"), ("Wed", "closed"), ("Thu", "open")]
    assert [row for row in await office.rows(Message) if row.purpose == "standups.empty"] == []


async def test_a_zone_of_ones_own_counts_at_once_and_outlives_what_slack_says(office: Office) -> None:
    await says(office, "/standup new Morning at 10:00 every weekday", channel="launch")
    assert (
        "Your clock is that of Berlin, as your Slack profile says: it is 10:00 there."
        in (await says(office, "/beat zone")).text
    )
    seen = await says(office, "/beat zone new york")
    assert "Your clock is that of New York, as you told me: it is 04:00 there." in seen.text
    assert "17:00 (New York)" in (await says(office, "/task add Ship it today 17:00")).text
    office.slack.change_person(office.ana, tz="Asia/Tokyo")
    await office.settled()
    assert "New York, as you told me" in (await says(office, "/beat zone")).text
    assert "your clock is that of Tokyo again." in (await office.presses(office.ana, "Undo", on=seen)).text
    slip = await says(office, "/beat zone berln")
    assert "I know no zone “berln”." in slip.text
    assert "that of Berlin, as you told me" in (await office.presses(office.ana, "Berlin", on=slip)).text


async def test_whoever_says_another_zone_is_asked_at_the_same_hour_there(office: Office) -> None:
    await says(office, "/standup new Morning at 11:00 every weekday", channel="launch")
    await office.later(hours=1, minutes=30)
    await says(office, "/beat zone los angeles", "ben")
    asked = [row for row in await office.rows(Message) if row.purpose == "standups.prompt"]
    assert {f"{row.due_at:%H:%M}" for row in asked if row.recipient == office.ben.id and row.state == "planned"} == {
        "19:00"
    }
