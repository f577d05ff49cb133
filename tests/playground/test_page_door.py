"""Who is let in to the page, and what is served there. No browser is needed."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from playground.page import FOLDER
from playground.seed import TEAM
from playground.testing import Playground
from tests.playground import page_showcase as showcase
from tests.playground.hostile import HOSTILE, TRAVERSALS


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground(showcase.MANIFEST, TEAM) as playground:
        yield playground


@pytest.mark.parametrize("path", ["/", "/sim/state", "/sim/log"])
async def test_nobody_enters_without_the_token(slack: Playground, path: str) -> None:
    async with httpx.AsyncClient(base_url=slack.core.base_url) as http:
        assert (await http.get(path)).status_code == 403
        for guess in HOSTILE:
            response = await http.get(path, params={"token": guess})
            assert response.status_code == 403
            assert "<" not in response.text


async def test_no_other_name_or_page_may_ask(slack: Playground) -> None:
    async with httpx.AsyncClient(base_url=slack.core.base_url, params={"token": slack.token}) as http:
        assert (await http.get("/")).status_code == 200
        for words in HOSTILE:
            named = words.encode().replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"").strip()
            for header in ("Host", "Origin"):
                response = await http.get("/", headers={header.encode(): named})
                assert response.status_code in {400, 403}, (header, named)


@pytest.mark.parametrize("form", TRAVERSALS)
async def test_only_files_of_the_page_are_served(slack: Playground, form: str) -> None:
    address = httpx.URL(slack.core.base_url).copy_with(raw_path=f"/page/{form}".encode())
    async with httpx.AsyncClient(follow_redirects=True) as http:
        response = await http.get(address)
    assert response.status_code in {400, 403, 404}
    assert "root:" not in response.text
    assert "import" not in response.text


async def test_every_file_of_the_page_has_its_headers(slack: Playground) -> None:
    async with httpx.AsyncClient(base_url=slack.core.base_url) as http:
        for path in sorted(FOLDER.iterdir()):
            response = await http.get(f"/page/{path.name}")
            assert response.status_code == 200
            policy = response.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["referrer-policy"] == "no-referrer"


def test_the_page_asks_no_other_server_and_parses_no_html() -> None:
    for path in FOLDER.iterdir():
        if path.suffix in {".js", ".css", ".html"}:
            text = path.read_text().replace("http://www.w3.org/2000/svg", "")
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
            ), path
            assert not re.search(r"""(?:src|href|from|import|url)\s*[=(]?\s*["']?(?:https?:)?//""", text), path
