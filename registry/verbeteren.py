"""Correcting one groep of one object: a use of its own kind, logged for everyone whose data it touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from nlapi.probleem import Fout, NietGevonden, OngeldigeInvoer, Probleem
from processing.doelbinding import Doelbindingsclaim, Vraag
from processing.gebruik import Aanroep, Geleverd, OpenGebruik, Uitkomst, use
from processing.selectors import today
from registry.bijgehouden import lines_of_change
from registry.catalogus import Soort
from registry.opslag import lezen, schrijven
from registry.opslag.lezen import Rij
from registry.opslag.schrijven import Invoeging
from registry.verbetering import Verbetering, VerbeteringFout, plan
from registry.voorkomen import Voorkomenopgave


class AlleenAanDeBron(Probleem):
    """The register is a copy: what is wrong in it is reported to its source, not corrected here."""

    def __init__(self) -> None:
        super().__init__(
            status=409,
            code="alleen-aan-de-bron",
            titel="Dit register is een kopie.",
            detail="Meld de fout aan de bron van dit register. Daar wordt het verbeterd.",
        )


@dataclass(frozen=True, slots=True)
class Verbeterd:
    """What a correction did: the voorkomens that were closed, and those that took their place."""

    weg: tuple[Rij, ...]
    erbij: tuple[Invoeging, ...]


def verbeter(
    soort: Soort,
    claim: Doelbindingsclaim,
    aanroep: Aanroep,
    object_id: UUID,
    verbetering: Verbetering,
    weergave: Callable[[Verbeterd], bytes],
) -> Geleverd:
    """Make the correction and its lines in one transaction; nothing is changed in place and nothing is deleted.

    Raises AlleenAanDeBron for a copy, NietGevonden for an unknown object, OngeldigeInvoer where `plan` says that it cannot be so,
    and whatever `use` raises.
    """
    if soort.model.rol != "bron":
        raise AlleenAanDeBron

    def lees(open_: OpenGebruik) -> Uitkomst:
        rijen = lezen.read_open(soort, [object_id])
        if not rijen:
            raise NietGevonden
        moment = schrijven.take_moment(soort, [object_id])
        # Once more under the object's lock: another correction may just have been made.
        rijen = lezen.read_open(soort, [object_id])
        try:
            gepland = plan(rijen, verbetering, today())
        except VerbeteringFout as fout:
            raise OngeldigeInvoer([Fout("body", fout.veld, "verbetering", str(fout))]) from fout
        weg = tuple(r for r in rijen if r.id in gepland.sluiten)
        erbij = tuple(Invoeging(object_id, opgave, uuid4()) for opgave in gepland.invoegen)
        schrijven.close(soort, gepland.sluiten, moment)
        schrijven.insert(soort, erbij, moment)
        blijft = [_as_opgave(r) for r in rijen if r.id not in gepland.sluiten]
        betrokkenen = lines_of_change(soort, object_id, [*blijft, *gepland.invoegen], weg, erbij)
        return Uitkomst(
            inhoud=weergave(Verbeterd(weg, erbij)),
            betrokkenen=tuple(betrokkenen),
            beschikbaar_op=moment,
        )

    vraag = Vraag(
        soort.model.register,
        soort.objecttype.naam,
        "wijzigen",
        today(),
        tuple(sorted(verbetering.waarden)),
        aantal=1,
        gevoelig=soort.objecttype.gevoelig,
    )
    return use(claim, None, vraag, aanroep, lees, soort="verbetering")


def _as_opgave(rij: Rij) -> Voorkomenopgave:
    """A standing voorkomen as it was said, for finding out who the object is about."""
    return Voorkomenopgave(
        rij.groep, rij.stapel, rij.volgnummer, rij.gegevens, rij.begin_opgave, rij.begin, rij.eind, rij.onjuist
    )
