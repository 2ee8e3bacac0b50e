"""An employee at a browser: signs in at /beheer and fills in forms by what the labels say, as a person does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Self

import httpx


class _Formulier(HTMLParser):
    """The last form in the main part of a page: its method, what it would send now, and the field behind each label.

    Labels that stand in more than one fieldset are told apart by its legend: "Legend, Label".
    """

    def __init__(self, pagina: str) -> None:
        super().__init__()
        self.methode = "get"
        self.waarden: dict[str, list[str]] = {}
        self.velden: dict[str, dict[str, str | None]] = {}
        self.keuzes: dict[str, dict[str, str]] = {}
        self.labels: dict[str, str] = {}
        self._in_main = self._in_form = False
        self._voor = self._select = self._optie = self._gebied = ""
        self._tekst = self._legenda = ""
        self.feed(pagina)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kenmerken = dict(attrs)
        naam, waarde = kenmerken.get("name") or "", kenmerken.get("value") or ""
        if tag == "main":
            self._in_main = True
        elif tag == "form" and self._in_main:
            self._in_form = True
            self.methode = (kenmerken.get("method") or "get").lower()
            self.waarden, self.velden, self.keuzes, self.labels = {}, {}, {}, {}
        if not self._in_form:
            return
        if kenmerken.get("id"):
            self.velden[str(kenmerken["id"])] = kenmerken
        self._tekst = ""
        match tag:
            case "label":
                self._voor = kenmerken.get("for") or ""
            case "input" if naam and (kenmerken.get("type") != "checkbox" or "checked" in kenmerken):
                self.waarden.setdefault(naam, []).append(waarde)
            case "select":
                self._select, self.keuzes[naam] = naam, {}
            case "option":
                self._optie = waarde
                if "selected" in kenmerken or self._select not in self.waarden:
                    self.waarden[self._select] = [waarde]
            case "textarea":
                self._gebied = naam

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "main":
                self._in_main = False
            case "form":
                self._in_form = False
            case "legend":
                self._legenda = " ".join(self._tekst.split())
            case "label" if self._voor:
                kort = " ".join(self._tekst.split())
                self.labels |= {kort: self._voor, f"{self._legenda}, {kort}": self._voor}
                self._voor = ""
            case "option" if self._select:
                self.keuzes[self._select][" ".join(self._tekst.split())] = self._optie
            case "select":
                self._select = ""
            case "textarea" if self._gebied:
                self.waarden[self._gebied] = [self._tekst.strip("\n")]
                self._gebied = ""

    def handle_data(self, data: str) -> None:
        self._tekst += data

    def put(self, label: str, waarde: str) -> None:
        """Type, choose or tick; labels are compared without regard to capitals."""
        gevonden = [voor for tekst, voor in self.labels.items() if tekst.lower() == label.lower()]
        assert gevonden, f"er is geen veld {label!r}; wel: {', '.join(self.labels)}"
        veld = self.velden[gevonden[0]]
        naam = str(veld["name"])
        if naam in self.keuzes:
            assert waarde in self.keuzes[naam], (
                f"{label}: {waarde!r} is geen keuze; wel: {', '.join(self.keuzes[naam])}"
            )
            self.waarden[naam] = [self.keuzes[naam][waarde]]
        elif veld.get("type") == "checkbox":
            gekozen = [w for w in self.waarden.get(naam, []) if w != veld["value"]]
            self.waarden[naam] = [*gekozen, str(veld["value"])] if waarde == "aan" else gekozen
        else:
            self.waarden[naam] = [waarde]


class Medewerker:
    """An employee of the demo, signed in with password and code."""

    def __init__(self, adres: str, naam: str) -> None:
        self._browser = httpx.Client(base_url=adres, timeout=30, headers={"Origin": adres, "Accept-Language": "nl"})
        self._pagina = ""
        self._pad = ""
        self.fill_in("/beheer/aanmelden", {"Naam": naam, "Wachtwoord": f"demo-{naam}"})
        # The demo shows the code that an app would show.
        code = re.search(r"\b\d{6}\b", re.sub(r"<[^>]+>|<svg.*?</svg>", " ", self._pagina))
        assert code, self._pagina
        self.fill_in("", {"Code van 6 cijfers": code[0]})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fout: object) -> None:
        self._browser.close()

    def fill_in(self, pad: str, velden: dict[str, str]) -> None:
        """Fill in the form at this path (or, where it is empty, the one that came) and send it; it must be accepted."""
        if pad:
            self._open("GET", pad, {})
        formulier = _Formulier(self._pagina)
        for label, waarde in velden.items():
            formulier.put(label, waarde)
        self._open(formulier.methode.upper(), self._pad, formulier.waarden)

    def _open(self, methode: str, pad: str, waarden: dict[str, list[str]]) -> None:
        sturen = {"params": waarden} if methode == "GET" and waarden else {"data": waarden} if methode == "POST" else {}
        antwoord = self._browser.request(methode, pad, follow_redirects=True, **sturen)
        assert antwoord.status_code == 200, (antwoord.status_code, pad, antwoord.text)
        self._pagina, self._pad = antwoord.text, str(antwoord.url)
