"""The doors of the product as tests use them: HTTP with a token of an applicatie, loading through the intern route."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from consumers import services as consumenten
from consumers.management.commands.geef_token import Command as GeefToken
from consumers.models import Applicatie, Leverancier
from consumers.oauth.aanvraag import as_detail
from consumers.oauth.tokens import sign
from processing import services as verwerkingen
from processing.gevoelig import CATEGORIEEN
from processing.models import Verwerkingsactiviteitversie
from registry.intern.client import DOEL
from registry.intern.pasje import make_pass
from tests.personen import Persoonslijst

INKOMEN = ("Suite Inkomen", "bijstand-beoordelen")
SCHULDEN = ("Suite Inkomen", "schuldhulp-verlenen")
BURGERZAKEN = ("Burgerzakenloket", "adresonderzoek")
TOEZICHT = ("Privacyconsole", "toezicht-verwerkingslog")
PERSONEN = "/api/brp/v1/personen"


def token(applicatie: str, activiteit: str) -> str:
    """A token signed as the token endpoint would; see tests/consumers for the endpoint itself."""
    software = Applicatie.objects.get(name=applicatie)
    return sign(software, GeefToken.details(software, activiteit))


def api(applicatie: str, activiteit: str, **koppen: str) -> Client:
    """A client that sends the token of this applicatie for this activity."""
    return Client(headers={"Authorization": f"Bearer {token(applicatie, activiteit)}", **koppen})


@dataclass(frozen=True)
class Eigen:
    """An afnemer, applicatie, activity and autorisatie that a test made for itself."""

    applicatie: Applicatie
    afnemer: UUID
    activiteit: UUID
    autorisatie: UUID

    def token(self, basis_url: str | None = None) -> str:
        """A token of its own; a server at another address is another issuer."""
        gewoon, settings.BASIS_URL = settings.BASIS_URL, basis_url or settings.BASIS_URL
        try:
            return sign(self.applicatie, [as_detail(self.applicatie, self.afnemer, self.activiteit, self.autorisatie)])
        finally:
            settings.BASIS_URL = gewoon

    def client(self) -> Client:
        """A client that sends that token."""
        return Client(headers={"Authorization": f"Bearer {self.token()}"})


def authorise(
    naam: str, *, register: str = "brp", objecttype: str = "personen", soort: str = "team", **regel: Any
) -> Eigen:
    """Make an afnemer with an autorisatie of one regel (`acties`, `velden`, …) for an activity of its own; its decision allows any category."""
    merk = f"{naam}-{uuid4().hex[:8]}"
    afnemer = consumenten.registreer_afnemer(merk, soort=soort, oin="00000099000000000099")
    leverancier = Leverancier.objects.all()[0]
    applicatie = consumenten.registreer_applicatie(merk, leverancier=leverancier, afnemers=[afnemer], jwks=None)
    voorbeeld = Verwerkingsactiviteitversie.objects.filter(activiteit__naam="adresonderzoek").latest("versie")
    eigen = {"id", "activiteit", "versie", "vastgelegd_op"}
    kopie = {f.name: getattr(voorbeeld, f.name) for f in voorbeeld._meta.fields if f.name not in eigen}
    activiteit = verwerkingen.registreer_activiteit(merk, **kopie)
    autorisatie = verwerkingen.registreer_autorisatie(
        activiteit.id,
        afnemer.id,
        regels=[{"register": register, "objecttype": objecttype, "maximum": 10, **regel}],
        wijze="collegebesluit",
        besluit={"kenmerk": merk, "uitzonderingen": dict.fromkeys(CATEGORIEEN, "artikel voor de proef")},
        geldig_van=date(2026, 1, 1),
    )
    return Eigen(applicatie, afnemer.id, activiteit.id, autorisatie.id)


def load(lijsten: Iterable[Persoonslijst], *, vervang: bool = False) -> dict[str, Any]:
    """Load persons through the importer's door; returns its report."""
    inhoud = "\n".join(lijst.as_json() for lijst in lijsten)
    antwoord = Client().post(
        f"/intern/v1/personen?vervang={'true' if vervang else 'false'}",
        data=inhoud,
        content_type="application/octet-stream",
        headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL)},
    )
    assert antwoord.status_code == 200, antwoord.content
    rapport: dict[str, Any] = antwoord.json()
    return rapport


def search(client: Client, **zoeksleutels: Any) -> Any:
    """POST _zoek on personen with these keys."""
    return client.post(
        f"{PERSONEN}/_zoek", data=json.dumps({"zoeksleutels": zoeksleutels}), content_type="application/json"
    )


def id_of(lijst: Persoonslijst) -> UUID:
    """The object id of a loaded person."""
    antwoord = search(api(*INKOMEN), burgerservicenummer=lijst.bsn)
    assert antwoord.status_code == 200, antwoord.content
    return UUID(antwoord.json()["resultaten"][0]["id"])


def a_signal() -> UUID:
    """A signal on the worklist of the toezichthouder: one about no use at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT processing.meld_canarie('geen-regel')")
        (signaal,) = cursor.fetchone()
    return UUID(str(signaal))


def assert_problem(antwoord: Any, status: int, code: str) -> dict[str, Any]:
    """The one check of a refusal: status, media type, required members, code, headers."""
    assert antwoord.status_code == status, (antwoord.status_code, antwoord.content)
    assert antwoord["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = antwoord.json()
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(document)
    assert (document["status"], document["code"]) == (status, code)
    assert antwoord["Cache-Control"] == "no-store"
    return document


def employee(naam: str = "beheer", client: Client | None = None) -> Client:
    """A browser in which this employee of the demo gave a password and the code of their app."""
    browser = client or Client()
    assert browser.post("/beheer/aanmelden", {"naam": naam, "wachtwoord": f"demo-{naam}"}).status_code == 302
    code = code_of(naam)
    antwoord = browser.post("/beheer/tweede-stap", {"code": code})
    assert (antwoord.status_code, antwoord["Location"]) == (302, "/beheer")
    return browser


def code_of(naam: str) -> str:
    """The code that the app of this employee shows now; an app is coupled first, and a code may be used again."""
    medewerker = User.objects.get(username=naam)
    apparaat, _nieuw = TOTPDevice.objects.get_or_create(user=medewerker, defaults={"name": "app", "confirmed": True})
    TOTPDevice.objects.filter(user=medewerker).update(last_t=-1, throttling_failure_count=0, confirmed=True)
    return f"{TOTP(apparaat.bin_key, apparaat.step, apparaat.t0, apparaat.digits).token():06d}"


def looking(naam: str = "beheer", activiteit: str = "gegevensbeheer", client: Client | None = None) -> Client:
    """A steward who said what they look for."""
    browser = employee(naam, client)
    gekozen = {"activiteit": activiteit, "reden": "kwaliteit", "kenmerk": "Z-2026-1"}
    assert browser.post("/beheer/doel", gekozen).status_code == 302
    return browser
