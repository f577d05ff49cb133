"""`./dev screenshots [FOLDER]`: pictures of the main surfaces of the demo, for the README."""

import argparse
import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.playground.page_scene import launched

WINDOW = {"width": 1280, "height": 800}
TALL = {"width": 1280, "height": 1150}
PHONE = {"width": 360, "height": 740}
PREPARING_SECONDS = 180


@contextlib.asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The demo on a free port; gives the address of its page."""
    command = (sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0")
    program = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(PREPARING_SECONDS):
            yield await _address(program)
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.terminate()
        await program.wait()


async def _address(program: asyncio.subprocess.Process) -> str:
    assert program.stdout
    async for line in program.stdout:
        if found := re.search(rb"http://\S+", line):
            return found[0].decode()
    raise SystemExit("The demo ended before it said where it is.")


async def conversation(page: Page) -> None:
    await _type(page, "/task add Ship the beta @ben friday 17:00 !high #launch")
    await _type(page, "/blocker No access to staging @ben")


async def report(page: Page) -> None:
    await page.set_viewport_size(TALL)  # type: ignore[arg-type]
    newest = page.get_by_role("article").filter(has_text="Status #").last
    await newest.get_by_role("img", name="Tasks by state").wait_for()
    await newest.evaluate("(message) => message.scrollIntoView()")


async def form(page: Page) -> None:
    await page.get_by_role("main").get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="New task").click()
    await page.get_by_role("dialog").wait_for()


async def home(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("Home$")).click()
    await page.get_by_role("region", name="App Home").get_by_role("button").first.wait_for()


async def thread(page: Page) -> None:
    await page.get_by_role("button", name=re.compile(r"\d+ repl")).last.click()
    await page.get_by_role("complementary", name="Thread").get_by_role("article").first.wait_for()


async def journal(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("^Journal")).click()


async def inspector(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("^Inspector")).click()
    await page.locator("details.exchange", has_text="command").last.locator("summary").click()


async def tour(page: Page) -> None:
    await page.get_by_role("button", name="Tour").click()


async def dark(page: Page) -> None:
    await page.get_by_role("button", name="Switch to dark").click()


async def phone(page: Page) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]


SURFACES: dict[str, Callable[[Page], Awaitable[None]]] = {
    each.__name__: each for each in (conversation, report, form, home, thread, journal, inspector, tour, dark, phone)
}


async def _type(page: Page, text: str) -> None:
    answers = page.get_by_text("Only visible to you")
    before = await answers.count()
    composer = page.get_by_role("combobox", name="Message #launch")
    await composer.fill(text)
    await composer.press("Escape")
    await composer.press("Enter")
    await expect(answers).to_have_count(before + 1)


async def take(browser: Browser, address: str, folder: Path) -> None:
    for name, show in SURFACES.items():
        page = await browser.new_page(viewport=WINDOW, device_scale_factor=2)  # type: ignore[arg-type]
        await page.goto(address)
        await page.get_by_role("button", name="End the tour").click()
        await page.get_by_role("button", name=re.compile("^launch")).click()
        await page.get_by_role("heading", name="launch", level=1).wait_for()
        await show(page)
        await page.wait_for_timeout(400)  # pictures load, colours fade
        await page.screenshot(path=folder / f"{name}.png")
        sys.stdout.write(f"{folder / name}.png\n")
        await page.keyboard.press("Escape")  # an open form would stay open in the next window
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.close()


async def main(folder: Path) -> None:
    async with launched() as browser, demo() as address:
        await take(browser, address, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./dev screenshots", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/screenshots"))
    target = parser.parse_args().folder
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target))
