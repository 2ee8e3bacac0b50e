"""Autorisaties compiled: once per version and process. Whether a version is still the current one is asked in every gebruik."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from processing.doelbinding import Autorisatie, Regel
from processing.gevoelig import exceptions_of
from processing.models import Autorisatieversie
from processing.rijregel import RijregelFout, read_condition

ACTIES = frozenset({"raadplegen", "zoeken", "bladeren", "wijzigen"})
ONDERDELEN = frozenset({
    "register", "objecttype", "acties", "velden", "zoeksleutels", "combinaties", "rijregel", "maximum", "geheimTonen", "eindgebruikerVerplicht",
    "geldigVan", "geldigTot",
})  # fmt: skip

_gecompileerd: dict[UUID, Autorisatie] = {}


class RegelFout(ValueError):
    """A regel of an autorisatie is not well-formed; the message says which part and what it should be."""


def compile_regel(regel: Mapping[str, Any], geldig_van: date, geldig_tot: date | None) -> Regel:
    """A regel as stored (JSON) made into the form that `decide` judges; raises RegelFout.

    A part that is not known is a condition that nobody would keep: it is refused.
    """
    if onbekend := set(regel) - ONDERDELEN:
        raise RegelFout(
            f"Een regel kent dit niet: {', '.join(sorted(onbekend))}. Wel: {', '.join(sorted(ONDERDELEN))}."
        )
    try:
        acties = frozenset(regel["acties"])
        velden = frozenset(regel["velden"])
        maximum = int(regel.get("maximum", 1))
        van = date.fromisoformat(regel["geldigVan"]) if regel.get("geldigVan") else geldig_van
        tot = date.fromisoformat(regel["geldigTot"]) if regel.get("geldigTot") else geldig_tot
        rijregel = tuple(map(read_condition, regel.get("rijregel", [])))
        register, objecttype = str(regel["register"]), str(regel["objecttype"])
        combinaties = tuple(frozenset(c if isinstance(c, list) else ()) for c in regel.get("combinaties", []))
    except RijregelFout as fout:
        raise RegelFout(str(fout)) from fout
    except (AttributeError, KeyError, TypeError, ValueError) as fout:
        raise RegelFout(f"Een regel is onvolledig of onjuist: {fout}.") from fout
    if not acties or acties - ACTIES:
        raise RegelFout(f"Acties moeten een of meer zijn van: {', '.join(sorted(ACTIES))}.")
    if not velden or not all(isinstance(veld, str) and veld for veld in velden):
        raise RegelFout("Velden moet een lijst van veldpaden zijn, niet leeg.")
    if maximum < 1:
        raise RegelFout("Maximum moet 1 of meer zijn.")
    zoeksleutels = frozenset(regel.get("zoeksleutels", []))
    if not all(combinatie and combinatie <= zoeksleutels for combinatie in combinaties):
        raise RegelFout("Elke combinatie moet bestaan uit zoeksleutels van de regel, en niet leeg zijn.")
    return Regel(
        register=register,
        objecttype=objecttype,
        acties=acties,
        velden=velden,
        zoeksleutels=zoeksleutels,
        rijregel=rijregel,
        maximum=maximum,
        geheim_tonen=bool(regel.get("geheimTonen", False)),
        geldig_van=van,
        geldig_tot=tot,
        combinaties=combinaties,
        eindgebruiker_verplicht=bool(regel.get("eindgebruikerVerplicht", False)),
    )


def compiled(autorisatie: UUID) -> Autorisatie | None:
    """The autorisatie as this process last compiled it, compiled now if it never did."""
    return _gecompileerd.get(autorisatie) or recompile(autorisatie)


def granted(autorisatie: UUID, register: str, objecttype: str, paden: Iterable[str]) -> tuple[str, ...]:
    """Those of these paths that the autorisatie gives, as this process knows it: what to ask for, never whether one may."""
    stand = compiled(autorisatie)
    regels = [r for r in stand.regels if (r.register, r.objecttype) == (register, objecttype)] if stand else []
    return tuple(pad for pad in paden if any(r.allows_field(pad) for r in regels))


def recompile(autorisatie: UUID) -> Autorisatie | None:
    """Read the current version and compile it; None where there is no such autorisatie."""
    versies = Autorisatieversie.objects.select_related("autorisatie__activiteit")
    versie = versies.filter(autorisatie=autorisatie).order_by("-versie").first()
    if versie is None:
        _gecompileerd.pop(autorisatie, None)
        return None
    kop = versie.autorisatie
    activiteit = kop.activiteit.versies.get(versie=kop.activiteit.huidige_versie)
    uitkomst = Autorisatie(
        id=kop.id,
        versie=versie.versie,
        afnemer=kop.afnemer_id,
        activiteit=kop.activiteit_id,
        activiteit_versie=activiteit.versie,
        regels=tuple(compile_regel(r, versie.geldig_van, versie.geldig_tot) for r in versie.regels),
        uitzonderingen=exceptions_of(activiteit.grondslag, activiteit.uitzondering_bijzonder, versie.besluit),
    )
    _gecompileerd[autorisatie] = uitkomst
    return uitkomst
