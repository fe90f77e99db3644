"""GraphiQL comes from files of the package and nothing in it asks another host for anything."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any


async def test_a_browser_at_the_endpoint_is_led_to_the_page(client: Any) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    led = await client.get("/graphql", headers=browser)
    assert (led.status_code, led.headers["location"]) == (303, "/graphiql")
    page = await client.get("/graphiql", headers=browser)
    assert (page.status_code, 'data-endpoint="/graphql"' in page.text) == (200, True)
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_every_file_that_the_page_names_is_served_from_here(client: Any) -> None:
    page = (await client.get("/graphiql")).text
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert named == ["data:,", "/graphiql/graphiql.css", "/graphiql/graphiql.js"]
    served = [await client.get(path) for path in named[1:]]
    assert [response.status_code for response in served] == [200, 200]
    assert [response.headers["content-type"].split(";")[0] for response in served] == ["text/css", "text/javascript"]


async def test_only_its_own_files_are_served(client: Any) -> None:
    names = ("LICENSES.txt", "README.md", "../http.py", "%2e%2e%2fhttp.py")
    found = [(await client.get(f"/graphiql/{name}")).status_code for name in names]
    assert found == [200, 404, 404, 404]


def test_the_style_loads_nothing() -> None:
    style = files("majung_schema").joinpath("static", "graphiql.css").read_text()
    assert "@import" not in style
    assert {found[:5] for found in re.findall(r"url\([\"']?([^)\"']+)", style)} == {"data:"}


def test_licences_of_all_that_is_bundled_lie_beside() -> None:
    licences = files("majung_schema").joinpath("static", "LICENSES.txt").read_text()
    assert all(f"\n{name} " in licences for name in ("graphiql", "react", "react-dom", "codemirror", "graphql-ws"))
