"""Our own APIs: one per published model and major version, and the processing log. Nothing here knows a register by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from nlapi.probleem import NietGevonden
from portal.ontwikkelaars import naslag, voorbeeld
from portal.ontwikkelaars.naslag import Bewerking, Naslag
from portal.tekst import label
from processing.api import openapi as verwerkingslog
from registry.api import openapi as register_openapi
from registry.catalogus import published
from registry.model.definitie import Informatiemodel, Objecttype


@dataclass(frozen=True, slots=True)
class Api:
    """One API with its document; `model` is None for an API that is not made from a model."""

    register: str
    hoofdversie: int
    titel: str
    omschrijving: str
    document: Mapping[str, Any]
    model: Informatiemodel | None = None
    opvolger: int | None = None

    @property
    def pad(self) -> str:
        """Where its pages stand."""
        return f"/ontwikkelaars/{self.register}/v{self.hoofdversie}"

    @property
    def server(self) -> str:
        """The path that every operation starts with."""
        return str(self.document["servers"][0]["url"])

    @property
    def versie(self) -> str:
        """The full version."""
        return str(self.document["info"]["version"])

    @property
    def naslag(self) -> Naslag:
        """Its reference."""
        return naslag.lees(self.document)

    def objecttype_of(self, bewerking: Bewerking) -> Objecttype | None:
        """The object type that an operation is about, if the API is made from a model."""
        return self.model.objecttypen.get(bewerking.pad.split("/")[1]) if self.model else None


def every_api() -> list[Api]:
    """Every API, registers by name first."""
    modellen = sorted(published().modellen.values(), key=lambda m: (m.register, m.hoofdversie))
    return [*(_of_model(m, modellen) for m in modellen), _log()]


def find_api(register: str, hoofdversie: int) -> Api:
    """The API at this address; raises NietGevonden."""
    for api in every_api():
        if (api.register, api.hoofdversie) == (register, hoofdversie):
            return api
    raise NietGevonden


def find_operation(api: Api, id_: str) -> Bewerking:
    """The operation with this id; raises NietGevonden."""
    bewerking = api.naslag.bewerking(id_)
    if bewerking is None:
        raise NietGevonden
    return bewerking


def example_body(api: Api, bewerking: Bewerking) -> Any:
    """Something to send that the operation takes: for a search, by the smallest combination of keys of the model."""
    if bewerking.inhoud is None:
        return None
    inhoud = voorbeeld.to_send(api.document, bewerking.inhoud.bron)
    objecttype = api.objecttype_of(bewerking)
    if objecttype and objecttype.zoekcombinaties and "zoeksleutels" in inhoud:
        sleutels = bewerking.inhoud.bron["properties"]["zoeksleutels"]["properties"]
        combinatie = min(objecttype.zoekcombinaties, key=len)
        inhoud["zoeksleutels"] = {n: voorbeeld.to_send(api.document, sleutels[n]) for n in sorted(combinatie)}
    return inhoud


def example_operation(api: Api) -> Bewerking:
    """The operation to begin with: a search where there is one, else the first."""
    alle = api.naslag.bewerkingen
    return next((b for b in alle if b.inhoud), alle[0])


def _of_model(model: Informatiemodel, alle: list[Informatiemodel]) -> Api:
    nieuwer = [m.hoofdversie for m in alle if m.register == model.register and m.hoofdversie > model.hoofdversie]
    return Api(
        model.register,
        model.hoofdversie,
        label(model.titel),
        label(model.omschrijving),
        register_openapi.build(model),
        model,
        max(nieuwer, default=None),
    )


def _log() -> Api:
    document = verwerkingslog.build()
    register, versie = document["servers"][0]["url"].split("/")[2:4]
    return Api(
        register,
        int(versie[1:]),
        _("Verwerkingslog"),
        _("Wie gebruikte de gegevens van een persoon; voor toezicht."),
        document,
    )


def full_address(pad: str) -> str:
    """A path as an address that a curl line can use."""
    return f"{settings.BASIS_URL}{pad}"
