"""Who is touched when voorkomens are closed and inserted: the betrokkenen of a change, for its log lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from processing.gebruik import Betrokkene
from registry.beeld import Deel, Objectbeeld, find_betrokkenen, houder_of
from registry.catalogus import Soort
from registry.model.projectie import paden_in
from registry.opslag.lezen import Rij
from registry.opslag.schrijven import Invoeging
from registry.voorkomen import Voorkomenopgave

NOOIT = datetime.max.replace(tzinfo=UTC)


def lines_of_change(
    soort: Soort, object_id: UUID, opgaven: Sequence[Voorkomenopgave], weg: Sequence[Rij], erbij: Sequence[Invoeging]
) -> list[Betrokkene]:
    """Everyone whose data were closed or inserted: the houder, and relatives with a BSN. `opgaven` is what the object says from now on."""
    delen = [_part(r) for r in weg] + [_part(_as_row(i)) for i in erbij]
    if not delen:
        return []
    groepen = {b.groep for b in soort.objecttype.betrokkenen if b.rol == "houder"}
    staand = [o for o in opgaven if not o.onjuist and o.eind is None]
    huidig = (
        [_as_row(Invoeging(object_id, o, object_id)) for o in staand if o.groep in groepen] if staand else list(weg)
    )
    beeld = Objectbeeld(object_id, tuple(d for d in delen if d.velden), houder_of(soort.objecttype, huidig))
    return list(find_betrokkenen(soort.objecttype, beeld, "bijgehouden"))


def _part(rij: Rij) -> Deel:
    velden = (
        paden_in({rij.groep: rij.gegevens}) | {a["veld"] for a in rij.afwijkingen} | {o["veld"] for o in rij.onderzoek}
    )
    return Deel(rij, rij.gegevens, tuple(rij.onderzoek), tuple(rij.afwijkingen), frozenset(velden))


def _as_row(invoeging: Invoeging) -> Rij:
    o = invoeging.opgave
    onderzoek = [{"veld": x.pad, "begin": x.begin, "eind": x.eind} for x in o.onderzoek]
    afwijkingen = [{"veld": a.pad, "waarde": a.waarde, "reden": a.reden} for a in o.afwijkingen]
    return Rij(
        invoeging.id, invoeging.object, o.groep, o.stapel, o.volgnummer, o.begin, o.eind, o.begin_opgave, NOOIT, None, o.onjuist, o.gegevens,
        onderzoek, afwijkingen, o.bron, o.document, o.reden, b"", o.gegevens, afwijkingen,
    )  # fmt: skip
