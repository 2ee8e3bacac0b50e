"""The one path to personal data: decide, open the gebruik, read, log, commit; then and only then there are bytes.

`use` is the whole of it. The reader it is given runs inside the transaction and hands back finished bytes with the
betrokkenen that stand in them; what leaves carries the receipt of exactly those bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID, uuid4

import orjson
import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction

from nlapi.koppen import Spoor
from nlapi.probleem import NietBeschikbaar, NietGeauthenticeerd
from processing import autorisaties, klok, kluis
from processing.doelbinding import Claimdetail, Doelbinding, Doelbindingsclaim, Geweigerd, Vraag, choose_detail, decide

log = structlog.get_logger(__name__)

WEIGERGRONDEN = {
    "autorisatie-onbekend": "Er is geen autorisatie voor dit doel.",
    "token-verlopen": "Het token is verlopen. Vraag een nieuw token aan.",
    "token-ingetrokken": "Het token is ingetrokken. Vraag een nieuw token aan.",
    "applicatie-geblokkeerd": "Deze applicatie heeft geen toegang.",
    "afnemer-geblokkeerd": "Deze afnemer heeft geen toegang.",
    "autorisatie-ingetrokken": "De autorisatie voor dit doel is ingetrokken.",
    "activiteit-ingetrokken": "De verwerkingsactiviteit is ingetrokken.",
    "autorisatie-niet-geldig": "De autorisatie geldt vandaag niet.",
    "activiteit-niet-geldig": "De verwerkingsactiviteit geldt vandaag niet.",
}


@dataclass(frozen=True, slots=True)
class Toelichting:
    """Why an employee looks: a reason from the closed list of `processing.redenen`, and the mark of the case (no personal data)."""

    reden: str
    kenmerk: str


@dataclass(frozen=True, slots=True)
class Aanroep:
    """The call that a use belongs to: request id, trace, the meaningless key of the employee behind the applicatie, and why they look."""

    verzoek: UUID
    spoor: Spoor
    eindgebruiker: str | None = None
    toelichting: Toelichting | None = None


@dataclass(frozen=True, slots=True)
class Betrokkene:
    """What of one person stands in the bytes: leaf paths, voorkomens, and the canonical bytes given about them."""

    bsn: str | None
    object_id: UUID
    betrokkenheid: str
    soort: Literal["gevonden", "geraadpleegd", "bijgehouden"]
    velden: tuple[str, ...]
    voorkomens: tuple[UUID, ...]
    canoniek: bytes


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What a reader made inside the transaction; `beschikbaar_op` is aware, UTC, in milliseconds."""

    inhoud: bytes
    betrokkenen: tuple[Betrokkene, ...]
    geldig_op: date | None = None
    beschikbaar_op: datetime | None = None
    extra: Any = None


@dataclass(frozen=True, slots=True)
class Ontvangstbewijs:
    """Proof that the lines of exactly these bytes are committed."""

    handeling: UUID
    transactie: int
    aantal: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Geleverd:
    """Bytes that may leave, with their receipt."""

    inhoud: bytes
    bewijs: Ontvangstbewijs
    extra: Any = None


@dataclass(frozen=True, slots=True)
class OpenGebruik:
    """The opened gebruik: the decision, and a moment taken after the lock was granted (UTC, milliseconds)."""

    doelbinding: Doelbinding
    nu: datetime


Lezer = Callable[[OpenGebruik], Uitkomst]


def use(
    claim: Doelbindingsclaim,
    activiteit: UUID | None,
    vraag: Vraag,
    aanroep: Aanroep,
    lees: Lezer,
    *,
    soort: str | None = None,
) -> Geleverd:
    """Let `lees` read for this claim and purpose, and log what it delivers.

    `soort` names the action in the log (default: the asked actie). Raises Geweigerd (403) before or at opening, NietGeauthenticeerd
    (401) for a withdrawn token, whatever `lees` raises, and NietBeschikbaar (503) when the log cannot be written.
    """
    detail = choose_detail(claim, activiteit)
    if aanroep.eindgebruiker is not None:
        vraag = replace(vraag, eindgebruiker=True)
    doelbinding = _decide_fresh(claim, detail, vraag)
    try:
        with transaction.atomic():
            open_ = _open(claim, detail, vraag, doelbinding, soort or vraag.actie)
            uitkomst = lees(open_)
            bewijs = _record(open_.doelbinding, vraag, uitkomst, aanroep)
    except (DatabaseError, InterfaceError) as fout:
        log.error(
            "gebruik_niet_vastgelegd", fout=type(fout).__name__, sqlstate=getattr(fout.__cause__, "sqlstate", None)
        )
        raise NietBeschikbaar(
            "Het gebruik kan nu niet worden vastgelegd. Daarom zijn er geen gegevens gegeven."
        ) from None
    return Geleverd(uitkomst.inhoud, bewijs, uitkomst.extra)


def _decide_fresh(claim: Doelbindingsclaim, detail: Claimdetail, vraag: Vraag) -> Doelbinding:
    """Decide on the compiled autorisatie; a refusal is only final on the version that now stands in the database."""
    try:
        return decide(claim, detail, autorisaties.compiled(detail.autorisatie), vraag)
    except Geweigerd:
        return decide(claim, detail, autorisaties.recompile(detail.autorisatie), vraag)


def _open(
    claim: Doelbindingsclaim, detail: Claimdetail, vraag: Vraag, doelbinding: Doelbinding, soort: str
) -> OpenGebruik:
    """Open the gebruik; on another version compile and decide anew (the shared lock is held, so the second time it fits)."""
    for _poging in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT uitkomst, beschikbaar_op FROM processing.open_gebruik(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
                [
                    doelbinding.autorisatie,
                    doelbinding.autorisatie_versie,
                    doelbinding.activiteit_versie,
                    doelbinding.applicatie,
                    doelbinding.afnemer,
                    doelbinding.token,
                    doelbinding.register,
                    doelbinding.objecttype,
                    soort,
                    doelbinding.actie == "wijzigen",
                ],
            )
            uitkomst, nu = cursor.fetchone()
        if uitkomst == "open":
            klok.watch(nu)
            if klok.is_past(claim.verloopt, nu):
                raise NietGeauthenticeerd("token-verlopen", WEIGERGRONDEN["token-verlopen"])
            return OpenGebruik(doelbinding, nu)
        if uitkomst == "token-ingetrokken":
            raise NietGeauthenticeerd(uitkomst, WEIGERGRONDEN[uitkomst])
        if uitkomst != "versie":
            raise Geweigerd(uitkomst, WEIGERGRONDEN[uitkomst], detailclaim=detail)
        doelbinding = decide(claim, detail, autorisaties.recompile(detail.autorisatie), vraag)
    raise NietBeschikbaar("De autorisatie wordt op dit moment gewijzigd. Probeer het opnieuw.")


def _record(doelbinding: Doelbinding, vraag: Vraag, uitkomst: Uitkomst, aanroep: Aanroep) -> Ontvangstbewijs:
    """Write the action and its lines; the number that the database wrote must be the number that stands in the bytes.

    The action names the fields that were asked for; without any, the autorisatie's version says what could be given.
    """
    digest = hashlib.sha256(uitkomst.inhoud).digest()
    sleutels = kluis.bescherming()
    with connection.cursor() as cursor:
        if aanroep.toelichting is not None:
            cursor.execute(
                "SELECT processing.record_toelichting(%s,%s)",
                [aanroep.toelichting.reden, aanroep.toelichting.kenmerk],
            )
        cursor.execute(
            "SELECT handeling, xid::text, aantal FROM processing.record_use(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
            [
                orjson.dumps([_line(doelbinding, b) for b in uitkomst.betrokkenen]).decode(),
                sleutels.actief,
                _names(doelbinding.zoeksleutels),
                _names(frozenset(vraag.velden or ())),
                uitkomst.geldig_op,
                uitkomst.beschikbaar_op,
                digest,
                aanroep.verzoek,
                aanroep.spoor.trace_id,
                aanroep.spoor.span_id,
                aanroep.eindgebruiker,
            ],
        )
        handeling, xid, aantal = cursor.fetchone()
    if aantal != len(uitkomst.betrokkenen):
        raise NietBeschikbaar(
            "Het gebruik kan nu niet volledig worden vastgelegd. Daarom zijn er geen gegevens gegeven."
        )
    return Ontvangstbewijs(handeling, int(xid), aantal, digest)


@lru_cache(maxsize=1024)
def _names(namen: frozenset[str]) -> str:
    """Names in order as an array: the same few decisions ask it again and again, and a driver quotes name by name."""
    return _as_array(tuple(sorted(namen)))


@lru_cache(maxsize=4096)
def _as_array(namen: tuple[str, ...]) -> str:
    """The text form of an array of PostgreSQL; persons have the same few sets of fields."""
    return "{" + ",".join(json.dumps(naam, ensure_ascii=False) for naam in namen) + "}"


def _line(doelbinding: Doelbinding, betrokkene: Betrokkene) -> dict[str, Any]:
    sleutels = kluis.bescherming()
    kandidaat = uuid4()
    wie = kluis.identity_of(betrokkene.bsn, doelbinding.register, doelbinding.objecttype, betrokkene.object_id)
    return {
        "kandidaat": str(kandidaat),
        "sleutel": sleutels.index(wie).hex(),
        "bsn": sleutels.encrypt(betrokkene.bsn, kluis.place_of(kandidaat)).hex() if betrokkene.bsn else None,
        "object": str(betrokkene.object_id),
        "betrokkenheid": betrokkene.betrokkenheid,
        "soort": betrokkene.soort,
        "velden": _as_array(betrokkene.velden),
        "voorkomens": "{" + ",".join(map(str, betrokkene.voorkomens)) + "}",
        "digest": hashlib.sha256(betrokkene.canoniek).hexdigest(),
    }


def policy_expression(register: str, objecttype: str, *, schrijven: bool = False) -> str:
    """SQL condition for a row policy on payload of this object type: only inside its own open gebruik.

    The names come from a checked information model; they are quoted all the same.
    """
    naam = f"{register}/{objecttype}".replace("'", "''")
    return f"(SELECT processing.gebruik_is_open('{naam}', {'true' if schrijven else 'false'}))"
