"""Publication on developer.overheid.nl: what its API register asks, made from our own OpenAPI document. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONTACT = ("name", "email", "url")
OAS_VERSIES = ("3.0.", "3.1.")


class RegistratieOnvolledig(ValueError):
    """The register would refuse this; says what is missing."""


def don_registration(
    document: Mapping[str, Any], *, oas_url: str, organisatie_uri: str, contact: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The body of `POST /v1/apis` for this document; `contact` goes before the document's own, per member.

    Raises RegistratieOnvolledig where the register would refuse: an empty address, organisation or contact member, or a document
    that is not OpenAPI 3.0 or 3.1.
    """
    eigen = document.get("info", {}).get("contact", {})
    samen = {naam: (contact or {}).get(naam) or eigen.get(naam, "") for naam in CONTACT}
    gegeven = {"oasUrl": oas_url, "organisationUri": organisatie_uri} | {f"contact.{n}": w for n, w in samen.items()}
    leeg = [naam for naam, waarde in gegeven.items() if not waarde]
    if leeg:
        raise RegistratieOnvolledig(f"Voor de registratie ontbreekt: {', '.join(leeg)}.")
    if not str(document.get("openapi", "")).startswith(OAS_VERSIES):
        raise RegistratieOnvolledig("Het register neemt alleen OpenAPI 3.0 en 3.1 aan.")
    return {"oasUrl": oas_url, "organisationUri": organisatie_uri, "contact": samen}
