"""Every own API as the tests visit it: found through the URLconf, read from the document that it serves, asked with what it may have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import get_resolver

from config.lokaal.staat import KLOON
from nlapi.routes import alle_routes
from registry.catalogus import Soort, catalogus
from tests.deuren import TOEZICHT, api, authorise, load
from tests.personen import Persoonslijst, person

INFORMATIEMODELLEN = KLOON / "registry" / "informatiemodellen"
METHODEN = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True)
class Bewerking:
    """One operation of a document, with a request that it takes."""

    api: Api
    methode: str
    sjabloon: str
    beschrijving: dict[str, Any]
    persoon: Persoonslijst
    object_id: UUID | None = None

    @property
    def naam(self) -> str:
        return f"{self.methode.upper()} {self.api.basis}{self.sjabloon}"

    @property
    def pad(self) -> str:
        return self.api.basis + re.sub(r"{[^}]*}", str(self.object_id), self.sjabloon)

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The declared query parameters."""
        return [p for p in self.beschrijving.get("parameters", []) if p["in"] == "query"]

    @property
    def inhoudschema(self) -> dict[str, Any] | None:
        """The schema of the body, if there is one."""
        schema: dict[str, Any] | None = None
        if "requestBody" in self.beschrijving:
            schema = self.beschrijving["requestBody"]["content"]["application/json"]["schema"]
        return schema

    @property
    def inhoud(self) -> dict[str, Any] | None:
        """A body that finds the person."""
        sleutel = {"burgerservicenummer": self.persoon.bsn}
        match self.inhoudschema:
            case None:
                return None
            case {"properties": {"zoeksleutels": _}}:
                return {"zoeksleutels": sleutel}
            case _:
                return sleutel

    @property
    def voert_pagina(self) -> bool:
        """Whether it takes a cursor."""
        return "cursor" in {p["name"] for p in self.parameters} | set((self.inhoudschema or {}).get("properties", {}))

    def ask(
        self,
        client: Client | None = None,
        *,
        pad: str | None = None,
        methode: str | None = None,
        query: dict[str, str] | None = None,
        inhoud: Any = None,
        mediatype: str = "application/json",
        **koppen: str,
    ) -> Any:
        """Do it: by default the request that it takes, by who may."""
        stuur = self.inhoud if inhoud is None else inhoud
        ruw = "" if stuur is None else stuur if isinstance(stuur, str) else json.dumps(stuur)
        return (client or self.api.client_of(self.sjabloon)).generic(
            (methode or self.methode).upper(),
            pad or self.pad,
            ruw,
            content_type=mediatype if ruw else "",
            query_params=query,
            headers=koppen,
        )


@dataclass(frozen=True)
class Api:
    """One own API: its base path, the document it serves, and the people in it."""

    basis: str
    persoon: Persoonslijst

    @property
    def naam(self) -> str:
        """As its linted file is called."""
        return "-".join(self.basis.split("/")[2:])

    @cached_property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = Client().get(f"{self.basis}/openapi.json").json()
        return document

    @property
    def versie(self) -> str:
        return str(self.document["info"]["version"])

    @cached_property
    def clients(self) -> dict[str, Client]:
        """Per object type somebody who may do everything; the log is for oversight."""
        return {s.objecttype.naam: entitled(s) for s in catalogus() if self.basis == basis_of(s)}

    @cached_property
    def toezicht(self) -> Client:
        return api(*TOEZICHT)

    def client_of(self, sjabloon: str) -> Client:
        """Somebody who may do everything at this path."""
        return self.clients.get(sjabloon.split("/")[1], self.toezicht)

    @cached_property
    def bewerkingen(self) -> list[Bewerking]:
        """Every operation; the object of a path is the person's."""
        alle = [
            Bewerking(self, methode, sjabloon, item[methode], self.persoon)
            for sjabloon, item in self.document["paths"].items()
            for methode in item
            if methode in METHODEN
        ]
        ids = {b.sjabloon.split("/")[1]: self._find(b) for b in alle if b.sjabloon.endswith("/_zoek")}
        return [
            Bewerking(b.api, b.methode, b.sjabloon, b.beschrijving, b.persoon, ids.get(b.sjabloon.split("/")[1]))
            for b in alle
        ]

    @staticmethod
    def _find(zoek: Bewerking) -> UUID | None:
        antwoord = zoek.ask()
        assert antwoord.status_code == 200, (zoek.naam, antwoord.content)
        resultaten = antwoord.json().get("resultaten", [])
        return UUID(resultaten[0]["id"]) if resultaten else None


def basis_of(soort: Soort) -> str:
    """The base path of the API of an object type."""
    return f"/api/{soort.model.register}/v{soort.model.hoofdversie}"


def entitled(soort: Soort, maximum: int = 100) -> Client:
    """A client that may read, search and browse everything of this object type."""
    return authorise(
        "contract",
        register=soort.model.register,
        objecttype=soort.objecttype.naam,
        acties=["raadplegen", "zoeken", "bladeren"],
        velden=list(soort.objecttype.groepen),
        zoeksleutels=list(soort.objecttype.zoeksleutels),
        geheimTonen=True,
        maximum=maximum,
    ).client()


def bases() -> Iterator[str]:
    """The base path of every API that comes with Bronhuis, from the routes of their documents; models that tests published are no part."""
    eigen = {map_.name for map_ in INFORMATIEMODELLEN.iterdir()}
    for route in alle_routes(get_resolver().url_patterns):
        if not route.patroon.endswith("/openapi.json"):
            continue
        patroon = "/" + route.patroon.removesuffix("/openapi.json")
        if "<" not in patroon:
            yield patroon
            continue
        for register, hoofdversie in catalogus().modellen:
            if register not in eigen:
                continue
            yield patroon.replace("<slug:register>", register).replace("<int:hoofdversie>", str(hoofdversie))


def own_apis() -> list[Api]:
    """Every own API, with one loaded person whose BSN finds something in each."""
    lijst = person()
    load([lijst])
    return [Api(basis, lijst) for basis in bases()]
