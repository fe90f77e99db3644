"""GraphiQL for development, from files of this package; nothing is loaded from another host."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

_PAGE = """<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Majung GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{path}/graphiql.css">
</head>
<body style="margin: 0">
<div id="graphiql" data-endpoint="{endpoint}" style="height: 100vh"></div>
<script src="{path}/graphiql.js"></script>
</body>
</html>
"""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FILES = {"graphiql.js": "text/javascript", "graphiql.css": "text/css", "LICENSES.txt": "text/plain"}


def graphiql_routes(*, endpoint: str, path: str = "/graphiql") -> list[BaseRoute]:
    """The page and its files; leave them out in production."""
    page = _PAGE.format(path=escape(path), endpoint=escape(endpoint))

    async def show(request: Request) -> Response:
        return HTMLResponse(page, headers={"content-security-policy": _POLICY, "cache-control": "no-cache"})

    async def file(request: Request) -> Response:
        name: str = request.path_params["name"]
        if name not in _FILES:
            return Response(status_code=404)
        content = files("majung_schema").joinpath("static", name).read_bytes()
        return Response(content, media_type=_FILES[name], headers={"cache-control": "max-age=3600"})

    return [Route(path, show), Route(f"{path}/{{name}}", file)]
