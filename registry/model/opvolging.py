"""Whether a model may follow another within one major version: who reads the old one must be able to read the new one. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from registry.model.definitie import Attribuut, Informatiemodel, Objecttype


def objections(oud: Informatiemodel, nieuw: Informatiemodel) -> tuple[str, ...]:
    """What stands in the way, each with its place; empty when `nieuw` may follow `oud` under the same major version."""
    if number_of(nieuw) < number_of(oud):
        return (f"versie {nieuw.versie} is lager dan {oud.versie}, die al gepubliceerd is",)
    return tuple(_objections(oud, nieuw))


def number_of(model: Informatiemodel) -> tuple[int, ...]:
    """The version as numbers, for comparing."""
    return tuple(int(deel) for deel in model.versie.split("."))


def _objections(oud: Informatiemodel, nieuw: Informatiemodel) -> Iterator[str]:
    for naam, objecttype in oud.objecttypen.items():
        opvolger = nieuw.objecttypen.get(naam)
        if opvolger is None:
            yield f"{naam} is verdwenen"
        else:
            yield from _of_type(objecttype, opvolger)


def _of_type(oud: Objecttype, nieuw: Objecttype) -> Iterator[str]:
    if oud.persoonsgegevens != nieuw.persoonsgegevens:
        yield f"{oud.naam}: persoonsgegevens is gewijzigd"
    for pad, attribuut in oud.attributen.items():
        opvolger = nieuw.attributen.get(pad)
        if opvolger is None:
            yield f"{oud.naam}: het veld {pad} is verdwenen"
        elif _shape(attribuut) != _shape(opvolger):
            yield f"{oud.naam}: het veld {pad} heeft een andere soort of bescherming"
    for naam, sleutel in oud.zoeksleutels.items():
        gelijk = nieuw.zoeksleutels.get(naam)
        if gelijk is None or (gelijk.pad, gelijk.soort) != (sleutel.pad, sleutel.soort):
            yield f"{oud.naam}: de zoeksleutel {naam} is verdwenen of gewijzigd"


def _shape(attribuut: Attribuut) -> tuple[object, ...]:
    return attribuut.soort, attribuut.lijst, attribuut.bescherming
