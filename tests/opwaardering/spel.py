"""What is done on the database of an upgrade, through the doors of the product: filled before, used again after.

Runs in a process of its own (`python -m tests.opwaardering.spel vul|bewaar|opnieuw`), as the application's role, and prints JSON.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from processing import services as verwerkingen  # noqa: E402
from processing.models import Autorisatie  # noqa: E402
from registry.bevolking import stroom  # noqa: E402
from registry.intern.client import DOEL  # noqa: E402
from registry.intern.pasje import make_pass  # noqa: E402
from tests.deuren import (  # noqa: E402
    BURGERZAKEN,
    INKOMEN,
    PERSONEN,
    SCHULDEN,
    TOEZICHT,
    api,
    authorise,
    looking,
    search,
)

AANTAL = 24
BEKEKEN = 8


def fill() -> dict[str, Any]:
    """Load persons, use their data in every way that leaves its own kind of line, be refused, correct, and change autorisaties."""
    lijsten = list(islice(stroom.person_lists(60), AANTAL))
    geladen = Client().post(
        "/intern/v1/personen",
        data="\n".join(json.dumps(lijst) for lijst in lijsten),
        content_type="application/octet-stream",
        headers={"Beheerpas": make_pass(settings.SLEUTELS, DOEL)},
    )
    assert geladen.status_code == 200, geladen.content
    bsns = [bsn for lijst in lijsten if (bsn := _bsn_of(lijst))][:BEKEKEN]
    inkomen = api(*INKOMEN)
    personen = [
        {"bsn": bsn, "id": found["id"]} for bsn in bsns for found in _results(search(inkomen, burgerservicenummer=bsn))
    ]
    for persoon in personen:
        pad = f"{PERSONEN}/{persoon['id']}"
        assert {inkomen.get(pad).status_code, inkomen.get(f"{pad}?geldigOp=2015-01-01").status_code} <= {200, 404}
    eerste = f"{PERSONEN}/{personen[0]['id']}"
    for client, adres, verwacht in (
        (inkomen, f"{eerste}/voorkomens", 200),
        (inkomen, f"{eerste}?fields=gezag", 403),
        (inkomen, f"{PERSONEN}/{uuid4()}", 404),
        (Client(), eerste, 401),
        (api(*SCHULDEN), eerste, 200),
        (api(*BURGERZAKEN), PERSONEN, 200),
    ):
        assert client.get(adres).status_code == verwacht, adres
    _change_autorisaties(inkomen, eerste)
    _correct(personen[0]["id"], "Verbeterd")
    gelezen = api(*TOEZICHT).post(
        "/api/verwerkingslog/v1/regels/_zoek", {"burgerservicenummer": bsns[0]}, content_type="application/json"
    )
    assert gelezen.status_code == 200, gelezen.content
    for persoon in personen[:2]:
        assert len(_lines(persoon["bsn"])) >= 2
    return {"personen": personen}


def keep(map_: str, *bsns: str) -> dict[str, Any]:
    """Take a line away for each of these residents, with its proof, into this folder."""
    regels = []
    for nummer, bsn in enumerate(bsns, 1):
        adres = _lines(bsn)[0]
        inhoud = _resident(bsn).get(adres).content
        assert json.loads(inhoud)["bewijs"], "seal first"
        Path(map_, f"regel-{nummer}.json").write_bytes(inhoud)
        regels.append({"bsn": bsn, "regel": adres.split("/")[3]})
    return {"regels": regels}


def use_again(bsn: str, regel: str) -> dict[str, Any]:
    """Search, read, correct and look back for this person; gives what the doors said, with the proof of a line of before."""
    inkomen = api(*INKOMEN)
    gevonden = _results(search(inkomen, burgerservicenummer=bsn))[0]["id"]
    gelezen = inkomen.get(f"{PERSONEN}/{gevonden}")
    _correct(gevonden, "Opnieuw")
    naam = inkomen.get(f"{PERSONEN}/{gevonden}").json()["gegevens"]["persoon"]["naam"]["geslachtsnaam"]
    bewijs = _resident(bsn).get(f"/mijn/gebruik/{regel}/bewijs")
    return {
        "id": gevonden,
        "was": gelezen.json()["gegevens"]["persoon"]["naam"]["geslachtsnaam"],
        "naam": naam,
        "verzoek": gelezen["X-Request-Id"],
        "regels": len(_lines(bsn)),
        "bewijs": json.loads(bewijs.content),
    }


def _bsn_of(lijst: dict[str, Any]) -> str | None:
    eigen = [v for v in lijst["voorkomens"] if v["categorie"] == "01"]
    return eigen[0]["elementen"].get("01.01.20") if eigen else None


def _results(antwoord: Any) -> list[dict[str, Any]]:
    assert antwoord.status_code == 200, antwoord.content
    resultaten: list[dict[str, Any]] = antwoord.json()["resultaten"]
    return resultaten


def _change_autorisaties(inkomen: Client, pad: str) -> None:
    """A second version that gives as much, a use under it, and an autorisatie that is withdrawn."""
    kop = Autorisatie.objects.get(activiteit__naam=INKOMEN[1], ingetrokken_op=None)
    regels = kop.versies.get(versie=kop.huidige_versie).regels
    verwerkingen.wijzig_autorisatie(kop.pk, reden="minder tegelijk", regels=[r | {"maximum": 9} for r in regels])
    assert inkomen.get(pad).status_code == 200
    tijdelijk = authorise("tijdelijk", acties=["raadplegen"], velden=["persoon"], geheimTonen=True)
    assert tijdelijk.client().get(pad).status_code == 200
    verwerkingen.trek_autorisatie_in(tijdelijk.autorisatie, reden="voorbij")
    assert tijdelijk.client().get(pad).status_code == 403


def _correct(object_id: str, naam: str) -> None:
    """Improve the surname as a steward does: the form as it was shown, with one field changed."""
    steward, pad = looking(), f"/beheer/dossier/brp/personen/{object_id}/corrigeer/persoon/0"
    velden = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', steward.get(pad).content.decode()))
    velden |= {"wijze": "verbetering", "reden": "herstel", "document": "A-1", "persoon.naam.geslachtsnaam": naam}
    antwoord = steward.post(f"{pad}/opslaan", velden)
    assert antwoord.status_code == 200, antwoord.content.decode()[-3000:]


def _resident(bsn: str) -> Client:
    client = Client()
    client.post("/mijn/aanmelden", {"bsn": bsn})
    return client


def _lines(bsn: str) -> list[str]:
    pagina = _resident(bsn).get("/mijn/gebruik?toon=los").content.decode()
    return re.findall(r'href="(/mijn/gebruik/[0-9a-f-]{36}/bewijs)"', pagina)


def main(opdracht: Sequence[str]) -> None:
    """Do what was asked and print what came of it."""
    delen: dict[str, Callable[..., dict[str, Any]]] = {"vul": fill, "bewaar": keep, "opnieuw": use_again}
    print(json.dumps(delen[opdracht[0]](*opdracht[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
