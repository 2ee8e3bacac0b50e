"""The session of a resident and of an employee: not chosen by another, not sent by another's form, not in a frame, over when it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from tests.deuren import employee, load, looking
from tests.personen import Persoonslijst, person

pytestmark = pytest.mark.usefixtures("bronhuis_db")


@pytest.fixture(scope="module")
def inwoner(bronhuis_db: None) -> Persoonslijst:
    lijst = person()
    load([lijst])
    return lijst


def resident(lijst: Persoonslijst, client: Client | None = None) -> Client:
    browser = client or Client()
    assert browser.post("/mijn/aanmelden", {"bsn": lijst.bsn}).status_code == 302
    return browser


Aanmelden = Callable[[Persoonslijst, Client], Client]
WIE: dict[str, tuple[Aanmelden, str, str]] = {
    "inwoner": (resident, "/mijn/brp/personen", "/mijn/afmelden"),
    "medewerker": (lambda _l, c: employee("toezicht", c), "/beheer/handelingen", "/beheer/afmelden"),
}


@pytest.mark.parametrize("wie", WIE)
def test_a_session_that_somebody_else_chose_is_not_the_one_that_opens(wie: str, inwoner: Persoonslijst) -> None:
    aanmelden, pad, _ = WIE[wie]
    gekozen = SessionStore()
    gekozen["iets"] = "van de aanvaller"
    gekozen.create()
    for sleutel in (gekozen.session_key, "zelfbedacht0123456789abcdefghijkl"):
        slachtoffer = Client()
        slachtoffer.cookies["sessionid"] = str(sleutel)
        aanmelden(inwoner, slachtoffer)
        assert slachtoffer.get(pad).status_code == 200
        assert slachtoffer.cookies["sessionid"].value != sleutel
        aanvaller = Client()
        aanvaller.cookies["sessionid"] = str(sleutel)
        assert aanvaller.get(pad).status_code == 302


@pytest.mark.parametrize("wie", WIE)
def test_after_signing_out_the_old_cookie_opens_nothing(wie: str, inwoner: Persoonslijst) -> None:
    aanmelden, pad, afmelden = WIE[wie]
    client = aanmelden(inwoner, Client())
    sleutel = client.cookies["sessionid"].value
    assert client.get(pad).status_code == 200
    assert client.post(afmelden).status_code == 302
    assert not Session.objects.filter(pk=sleutel).exists()
    terug = Client()
    terug.cookies["sessionid"] = sleutel
    assert terug.get(pad).status_code == 302


@pytest.mark.parametrize("wie", WIE)
def test_a_link_or_a_picture_signs_nobody_out(wie: str, inwoner: Persoonslijst) -> None:
    aanmelden, pad, afmelden = WIE[wie]
    client = aanmelden(inwoner, Client())
    assert client.get(afmelden).status_code == 405
    assert client.get(pad).status_code == 200


@pytest.mark.parametrize(
    ("maak", "pad", "velden"),
    [
        (resident, "/mijn/afmelden", {}),
        (lambda lijst, c: c, "/mijn/aanmelden", {"bsn": "999990019"}),
        (lambda lijst, c: employee("beheer", c), "/beheer/doel", {"activiteit": "gegevensbeheer", "reden": "akte", "kenmerk": "Z-1"}),
        (lambda lijst, c: looking(client=c), "/beheer/zoeken/brp/personen/gevonden", {"burgerservicenummer": "999990019"}),
        (lambda lijst, c: employee("toezicht", c), "/beheer/log/wie-zag", {"bsn": "999990019"}),
        (lambda lijst, c: employee("autorisaties", c), "/beheer/activiteiten/adresonderzoek/intrekken", {}),
    ],
    ids=["afmelden", "aanmelden", "doel", "gevonden", "wie-zag", "intrekken"],
)  # fmt: skip
def test_a_form_on_another_site_does_nothing(
    maak: Any, pad: str, velden: dict[str, str], inwoner: Persoonslijst
) -> None:
    """Without our token, or with ours but from elsewhere: refused, and the session of the visitor is as it was."""
    client = Client(enforce_csrf_checks=True)
    client.handler.enforce_csrf_checks = False
    maak(inwoner, client)
    client.handler.enforce_csrf_checks = True
    for koppen in ({}, {"Origin": "https://kwaad.example"}, {"Referer": "https://kwaad.example/", "Origin": "null"}):
        antwoord = client.post(pad, velden, headers=koppen)
        assert antwoord.status_code == 403
        assert "verlopen" in antwoord.content.decode()
    sleutel = client.get("/mijn/aanmelden").content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    van_ons = client.post(pad, velden | {"csrfmiddlewaretoken": sleutel}, headers={"Origin": "https://kwaad.example"})
    assert van_ons.status_code == 403


@pytest.mark.parametrize("wie", WIE)
def test_a_page_shows_in_no_frame_and_its_cookie_is_for_our_site_only(wie: str, inwoner: Persoonslijst) -> None:
    aanmelden, pad, _ = WIE[wie]
    client = aanmelden(inwoner, Client())
    antwoord = client.get(pad)
    assert antwoord["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in antwoord["Content-Security-Policy"]
    koekje = client.cookies["sessionid"]
    assert (koekje["httponly"], koekje["samesite"]) == (True, "Lax")
