"""The resident's pages through a client: signing in, my data, who used them, languages, and what they must never show."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from processing import kluis
from tests.deuren import BURGERZAKEN, INKOMEN, PERSONEN, SCHULDEN, api, id_of, load, search
from tests.personen import Persoonslijst, new_bsn, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")

GEGEVENS = "/mijn/brp/personen"
GEBRUIK = "/mijn/gebruik"


def citizen(bsn: str, **koppen: str) -> Client:
    client = Client(headers=koppen or None)
    assert client.post("/mijn/aanmelden", {"bsn": bsn}).status_code == 302
    return client


def words(antwoord: Any) -> str:
    """The text of a page, as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", antwoord.content.decode())).split())


def sentences(antwoord: Any) -> list[str]:
    """Of each use on the page the sentence that says who did what."""
    gevonden = re.findall(r'<p class="wanneer">.*?</p>\s*<p>(.*?)</p>', antwoord.content.decode(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", stuk)).split()) for stuk in gevonden]


@pytest.fixture
def inwoner() -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


def test_the_simulator_says_what_it_is() -> None:
    assert "simulator in plaats van DigiD" in words(Client().get("/mijn/aanmelden"))


def test_there_is_no_simulator_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODUS", "productie")
    assert Client().get("/mijn/aanmelden").status_code == 404
    assert Client().post("/mijn/aanmelden", {"bsn": new_bsn()}).status_code == 404
    assert "verzonnen" not in words(Client().get("/"))


@pytest.mark.parametrize("getypt", ["", "123456789", "12345", "abc", "٩٩٩٩٩٠٠٢٤", "999990019'"])
def test_what_is_no_bsn_is_told_and_not_repeated(getypt: str) -> None:
    client = Client()
    antwoord = client.post("/mijn/aanmelden", {"bsn": getypt})
    assert antwoord.status_code == 400
    assert "elfproef" in words(antwoord)
    assert not getypt or getypt not in antwoord.content.decode()
    assert client.get("/mijn").status_code == 302


def test_a_bsn_may_be_typed_with_points() -> None:
    bsn = new_bsn()
    assert Client().post("/mijn/aanmelden", {"bsn": f"{bsn[:3]}.{bsn[3:6]}.{bsn[6:]} "}).status_code == 302


def test_the_session_holds_a_surrogate_and_nothing_else(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    inhoud = Session.objects.get(pk=client.session.session_key).get_decoded()
    assert list(inhoud) == ["betrokkene"]
    assert UUID(inhoud["betrokkene"]) == kluis.find_surrogate(inwoner.bsn)


def test_signing_in_begins_a_new_session(inwoner: Persoonslijst) -> None:
    client = citizen(new_bsn())
    eerder = client.session.session_key
    client.post("/mijn/aanmelden", {"bsn": inwoner.bsn})
    assert client.session.session_key != eerder
    assert not Session.objects.filter(pk=eerder).exists()


def test_signing_out_ends_the_session(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    client.post("/mijn/afmelden")
    assert client.get(GEGEVENS).status_code == 302


def test_my_data_with_source_and_dates(inwoner: Persoonslijst) -> None:
    antwoord = citizen(inwoner.bsn).get(GEGEVENS)
    assert antwoord.status_code == 200
    tekst = words(antwoord)
    naam = inwoner.voorkomens[0]["elementen"]["01.02.40"]
    for stuk in (naam, inwoner.bsn, "1 januari 1980", "Bron: BRP (GBA-V)", "Geldig sinds 1 juni 2015", "Vastgelegd op"):
        assert stuk in tekst
    assert "no-store" in antwoord["Cache-Control"]


def test_looking_leaves_a_line_that_i_see(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    client.get(GEGEVENS)
    eerste = client.get(GEBRUIK)
    assert sentences(eerste)[0] == "U zelf bekeek uw gegevens."
    assert sentences(client.get(GEBRUIK))[0] == "U zelf bekeek wie uw gegevens gebruikte."


def test_somebody_unknown_gets_an_empty_page() -> None:
    client = citizen(new_bsn())
    assert "geen gegevens van u" in words(client.get(GEGEVENS))
    assert "gebruikte niemand uw gegevens" in words(client.get(GEBRUIK))


def test_another_day_and_an_emptied_field(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    vroeger = words(client.get(f"{GEGEVENS}?op=2000-01-01"))
    assert "Achter" in vroeger
    assert "Straat" not in vroeger
    assert client.get(f"{GEGEVENS}?op=").status_code == 200
    fout = client.get(f"{GEGEVENS}?op=2000-02-30")
    assert (fout.status_code, fout["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_what_i_may_not_see_does_not_exist(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    assert client.get("/mijn/brp/bestaat-niet").status_code == 404
    assert client.get("/mijn/bestaat-niet/personen").status_code == 404


def test_more_than_a_page_of_own_records_goes_on() -> None:
    """Published lists hold a number twice; none of them may fall off the page without a word."""
    bsn = new_bsn()
    lijsten = [person() for _ in range(22)]
    for lijst in lijsten:
        lijst.bsn = bsn
        lijst.voorkomens[0]["elementen"]["01.01.20"] = bsn
    load(lijsten)
    client = citizen(bsn)
    eerste = client.get(GEGEVENS)
    assert "vaker dan één keer" in words(eerste)
    volgende = re.search(r'href="(\?cursor=[^"]+)"', eerste.content.decode())
    assert volgende
    tweede = client.get(GEGEVENS + volgende[1])
    namen = {v["elementen"]["01.02.40"] for lijst in lijsten for v in lijst.voorkomens[:1]}
    op_eerste = {n for n in namen if n in words(eerste)}
    op_tweede = {n for n in namen if n in words(tweede)}
    assert (len(op_eerste), len(op_tweede), op_eerste | op_tweede) == (20, 2, namen)
    assert "Dit is nummer 22." in words(tweede)
    ander = citizen(new_bsn())
    assert ander.get(GEGEVENS + volgende[1]).status_code == 400


def test_who_used_my_data_is_a_sentence_with_purpose_law_and_fields(inwoner: Persoonslijst) -> None:
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}?fields=persoon.naam.geslachtsnaam,verblijfplaats")
    antwoord = citizen(inwoner.bsn).get(GEBRUIK)
    assert sentences(antwoord) == [
        "Team Werk en Inkomen (Suite Inkomen) bekeek uw gegevens.",
        "Team Werk en Inkomen (Suite Inkomen) vond u in een zoekopdracht.",
        "Team Burgerzaken schreef gegevens van u op of verbeterde ze.",
    ]
    tekst = words(antwoord)
    for stuk in (
        "Waarvoor: Recht op bijstand beoordelen",
        "U vroeg een uitkering aan",
        "Wettelijke plicht (art. 6 lid 1 c AVG): Participatiewet, artikel 53a en 64",
        "Persoon: Achternaam",
        "Adres: Gemeente van inschrijving, Soort adres, Op dit adres sinds, Straat, Huisnummer, Postcode, Woonplaats",
    ):
        assert stuk in tekst
    assert 'href="https://wetten.overheid.nl/BWBR0015703"' in antwoord.content.decode()


def test_a_relative_is_told_so_and_never_whose() -> None:
    ouder, kind = person(), person()
    naam = kind.voorkomens[0]["elementen"]["01.02.40"]
    kind.met("02", {"01.20": ouder.bsn, "02.40": "Ouder", "62.10": "19800101", "85.10": "19800101"})
    ouder.met("09", {"02.40": naam, "01.20": kind.bsn, "85.10": "19800101"})
    load([ouder, kind])
    object_id = id_of(kind)
    # The income team has no groep with this parent in it: only who was given it counts.
    search(api(*BURGERZAKEN), burgerservicenummer=kind.bsn)
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(ouder)}")
    van_kind = sentences(citizen(kind.bsn).get(GEBRUIK))
    assert "Team Werk en Inkomen (Suite Inkomen) zag u genoemd staan als familie bij iemand anders." in van_kind
    assert (
        "Team Werk en Inkomen (Suite Inkomen) vond in een zoekopdracht iemand bij wie u als familie staat." in van_kind
    )
    assert "Team Burgerzaken schreef u op als familie bij iemand anders, of verbeterde dat." in van_kind
    pagina = citizen(kind.bsn).get(GEBRUIK).content.decode()
    verboden = (ouder.bsn, kind.bsn, ouder.voorkomens[0]["elementen"]["01.02.40"], str(id_of(ouder)), str(object_id))
    assert [v for v in verboden if v in pagina] == []


def test_confidential_use_is_left_out(inwoner: Persoonslijst) -> None:
    search(api(*SCHULDEN), burgerservicenummer=inwoner.bsn)
    pagina = words(citizen(inwoner.bsn).get(GEBRUIK))
    assert "Schuldhulp" not in pagina
    assert "ziet u hier pas later" in pagina


def test_uses_go_on_in_pages_that_are_of_no_use_to_another(inwoner: Persoonslijst) -> None:
    client = api(*INKOMEN)
    for _ in range(24):
        search(client, burgerservicenummer=inwoner.bsn)
    burger = citizen(inwoner.bsn)
    eerste = burger.get(f"{GEBRUIK}?periode=week")
    assert len(sentences(eerste)) == 20
    volgende = re.search(r'href="(\?periode=week&amp;cursor=[^"]+)"', eerste.content.decode())
    assert volgende
    adres = GEBRUIK + unescape(volgende[1])
    assert inwoner.bsn not in adres
    assert len(sentences(burger.get(adres))) == 5
    assert burger.get(adres.replace("week", "jaar")).status_code == 400
    assert citizen(new_bsn()).get(adres).status_code == 400
    assert burger.get(f"{GEBRUIK}?periode=eeuw").status_code == 400


def test_pages_in_english(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn, **{"Accept-Language": "en"})
    api(*INKOMEN).get(f"{PERSONEN}/{id_of(inwoner)}")
    pagina = client.get(GEBRUIK)
    assert '<html lang="en">' in pagina.content.decode()
    assert "Team Werk en Inkomen (Suite Inkomen) looked at your data." in sentences(pagina)
    assert "You applied for a benefit" in words(pagina)
    assert '<span lang="nl">Recht op bijstand beoordelen</span>' in pagina.content.decode()
    assert "Valid since 1 June 2015" in words(client.get(GEGEVENS))
    assert "Not found." in words(client.get("/bestaat-niet"))


def test_a_chosen_language_is_kept_and_shows_the_same_page(inwoner: Persoonslijst) -> None:
    client = citizen(inwoner.bsn)
    antwoord = client.get(f"{GEGEVENS}?op=2020-01-01&taal=en")
    assert (antwoord.status_code, antwoord["Location"]) == (302, f"{GEGEVENS}?op=2020-01-01")
    assert '<html lang="en">' in client.get(antwoord["Location"]).content.decode()
    assert client.get(f"{GEGEVENS}?taal=nl")["Location"] == GEGEVENS
    assert '<html lang="nl">' in client.get(GEGEVENS).content.decode()
    assert client.get(f"{GEGEVENS}?taal=tlh").status_code == 400


def test_a_wrong_method_is_a_page_and_leaves_its_line(
    inwoner: Persoonslijst, superuser: Callable[[], psycopg.Connection]
) -> None:
    antwoord = citizen(inwoner.bsn).post(GEGEVENS)
    assert (antwoord.status_code, antwoord["Allow"], antwoord["Content-Type"]) == (
        405,
        "GET, HEAD",
        "text/html; charset=utf-8",
    )
    with superuser() as root:
        rijen = root.execute(
            "SELECT status, code FROM processing.weigering WHERE verzoek = %s", [UUID(antwoord["X-Request-Id"])]
        ).fetchall()
    assert rijen == [(405, "methode-niet-toegestaan")]


def test_without_the_autorisatie_for_own_looks_nothing_is_shown(
    inwoner: Persoonslijst, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal in the middle of a page is a page of its own, with nothing of the other in it."""
    from portal.burger import views

    monkeypatch.setattr(views, "INZAGE_BETROKKENE", "bestaat-niet")
    antwoord = citizen(inwoner.bsn).get(GEGEVENS)
    assert antwoord.status_code == 403
    assert inwoner.bsn not in antwoord.content.decode()


@pytest.mark.parametrize("pad", ["/", "/mijn", GEGEVENS, GEBRUIK, "/mijn/hulp", "/mijn/aanmelden"])
def test_a_page_has_no_style_or_script_of_its_own(pad: str, inwoner: Persoonslijst) -> None:
    antwoord = citizen(inwoner.bsn).get(pad)
    pagina = antwoord.content.decode()
    assert re.search(r"<script(?![^>]* src=\"/static/)", pagina) is None
    assert "<style" not in pagina
    assert " style=" not in pagina
    assert not re.search(r"\son[a-z]+=", pagina)
    assert "default-src 'none'" in antwoord["Content-Security-Policy"]
    nummers = re.findall(r'\sid="([^"]+)"', pagina)
    assert len(nummers) == len(set(nummers))
