"""Reading registers: one object, its history, a search, a browse. Personal data come only through `processing.gebruik.use`.

A selector decides nothing about access and renders nothing: it asks for a use, cuts what it reads to the decision, hands the result
to `weergave` (which makes the bytes inside the transaction), and names every betrokkene in those bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from nlapi.probleem import Fout, NietGevonden, OngeldigeInvoer
from processing.doelbinding import (
    STANDAARD_AANTAL,
    Actie,
    Doelbinding,
    Doelbindingsclaim,
    Vraag,
)
from processing.gebruik import Aanroep, Geleverd, OpenGebruik, Uitkomst, use
from processing.rijregel import passes_row_rule, values_at
from processing.selectors import today
from registry.beeld import Objectbeeld, assemble, cut, find_betrokkenen, houder_of, only_onderzoek
from registry.catalogus import Soort
from registry.model.projectie import Snede, compileer
from registry.opslag import lezen
from registry.opslag.lezen import Rij
from registry.temporal import Tijdslice

Bevinding = Literal["gevonden", "geraadpleegd"]

# A read that asked for no moment is of this transaction; it is the state of now.
NU = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Tijdvraag:
    """The asked moments; None means now. `beschikbaar_op` is aware, UTC, in milliseconds."""

    geldig_op: date | None = None
    beschikbaar_op: datetime | None = None

    def at(self, nu: datetime) -> Tijdslice:
        """The moments of this read; raises OngeldigeInvoer for a beschikbaarOp in the future."""
        if self.beschikbaar_op is not None and self.beschikbaar_op > nu:
            raise OngeldigeInvoer(
                [Fout("query", "beschikbaarOp", "toekomst", "beschikbaarOp mag niet in de toekomst liggen.")]
            )
        return Tijdslice(self.geldig_op or today(), self.beschikbaar_op or nu)


@dataclass(frozen=True, slots=True)
class Vervolg:
    """Where another page is: after which id, how many were given up to there, and under which version of which autorisatie.

    `terug` turns it round: the page that ends before that id.
    """

    na: UUID
    gegeven: int
    autorisatie: UUID | None
    autorisatie_versie: int | None
    terug: bool = False


@dataclass(frozen=True, slots=True)
class Vrager:
    """Who asks: claim, chosen activity, and the call that it belongs to. None as claim is right for open data only."""

    claim: Doelbindingsclaim | None
    activiteit: UUID | None
    aanroep: Aanroep


@dataclass(frozen=True, slots=True)
class Levering:
    """What a selector read, cut to the decision; `vervolg` and `terug` tell where a next and a previous page are, if there are."""

    soort: Soort
    objecten: tuple[Objectbeeld, ...]
    tijd: Tijdslice
    velden: frozenset[str]
    vervolg: Vervolg | None = None
    terug: Vervolg | None = None
    doelbinding: Doelbinding | None = None


Weergave = Callable[[Levering], bytes]
Lees = Callable[[Tijdslice, frozenset[str], Doelbinding | None], Levering]


@lru_cache(maxsize=2048)
def _snede(velden: frozenset[str]) -> Snede:
    return compileer(velden)


def raadpleeg(
    soort: Soort,
    vrager: Vrager,
    object_id: UUID,
    tijd: Tijdvraag,
    velden: tuple[str, ...] | None,
    weergave: Weergave,
    *,
    van: str | None = None,
) -> Geleverd | bytes:
    """One object at one moment. `van` restricts to objects whose houder has this BSN (a citizen's own data).

    Raises NietGevonden for unknown, outside the row rule, secret and somebody else's: one and the same.
    """

    def lees(slice_: Tijdslice, toegestaan: frozenset[str], doelbinding: Doelbinding | None) -> Levering:
        beeld = _images(soort, [object_id], slice_, toegestaan, doelbinding, van)
        if not beeld:
            raise NietGevonden
        return Levering(soort, tuple(beeld), slice_, toegestaan, doelbinding=doelbinding)

    return _deliver(
        soort,
        vrager,
        Vraag(
            soort.model.register,
            soort.objecttype.naam,
            "raadplegen",
            today(),
            velden,
            gevoelig=soort.objecttype.gevoelig,
        ),
        tijd,
        lees,
        weergave,
    )


def voorkomens(
    soort: Soort,
    vrager: Vrager,
    object_id: UUID,
    tijd: Tijdvraag,
    velden: tuple[str, ...] | None,
    weergave: Weergave,
    *,
    van: str | None = None,
) -> Geleverd | bytes:
    """The whole history of one object as known at beschikbaarOp; access is judged on the object as it is now."""

    def lees(slice_: Tijdslice, toegestaan: frozenset[str], doelbinding: Doelbinding | None) -> Levering:
        nu_zichtbaar = _images(soort, [object_id], slice_, toegestaan, doelbinding, van)
        if not nu_zichtbaar:
            raise NietGevonden
        delen = cut(lezen.read_history(soort, object_id, slice_.beschikbaar_op), _snede(toegestaan), toegestaan)
        return Levering(
            soort, (Objectbeeld(object_id, delen, nu_zichtbaar[0].houder),), slice_, toegestaan, doelbinding=doelbinding
        )

    vraag = Vraag(
        soort.model.register, soort.objecttype.naam, "raadplegen", today(), velden, gevoelig=soort.objecttype.gevoelig
    )
    return _deliver(soort, vrager, vraag, tijd, lees, weergave, naam="historie")


def zoek(
    soort: Soort,
    vrager: Vrager,
    sleutels: Mapping[str, Any],
    tijd: Tijdvraag,
    velden: tuple[str, ...] | None,
    weergave: Weergave,
    *,
    aantal: int | None = None,
    vervolg: Vervolg | None = None,
    bevinding: Bevinding = "gevonden",
    van: str | None = None,
) -> Geleverd | bytes:
    """Objects for which every key holds, a page of at most `aantal`, or the page after `vervolg`. `van` as in `raadpleeg`."""

    def lees(slice_: Tijdslice, toegestaan: frozenset[str], doelbinding: Doelbinding | None) -> Levering:
        def kandidaten(vanaf: UUID | None, hoeveel: int) -> list[UUID]:
            return lezen.search(soort, sleutels, vanaf, slice_, hoeveel)

        return _page(soort, slice_, toegestaan, doelbinding, aantal, vervolg, kandidaten, van)

    vraag = _page_question(soort, "zoeken", velden, frozenset(sleutels), aantal, vervolg)
    return _deliver(soort, vrager, vraag, tijd, lees, weergave, bevinding=bevinding)


def in_onderzoek(
    soort: Soort,
    vrager: Vrager,
    sleutels: Mapping[str, Any],
    velden: tuple[str, ...] | None,
    weergave: Weergave,
    *,
    van: str,
) -> Geleverd | bytes:
    """Of the objects of this houder only what is in onderzoek now: the rest is not given, and so not logged as given."""

    def lees(slice_: Tijdslice, toegestaan: frozenset[str], doelbinding: Doelbinding | None) -> Levering:
        def kandidaten(vanaf: UUID | None, hoeveel: int) -> list[UUID]:
            return lezen.search(soort, sleutels, vanaf, slice_, hoeveel)

        levering = _page(soort, slice_, toegestaan, doelbinding, None, None, kandidaten, van)
        return replace(levering, objecten=tuple(only_onderzoek(beeld) for beeld in levering.objecten))

    vraag = _page_question(soort, "zoeken", velden, frozenset(sleutels), None, None)
    return _deliver(soort, vrager, vraag, Tijdvraag(), lees, weergave, bevinding="geraadpleegd")


def blader(
    soort: Soort,
    vrager: Vrager,
    tijd: Tijdvraag,
    velden: tuple[str, ...] | None,
    weergave: Weergave,
    *,
    aantal: int | None = None,
    vervolg: Vervolg | None = None,
) -> Geleverd | bytes:
    """Objects in order of id without any filter: an action of its own."""

    def lees(slice_: Tijdslice, toegestaan: frozenset[str], doelbinding: Doelbinding | None) -> Levering:
        def kandidaten(vanaf: UUID | None, hoeveel: int) -> list[UUID]:
            if vervolg and vervolg.terug:
                return lezen.browse_back(soort, vanaf, slice_, hoeveel)
            return lezen.browse(soort, vanaf, slice_, hoeveel)

        return _page(soort, slice_, toegestaan, doelbinding, aantal, vervolg, kandidaten, None)

    vraag = _page_question(soort, "bladeren", velden, frozenset(), aantal, vervolg)
    return _deliver(soort, vrager, vraag, tijd, lees, weergave, bevinding="gevonden")


def _page_question(
    soort: Soort,
    actie: Actie,
    velden: tuple[str, ...] | None,
    sleutels: frozenset[str],
    aantal: int | None,
    vervolg: Vervolg | None,
) -> Vraag:
    gegeven = _given_before(vervolg, aantal)
    return Vraag(
        soort.model.register,
        soort.objecttype.naam,
        actie,
        today(),
        velden,
        sleutels,
        aantal,
        gegeven,
        gevoelig=soort.objecttype.gevoelig,
    )


def _given_before(vervolg: Vervolg | None, aantal: int | None) -> int:
    """How many objects the pages before this one hold."""
    if vervolg is None:
        return 0
    return max(0, vervolg.gegeven - (aantal or STANDAARD_AANTAL)) if vervolg.terug else vervolg.gegeven


def _deliver(
    soort: Soort,
    vrager: Vrager,
    vraag: Vraag,
    tijd: Tijdvraag,
    lees: Lees,
    weergave: Weergave,
    *,
    naam: str | None = None,
    bevinding: Bevinding = "geraadpleegd",
) -> Geleverd | bytes:
    """Read through the one path, or plainly where the model says that this is open data."""
    if not soort.objecttype.persoonsgegevens:
        alle = frozenset(vraag.velden or soort.objecttype.groepen)
        with transaction.atomic():
            return weergave(lees(tijd.at(lezen.now()), alle, None))
    if vrager.claim is None:
        raise NietGevonden

    def lees_binnen(open_: OpenGebruik) -> Uitkomst:
        levering = lees(tijd.at(open_.nu), open_.doelbinding.velden, open_.doelbinding)
        inhoud = weergave(levering)
        betrokkenen = [b for beeld in levering.objecten for b in find_betrokkenen(soort.objecttype, beeld, bevinding)]
        return Uitkomst(
            inhoud=inhoud,
            betrokkenen=tuple(betrokkenen),
            geldig_op=None if naam == "historie" else levering.tijd.geldig_op,
            beschikbaar_op=levering.tijd.beschikbaar_op,
        )

    return use(vrager.claim, vrager.activiteit, vraag, vrager.aanroep, lees_binnen, soort=naam)


def _page(
    soort: Soort,
    slice_: Tijdslice,
    velden: frozenset[str],
    doelbinding: Doelbinding | None,
    gevraagd: int | None,
    vervolg: Vervolg | None,
    kandidaten: Callable[[UUID | None, int], list[UUID]],
    van: str | None,
) -> Levering:
    """Fill one page: candidates in id order, those that may not be seen left out, until the page is full or they run out."""
    if (
        vervolg
        and doelbinding
        and (vervolg.autorisatie, vervolg.autorisatie_versie)
        != (doelbinding.autorisatie, doelbinding.autorisatie_versie)
    ):
        raise OngeldigeInvoer(
            [Fout("query", "cursor", "cursor-verlopen", "De autorisatie is gewijzigd. Begin opnieuw zonder cursor.")]
        )
    aantal = doelbinding.aantal if doelbinding else gevraagd or STANDAARD_AANTAL
    beelden: list[Objectbeeld] = []
    vanaf = vervolg.na if vervolg else None
    while len(beelden) <= aantal:
        ids = kandidaten(vanaf, aantal + 1)
        beelden += _images(soort, ids, slice_, velden, doelbinding, van)
        if len(ids) <= aantal:
            break
        vanaf = ids[-1]
    meer = len(beelden) > aantal
    volgt, terug = _neighbours(beelden[:aantal], doelbinding, vervolg, meer=meer)
    getoond = beelden[:aantal][::-1] if vervolg and vervolg.terug else beelden[:aantal]
    return Levering(soort, tuple(getoond), slice_, velden, volgt, terug, doelbinding)


def _neighbours(
    gevuld: list[Objectbeeld], doelbinding: Doelbinding | None, vervolg: Vervolg | None, *, meer: bool
) -> tuple[Vervolg | None, Vervolg | None]:
    """The next and the previous page of this one, filled in the order of reading; `meer` = there was more in that order."""
    if not gevuld:
        return None, None

    def page_at(beeld: Objectbeeld, gegeven: int, *, terug: bool = False) -> Vervolg:
        autorisatie, versie = (doelbinding.autorisatie, doelbinding.autorisatie_versie) if doelbinding else (None, None)
        return Vervolg(beeld.id, gegeven, autorisatie, versie, terug)

    eerste, laatste = gevuld[0], gevuld[-1]
    if vervolg and vervolg.terug:
        # Filled backwards: what was asked from is the next page, and there is a previous one if there was more.
        begin = max(0, vervolg.gegeven - len(gevuld))
        return page_at(eerste, begin + len(gevuld)), page_at(laatste, begin, terug=True) if meer else None
    begin = vervolg.gegeven if vervolg else 0
    einde = begin + len(gevuld)
    mag_verder = meer and (doelbinding is None or einde < doelbinding.maximum)
    return (
        page_at(laatste, einde) if mag_verder else None,
        page_at(eerste, begin, terug=True) if vervolg else None,
    )


def _images(
    soort: Soort,
    ids: list[UUID],
    slice_: Tijdslice,
    velden: frozenset[str],
    doelbinding: Doelbinding | None,
    van: str | None,
) -> list[Objectbeeld]:
    """The objects among these that may be seen, cut, in the order of `ids`."""
    groepen = _needed(soort, velden, doelbinding)
    per_object = _by_object(lezen.read_current(soort, ids, slice_, groepen)) if ids else {}
    elders = [i for i in ids if i not in per_object] if groepen is not None else []
    if elders:
        # It is there all the same, with nothing in these groepen.
        per_object |= {i: [] for i in lezen.read_present(soort, elders, slice_)}
    zichtbaar = _visible(soort, per_object, slice_, doelbinding, van)
    beelden = []
    for object_id in ids:
        if object_id in zichtbaar:
            rijen = per_object[object_id]
            houder = houder_of(soort.objecttype, rijen)
            beelden.append(Objectbeeld(object_id, cut(rijen, _snede(velden), velden), houder))
    return identified(soort, beelden)


@lru_cache(maxsize=2048)
def _groepen_of(velden: frozenset[str]) -> frozenset[str]:
    return frozenset(pad.partition(".")[0] for pad in velden)


def _needed(soort: Soort, velden: frozenset[str], doelbinding: Doelbinding | None) -> list[str] | None:
    """The groepen that an answer, its row rule and its lines come from; None where that is all of them."""
    paden = {*(b.pad for b in soort.objecttype.betrokkenen if b.rol == "houder" and b.pad)}
    if soort.objecttype.geheim:
        paden.add(soort.objecttype.geheim.pad)
    if doelbinding is not None:
        paden |= {voorwaarde.pad for voorwaarde in doelbinding.rijregel}
    groepen = _groepen_of(velden) | {pad.partition(".")[0] for pad in paden}
    return None if groepen >= set(soort.objecttype.groepen) else sorted(groepen)


def _by_object(rijen: Iterable[Rij]) -> dict[UUID, list[Rij]]:
    per_object: dict[UUID, list[Rij]] = {}
    for rij in rijen:
        per_object.setdefault(rij.object, []).append(rij)
    return per_object


def identified(soort: Soort, beelden: list[Objectbeeld]) -> list[Objectbeeld]:
    """Who an object is about does not depend on the moment that was asked: look it up where that moment has no number."""
    if all(b.houder for b in beelden) or not soort.objecttype.persoonsgegevens:
        return beelden
    zonder = [b.id for b in beelden if b.houder is None]
    bekend = _by_object(r for r in lezen.read_open(soort, zonder) if not r.onjuist)
    nummers = {i: houder_of(soort.objecttype, sorted(rijen, key=lambda r: r.volgnummer)) for i, rijen in bekend.items()}
    return [b if b.houder else replace(b, houder=nummers.get(b.id)) for b in beelden]


def _visible(
    soort: Soort, per_object: dict[UUID, list[Rij]], slice_: Tijdslice, doelbinding: Doelbinding | None, van: str | None
) -> set[UUID]:
    """Row rule and secrecy, judged on the whole object as it is now, whatever moment was asked; and, for a citizen, being the houder."""
    zichtbaar = set(per_object)
    if van is not None:
        zichtbaar = {i for i in zichtbaar if houder_of(soort.objecttype, per_object[i]) == van}
    geheim = soort.objecttype.geheim
    if doelbinding is None or not (doelbinding.rijregel or (geheim and not doelbinding.geheim_tonen)):
        return zichtbaar
    nu = Tijdslice(today(), lezen.now())
    is_nu = slice_.geldig_op == nu.geldig_op and nu.beschikbaar_op - slice_.beschikbaar_op < NU
    stand = per_object if is_nu else _by_object(lezen.read_current(soort, list(per_object), nu))
    return {i for i in zichtbaar if i in stand and _passes(soort, stand[i], doelbinding)}


def _passes(soort: Soort, rijen: list[Rij], doelbinding: Doelbinding) -> bool:
    geheel = assemble(soort.objecttype, [(r.groep, r.gegevens) for r in rijen])
    geheim = soort.objecttype.geheim
    if geheim and not doelbinding.geheim_tonen and any(w in geheim.waarden for w in values_at(geheel, geheim.pad)):
        return False
    return passes_row_rule(doelbinding.rijregel, geheel, today())
