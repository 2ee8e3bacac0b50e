"""A resident in the browser: signs in with the simulator, and reads who used their data. Cookies and forms, as a browser does."""

from __future__ import annotations

import html
import re

import httpx

from demo.http import BASIS

SLEUTEL = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
GROEP = re.compile(
    r'<h2 class="zin">(.*?)</h2>\s*<p class="hoe-vaak">(.*?)</p>\s*<p>(.*?)</p>(.*?)</details>', re.DOTALL
)
SYSTEEM = re.compile(r"<dt>Met welk systeem</dt><dd>(.*?)</dd>")


class Inwoner:
    """One browser session."""

    def __init__(self) -> None:
        self.browser = httpx.Client(base_url=BASIS, timeout=30)

    def sign_in(self, bsn: str) -> int:
        """Sign in; returns the status of the start page behind it."""
        sleutel = SLEUTEL.search(self.browser.get("/mijn/aanmelden").text)
        formulier = {"bsn": bsn, "csrfmiddlewaretoken": sleutel[1] if sleutel else ""}
        antwoord = self.browser.post(
            "/mijn/aanmelden", data=formulier, headers={"Origin": BASIS}, follow_redirects=True
        )
        return antwoord.status_code

    def uses(self) -> list[tuple[str, str, str, set[str]]]:
        """(who and what, how often, why, with which systems) of the newest uses, as the page tells them."""
        pagina = self.browser.get("/mijn/gebruik").text
        return [
            (_text(zin), _text(vaak), _text(doel), {_text(s) for s in SYSTEEM.findall(rest)})
            for zin, vaak, doel, rest in GROEP.findall(pagina)
        ]


def _text(stuk: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", stuk)).split())
