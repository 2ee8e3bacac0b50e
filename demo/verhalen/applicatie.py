"""The applicatie's story: asks for a purpose, finds, reads on two days, is refused what it may not have, and obeys at once."""

from __future__ import annotations

import json
from typing import Any

from demo.applicatie import Applicatie
from demo.http import call, make
from demo.prompt import steward
from demo.spelers import API, BIJSTAND, SUITE, Bewoner, Spelers, token_line
from demo.verteller import Mislukt, Verteller, expect

TITEL = "De applicatie: alleen gegevens voor het doel, en niet langer dan het mag"
AUTORISATIES = "/beheer/autorisaties"


def vertel(spelers: Spelers, verteller: Verteller) -> None:
    """Token, search, read now and then, four refusals; then the steward narrows and withdraws."""
    bewoner, suite = spelers.resident("verhuisd"), spelers.suite()
    rij = spelers.autorisatie(BIJSTAND)
    token = _ask_token(verteller, suite, rij)
    antwoord = call("POST", f"{API}/_zoek", token=token, inhoud={"zoeksleutels": {"burgerservicenummer": bewoner.bsn}})
    gevonden = expect(antwoord, 200, "zoeken")["resultaten"]
    if not gevonden:
        raise Mislukt("niemand gevonden")
    verteller.tell(
        "Gezocht op BSN, in de inhoud van het bericht en niet in het adres: 1 persoon",
        antwoord.curl,
        scherm="/ontwikkelaars/brp/v1/referentie",
    )
    adres = f"{API}/{gevonden[0]['id']}"
    _read(spelers, verteller, token, adres, bewoner)
    _refusals(spelers, verteller, token, adres, suite)
    _narrow_and_withdraw(verteller, token, adres, rij)


def _ask_token(verteller: Verteller, suite: Applicatie, rij: dict[str, Any]) -> str:
    antwoord = suite.ask_token(rij["activiteitId"], rij["afnemer"])
    token = expect(antwoord, 200, "token")
    verteller.tell(
        f"De Suite van Werk en Inkomen vraagt een token voor één doel ({BIJSTAND}): {token['expires_in']} seconden geldig. "
        "Zij ondertekent met haar eigen sleutel; u krijgt er zo een:",
        token_line(SUITE, BIJSTAND),
        scherm="/ontwikkelaars",
    )
    return str(token["access_token"])


def _read(spelers: Spelers, verteller: Verteller, token: str, adres: str, bewoner: Bewoner) -> None:
    antwoord = call("GET", adres, token=token)
    gelezen = expect(antwoord, 200, "lezen")
    nu = gelezen["gegevens"]["verblijfplaats"]["straat"]
    verteller.tell(f"Gelezen, stand van vandaag: woont {nu}", antwoord.curl, scherm="/mijn/brp/personen")
    dag, _straat = spelers.earlier_address(bewoner)
    antwoord = call("GET", f"{adres}?geldigOp={dag}", token=token)
    toen = expect(antwoord, 200, "lezen op een eerdere dag")["gegevens"]["verblijfplaats"]["straat"]
    verteller.tell(f"Gelezen, stand van {dag}: woonde {toen}", antwoord.curl, scherm=f"/mijn/brp/personen?op={dag}")


def _refusals(spelers: Spelers, verteller: Verteller, token: str, adres: str, suite: Applicatie) -> None:
    antwoord = call("GET", f"{adres}?fields=gezag", token=token)
    fout = expect(antwoord, 403, "veld buiten de autorisatie")
    verteller.tell(
        f"Gevraagd wat niet mag: 403 {fout['code']}, onder meer {fout['fouten'][0]['naam']}",
        antwoord.curl,
        scherm=AUTORISATIES,
    )
    fout = expect(suite.ask_token(None), 400, "token zonder doel")
    verteller.tell(f"Zonder doel krijgt de Suite geen token: 400 {fout['error']}")
    for vlag, status, wat in (
        ("--zonder-doel", 403, "Met een token zonder doel"),
        ("--verlopen", 401, "Met een token van gisteren"),
    ):
        antwoord = call("GET", adres, token=spelers.token(SUITE, BIJSTAND, vlag))
        fout = expect(antwoord, status, wat)
        verteller.tell(f"{wat}: {status} {fout['code']}", token_line(SUITE, BIJSTAND, vlag), antwoord.curl)


def _narrow_and_withdraw(verteller: Verteller, token: str, adres: str, rij: dict[str, Any]) -> None:
    """The very next request obeys. The autorisatie is given again at the end, also when a step fails."""
    persoon = expect(call("GET", adres, token=token), 200, "lezen")["gegevens"]["persoon"]
    veld = "geboorte" if "geboorte" in persoon else "naam"
    pad = f"persoon.{veld}.{max(persoon[veld])}"
    keuze = ("--activiteit", rij["activiteit"], "--afnemer", rij["afnemer"])
    wie = " ".join(keuze)
    try:
        versie = json.loads(steward("autorisatie", "versmal", *keuze, "--veld", pad)[-1])
        antwoord = call("GET", adres, token=token)
        smaller = expect(antwoord, 200, "lezen na versmallen")["gegevens"]["persoon"].get(veld, {})
        if pad.rpartition(".")[2] in smaller:
            raise Mislukt(f"{pad} werd na het versmallen nog gegeven")
        verteller.tell(
            f"De autorisatie is versmald (versie {versie['versie']}): {pad} is bij de volgende vraag weg",
            token_line(SUITE, BIJSTAND),
            make(f"autorisatie versmal {wie} --veld {pad}"),
            antwoord.curl,
            scherm=AUTORISATIES,
        )
        steward("autorisatie", "trek-in", *keuze, "--reden", "demo")
        antwoord = call("GET", adres, token=token)
        fout = expect(antwoord, 403, "na intrekken")
        verteller.tell(
            f"De autorisatie is ingetrokken, en hetzelfde token werkt meteen niet meer: 403 {fout['code']}",
            make(f"autorisatie trek-in {wie} --reden demo"),
            antwoord.curl,
            scherm=AUTORISATIES,
        )
    finally:
        steward("autorisatie", "herstel", *keuze, "--reden", "einde van de demo")
    verteller.tell("Aan het eind is de autorisatie weer gegeven", make(f"autorisatie herstel {wie} --reden demo"))
