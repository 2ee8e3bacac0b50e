"""The decision: may this afnemer use these data for this purpose? Pure; no request, no query.

AVG art. 5 (1) b and c, made exact: a use names an activity, an autorisatie for that activity decides which records, fields,
search keys and how many. `decide` judges what can be judged without looking at data and says which part was not allowed;
what needs a look (unknown, outside the row rule, secret) is the reader's business and always one and the same 404.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from nlapi.probleem import Fout, GeenToegang
from processing.gevoelig import CATEGORIEEN, GEEN, Gevoelig, is_given, without_exception
from processing.rijregel import Conditie

CLAIMTYPE = "urn:nl:bronhuis:doelbinding"

Actie = Literal["raadplegen", "zoeken", "bladeren", "wijzigen"]

STANDAARD_AANTAL = 20


@dataclass(frozen=True, slots=True)
class Claimdetail:
    """One purpose in a token: the activity and the autorisatie that the authorisation server found for it."""

    activiteit: UUID
    autorisatie: UUID


@dataclass(frozen=True, slots=True)
class Doelbindingsclaim:
    """Who comes, for whom, for which purposes; `verloopt` is aware."""

    applicatie: UUID
    afnemer: UUID
    jti: str
    verloopt: datetime
    details: tuple[Claimdetail, ...]


@dataclass(frozen=True, slots=True)
class Regel:
    """What an autorisatie allows on one object type; `geldig_tot` is exclusive.

    `combinaties`: a search must hold all keys of at least one of them (none: the model's own are enough).
    """

    register: str
    objecttype: str
    acties: frozenset[str]
    velden: frozenset[str]
    zoeksleutels: frozenset[str]
    rijregel: tuple[Conditie, ...]
    maximum: int
    geheim_tonen: bool
    geldig_van: date
    geldig_tot: date | None
    combinaties: tuple[frozenset[str], ...] = ()
    eindgebruiker_verplicht: bool = False

    def allows_field(self, pad: str) -> bool:
        """A granted path allows everything below it."""
        return is_given(pad, self.velden)


@dataclass(frozen=True, slots=True)
class Autorisatie:
    """One version of an autorisatie, compiled; `activiteit_versie` is the version it was compiled with.

    `uitzonderingen` are the categories of sensitive fields that the law lets it give (`processing.gevoelig`).
    """

    id: UUID
    versie: int
    afnemer: UUID
    activiteit: UUID
    activiteit_versie: int
    regels: tuple[Regel, ...]
    uitzonderingen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vraag:
    """What is asked: leaf paths of the model (None = all that is allowed), keys used, how many at most (None = the usual number).

    `al_gegeven` is what earlier pages of the same search gave: the maximum counts the whole search. `eindgebruiker` says whether the call
    names who sits behind the applicatie. `gevoelig` is what the model of the object type says to be sensitive.
    """

    register: str
    objecttype: str
    actie: Actie
    vandaag: date
    velden: tuple[str, ...] | None = None
    zoeksleutels: frozenset[str] = frozenset()
    aantal: int | None = None
    al_gegeven: int = 0
    eindgebruiker: bool = False
    gevoelig: Gevoelig = GEEN


@dataclass(frozen=True, slots=True)
class Doelbinding:
    """The decided use: what `open_gebruik` opens and the reader may deliver."""

    applicatie: UUID
    afnemer: UUID
    token: str
    activiteit: UUID
    activiteit_versie: int
    autorisatie: UUID
    autorisatie_versie: int
    register: str
    objecttype: str
    actie: Actie
    velden: frozenset[str]
    zoeksleutels: frozenset[str]
    rijregel: tuple[Conditie, ...]
    maximum: int
    aantal: int
    geheim_tonen: bool


class Geweigerd(GeenToegang):
    """Refused before a look: 403 with the part that was not allowed. Carries what the refusal line needs."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        fouten: Iterable[Fout] = (),
        detailclaim: Claimdetail | None = None,
        velden: Iterable[str] = (),
    ) -> None:
        super().__init__(code, detail, tuple(fouten))
        self.activiteit = detailclaim.activiteit if detailclaim else None
        self.autorisatie = detailclaim.autorisatie if detailclaim else None
        self.velden = tuple(velden)


def choose_detail(claim: Doelbindingsclaim, activiteit: UUID | None) -> Claimdetail:
    """The purpose of this request: the claim's only one, or the one that the header names. A header chooses, it never adds.

    Raises Geweigerd: `doelbinding-ontbreekt`, `activiteit-niet-in-token` or `activiteit-kiezen`.
    """
    if not claim.details:
        raise Geweigerd(
            "doelbinding-ontbreekt", "Het token noemt geen doel. Vraag een token aan met authorization_details."
        )
    if activiteit is not None:
        for detail in claim.details:
            if detail.activiteit == activiteit:
                return detail
        raise Geweigerd("activiteit-niet-in-token", "De verwerkingsactiviteit in de header staat niet in het token.")
    if len(claim.details) > 1:
        raise Geweigerd(
            "activiteit-kiezen", "Het token noemt meer doelen. Kies er een met de header VerwerkingsactiviteitId."
        )
    return claim.details[0]


def decide(claim: Doelbindingsclaim, detail: Claimdetail, autorisatie: Autorisatie | None, vraag: Vraag) -> Doelbinding:
    """Decide on a use; raises Geweigerd with the code of the first ground and every part that is not allowed.

    Grounds in order: autorisatie-onbekend, objecttype-niet-toegestaan, regel-niet-geldig, actie-niet-toegestaan, eindgebruiker-ontbreekt,
    veld-niet-toegestaan, zoeksleutel-niet-toegestaan, zoekcombinatie-niet-toegestaan, uitzondering-ontbreekt, maximum-overschreden.
    """

    def refuse(code: str, tekst: str, fouten: Iterable[Fout] = (), velden: Iterable[str] = ()) -> Geweigerd:
        return Geweigerd(code, tekst, fouten=fouten, detailclaim=detail, velden=velden)

    if (
        autorisatie is None
        or autorisatie.id != detail.autorisatie
        or autorisatie.activiteit != detail.activiteit
        or autorisatie.afnemer != claim.afnemer
    ):
        raise refuse("autorisatie-onbekend", "Er is geen autorisatie voor dit doel.")
    op_type = [r for r in autorisatie.regels if (r.register, r.objecttype) == (vraag.register, vraag.objecttype)]
    if not op_type:
        raise refuse(
            "objecttype-niet-toegestaan", f"De autorisatie geeft geen toegang tot {vraag.register}/{vraag.objecttype}."
        )
    geldig = [
        r for r in op_type if r.geldig_van <= vraag.vandaag and (r.geldig_tot is None or vraag.vandaag < r.geldig_tot)
    ]
    if not geldig:
        raise refuse(
            "regel-niet-geldig", f"De autorisatie voor {vraag.register}/{vraag.objecttype} geldt vandaag niet."
        )
    regel = next((r for r in geldig if vraag.actie in r.acties), None)
    if regel is None:
        raise refuse("actie-niet-toegestaan", f"De autorisatie staat {vraag.actie} niet toe.")
    if regel.eindgebruiker_verplicht and not vraag.eindgebruiker:
        fouten = [Fout("header", "Eindgebruiker", "verplicht", "Noem de sleutel van de medewerker voor wie u vraagt.")]
        raise refuse("eindgebruiker-ontbreekt", "De autorisatie eist de header Eindgebruiker.", fouten)
    buiten = [pad for pad in vraag.velden or () if not regel.allows_field(pad)]
    if buiten:
        fouten = [
            Fout("query", pad, "veld-niet-toegestaan", "Dit veld staat niet in de autorisatie.") for pad in buiten
        ]
        raise refuse(
            "veld-niet-toegestaan", f"De autorisatie geeft geen toegang tot: {', '.join(buiten)}.", fouten, buiten
        )
    sleutels = sorted(vraag.zoeksleutels - regel.zoeksleutels)
    if sleutels:
        fouten = [
            Fout("body", naam, "zoeksleutel-niet-toegestaan", "Op deze sleutel mag niet gezocht worden.")
            for naam in sleutels
        ]
        raise refuse(
            "zoeksleutel-niet-toegestaan", f"De autorisatie staat zoeken niet toe op: {', '.join(sleutels)}.", fouten
        )
    if vraag.zoeksleutels and regel.combinaties and not any(c <= vraag.zoeksleutels for c in regel.combinaties):
        keuze = "; of ".join(", ".join(sorted(c)) for c in regel.combinaties)
        raise refuse("zoekcombinatie-niet-toegestaan", f"De autorisatie eist bij zoeken ten minste: {keuze}.")
    velden = regel.velden if vraag.velden is None else frozenset(vraag.velden)
    if gemist := without_exception(vraag.gevoelig, velden, vraag.zoeksleutels, autorisatie.uitzonderingen):
        fouten = [Fout("query", naam, "uitzondering-ontbreekt", CATEGORIEEN[categorie]) for naam, categorie in gemist]
        raise refuse(
            "uitzondering-ontbreekt",
            f"De autorisatie noemt geen wettelijke uitzondering voor: {', '.join(naam for naam, _ in gemist)}.",
            fouten,
            [naam for naam, _ in gemist],
        )
    over = regel.maximum - vraag.al_gegeven
    if over <= 0 or (vraag.aantal is not None and vraag.aantal > regel.maximum):
        raise refuse("maximum-overschreden", f"De autorisatie geeft per vraag ten hoogste {regel.maximum} objecten.")
    return Doelbinding(
        applicatie=claim.applicatie,
        afnemer=claim.afnemer,
        token=claim.jti,
        activiteit=autorisatie.activiteit,
        activiteit_versie=autorisatie.activiteit_versie,
        autorisatie=autorisatie.id,
        autorisatie_versie=autorisatie.versie,
        register=vraag.register,
        objecttype=vraag.objecttype,
        actie=vraag.actie,
        velden=velden,
        zoeksleutels=vraag.zoeksleutels,
        rijregel=regel.rijregel,
        maximum=regel.maximum,
        aantal=min(STANDAARD_AANTAL if vraag.aantal is None else vraag.aantal, over),
        geheim_tonen=regel.geheim_tonen,
    )
