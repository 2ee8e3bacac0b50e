"""Generated requests against the WSGI application: whatever is asked and by whoever, the answer is one that the document describes.

Per operation and role three kinds of requests: such as the document allows, such as it does not, and allowed ones about a person who is there.
The same requests every time (derandomize), so that a failure comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.contract.eigen_apis import Api, Bewerking, own_apis
from tests.contract.snapshot import MAP
from tests.deuren import INKOMEN, TOEZICHT, token

pytestmark = [pytest.mark.usefixtures("bronhuis_db"), pytest.mark.slow]

TOETSEN = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLLEN: dict[str, Callable[[], dict[str, str]]] = {
    "niemand": dict,
    "procesapplicatie": lambda: {"Authorization": f"Bearer {token(*INKOMEN)}"},
    "toezicht": lambda: {"Authorization": f"Bearer {token(*TOEZICHT)}"},
}
PER_SOORT = 13


@pytest.fixture(scope="module")
def apis(bronhuis_db: None) -> dict[str, Api]:
    return {api.naam: api for api in own_apis()}


def strict(deel: Any) -> Any:
    """A document in which an object has the properties that are named and no others: what is sent must be described."""
    if isinstance(deel, list):
        return [strict(item) for item in deel]
    if not isinstance(deel, dict):
        return deel
    uit = {naam: strict(waarde) for naam, waarde in deel.items()}
    return {"additionalProperties": False, **uit} if uit.get("type") == "object" and "properties" in uit else uit


def known(case: Any) -> Any:
    """Without headers and without what has a meaning that no schema can say: the names of fields, a sealed cursor."""
    case.headers = {}
    case.query = {naam: waarde for naam, waarde in (case.query or {}).items() if naam not in {"fields", "cursor"}}
    return case


def kinds(operatie: Any, b: Bewerking) -> dict[str, SearchStrategy[Any]]:
    """The three kinds of requests."""
    bekend: dict[str, Any] = {}
    if "{objectId}" in b.sjabloon:
        bekend["path_parameters"] = {"objectId": str(b.object_id)}
    if b.inhoud:
        bekend |= {"body": b.inhoud, "media_type": "application/json"}
    uit = {"passend": operatie.as_strategy(), "bekend": operatie.as_strategy(**bekend).map(known)}
    if b.parameters or b.inhoudschema or "{" in b.sjabloon:
        uit["onpassend"] = operatie.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return uit


def visit(strategie: SearchStrategy[Any], koppen: dict[str, str]) -> Counter[int]:
    """Send every request of one kind, check each answer, and count the statuses."""
    gezien: Counter[int] = Counter()

    @hypothesis_settings(
        max_examples=PER_SOORT,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategie)
    def ask(case: Any) -> None:
        gezien[case.call_and_validate(headers=koppen, checks=TOETSEN).status_code] += 1

    ask()
    return gezien


@pytest.mark.parametrize("rol", ROLLEN)
@pytest.mark.parametrize("naam", sorted(p.stem for p in MAP.glob("*.json")))
def test_every_answer_is_as_documented(naam: str, rol: str, apis: dict[str, Api]) -> None:
    api = apis[naam]
    schema = schemathesis.openapi.from_dict(strict(api.document))
    schema.app = WSGIHandler()
    koppen = ROLLEN[rol]()
    gezien = {
        f"{b.naam}, {soort}": visit(strategie, koppen)
        for b in api.bewerkingen
        for soort, strategie in kinds(schema[b.sjabloon][b.methode.upper()], b).items()
    }
    samen = sum(gezien.values(), Counter[int]())
    print(f"{naam} als {rol}: {samen.total()} verzoeken, {dict(samen)}")
    for plek, aantallen in gezien.items():
        print(f"  {plek}: {dict(aantallen)}")
    eigen_rol = "toezicht" if naam.startswith("verwerkingslog") else "procesapplicatie"
    assert (samen[200] > 0) is (rol == eigen_rol)
    assert len(gezien) == 3 * len(api.bewerkingen)
