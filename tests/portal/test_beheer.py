"""The employees' pages: who may come in, readable autorisaties, the register of activities, and who saw a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest
from django.contrib.auth.models import User
from django.test import Client

from consumers import services as consumenten
from portal.beheer.autorisaties import overview
from processing import services as verwerkingen
from processing.models import Verwerkingsactiviteit, Verwerkingsactiviteitversie
from tests.deuren import SCHULDEN, api, employee, load, search
from tests.personen import Persoonslijst, new_bsn, person
from tests.portal.test_burger import GEBRUIK, GEGEVENS, citizen, groups, sentences, words

pytestmark = pytest.mark.usefixtures("bronhuis_db")


@pytest.fixture
def inwoner() -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


@pytest.mark.parametrize("pad", ["/beheer", "/beheer/autorisaties", "/beheer/activiteiten"])
def test_only_employees_come_in(pad: str) -> None:
    assert Client().get(pad)["Location"] == "/beheer/aanmelden"
    assert citizen(new_bsn()).get(pad)["Location"] == "/beheer/aanmelden"
    assert employee("beheer").get(pad).status_code == 200


def test_somebody_who_is_no_employee_is_not_told_apart() -> None:
    naam = f"gewoon-{uuid4().hex[:8]}"
    User.objects.create_user(naam, password="wachtwoord-van-test")
    client = Client()
    fout = client.post("/beheer/aanmelden", {"naam": naam, "wachtwoord": "wachtwoord-van-test"})
    onbekend = client.post("/beheer/aanmelden", {"naam": uuid4().hex, "wachtwoord": "wachtwoord-van-test"})
    for antwoord in (fout, onbekend):
        assert antwoord.status_code == 400
        assert "De naam of het wachtwoord klopt niet." in words(antwoord)
    assert client.get("/beheer").status_code == 302


def test_an_employee_who_signs_in_is_no_resident_any_more(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    employee("beheer", client)
    assert client.get("/beheer").status_code == 200
    assert client.get(GEGEVENS)["Location"] == "/mijn/aanmelden"


def test_autorisaties_are_readable_in_the_words_of_the_model() -> None:
    pagina = words(employee("beheer").get("/beheer/autorisaties"))
    for stuk in (
        "Team Werk en Inkomen: bijstand-beoordelen",
        "Personen (Basisregistratie personen): raadplegen, zoeken; ten hoogste 10",
        "Persoon: alles",
        "Zoeken op Persoon: Burgerservicenummer (BSN)",
        "Collegebesluit B&W-2026-bijstand-beoordelen, 1 januari 2026",
        "Geldig vanaf 1 januari 2026",
    ):
        assert stuk in pagina
    assert not re.search(r"\bpersoon\.[a-z]", pagina)


def test_every_part_of_a_regel_is_shown() -> None:
    merk = uuid4().hex[:8]
    afnemer = consumenten.registreer_afnemer(f"Toonteam {merk}", soort="team", oin="00000099000000000099")
    voorbeeld = Verwerkingsactiviteitversie.objects.filter(activiteit__naam="adresonderzoek").latest("versie")
    velden = {
        f.name: getattr(voorbeeld, f.name)
        for f in voorbeeld._meta.fields
        if f.name not in {"id", "activiteit", "versie", "vastgelegd_op"}
    }
    activiteit = verwerkingen.registreer_activiteit(f"tonen-{merk}", **velden)
    regel = {
        "register": "brp", "objecttype": "personen", "acties": ["raadplegen"], "velden": ["persoon.naam", "bestaat.niet"], "maximum": 3,
        "rijregel": [{"pad": "verblijfplaats.postcode", "in": ["9999ZZ"]}, {"pad": "persoon.geslacht", "nietIn": ["O"]}],
        "geldigVan": "2026-02-01", "geldigTot": "2026-12-01",
    }  # fmt: skip
    for nummer in (1, 2):
        verwerkingen.registreer_autorisatie(
            activiteit.id,
            afnemer.id,
            regels=[regel | {"maximum": nummer}],
            wijze="reglement",
            besluit={"kenmerk": merk, "vindplaats": "javascript:alert(1)"},
            geldig_van=date(2026, 1, 1),
        )
    (beeld,) = [b for b in overview() if b.afnemer == afnemer.naam]
    assert [(v.nummer, v.huidig, v.vindplaats) for v in beeld.versies] == [(2, True, ""), (1, False, "")]
    (getoond,) = beeld.versies[0].regels
    assert [str(v) for v in getoond.velden][-1] == "Niet meer in het model: bestaat.niet"
    assert "Achternaam" in str(getoond.velden[0])
    assert getoond.voorwaarden == ("Adres: Postcode is een van: 9999ZZ", "Persoon: Geslacht is geen van: O")
    assert getoond.geldig == "vanaf 1 februari 2026 tot 1 december 2026"
    assert getoond.geheim_tonen is False


def test_the_register_of_activities_has_all_that_art_30_asks() -> None:
    pagina = words(employee("beheer").get("/beheer/activiteiten"))
    versie = Verwerkingsactiviteit.objects.get(naam="bijstand-beoordelen").versies.latest("versie")
    for stuk in (
        versie.titel, versie.doel, versie.uitleg, versie.uitleg_en, versie.verwerkingsverantwoordelijke, *versie.verwerkers,
        *versie.categorieen_betrokkenen, *versie.categorieen_gegevens, versie.maatregelen, versie.dpia, versie.get_grondslag_display(),
        versie.wettelijke_bron, versie.bewaartermijn, "Ontvangers geen", "Doorgifte buiten de EER geen", "Geldig vanaf 1 januari 2026",
    ):  # fmt: skip
        assert stuk in pagina


def test_only_a_supervisor_looks_in_the_log(inwoner: Persoonslijst) -> None:
    antwoord = employee("beheer").post("/beheer/log/wie-zag", {"bsn": inwoner.bsn})
    assert antwoord.status_code == 403
    assert "hoort bij een rol die u niet hebt" in words(antwoord)
    assert inwoner.bsn not in antwoord.content.decode()


def test_a_wrong_number_goes_back_to_the_form_and_not_into_the_address() -> None:
    antwoord = employee("toezicht").post("/beheer/log/wie-zag", {"bsn": "123456789"})
    assert antwoord["Location"] == "/beheer/log?fout=bsn"


def test_who_saw_this_person_in_words_for_an_officer(
    inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    search(api(*SCHULDEN), burgerservicenummer=inwoner.bsn)
    burger = citizen(inwoner.bsn)
    burger.get(GEGEVENS)
    antwoord = employee("toezicht").post("/beheer/log/wie-zag", {"bsn": inwoner.bsn})
    assert antwoord.status_code == 200
    assert sentences(antwoord) == [
        "De inwoner zelf bekeek gegevens van deze persoon.",
        "Team Schuldhulp (Suite Inkomen) vond deze persoon in een zoekopdracht. vertrouwelijk: de inwoner ziet dit nu niet",
        "Team Burgerzaken schreef gegevens van deze persoon op of verbeterde ze.",
    ]
    assert inwoner.bsn not in antwoord.content.decode()
    # The resident sees that there was supervision, by which team, not by whom.
    assert groups(burger.get(GEBRUIK))[0][0] == "Privacy en toezicht bekeek wie uw gegevens gebruikte."
    with superuser() as root:
        sleutels = root.execute(
            """SELECT e.sleutel FROM processing.handeling h JOIN processing.eindgebruiker e ON e.id = h.eindgebruiker
               WHERE h.verzoek = %s""",
            [UUID(antwoord["X-Request-Id"])],
        ).fetchall()
    assert len(sleutels) == 1
    assert "toezicht" not in sleutels[0][0]
