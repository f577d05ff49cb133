"""The page: static files, served with headers that let it run nothing but itself."""

import hmac
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

FOLDER = Path(__file__).parent / "page"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def routes(token: str) -> list[BaseRoute]:
    """`/`, which needs `?token=`, and `/page/{file}`, which serves only the files of the page's own folder."""

    async def front(request: Request) -> Response:
        given = request.query_params.get("token", "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return _plain("Open the whole address that was printed, token included.", 403)
        return _file("index.html")

    async def part(request: Request) -> Response:
        return _file(request.path_params["file"])

    return [Route("/", front, methods=["GET"]), Route("/page/{file:path}", part, methods=["GET"])]


def _file(name: str) -> Response:
    """The file with this very name. Names are looked up, never joined to a path, so none leads out of the folder."""
    found = {path.name: path for path in FOLDER.iterdir() if path.suffix in MEDIA_TYPES}.get(name)
    if found is None:
        return _plain("There is no such file.", 404)
    return Response(found.read_bytes(), media_type=MEDIA_TYPES[found.suffix], headers=HEADERS)


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, HEADERS)
