"""The demo and its page, as long as somebody waits for them. `python -m bench.page`.

Exits with 1 when a goal is missed.
"""

import asyncio
import math
import statistics
import subprocess
import sys
import time
from typing import Any

from playwright.async_api import Browser, Page

from bench.judging import Figures, judge, report, table
from bench.run import GOALS
from bot.demo.programs import manifest
from playground.testing import Playground
from tests.playground.page_scene import launched
from tests.playground.screenshots import demo

ROUNDS = 3
SIZES = (1_000, 10_000)
FRAMES, PIXELS_A_FRAME = 300, 400
WINDOW: Any = {"width": 1280, "height": 800}

# When the first message stood on the page, in milliseconds since somebody asked for it.
_SHOWN = """window.shown = new Promise((resolve) => new MutationObserver((_, watch) => {
  if (!document.querySelector("article.message")) return;
  watch.disconnect();
  requestAnimationFrame(() => resolve(performance.now()));
}).observe(document, {childList: true, subtree: true}))"""
# Up to the beginning of the conversation, until all of it was fetched.
_FETCH_ALL = """async () => {
  const list = document.querySelector(".timeline");
  while (!list.querySelector(".opening")) { list.scrollTop = 0; await new Promise(requestAnimationFrame); }
}"""
# To and fro, so many pixels a frame: how long each frame took, in milliseconds.
_SCROLL = """async ([count, pixels]) => {
  const list = document.querySelector(".timeline"), frame = () => new Promise(requestAnimationFrame);
  const took = [];
  for (let last = await frame(), by = pixels; took.length < count;) {
    const before = list.scrollTop;
    list.scrollTop += by;
    if (list.scrollTop === before) by = -by;
    const now = await frame();
    took.push(now - last);
    last = now;
  }
  return took;
}"""


def main() -> int:
    """Measure, print, judge."""
    subprocess.run([sys.executable, "-m", "bot.demo"], check=True)  # as `./dev setup` does
    figures = asyncio.run(_measured())
    verdicts = judge(GOALS, figures, "page")
    print(table(figures), "", report(verdicts), sep="\n")
    return 0 if all(verdict.met for verdict in verdicts) else 1


async def _measured() -> Figures:
    figures: Figures = {}
    async with launched() as browser:
        for _ in range(ROUNDS):
            await _start(browser, figures)
            for size in SIZES:
                await _scroll(browser, figures, size)
    return figures


def _note(figures: Figures, contender: str, case: str, measure: str, figure: float) -> None:
    figures.setdefault((contender, case), {}).setdefault(measure, []).append(figure)


async def _start(browser: Browser, figures: Figures) -> None:
    """From the command to a page on which one can type, and from a fresh window to its first messages."""
    began = time.monotonic()
    async with demo() as address:
        page = await _opened(browser, address)
        await page.wait_for_selector(".timeline:not([aria-busy]) article.message")
        _note(figures, "ours", "start", "seconds", time.monotonic() - began)
        await page.context.close()
        page = await _opened(browser, address)
        _note(figures, "ours", "first_messages", "ms", await page.evaluate("window.shown"))
        await page.context.close()
    _note(figures, "goal", "start", "seconds", 3.0)
    _note(figures, "goal", "first_messages", "ms", 1_000.0)


async def _scroll(browser: Browser, figures: Figures, size: int) -> None:
    """A channel with so many messages, all of them fetched, scrolled through."""
    said = [
        {"by": "ana", "in": "launch", "text": f"Message {number}: " + "words " * (number % 40)}
        for number in range(size)
    ]
    seed = {"people": [{"name": "ana"}], "channels": [{"name": "launch", "members": ["ana"]}], "messages": said}
    async with Playground(manifest(), seed) as slack:
        page = await _opened(browser, slack.page_url)
        await page.get_by_role("button", name="launch", exact=True).click()
        await page.wait_for_selector("article.message")
        await page.evaluate(_FETCH_ALL)
        frames = sorted(await page.evaluate(_SCROLL, [FRAMES, PIXELS_A_FRAME]))
        await page.context.close()
    _note(figures, f"ours_{size}", "scroll", "p50_ms", statistics.median(frames))
    _note(figures, f"ours_{size}", "scroll", "p99_ms", frames[math.ceil(len(frames) * 0.99) - 1])
    _note(figures, f"ours_{size}", "scroll", "ms", frames[-1])


async def _opened(browser: Browser, address: str) -> Page:
    context = await browser.new_context(viewport=WINDOW)
    page = await context.new_page()
    await page.add_init_script(_SHOWN)
    await page.goto(address, wait_until="commit")
    return page


if __name__ == "__main__":
    sys.exit(main())
