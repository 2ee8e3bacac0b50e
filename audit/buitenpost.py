"""Asking somebody outside over HTTP: one deadline for the whole of it, a ceiling on what comes back, and no redirect followed."""

from __future__ import annotations

import asyncio
import ipaddress
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx


class GeenAntwoord(Exception):
    """What came is no answer; the text goes on after a name. `status`: the HTTP status, where there was one."""

    def __init__(self, tekst: str, status: int | None = None) -> None:
        super().__init__(tekst)
        self.status = status


@dataclass(frozen=True, slots=True)
class Vorm:
    """What is sent, and what is taken: media types, seconds for the whole of it, bytes that may come back."""

    soort: str
    termijn: float
    hoogstens: int


def is_loopback(host: str) -> bool:
    """Whether this host name is this machine by its form; a name that must be looked up is not."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def post(url: httpx.URL, inhoud: bytes, vorm: Vorm) -> tuple[int, bytes]:
    """Status and body of the answer, as it came over the wire. Follows no redirect: it would lead to somebody else.

    Raises GeenAntwoord when nobody answers, too slowly, or with too much.
    """
    try:
        # In a thread of its own: that of the caller may run an event loop already.
        with ThreadPoolExecutor(max_workers=1) as draad:
            return draad.submit(asyncio.run, _post(url, inhoud, vorm)).result()
    except (TimeoutError, httpx.TimeoutException):
        raise GeenAntwoord("antwoordt te langzaam") from None
    except httpx.HTTPError as fout:
        raise GeenAntwoord(f"is niet te bereiken ({type(fout).__name__})") from fout


async def _post(url: httpx.URL, inhoud: bytes, vorm: Vorm) -> tuple[int, bytes]:
    # The timeout of httpx begins again with each byte: whoever drips would keep us for hours. The one around it does not.
    async with (
        asyncio.timeout(vorm.termijn),
        httpx.AsyncClient(timeout=vorm.termijn, trust_env=not is_loopback(url.host)) as client,
        client.stream(
            "POST", url, content=inhoud, headers={"Content-Type": vorm.soort, "Accept-Encoding": "identity"}
        ) as antwoord,
    ):
        gelezen = b""
        async for deel in antwoord.aiter_raw():
            gelezen += deel
            if len(gelezen) > vorm.hoogstens:
                raise GeenAntwoord("antwoordt te lang", antwoord.status_code)
        return antwoord.status_code, gelezen
