"""Signing in to /beheer: password and code, each alone opens nothing, and guessing is stopped."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.deuren import code_of
from tests.portal.test_burger import words

pytestmark = pytest.mark.usefixtures("bronhuis_db")

AANMELDEN, STAP, KOPPELEN = "/beheer/aanmelden", "/beheer/tweede-stap", "/beheer/koppelen"
WACHTWOORD = "lang-en-van-deze-test"


@pytest.fixture
def naam() -> str:
    """A new employee with a role, who never coupled an app."""
    medewerker = User.objects.create_user(f"nieuw-{uuid4().hex[:8]}", password=WACHTWOORD, is_staff=True)
    medewerker.groups.add(Group.objects.get(name="gegevensbeheerder"))
    return medewerker.username


def half_way(naam: str) -> Client:
    client = Client()
    assert client.post(AANMELDEN, {"naam": naam, "wachtwoord": WACHTWOORD})["Location"] == STAP
    return client


def test_a_password_alone_opens_nothing(naam: str) -> None:
    client = half_way(naam)
    for pad in ("/beheer", "/beheer/autorisaties", "/beheer/doel", "/beheer/zoeken", "/beheer/log"):
        assert client.get(pad)["Location"] == STAP
    assert client.get(STAP)["Location"] == KOPPELEN


def test_an_app_is_coupled_once_and_its_key_is_not_shown_again(naam: str) -> None:
    client = half_way(naam)
    pagina = client.get(KOPPELEN).content.decode()
    apparaat = TOTPDevice.objects.get(user__username=naam, confirmed=False)
    assert "<svg" in pagina
    fout = client.post(KOPPELEN, {"code": "000000"})
    assert fout.status_code == 400
    assert "Deze code klopt niet" in words(fout)
    assert not TOTPDevice.objects.filter(user__username=naam, confirmed=True).exists()
    TOTPDevice.objects.filter(pk=apparaat.pk).update(throttling_failure_count=0)
    code = f"{TOTP(apparaat.bin_key, apparaat.step, apparaat.t0, apparaat.digits).token():06d}"
    assert client.post(KOPPELEN, {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/beheer"
    assert client.get("/beheer").status_code == 200
    assert client.get(KOPPELEN)["Location"] == "/beheer"
    assert half_way(naam).get(KOPPELEN)["Location"] == STAP


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "٠٠٠٠٠٠", "0" * 40])
def test_a_wrong_code_opens_nothing(naam: str, code: str) -> None:
    code_of(naam)
    client = half_way(naam)
    assert client.post(STAP, {"code": code}).status_code == 400
    assert client.get("/beheer")["Location"] == STAP


def test_a_code_counts_once_and_guessing_is_slowed_down(naam: str) -> None:
    goed = code_of(naam)
    eerste, tweede = half_way(naam), half_way(naam)
    assert eerste.post(STAP, {"code": goed})["Location"] == "/beheer"
    assert tweede.post(STAP, {"code": goed}).status_code == 400
    assert "Te vaak een verkeerde code" in words(tweede.post(STAP, {"code": code_of_again(naam)}))


def code_of_again(naam: str) -> str:
    """The code of now, without forgiving what went wrong before."""
    apparaat = TOTPDevice.objects.get(user__username=naam)
    return f"{TOTP(apparaat.bin_key, apparaat.step, apparaat.t0, apparaat.digits).token():06d}"


def test_five_wrong_passwords_and_the_name_rests(naam: str, superuser: Callable[[], psycopg.Connection]) -> None:
    client = Client()
    for _ in range(5):
        fout = client.post(AANMELDEN, {"naam": naam, "wachtwoord": f"mis-{naam}"})
        assert fout.status_code == 400
    antwoord = client.post(AANMELDEN, {"naam": naam, "wachtwoord": WACHTWOORD})
    assert antwoord.status_code == 400
    assert "Wacht een kwartier" in words(antwoord)
    assert client.post(AANMELDEN, {"naam": "toezicht", "wachtwoord": "demo-toezicht"}).status_code == 302
    with superuser() as root:
        pogingen = str(root.execute("SELECT a::text FROM django.axes_accessattempt a").fetchall())
        root.execute("UPDATE django.axes_accessattempt SET attempt_time = attempt_time - interval '16 minutes'")
    assert naam not in pogingen
    assert f"mis-{naam}" not in pogingen
    assert client.post(AANMELDEN, {"naam": naam, "wachtwoord": WACHTWOORD}).status_code == 302
