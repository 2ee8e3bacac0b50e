"""The published models as this process knows them, reloaded as soon as the publication number in the database is higher."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, connection

from processing.gevoelig import GEEN, Gevoelig
from registry.model.definitie import Informatiemodel, Objecttype
from registry.model.laden import laad
from registry.opslag.tabellen import Tabellen, tabellen_van


@dataclass(frozen=True, slots=True)
class Soort:
    """One published object type with its model and its tables."""

    model: Informatiemodel
    objecttype: Objecttype
    tabellen: Tabellen

    @property
    def naam(self) -> str:
        """`register/objecttype`."""
        return f"{self.model.register}/{self.objecttype.naam}"


@dataclass(frozen=True, slots=True)
class Catalogus:
    """Every published model in its newest version per major version, at one publication number."""

    nummer: int = 0
    modellen: dict[tuple[str, int], Informatiemodel] = field(default_factory=dict)
    soorten: dict[tuple[str, int, str], Soort] = field(default_factory=dict)

    def soort(self, register: str, hoofdversie: int, objecttype: str) -> Soort | None:
        """The object type at this address, or None."""
        return self.soorten.get((register, hoofdversie, objecttype))

    def nieuwste(self, register: str, objecttype: str) -> Soort | None:
        """The object type in the highest major version, or None."""
        versies = [s for (r, _h, o), s in self.soorten.items() if (r, o) == (register, objecttype)]
        return max(versies, key=lambda s: s.model.hoofdversie, default=None)

    def __iter__(self) -> Iterator[Soort]:
        return iter(self.soorten.values())


_catalogus = Catalogus()
_slot = threading.Lock()
# After the database did not answer, public data do without it for so long (seconds), rather than each wait for it.
STILTE = 5.0
_stil_tot = 0.0


def catalogus() -> Catalogus:
    """The catalogue as it is published now: one cheap query for the number, a reload only when it changed."""
    global _catalogus
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(nummer), 0) FROM registry.informatiemodelversie")
        (nummer,) = cursor.fetchone()
    if nummer != _catalogus.nummer:
        with _slot:
            if nummer != _catalogus.nummer:
                _catalogus = _load(nummer)
    return _catalogus


def published() -> Catalogus:
    """The catalogue for what is public: where the database does not answer, as this process last knew it.

    Raises DatabaseError or InterfaceError in a process that never knew any. Never for personal data: those need the database itself.
    """
    global _stil_tot
    if _catalogus.nummer and time.monotonic() < _stil_tot:
        return _catalogus
    try:
        return catalogus()
    except (DatabaseError, InterfaceError):
        if not _catalogus.nummer:
            raise
        _stil_tot = time.monotonic() + STILTE
        return _catalogus


def _load(nummer: int) -> Catalogus:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tekst FROM registry.informatiemodelversie WHERE nummer <= %s ORDER BY nummer", [nummer])
        modellen = [laad(tekst) for (tekst,) in cursor.fetchall()]
    per_versie = {(m.register, m.hoofdversie): m for m in modellen}
    soorten = {
        (m.register, m.hoofdversie, o.naam): Soort(m, o, tabellen_van(m.register, o))
        for m in per_versie.values()
        for o in m.objecttypen.values()
    }
    return Catalogus(nummer, per_versie, soorten)


def version_at(pad: str) -> str | None:
    """The version of the register at this API path as this process last knew it; a query only in a process that never knew any."""
    _leeg, _api, register, hoofd, *_rest = [*pad.split("/"), "", "", ""]
    if not (hoofd.startswith("v") and hoofd[1:].isdecimal()):
        return None
    model = _last_known().modellen.get((register, int(hoofd[1:6])))
    return model.versie if model else None


def sensitive_at(register: str, objecttype: str) -> Gevoelig:
    """What the law protects more of this object type, in its newest model; GEEN for a type that is not published."""
    soort = catalogus().nieuwste(register, objecttype)
    return soort.objecttype.gevoelig if soort else GEEN


def _last_known() -> Catalogus:
    """The catalogue without asking whether it changed; an error must not depend on a database that does not answer."""
    if _catalogus.nummer:
        return _catalogus
    try:
        return catalogus()
    except (DatabaseError, InterfaceError):
        return _catalogus
