"""A citizen's look at their own data: under which claim, in which registers, and which fields they get at once.

Protected numbers are not read until they are asked for: what the page masks, the log does not say was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from nlapi.probleem import NietGevonden
from portal.tekst import label
from processing.autorisaties import granted
from processing.doelbinding import Doelbindingsclaim
from processing.gebruik import Aanroep
from processing.intern import INZAGE_BETROKKENE, claim_for
from registry.catalogus import Soort, catalogus
from registry.model.definitie import Attribuut, Zoeksleutel
from registry.selectors import Vrager


@dataclass(frozen=True, slots=True)
class Inzage:
    """One register of which a citizen may see their own data: how they are found, and which fields are given."""

    soort: Soort
    sleutel: Zoeksleutel
    vrager: Vrager
    velden: tuple[str, ...]
    niet: tuple[str, ...]

    @property
    def naam(self) -> str:
        """`register/objecttype`, as in an address."""
        return self.soort.naam

    @property
    def texts(self) -> dict[str, Any]:
        """What every page of this register says about it."""
        return {
            "titel": label(self.soort.objecttype.titel),
            "model": label(self.soort.model.titel),
            "omschrijving": label(self.soort.model.omschrijving),
            "register": self.soort.model.register,
            "objecttype": self.soort.objecttype.naam,
            "burger": True,
        }

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The fields that the page reads at once."""
        return tuple(pad for pad in self.velden if not self.attribuut(pad).bescherming)

    def attribuut(self, pad: str) -> Attribuut:
        """The attribute at a path that is given; raises NietGevonden for any other."""
        if pad not in self.velden:
            raise NietGevonden
        return self.soort.objecttype.attributen[pad]


def own_call(request: HttpRequest) -> tuple[Doelbindingsclaim, Aanroep]:
    """The claim under which people see their own data, and the call behind this page view."""
    claim = claim_for(INZAGE_BETROKKENE)
    request.doelbindingsclaim = claim  # type: ignore[attr-defined]
    return claim, Aanroep(request.verzoek_id, request.spoor)  # type: ignore[attr-defined]


def own_register(request: HttpRequest, register: str, objecttype: str) -> Inzage:
    """The register for a citizen's own look; raises NietGevonden when there is no such thing."""
    soort = catalogus().nieuwste(register, objecttype)
    sleutel = houder_key(soort) if soort and soort.objecttype.persoonsgegevens else None
    if soort is None or sleutel is None:
        raise NietGevonden
    claim, aanroep = own_call(request)
    return inzage_in(soort, sleutel, Vrager(claim, None, aanroep))


def inzage_in(soort: Soort, sleutel: Zoeksleutel, vrager: Vrager) -> Inzage:
    """What the autorisatie for own looks gives of this object type; without one everything is asked, and refused."""
    paden = soort.objecttype.paden
    details = vrager.claim.details if vrager.claim else ()
    gegeven = granted(details[0].autorisatie, soort.model.register, soort.objecttype.naam, paden) if details else paden
    return Inzage(soort, sleutel, vrager, gegeven or paden, tuple(p for p in paden if gegeven and p not in gegeven))


def houder_key(soort: Soort) -> Zoeksleutel | None:
    """The key by which a houder's own objects are found, if the model has one."""
    houder = next((b.pad for b in soort.objecttype.betrokkenen if b.rol == "houder"), None)
    sleutels = soort.objecttype.zoeksleutels.values()
    return next((s for s in sleutels if s.pad == houder and s.soort == "exact"), None)


def personal_types() -> list[Soort]:
    """Published object types in which a citizen can find their own data, newest version of each."""
    alle = catalogus()
    gevonden = {
        s.naam: alle.nieuwste(s.model.register, s.objecttype.naam) for s in alle if s.objecttype.persoonsgegevens
    }
    return sorted((s for s in gevonden.values() if s and houder_key(s)), key=lambda s: s.naam)
