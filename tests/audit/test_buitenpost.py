"""Whoever is asked outside has one deadline, whatever he does with it."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from audit.buitenpost import GeenAntwoord, Vorm, post
from tests.audit.traag import dripping


@pytest.mark.parametrize(
    "stukken",
    [
        [],
        [b"H"] * 200,
        [b"HTTP/1.1 200 OK\r\n", *[b"X-Nog: een\r\n"] * 200],
        [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 200],
    ],
    ids=["says-nothing", "drips-status", "drips-headers", "drips-body"],
)
def test_who_hangs_or_drips_is_left_at_the_deadline(stukken: list[bytes]) -> None:
    begin = time.monotonic()
    with dripping(stukken) as url, pytest.raises(GeenAntwoord, match="te langzaam"):
        post(httpx.URL(url), b"vraag", Vorm("text/plain", 0.4, 1000))
    assert time.monotonic() - begin < 2


def test_who_runs_an_event_loop_may_ask_too() -> None:
    async def ask() -> None:
        with pytest.raises(GeenAntwoord, match="niet te bereiken"):
            post(httpx.URL("http://127.0.0.1:9/"), b"vraag", Vorm("text/plain", 5, 1000))

    with ThreadPoolExecutor(1) as draad:
        draad.submit(asyncio.run, ask()).result()
