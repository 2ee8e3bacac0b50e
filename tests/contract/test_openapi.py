"""The documents that we serve: equal to the committed ones, clean by our own lint, and each mutation of them is caught."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.test import Client

from tests.contract.eigen_lint import findings
from tests.contract.snapshot import MAP, as_text, documents

pytestmark = pytest.mark.usefixtures("bronhuis_db")


def test_snapshots_are_what_is_served() -> None:
    gemaakt = documents()
    assert {p.stem for p in MAP.glob("*.json")} == set(gemaakt)
    for naam, document in gemaakt.items():
        assert (MAP / f"{naam}.json").read_text(encoding="utf-8") == as_text(document), (
            f"{naam}: voer make snapshot uit"
        )
        register, _, versie = naam.rpartition("-")
        antwoord = Client().get(f"/api/{register}/{versie}/openapi.json")
        assert antwoord.status_code == 200
        assert antwoord.json() == json.loads(as_text(document))
        assert antwoord["Access-Control-Allow-Origin"] == "*"
        assert antwoord["API-Version"] == document["info"]["version"]


def test_our_own_lint_finds_nothing() -> None:
    assert {naam: findings(document) for naam, document in documents().items()} == {naam: [] for naam in documents()}


def _mutate(document: dict[str, Any], naam: str) -> None:
    pad, item = next((p, i) for p, i in document["paths"].items() if "get" in i and "{" in p)
    match naam:
        case "server":
            document["servers"][0]["url"] = "/api/brp/v1.2"
        case "trace":
            item["trace"] = item["get"]
        case "variabele":
            document["paths"]["/x/{Id_x}"] = document["paths"].pop(pad)
        case "lege-fout":
            item["get"]["responses"]["403"].pop("content")
        case "snake":
            document["components"]["schemas"]["Probleem"]["properties"]["fout_code"] = {"type": "string"}
        case "versie":
            item["get"]["responses"]["404"].pop("headers")
        case "bsn":
            item["get"]["parameters"].append({"name": "bsn", "in": "query"})
        case "openapi":
            document["openapi"] = "3.1.0"


@pytest.mark.parametrize("naam", ["server", "trace", "variabele", "lege-fout", "snake", "versie", "bsn", "openapi"])
def test_each_mutation_is_caught(naam: str) -> None:
    document = copy.deepcopy(documents()["brp-v1"])
    _mutate(document, naam)
    assert findings(document)
