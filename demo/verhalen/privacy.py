"""The privacy officer's story, who saw Jansen last night: two looks, one with a reason and one that is odd; both can be made again."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from demo.browser import Browser
from demo.http import call, make
from demo.prompt import steward
from demo.spelers import API, BIJSTAND, CONSOLE, SUITE, TOEZICHT, Bewoner, Spelers, token_line
from demo.verhalen.dossier import open_dossier
from demo.verteller import Mislukt, Verteller, expect

TITEL = "De privacyfunctionaris: wie zag Jansen vannacht?"
# The key that the Suite sends for this employee: always the same one, and it means nothing outside the Suite.
MEDEWERKER = str(uuid5(NAMESPACE_URL, "https://suite.example/medewerkers/17"))
ZAAK = "Z-2026-0117"
BUITEN = "buiten werktijd"


def is_outside_working_hours(nu: datetime) -> bool:
    """In the evening, at night or in the weekend."""
    return nu.weekday() > 4 or not 7 <= nu.hour < 19


def vertel(spelers: Spelers, verteller: Verteller) -> None:
    """Two employees look; the officer asks who, how and why, and has one line checked."""
    bewoner = spelers.resident("jansen")
    nu = datetime.now(ZoneInfo("Europe/Amsterdam"))
    laat = is_outside_working_hours(nu)
    _looks(spelers, verteller, bewoner, nu)
    functionaris, hoe = spelers.employee("toezicht")
    verteller.tell(
        "De privacyfunctionaris meldt zich aan: naam toezicht, wachtwoord demo-toezicht, en de code die de pagina toont",
        *hoe,
        scherm="/beheer/aanmelden",
    )
    regel = _who_saw(spelers, verteller, functionaris, bewoner)
    _odd_look(verteller, functionaris, laat=laat)
    (uitkomst,) = [r for r in steward("reproduceer", regel) if regel in r]
    if "klopt niet" in uitkomst:
        raise Mislukt(uitkomst)
    verteller.tell(
        f"Wat er toen is gegeven, is opnieuw te maken uit het register: {uitkomst.removeprefix(regel).strip()}",
        make(f"reproduceer {regel}"),
    )


def _looks(spelers: Spelers, verteller: Verteller, bewoner: Bewoner, nu: datetime) -> None:
    """One look through an applicatie with only the key of the employee, one in /beheer with a reason and a case."""
    wanneer = (
        f"Het is {nu:%H:%M}, buiten werktijd."
        if is_outside_working_hours(nu)
        else f"Het is {nu:%H:%M}. De klok liegt hier niet: vannacht heet in dit verhaal zojuist."
    )
    koppen = {"Eindgebruiker": MEDEWERKER}
    vraag = {"zoeksleutels": {"burgerservicenummer": bewoner.bsn}}
    token = spelers.token(SUITE, BIJSTAND)
    zoeken = call("POST", f"{API}/_zoek", token=token, inhoud=vraag, koppen=koppen)
    expect(zoeken, 200, "zoeken door een medewerker")
    lezen = call("GET", f"{API}/{bewoner.id}", token=token, koppen=koppen)
    expect(lezen, 200, "lezen door een medewerker")
    verteller.tell(
        f"{wanneer} Een medewerker van Werk en Inkomen bekijkt {bewoner.naam}. De Suite stuurt een sleutel mee, geen naam",
        token_line(SUITE, BIJSTAND),
        zoeken.curl,
        lezen.curl,
    )
    collega, hoe = spelers.employee("beheer")
    blik = open_dossier(collega, bewoner, reden="kwaliteit", kenmerk=ZAAK)
    verteller.tell(
        f"Een gegevensbeheerder bekijkt dezelfde persoon, en zei eerst waarvoor: controle van de kwaliteit, zaak {ZAAK}",
        *hoe,
        *(pagina.curl for pagina in blik),
        scherm=blik[-1].pad,
    )


def _who_saw(spelers: Spelers, verteller: Verteller, functionaris: Browser, bewoner: Bewoner) -> str:
    """Ask in the log who saw this person, at the prompt and on the screen; returns the number of the Suite's line."""
    vraag = {"burgerservicenummer": bewoner.bsn, "limit": 100}
    antwoord = call("POST", "/api/verwerkingslog/v1/regels/_zoek", token=spelers.token(CONSOLE, TOEZICHT), inhoud=vraag)
    regels = expect(antwoord, 200, "wie zag deze persoon")["regels"]
    functionaris.get("/beheer/log")
    pagina = functionaris.post("/beheer/log/wie-zag", {"bsn": bewoner.bsn}).must_say(SUITE, "Team Burgerzaken")
    gelezen = next(
        r["id"]
        for r in regels
        if r["bevinding"] == "geraadpleegd" and r["register"] == "brp" and r["id"] in pagina.html
    )
    verteller.tell(
        f"Zij vraagt wie {bewoner.naam} zag: {len(regels)} regels, de nieuwste bovenaan. Ook deze vraag komt in het log",
        token_line(CONSOLE, TOEZICHT),
        antwoord.curl,
        pagina.curl,
        scherm="/beheer/log",
    )
    return str(gelezen)


def _odd_look(verteller: Verteller, functionaris: Browser, *, laat: bool) -> None:
    """What the key of the Suite's employee did: when, for which purpose, and without a reason of its own."""
    adres = f"/beheer/handelingen?medewerker={MEDEWERKER}"
    pagina = functionaris.get(adres).must_say(SUITE, MEDEWERKER[:8], BIJSTAND)
    if laat and BUITEN not in pagina.tekst:
        raise Mislukt(f"de pagina zegt niet dat dit {BUITEN} was")
    merk = "met het merk 'buiten werktijd'" if laat else "in werktijd; 's avonds staat er 'buiten werktijd' bij"
    aantal = len(re.findall(MEDEWERKER[:8] + r"\s*</a>", pagina.html))
    verteller.tell(
        f"De vreemde blik: sleutel {MEDEWERKER[:8]}…, doel {BIJSTAND}, {aantal} handelingen, {merk}, en geen zaaknummer. "
        "Wie die sleutel heeft, weet alleen het team zelf",
        pagina.curl,
        scherm=adres,
    )
    pagina = functionaris.get("/beheer/handelingen").must_say(ZAAK)
    verteller.tell(f"De andere blik heeft wel een reden en een zaak: {ZAAK}", pagina.curl, scherm="/beheer/handelingen")
