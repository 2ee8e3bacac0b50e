"""Autorisaties and activities changed at /beheer: versions are added, the next request obeys, and a half form changes nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from processing.models import Autorisatie, Verwerkingsactiviteit
from tests.deuren import PERSONEN, Eigen, assert_problem, authorise, employee, id_of, load, search
from tests.personen import person
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

BESLUIT = {
    "wijze": "collegebesluit", "kenmerk": "B-2026-7", "datum": "2026-05-01", "vindplaats": "https://gemeente.example/besluit",
    "geldig_van": "2026-01-01", "geldig_tot": "", "reden": "minder is genoeg",
}  # fmt: skip


@pytest.fixture(scope="module")
def beheerder(bronhuis_db: None) -> Client:
    return employee("autorisaties")


@pytest.fixture
def eigen(bronhuis_db: None) -> Eigen:
    return authorise(
        "formulier",
        acties=["raadplegen"],
        velden=["persoon.naam", "verblijfplaats"],
        rijregel=[{"pad": "verblijfplaats.gemeenteVanInschrijving", "in": ["9999"]}],
    )


def ticked(pagina: str) -> dict[str, list[str]]:
    """The boxes of the form that are on."""
    uit: dict[str, list[str]] = {}
    for veld in re.findall(r"<input type=\"checkbox\"[^>]*>", pagina):
        if " checked" in veld:
            naam, waarde = (unescape(re.search(rf' {wat}="([^"]*)"', veld)[1]) for wat in ("name", "value"))
            uit.setdefault(naam, []).append(waarde)
    return uit


def test_the_form_shows_what_stands_and_a_narrower_version_counts_at_once(beheerder: Client, eigen: Eigen) -> None:
    lijst = person(c01_02_40="Vansmal")
    load([lijst])
    object_id, lezer = id_of(lijst), eigen.client()
    assert "verblijfplaats" in lezer.get(f"{PERSONEN}/{object_id}").json()["gegevens"]
    pad = f"/beheer/autorisaties/{eigen.autorisatie}"
    aan = ticked(beheerder.get(pad).content.decode())
    assert aan["r0-acties"] == ["raadplegen"]
    assert {"persoon.naam.geslachtsnaam", "verblijfplaats.straat"} <= set(aan["r0-velden"])
    velden = [v for v in aan["r0-velden"] if v.startswith("persoon.")]
    antwoord = beheerder.post(pad, BESLUIT | {"r0-acties": ["raadplegen"], "r0-velden": velden, "r0-maximum": "5"})
    assert antwoord.status_code == 302
    assert set(lezer.get(f"{PERSONEN}/{object_id}").json()["gegevens"]) == {"persoon"}
    assert_problem(lezer.get(f"{PERSONEN}/{object_id}?fields=verblijfplaats.straat"), 403, "veld-niet-toegestaan")
    kop = Autorisatie.objects.get(pk=eigen.autorisatie)
    nieuw = kop.versies.get(versie=kop.huidige_versie)
    assert (kop.huidige_versie, nieuw.reden, nieuw.besluit["kenmerk"]) == (2, "minder is genoeg", "B-2026-7")
    assert nieuw.regels[0]["rijregel"] == [{"pad": "verblijfplaats.gemeenteVanInschrijving", "in": ["9999"]}]
    assert kop.versies.get(versie=1).regels[0]["velden"] == ["persoon.naam", "verblijfplaats"]
    pagina = words(beheerder.get("/beheer/autorisaties"))
    assert "B-2026-7" in pagina
    assert "minder is genoeg" in pagina


@pytest.mark.parametrize(
    ("anders", "tekst"),
    [
        ({"kenmerk": ""}, "Vul het kenmerk van het besluit in."),
        ({"reden": ""}, "Schrijf op waarom deze versie er komt."),
        ({"datum": "gisteren"}, "Vul een datum in"),
        ({"geldig_tot": "2025-01-01"}, "De einddatum moet later zijn"),
        ({"vindplaats": "javascript:alert(1)"}, "begint met https://|https:// begint"),
        ({"wijze": "mandaat"}, "Kies waarop deze autorisatie rust."),
        ({"r0-velden": []}, "ten minste één actie en één veld"),
        ({"r0-acties": []}, "ten minste één actie en één veld"),
        ({"r0-acties": [], "r0-velden": []}, "Trek de autorisatie dan in"),
    ],
)
def test_a_half_form_changes_nothing_and_is_kept(
    beheerder: Client, eigen: Eigen, anders: dict[str, Any], tekst: str
) -> None:
    goed: dict[str, Any] = BESLUIT | {
        "r0-acties": ["raadplegen"],
        "r0-velden": ["persoon.naam.voornamen"],
        "r0-maximum": "5",
    }
    antwoord = beheerder.post(f"/beheer/autorisaties/{eigen.autorisatie}", goed | anders)
    assert antwoord.status_code == 400
    assert re.search(tekst, words(antwoord))
    assert Autorisatie.objects.get(pk=eigen.autorisatie).huidige_versie == 1
    if "r0-velden" not in anders:
        assert ticked(antwoord.content.decode())["r0-velden"] == ["persoon.naam.voornamen"]


def test_what_the_form_does_not_show_and_the_articles_stay(beheerder: Client) -> None:
    """Narrowing at the form takes away no condition: without one the autorisatie would give more."""
    streng: dict[str, Any] = {"zoeksleutels": ["burgerservicenummer", "geboortedatum", "geslachtsnaam"]}
    streng |= {
        "combinaties": [["burgerservicenummer"], ["geslachtsnaam", "geboortedatum"]],
        "eindgebruikerVerplicht": True,
    }
    eigen = authorise("streng", acties=["zoeken"], velden=["persoon.naam", "kiesrecht"], **streng)
    pad = f"/beheer/autorisaties/{eigen.autorisatie}"
    bladzijde = beheerder.get(pad).content.decode()
    assert 'name="artikel_strafrechtelijk" value="artikel voor de proef"' in bladzijde
    assert "blijven zoals ze waren" in bladzijde
    overzicht = words(beheerder.get("/beheer/autorisaties"))
    sleutels = "Persoon: Burgerservicenummer (BSN); of Persoon: Achternaam en Persoon: Geboortedatum"
    assert f"zoeken ten minste op: {sleutels}" in overzicht
    assert "alleen met de sleutel van de medewerker die vraagt" in overzicht
    keuze = {"r0-acties": ["zoeken"], "r0-zoeksleutels": streng["zoeksleutels"], "r0-maximum": "5"}
    smaller = keuze | {"r0-velden": ["kiesrecht.uitsluiting.aanduiding"]}
    zonder = beheerder.post(pad, BESLUIT | smaller)
    assert (zonder.status_code, "strafrechtelijk gegeven" in words(zonder)) == (400, True)
    assert (
        beheerder.post(pad, BESLUIT | smaller | {"artikel_strafrechtelijk": "Kieswet, artikel B 5"}).status_code == 302
    )
    kop = Autorisatie.objects.get(pk=eigen.autorisatie)
    nieuw = kop.versies.get(versie=kop.huidige_versie)
    assert nieuw.besluit["uitzonderingen"] == {"strafrechtelijk": "Kieswet, artikel B 5"}
    assert {n: nieuw.regels[0][n] for n in ("combinaties", "eindgebruikerVerplicht")} == {
        n: streng[n] for n in ("combinaties", "eindgebruikerVerplicht")
    }
    # A key of a combination cannot go while the combination stays: that would leave a search that nothing asks for.
    minder = smaller | {"r0-zoeksleutels": ["burgerservicenummer"], "artikel_strafrechtelijk": "Kieswet, artikel B 5"}
    assert "Elke combinatie" in words(beheerder.post(pad, BESLUIT | minder))


def test_a_search_without_the_employee_or_the_combination_is_refused() -> None:
    lijst = person()
    load([lijst])
    streng: dict[str, Any] = {"zoeksleutels": ["burgerservicenummer", "geboortedatum", "geslachtsnaam"]}
    streng |= {"combinaties": [["burgerservicenummer"]], "eindgebruikerVerplicht": True}
    client = authorise("combinatie", acties=["zoeken"], velden=["persoon.naam"], **streng).client()
    assert_problem(search(client, burgerservicenummer=lijst.bsn), 403, "eindgebruiker-ontbreekt")
    wie: dict[str, Any] = {"headers": {"Eindgebruiker": str(uuid4())}}
    # Enough for the model, not for this autorisatie.
    naam = {"zoeksleutels": {"geslachtsnaam": "Jansen", "geboortedatum": "1980-01-01"}}
    gevonden = client.post(f"{PERSONEN}/_zoek", naam, "application/json", **wie)
    assert_problem(gevonden, 403, "zoekcombinatie-niet-toegestaan")
    nummer = {"zoeksleutels": {"burgerservicenummer": lijst.bsn}}
    assert client.post(f"{PERSONEN}/_zoek", nummer, "application/json", **wie).status_code == 200


def test_withdrawing_asks_why_and_stops_the_next_request(beheerder: Client, eigen: Eigen) -> None:
    lijst = person()
    load([lijst])
    lezer, object_id = eigen.client(), id_of(lijst)
    pad = f"/beheer/autorisaties/{eigen.autorisatie}/intrekken"
    assert beheerder.post(pad, {"reden": " "}).status_code == 400
    assert lezer.get(f"{PERSONEN}/{object_id}").status_code == 200
    assert beheerder.post(pad, {"reden": "project is klaar"}).status_code == 302
    assert_problem(lezer.get(f"{PERSONEN}/{object_id}"), 403, "autorisatie-ingetrokken")
    assert beheerder.get(f"/beheer/autorisaties/{eigen.autorisatie}").status_code == 404


def test_a_first_autorisatie_is_given_step_by_step(beheerder: Client, eigen: Eigen) -> None:
    beheerder.post(f"/beheer/autorisaties/{eigen.autorisatie}/intrekken", {"reden": "opnieuw"})
    assert "Kies eerst voor wie" in words(beheerder.get("/beheer/autorisaties/nieuw"))
    keuze = f"?afnemer={eigen.afnemer}&activiteit={eigen.activiteit}&soort=brp/personen"
    pad = f"/beheer/autorisaties/nieuw{keuze}"
    assert ticked(beheerder.get(pad).content.decode()) == {}
    leeg = beheerder.post(pad, BESLUIT | {"r0-maximum": "1"})
    assert leeg.status_code == 400
    gegeven = BESLUIT | {"r0-acties": ["raadplegen"], "r0-velden": ["persoon.naam.voornamen"], "r0-maximum": "3"}
    assert beheerder.post(pad, gegeven).status_code == 302
    nieuw = Autorisatie.objects.get(activiteit=eigen.activiteit, afnemer_id=eigen.afnemer, ingetrokken_op=None)
    regel = nieuw.versies.get(versie=1).regels[0]
    assert (regel["velden"], regel["maximum"], regel["geheimTonen"]) == (["persoon.naam.voornamen"], 3, False)
    assert beheerder.get(pad)["Location"] == f"/beheer/autorisaties/{nieuw.pk}"


@pytest.mark.parametrize("naam", ["beheer", "toezicht"])
def test_other_roles_change_nothing(eigen: Eigen, naam: str) -> None:
    client = employee(naam)
    for pad in (
        "/beheer/autorisaties/nieuw",
        f"/beheer/autorisaties/{eigen.autorisatie}",
        f"/beheer/autorisaties/{eigen.autorisatie}/intrekken",
        "/beheer/activiteiten/nieuw",
        "/beheer/activiteiten/adresonderzoek",
        "/beheer/activiteiten/adresonderzoek/intrekken",
    ):
        assert client.post(pad, BESLUIT).status_code == 403
    assert Autorisatie.objects.get(pk=eigen.autorisatie).huidige_versie == 1
    assert "/beheer/autorisaties/nieuw" not in client.get("/beheer/autorisaties").content.decode()


ACTIVITEIT = {
    "titel": "Bomen planten", "doel": "Bomen planten waar bewoners dat vragen.", "uitleg": "U vroeg om een boom. Wij zoeken uw adres op.",
    "uitleg_en": "You asked for a tree. We look up your address.", "verwerkingsverantwoordelijke": "College van B en W",
    "gezamenlijke_verantwoordelijken": "", "verwerkers": "Leverancier A\r\nLeverancier B\r\n", "categorieen_betrokkenen": "bewoners",
    "categorieen_gegevens": "adres", "ontvangers": "", "doorgifte": "", "maatregelen": "toegang per rol", "dpia": "", "grondslag": "algemeen-belang",
    "uitzondering_bijzonder": "", "wettelijke_bron": "Gemeentewet, artikel 108", "wettelijke_bron_url": "https://wetten.overheid.nl/BWBR0005416",
    "bewaartermijn": "2 jaar", "bewaarklasse": "2jaar", "geldig_van": "2026-01-01", "geldig_tot": "",
}  # fmt: skip


def test_an_activity_gets_versions_and_can_be_withdrawn(beheerder: Client) -> None:
    naam = f"bomen-{uuid4().hex[:8]}"
    assert beheerder.post("/beheer/activiteiten/nieuw", ACTIVITEIT | {"naam": naam}).status_code == 302
    dubbel = beheerder.post("/beheer/activiteiten/nieuw", ACTIVITEIT | {"naam": naam})
    assert dubbel.status_code == 400
    assert "Er is al een activiteit met deze naam." in words(dubbel)
    pad = f"/beheer/activiteiten/{naam}"
    assert "Leverancier A\nLeverancier B" in beheerder.get(pad).content.decode()
    assert beheerder.post(pad, ACTIVITEIT | {"titel": "Bomen en struiken planten"}).status_code == 302
    activiteit = Verwerkingsactiviteit.objects.get(naam=naam)
    assert [v.titel for v in activiteit.versies.order_by("versie")] == ["Bomen planten", "Bomen en struiken planten"]
    assert activiteit.versies.get(versie=1).verwerkers == ["Leverancier A", "Leverancier B"]
    assert beheerder.post(f"{pad}/intrekken").status_code == 302
    assert beheerder.get(pad).status_code == 404


@pytest.mark.parametrize(
    ("anders", "tekst"),
    [
        ({"uitleg": " ".join(["woord"] * 21) + "."}, "meer dan 20 woorden"),
        ({"geldig_tot": "2025-01-01"}, "De einddatum moet later zijn"),
        ({"categorieen_betrokkenen": ""}, ""),
        ({"grondslag": "zomaar"}, ""),
        ({"wettelijke_bron_url": "geen adres"}, ""),
        ({"naam": "Niet Goed"}, ""),
    ],
)
def test_a_half_activity_is_refused_with_what_was_typed(beheerder: Client, anders: dict[str, str], tekst: str) -> None:
    naam = f"half-{uuid4().hex[:8]}"
    antwoord = beheerder.post("/beheer/activiteiten/nieuw", ACTIVITEIT | {"naam": naam} | anders)
    assert antwoord.status_code == 400
    assert tekst in words(antwoord)
    assert "Bomen planten waar bewoners dat vragen." in antwoord.content.decode()
    assert not Verwerkingsactiviteit.objects.filter(naam=naam).exists()


def test_an_unknown_one_is_not_found(beheerder: Client) -> None:
    assert beheerder.get(f"/beheer/autorisaties/{uuid4()}").status_code == 404
    assert beheerder.get("/beheer/activiteiten/bestaat-niet").status_code == 404
    assert beheerder.get(f"/beheer/autorisaties/{UUID(int=0)}/intrekken").status_code == 404
