"""A person's browser: cookies and forms, no script. Every page knows the curl that fetches it, with a cookie jar in a file."""

from __future__ import annotations

import html
import re
import shlex
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

from demo.http import BASIS
from demo.verteller import Mislukt

# Typed once in a shell, these two make the printed curls of pages work: the form's key from the jar, and a page as text.
HULP = (
    "sleutel() { awk '/csrftoken/{print $7}' \"$1\"; }",
    "lees() { sed 's/<[^>]*>/ /g' | tr -s ' \\n' | grep '[^ ]'; }",
)


class _Lezer(HTMLParser):
    """Collects the fields of the forms on a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.velden: dict[str, str] = {}
        self._keuze = self._tekst = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {naam: waarde or "" for naam, waarde in attrs}
        naam = a.get("name", "")
        if tag == "input" and naam:
            gekozen = a.get("type") not in {"radio", "checkbox"} or "checked" in a
            if gekozen:
                self.velden[naam] = a.get("value", "")
        elif tag == "select":
            self._keuze = naam
            self.velden.setdefault(naam, "")
        elif tag == "option" and "selected" in a and self._keuze:
            self.velden[self._keuze] = a.get("value", "")
        elif tag == "textarea":
            self._tekst = naam
            self.velden[naam] = ""

    def handle_data(self, data: str) -> None:
        if self._tekst:
            self.velden[self._tekst] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._keuze = ""
        elif tag == "textarea":
            self._tekst = ""


@dataclass(frozen=True)
class Pagina:
    """A page as the browser got it, and the curl for it."""

    status: int
    pad: str
    html: str
    curl: str

    @property
    def tekst(self) -> str:
        """The page as one line of words."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.html)).replace(" .", ".").split())

    @property
    def velden(self) -> dict[str, str]:
        """The fields of its forms and what stands in them."""
        lezer = _Lezer()
        lezer.feed(self.html)
        return {naam: waarde for naam, waarde in lezer.velden.items() if naam and naam != "csrfmiddlewaretoken"}

    def find(self, patroon: str) -> str:
        """What the first group of this pattern is in the words of the page, or nothing."""
        treffer = re.search(patroon, self.tekst)
        return treffer[1] if treffer else ""

    def must_say(self, *woorden: str) -> Pagina:
        """Give this page back; raises Mislukt when one of these texts is not on it."""
        for woord in woorden:
            if woord not in self.tekst:
                raise Mislukt(f"{self.pad} ({self.status}) zegt niet: {woord}")
        return self


@dataclass
class Browser:
    """One session; `pot` is the name of the cookie jar in the printed curls."""

    pot: str
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(base_url=BASIS, timeout=30, follow_redirects=True)
    )

    def get(self, pad: str) -> Pagina:
        """Open a page; raises Mislukt when it is an error."""
        return self._page(
            self.client.get(pad), f"curl -sL -b {self.pot} -c {self.pot} {shlex.quote(BASIS + pad)} | lees"
        )

    def post(self, pad: str, velden: dict[str, str], *, uitdrukkingen: dict[str, str] | None = None) -> Pagina:
        """Send a form; `uitdrukkingen` are fields whose value a shell finds out for itself in the curl."""
        sleutel = self.client.cookies.get("csrftoken") or ""
        antwoord = self.client.post(pad, data=velden | {"csrfmiddlewaretoken": sleutel})
        delen = [f'--data-urlencode "csrfmiddlewaretoken=$(sleutel {self.pot})"']
        for naam, waarde in velden.items():
            vindt = (uitdrukkingen or {}).get(naam)
            if vindt:
                delen.append(f'--data-urlencode "{naam}={vindt}"')
            elif waarde:
                delen.append(f"--data-urlencode {shlex.quote(f'{naam}={waarde}')}")
        curl = f"curl -sL -b {self.pot} -c {self.pot} {' '.join(delen)} {BASIS}{pad} | lees"
        return self._page(antwoord, curl)

    @staticmethod
    def _page(antwoord: httpx.Response, curl: str) -> Pagina:
        pagina = Pagina(antwoord.status_code, antwoord.url.raw_path.decode(), antwoord.text, curl)
        if antwoord.status_code not in {200, 400}:
            raise Mislukt(f"{pagina.pad} gaf {pagina.status}")
        return pagina
