"""Confidential use leaves no trace on a resident's pages: not as a line, not in a count, not in the length of a page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.deuren import INKOMEN, PERSONEN, SCHULDEN, api, id_of, load
from tests.personen import person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

PAGINAS = ("/mijn/gebruik?eigen=nee", "/mijn/gebruik?eigen=nee&toon=los", "/mijn")
WISSELT = re.compile(r'value="[^"]{40,}"|cursor=[^"&]+|[0-9a-f]{8}-[0-9a-f-]{27}')


def seen(client: Client, pad: str) -> str:
    """The page without what is new at each visit."""
    antwoord = client.get(pad)
    assert antwoord.status_code == 200
    return WISSELT.sub("", antwoord.content.decode())


def test_after_many_confidential_uses_every_page_is_as_it_was() -> None:
    lijst = person()
    load([lijst])
    pad = f"{PERSONEN}/{id_of(lijst)}"
    for _ in range(3):
        assert api(*INKOMEN).get(pad).status_code == 200
    inwoner = Client()
    inwoner.post("/mijn/aanmelden", {"bsn": lijst.bsn})
    for pagina in PAGINAS:  # the first look is itself a use; it must not be what differs
        seen(inwoner, pagina)
    voor = {pagina: seen(inwoner, pagina) for pagina in PAGINAS[:2]}
    schulden = api(*SCHULDEN)
    for _ in range(30):
        assert schulden.get(pad).status_code == 200
    na = {pagina: seen(inwoner, pagina) for pagina in PAGINAS[:2]}
    assert na == voor
    assert "Schuldhulp" not in seen(inwoner, "/mijn")
    # The other side: one use that is not confidential does change them.
    assert api(*INKOMEN).get(pad).status_code == 200
    assert {pagina: seen(inwoner, pagina) for pagina in PAGINAS[:2]} != voor
