"""The applicatie's story: asks for a purpose, finds, reads on two days, is refused what it may not have, and obeys at once."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from demo.applicatie import Applicatie, steward
from demo.http import BASIS, Antwoord, call
from demo.inwoner import Inwoner

API = "/api/brp/v1/personen"
LOKET, SUITE, CONSOLE = "Burgerzakenloket", "Suite Inkomen", "Privacyconsole"
BIJSTAND = "bijstand-beoordelen"


class Mislukt(Exception):
    """A step did not go as it must; the demo ends with this line."""


@dataclass
class Verteller:
    """Prints each step in one line with the call that does it."""

    nummer: int = 0

    def tell(self, wat: str, hoe: str) -> None:
        """One step."""
        self.nummer += 1
        print(f"{self.nummer:2}. {wat}\n    {hoe}", flush=True)


@dataclass
class Verhaal:
    """The facts of the story so far."""

    verteller: Verteller = field(default_factory=Verteller)
    persoon: dict[str, Any] = field(default_factory=dict)
    bsn: str = ""
    token: str = ""
    geleden: str = ""
    veld: str = ""

    def expect(self, antwoord: Antwoord, status: int, wat: str) -> Any:
        """Go on only when the answer has this status."""
        if antwoord.status != status:
            raise Mislukt(f"{wat}: verwacht {status}, kreeg {antwoord.status} ({json.dumps(antwoord.document)[:300]})")
        return antwoord.document


def activiteiten() -> dict[str, dict[str, Any]]:
    """The autorisaties in force, by name of their activity."""
    rijen = [json.loads(regel) for regel in steward("autorisatie", "lijst")]
    return {rij["activiteit"]: rij for rij in rijen if not rij["ingetrokken"]}


def choose_resident(verhaal: Verhaal, loket: Applicatie, rij: dict[str, Any]) -> None:
    """At the desk of Burgerzaken: a resident who moved once, whose data are not secret."""
    token = verhaal.expect(loket.ask_token(rij["activiteitId"], rij["afnemer"]), 200, "token voor het loket")[
        "access_token"
    ]
    cursor = ""
    while True:
        pagina = verhaal.expect(call("GET", f"{API}?limit=50{cursor}", token=token), 200, "bladeren")
        for resultaat in pagina["resultaten"]:
            gegevens = resultaat["gegevens"]
            bsn = gegevens.get("persoon", {}).get("burgerservicenummer")
            if (
                not bsn
                or gegevens.get("inschrijving", {}).get("geheimhouding", "0") != "0"
                or "opschorting" in gegevens.get("inschrijving", {})
            ):
                continue
            historie = verhaal.expect(call("GET", f"{API}/{resultaat['id']}/voorkomens", token=token), 200, "historie")
            oud = [
                v
                for v in historie["voorkomens"]
                if v["groep"] == "verblijfplaats" and v["gegevens"].get("straat") and v["eindGeldigheid"]
            ]
            oud = [
                v
                for v in oud
                if len(v["beginGeldigheid"] or "") == 10
                and v["beginGeldigheid"] < v["eindGeldigheid"]
                and not v["onjuist"]
            ]
            if oud and gegevens.get("verblijfplaats", {}).get("straat") not in {None, oud[-1]["gegevens"]["straat"]}:
                verhaal.persoon, verhaal.bsn, verhaal.geleden = resultaat, bsn, oud[-1]["beginGeldigheid"]
                return
        raise Mislukt("geen geschikte inwoner op de eerste pagina")


def applicatie_vertelt(
    verhaal: Verhaal, suite: Applicatie, rij: dict[str, Any], slechte_tokens: dict[str, str]
) -> None:
    """Token, search, read now and then, and four refusals."""
    tell = verhaal.verteller.tell
    antwoord = suite.ask_token(rij["activiteitId"], rij["afnemer"])
    verhaal.token = verhaal.expect(antwoord, 200, "token")["access_token"]
    tell(f"Token voor één doel ({rij['activiteit']}), {antwoord.document['expires_in']} seconden geldig", antwoord.curl)
    antwoord = call(
        "POST", f"{API}/_zoek", token=verhaal.token, inhoud={"zoeksleutels": {"burgerservicenummer": verhaal.bsn}}
    )
    gevonden = verhaal.expect(antwoord, 200, "zoeken")["resultaten"]
    if len(gevonden) < 1:
        raise Mislukt("niemand gevonden")
    adres = f"{API}/{gevonden[0]['id']}"
    tell("Gezocht op BSN, in de inhoud van het bericht en niet in het adres: 1 persoon", antwoord.curl)
    antwoord = call("GET", adres, token=verhaal.token)
    nu = verhaal.expect(antwoord, 200, "lezen")["gegevens"]["verblijfplaats"]["straat"]
    tell(f"Gelezen, stand van vandaag: woont {nu}", antwoord.curl)
    antwoord = call("GET", f"{adres}?geldigOp={verhaal.geleden}", token=verhaal.token)
    toen = verhaal.expect(antwoord, 200, "lezen op een eerdere dag")["gegevens"]["verblijfplaats"]["straat"]
    tell(f"Gelezen, stand van {verhaal.geleden}: woonde {toen}", antwoord.curl)
    antwoord = call("GET", f"{adres}?fields=gezag", token=verhaal.token)
    fout = verhaal.expect(antwoord, 403, "veld buiten de autorisatie")
    tell(f"Gevraagd wat niet mag: 403 {fout['code']}, onder meer {fout['fouten'][0]['naam']}", antwoord.curl)
    antwoord = suite.ask_token(None)
    tell(
        f"Zonder doel geen token: {antwoord.status} {verhaal.expect(antwoord, 400, 'token zonder doel')['error']}",
        antwoord.curl,
    )
    for vlag, status, wat in (
        ("--zonder-doel", 403, "Met een token zonder doel"),
        ("--verlopen", 401, "Met een token van gisteren"),
    ):
        antwoord = call("GET", adres, token=slechte_tokens[vlag])
        tell(f"{wat}: {antwoord.status} {verhaal.expect(antwoord, status, wat)['code']}", antwoord.curl)
    narrow_and_withdraw(verhaal, adres, rij)


def narrow_and_withdraw(verhaal: Verhaal, adres: str, rij: dict[str, Any]) -> None:
    """The steward narrows and withdraws; the very next request obeys. The autorisatie is given again at the end."""
    tell = verhaal.verteller.tell
    gegevens = verhaal.expect(call("GET", adres, token=verhaal.token), 200, "lezen")["gegevens"]
    veld = "geboorte" if "geboorte" in gegevens["persoon"] else "naam"
    pad = f"persoon.{veld}.{max(gegevens['persoon'][veld])}"
    keuze = ("--activiteit", rij["activiteit"], "--afnemer", rij["afnemer"])
    versie = json.loads(steward("autorisatie", "versmal", *keuze, "--veld", pad)[-1])
    antwoord = call("GET", adres, token=verhaal.token)
    smaller = verhaal.expect(antwoord, 200, "lezen na versmallen")["gegevens"]["persoon"].get(veld, {})
    if pad.rpartition(".")[2] in smaller:
        raise Mislukt(f"{pad} werd na het versmallen nog gegeven")
    tell(f"De autorisatie is versmald (versie {versie['versie']}): {pad} is bij de volgende vraag weg", antwoord.curl)
    steward("autorisatie", "trek-in", *keuze, "--reden", "demo")
    antwoord = call("GET", adres, token=verhaal.token)
    tell(
        f"De autorisatie is ingetrokken: {antwoord.status} {verhaal.expect(antwoord, 403, 'na intrekken')['code']}",
        antwoord.curl,
    )
    steward("autorisatie", "herstel", *keuze, "--reden", "einde van de demo")


def inwoner_vertelt(verhaal: Verhaal) -> None:
    """The resident signs in and sees who, what, when and why."""
    inwoner = Inwoner()
    if inwoner.sign_in(verhaal.bsn) != 200:
        raise Mislukt("de inwoner kon niet aanmelden")
    gebruikt = [groep for groep in inwoner.uses() if SUITE in groep[3]]
    if not gebruikt:
        raise Mislukt("de inwoner ziet het gebruik niet")
    wie, hoe_vaak, waarvoor, _systemen = gebruikt[0]
    verhaal.verteller.tell(
        f"De inwoner ziet: {wie} {hoe_vaak}. {waarvoor}",
        f"open {BASIS}/mijn/aanmelden (BSN {verhaal.bsn}) en dan {BASIS}/mijn/gebruik",
    )


def toezichthouder_vertelt(verhaal: Verhaal, console: Applicatie, rij: dict[str, Any]) -> None:
    """An officer asks who saw this person, and has one line checked."""
    tell = verhaal.verteller.tell
    token = verhaal.expect(console.ask_token(rij["activiteitId"]), 200, "token voor toezicht")["access_token"]
    antwoord = call(
        "POST",
        "/api/verwerkingslog/v1/regels/_zoek",
        token=token,
        inhoud={"burgerservicenummer": verhaal.bsn, "limit": 100},
    )
    regels = verhaal.expect(antwoord, 200, "wie zag deze persoon")["regels"]
    tell(f"De privacyfunctionaris vraagt wie deze persoon zag: {len(regels)} regels", antwoord.curl)
    gelezen = next(r for r in regels if r["bevinding"] == "geraadpleegd" and r["register"] == "brp")
    tell(
        "Wat er toen is gegeven, is te herbouwen uit het register",
        f"make beheer OPDRACHT='reproduceer {gelezen['id']}'",
    )
    steward("reproduceer", gelezen["id"])


def prepare() -> tuple[dict[str, Applicatie], dict[str, dict[str, Any]], dict[str, str]]:
    """Key pairs registered, autorisaties listed, and two tokens that must not work; side by side, since each starts a command."""
    with ThreadPoolExecutor(4) as werkers:
        toekomst = {naam: werkers.submit(Applicatie, naam) for naam in (LOKET, SUITE, CONSOLE)}
        lijst = werkers.submit(activiteiten)
        tokens = {
            vlag: werkers.submit(steward, "geef_token", "--applicatie", SUITE, "--activiteit", BIJSTAND, vlag)
            for vlag in ("--zonder-doel", "--verlopen")
        }
        applicaties = {naam: t.result() for naam, t in toekomst.items()}
        return applicaties, lijst.result(), {vlag: t.result()[-1] for vlag, t in tokens.items()}


def tell_story() -> float:
    """The whole story; returns the seconds it took. Raises Mislukt."""
    begin = time.monotonic()
    verhaal = Verhaal()
    applicaties, rijen, slechte_tokens = prepare()
    print()
    choose_resident(verhaal, applicaties[LOKET], rijen["adresonderzoek"])
    verhaal.verteller.tell(
        "De applicatie van Werk en Inkomen maakt een sleutelpaar; de publieke helft wordt geregistreerd",
        f"make beheer OPDRACHT=\"registreer_sleutel --applicatie '{SUITE}' --jwks jwks.json\"",
    )
    applicatie_vertelt(verhaal, applicaties[SUITE], rijen[BIJSTAND], slechte_tokens)
    inwoner_vertelt(verhaal)
    toezichthouder_vertelt(verhaal, applicaties[CONSOLE], rijen["toezicht-verwerkingslog"])
    return time.monotonic() - begin
