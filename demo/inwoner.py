"""A resident in the browser: signs in with the simulator, and reads who used their data. Cookies and forms, as a browser does."""

from __future__ import annotations

import html
import re

import httpx

from demo.http import BASIS

SLEUTEL = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REGEL = re.compile(r'<p class="wanneer">(.*?)</p>\s*<p>(.*?)</p>\s*<p>(.*?)</p>', re.DOTALL)


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

    def uses(self) -> list[tuple[str, str, str]]:
        """(when, who and what, why) of the newest uses, as the page tells them."""
        pagina = self.browser.get("/mijn/gebruik").text
        return [(_text(a), _text(b), _text(c)) for a, b, c in REGEL.findall(pagina)]


def _text(stuk: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", stuk)).split())
