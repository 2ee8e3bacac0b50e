"""Signing in as people do: a resident with the simulator in place of DigiD, an employee with a password and a code of now."""

from __future__ import annotations

import re
import time

from demo.browser import Browser, Pagina
from demo.http import BASIS
from demo.verteller import Mislukt

CODE = re.compile(r"<strong>(\d{6})</strong>")
# A code holds for half a minute and works once: who signs in twice in a row waits for the next one.
WACHT = 40.0


def sign_in_resident(bsn: str) -> tuple[Browser, tuple[str, ...]]:
    """A session of this resident, and how to get one at the prompt. Raises Mislukt."""
    browser = Browser("inwoner.koekjes")
    browser.get("/mijn/aanmelden")
    pagina = browser.post("/mijn/aanmelden", {"bsn": bsn})
    if pagina.pad != "/mijn":
        raise Mislukt("de inwoner kon niet aanmelden")
    eerst = f"curl -s -c {browser.pot} -o /dev/null {BASIS}/mijn/aanmelden"
    return browser, (eerst, pagina.curl)


def sign_in_employee(naam: str) -> tuple[Browser, tuple[str, ...]]:
    """A session of this employee of the demo with both factors, and how to get one at the prompt. Raises Mislukt."""
    browser = Browser(f"{naam}.koekjes")
    browser.get("/beheer/aanmelden")
    vraag = browser.post("/beheer/aanmelden", {"naam": naam, "wachtwoord": f"demo-{naam}"})
    pagina = _give_code(browser, vraag)
    if pagina.pad != "/beheer":
        raise Mislukt(f"{naam} kon niet aanmelden")
    pot = f'-b {browser.pot} -c {browser.pot} --data-urlencode "csrfmiddlewaretoken=$(sleutel {browser.pot})"'
    return browser, (
        f"curl -s -c {browser.pot} -o /dev/null {BASIS}/beheer/aanmelden",
        f"STAP=$(curl -sL {pot} -d naam={naam} -d wachtwoord=demo-{naam} -o stap.html -w '%{{url_effective}}' {BASIS}/beheer/aanmelden)",
        f'curl -sL {pot} -d "code=$(grep -o \'<strong>[0-9]*\' stap.html | tr -dc 0-9)" "$STAP" | lees',
    )


def _give_code(browser: Browser, vraag: Pagina) -> Pagina:
    """Type the code that the page of the demo shows; when it was used already, the next one."""
    tot, geprobeerd = time.monotonic() + WACHT, ""
    while True:
        treffer = CODE.search(vraag.html)
        if treffer is None:
            raise Mislukt(f"{vraag.pad} toont geen code: staat deze installatie in demo?")
        if treffer[1] != geprobeerd:
            geprobeerd = treffer[1]
            pagina = browser.post(vraag.pad, {"code": geprobeerd})
            if pagina.status == 200 or time.monotonic() > tot:
                return pagina
            print("    (deze code is al gebruikt; wachten op de volgende)", flush=True)
        time.sleep(1)
        vraag = browser.get(vraag.pad)
