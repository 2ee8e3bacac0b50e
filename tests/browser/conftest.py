"""A real server on the worker's database, and Debian's Chromium to visit it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.lokaal.omgeving import web_omgeving
from config.lokaal.processen import Webserver, extra_webserver
from tests import plugin

VLAGGEN = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def omgeving(bronhuis_db: None) -> dict[str, str]:
    """The environment of the server, for a command that works on the same data."""
    # An authority for time-stamps is set, so that the page of the seal has something to say of it; a web process asks it nothing.
    eigen = {"BRONHUIS_MODUS": "test", "BRONHUIS_TIJDSTEMPEL": "https://tsa.example"}
    return web_omgeving(plugin.staat) | {"DATABASE_URL": os.environ["DATABASE_URL"]} | eigen


@pytest.fixture(scope="session")
def server(omgeving: dict[str, str]) -> Iterator[Webserver]:
    with extra_webserver(omgeving, werkers=1, draden=4) as gestart:
        yield gestart


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    programma = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if programma is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium ontbreekt")
        pytest.skip("Chromium staat niet op deze computer")
    # Playwright runs an event loop in this thread; Django would take our fixtures for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programma, args=VLAGGEN)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["met-javascript", "zonder-javascript"])
def context(request: pytest.FixtureRequest, chromium: Browser, server: Webserver) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=server.url, java_script_enabled=request.param, locale="nl-NL")
    made.set_default_timeout(12_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
