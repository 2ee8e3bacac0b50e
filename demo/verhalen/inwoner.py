"""The resident's story: what do you know about me, since when and from where, and who looked at it."""

from __future__ import annotations

from demo.aanmelden import sign_in_resident
from demo.http import call
from demo.spelers import API, BIJSTAND, SUITE, Spelers, token_line
from demo.verteller import Mislukt, Verteller, expect

TITEL = "De inwoner: wat weet de gemeente van mij, en wie keek?"
GEGEVENS, GEBRUIK = "/mijn/brp/personen", "/mijn/gebruik"


def vertel(spelers: Spelers, verteller: Verteller) -> None:
    """Somebody looks for a benefit; the resident signs in, reads, looks back, and sees that use in words."""
    bewoner = spelers.resident("verhuisd")
    vraag = {"zoeksleutels": {"burgerservicenummer": bewoner.bsn}}
    antwoord = call("POST", f"{API}/_zoek", token=spelers.token(SUITE, BIJSTAND), inhoud=vraag)
    expect(antwoord, 200, "zoeken door de Suite")
    lezen = call("GET", f"{API}/{bewoner.id}", token=spelers.token(SUITE, BIJSTAND))
    expect(lezen, 200, "lezen door de Suite")
    verteller.tell(
        f"{bewoner.naam} vroeg bijstand aan. De Suite van Werk en Inkomen zoekt de gegevens op",
        token_line(SUITE, BIJSTAND),
        antwoord.curl,
        lezen.curl,
    )
    inwoner, hoe = sign_in_resident(bewoner.bsn)
    verteller.tell(
        f"{bewoner.naam} meldt zich aan (BSN {bewoner.bsn}; een nabootsing in plaats van DigiD)",
        *hoe,
        scherm="/mijn/aanmelden",
    )
    straat = bewoner.gegevens["verblijfplaats"]["straat"]
    pagina = inwoner.get(GEGEVENS).must_say(straat)
    bij = pagina.find(rf"{straat}.*?(Bron: .+? Vastgelegd op .+?\d\d:\d\d)") or "met bron en datum"
    verteller.tell(f"De inwoner leest: straat {straat}. {bij}", pagina.curl, scherm=GEGEVENS)
    dag, toen = spelers.earlier_address(bewoner)
    pagina = inwoner.get(f"{GEGEVENS}?op={dag}").must_say(toen)
    if straat in pagina.tekst:
        raise Mislukt(f"op {dag} stond er nog steeds {straat}")
    verteller.tell(f"En op een eerdere dag, {dag}: {toen}", pagina.curl, scherm=f"{GEGEVENS}?op={dag}")
    pagina = inwoner.get(GEBRUIK).must_say(SUITE)
    zin = pagina.find(rf"(\d+ \w+ \d{{4}} \d\d:\d\d (?:(?!\d\d:\d\d).)+?\({SUITE}\).+?Waarvoor: .+?\. .+?\.)")
    verteller.tell(f"De inwoner ziet wie keek en waarom: {zin or 'Suite Inkomen'}", pagina.curl, scherm=GEBRUIK)
