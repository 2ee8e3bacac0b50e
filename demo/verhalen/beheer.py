"""The steward's story: a name that was typed wrong is put right; the old stays to be seen, for the API, the history and the resident."""

from __future__ import annotations

from demo.aanmelden import sign_in_resident
from demo.browser import Browser, Pagina
from demo.http import BASIS, call
from demo.spelers import API, BIJSTAND, SUITE, Bewoner, Spelers, token_line
from demo.verhalen.dossier import dossier_of, open_dossier
from demo.verteller import Mislukt, Verteller, expect

TITEL = "De gegevensbeheerder: een typefout verbeteren"
ZAAK, AKTE = "Z-2026-0342", "1-A-0342"
VELD = "persoon.naam.voornamen"
DRIEDUBBEL, DUBBEL = "nnn", "nn"


def vertel(spelers: Spelers, verteller: Verteller) -> None:
    """Sign in, find, look back, correct; then the API knows both, and the resident sees it."""
    bewoner = spelers.resident("typefout")
    token = spelers.token(SUITE, BIJSTAND)
    beheerder, hoe = spelers.employee("beheer")
    wat = "meldt zich aan: naam beheer, wachtwoord demo-beheer, en de code die de pagina toont"
    verteller.tell(
        f"De gegevensbeheerder {wat if hoe else 'is nog aangemeld'}",
        *hoe,
        scherm="/beheer/aanmelden" if hoe else "/beheer",
    )
    doel, gevonden, dossier = open_dossier(beheerder, bewoner, reden="terugmelding", kenmerk=ZAAK)
    verteller.tell(
        f"Eerst zegt zij waarvoor zij kijkt: een afnemer twijfelt, zaak {ZAAK}", doel.curl, scherm="/beheer/doel"
    )
    verteller.tell(
        "Zij zoekt de persoon en opent het dossier. Het BSN staat er niet; dat vraagt zij apart",
        gevonden.curl,
        dossier.curl,
        scherm=dossier.pad,
    )
    fout, goed = _names(spelers, verteller, beheerder, bewoner)
    pagina = beheerder.get(f"{dossier_of(bewoner)}/historie").must_say("staat er nu")
    verteller.tell(
        "De geschiedenis heeft twee tijden: wanneer iets gold, en wanneer wij het opschreven",
        pagina.curl,
        scherm=pagina.pad,
    )
    ervoor = expect(call("GET", f"{API}/{bewoner.id}", token=token), 200, "lezen voor de verbetering")["beschikbaarOp"]
    pagina = _correct(beheerder, bewoner, fout, goed)
    verteller.tell(
        f"Er stond {fout}; op de akte ({AKTE}) staat {goed}. Zij verbetert het, met reden en document",
        _form_line(beheerder, bewoner),
        pagina.curl,
        scherm=f"{dossier_of(bewoner)}/corrigeer/persoon/0",
    )
    _api_knows_both(verteller, token, bewoner, ervoor, fout, goed)
    _resident_sees(verteller, bewoner, goed)


def _names(spelers: Spelers, verteller: Verteller, beheerder: Browser, bewoner: Bewoner) -> tuple[str, str]:
    """The wrong and the right given names. Where the name is right (an earlier run saw to it), the fault is made first, and said."""
    nu = bewoner.gegevens["persoon"]["naam"]["voornamen"]
    if DRIEDUBBEL in nu:
        return nu, nu.replace(DRIEDUBBEL, DUBBEL, 1)
    fout = nu.replace(DUBBEL, DRIEDUBBEL, 1) if DUBBEL in nu else f"{nu}nnn"
    _correct(beheerder, bewoner, nu, fout, reden="kwaliteit", document="DEMO-TYPEFOUT")
    verteller.tell(
        f"De naam staat nu goed: {nu}. Voor dit verhaal maakt zij eerst een typefout: {fout}",
        scherm=dossier_of(bewoner),
    )
    return fout, nu


def _correct(
    beheerder: Browser, bewoner: Bewoner, was: str, wordt: str, reden: str = "akte", document: str = AKTE
) -> Pagina:
    """Fill in the form as it stands, with one field, the reason and the document changed."""
    adres = f"{dossier_of(bewoner)}/corrigeer/persoon/0"
    velden = beheerder.get(adres).velden
    if velden.get(VELD) != was:
        raise Mislukt(f"in het formulier staat {velden.get(VELD)!r}, niet {was!r}")
    nieuw = {VELD: wordt, "wijze": "verbetering", "reden": reden, "document": document}
    vindt = {"voorkomen": "$VOORKOMEN"}
    pagina = beheerder.post(f"{adres}/opslaan", velden | nieuw, uitdrukkingen=vindt)
    return pagina.must_say("vastgelegd", was, wordt)


def _form_line(beheerder: Browser, bewoner: Bewoner) -> str:
    """How a shell finds which voorkomen the form is about: what somebody else changed meanwhile is not overwritten."""
    adres = f"{BASIS}{dossier_of(bewoner)}/corrigeer/persoon/0"
    zoek = 'grep -o \'name="voorkomen" value="[^"]*\' | cut -d\'"\' -f4'
    return f"VOORKOMEN=$(curl -s -b {beheerder.pot} -c {beheerder.pot} {adres} | {zoek})"


def _api_knows_both(verteller: Verteller, token: str, bewoner: Bewoner, ervoor: str, fout: str, goed: str) -> None:
    nieuw = call("GET", f"{API}/{bewoner.id}", token=token)
    oud = call("GET", f"{API}/{bewoner.id}?beschikbaarOp={ervoor}", token=token)
    for antwoord, naam in ((nieuw, goed), (oud, fout)):
        gelezen = expect(antwoord, 200, "lezen na de verbetering")["gegevens"]["persoon"]["naam"]["voornamen"]
        if gelezen != naam:
            raise Mislukt(f"de API gaf {gelezen!r}, niet {naam!r}")
    verteller.tell(f"De API geeft meteen de goede naam: {goed}", token_line(SUITE, BIJSTAND), nieuw.curl)
    verteller.tell(
        f"En zoals wij het wisten op {ervoor}: {fout}", oud.curl, scherm=f"{dossier_of(bewoner)}?beschikbaarOp={ervoor}"
    )


def _resident_sees(verteller: Verteller, bewoner: Bewoner, goed: str) -> None:
    inwoner, hoe = sign_in_resident(bewoner.bsn)
    gegevens = inwoner.get("/mijn/brp/personen").must_say(goed)
    gebruik = inwoner.get("/mijn/gebruik").must_say("schreef gegevens van u op of verbeterde ze")
    verteller.tell(
        f"De inwoner (BSN {bewoner.bsn}) ziet de goede naam, en dat de gemeente iets verbeterde",
        *hoe,
        gegevens.curl,
        gebruik.curl,
        scherm="/mijn/gebruik",
    )
