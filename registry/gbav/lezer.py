"""Reading person lists: the published CSV (by position, since one header stands twice) or JSON lines. Streaming; nothing is repaired.

CSV: `;`, UTF-8 with BOM; column 1 holds a list's name on its first row; the columns of one category are a block of their own; column
`NN.H` says what the next row of the block is: NN another occurrence (stapel), NN + 50 an older voorkomen of the same one, empty none.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

DUBBEL = {("06.88.10", 1): "06.88.20"}


@dataclass(frozen=True, slots=True)
class Leesfout:
    """Something in the file's own form; `rij` and `kolom` count from 1."""

    reden_code: str
    rij: int
    kolom: int | None
    reden: str


@dataclass(frozen=True, slots=True)
class Bronvoorkomen:
    """One voorkomen as the source has it. `volgnummer` 0 is the current one; `kolommen` tells where an element stood."""

    categorie: str
    stapel: int
    volgnummer: int
    elementen: Mapping[str, str]
    rij: int
    kolommen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Persoonslijst:
    """One person list, with what was odd about its form."""

    naam: str
    voorkomens: tuple[Bronvoorkomen, ...]
    fouten: tuple[Leesfout, ...] = ()


def lees(bestand: IO[bytes]) -> Iterator[Persoonslijst | Leesfout]:
    """Person lists of a CSV or of JSON lines, told apart by the first character."""
    regels = _lines(bestand)
    eerste = next(regels, None)
    if eerste is None:
        yield Leesfout("leeg", 1, None, "Het bestand is leeg.")
        return
    alles = _chain(eerste, regels)
    if eerste.lstrip("\ufeff ").startswith("{"):
        yield from _read_json(alles)
    else:
        yield from _read_csv(alles)


def _lines(bestand: IO[bytes]) -> Iterator[str]:
    rest = b""
    while stuk := bestand.read(1 << 20):
        *hele, rest = (rest + stuk).split(b"\n")
        for regel in hele:
            yield regel.decode("utf-8", "replace") + "\n"
    if rest:
        yield rest.decode("utf-8", "replace")


def _chain(eerste: str, rest: Iterator[str]) -> Iterator[str]:
    yield eerste.removeprefix("\ufeff")
    yield from rest


def _read_json(regels: Iterable[str]) -> Iterator[Persoonslijst | Leesfout]:
    for rij, regel in enumerate(regels, 1):
        if not regel.strip():
            continue
        try:
            yield _list_from_json(json.loads(regel), rij)
        except (ValueError, KeyError, TypeError, AttributeError):
            yield Leesfout(
                "json",
                rij,
                None,
                'Geen persoonslijst in de vorm {"naam": ..., "voorkomens": [{"categorie", "stapel", "volgnummer", "elementen"}]}.',
            )


def _list_from_json(ruw: Any, rij: int) -> Persoonslijst:
    voorkomens = []
    for v in ruw["voorkomens"]:
        elementen = {str(k): str(w) for k, w in v["elementen"].items() if w not in {"", None}}
        voorkomens.append(
            Bronvoorkomen(str(v["categorie"]).zfill(2), int(v["stapel"]), int(v["volgnummer"]), elementen, rij)
        )
    naam = str(ruw["naam"])
    if not naam:
        raise ValueError("naam")
    return Persoonslijst(naam, tuple(voorkomens))


@dataclass(frozen=True, slots=True)
class _Kolom:
    nummer: int
    element: str


def _columns(kop: list[str]) -> dict[str, list[_Kolom]]:
    """Columns per category, by position; the second header of a double one gets the name it should have had."""
    gezien: dict[str, int] = {}
    blokken: dict[str, list[_Kolom]] = {}
    for nummer, naam in enumerate(kop, 1):
        if nummer == 1 or not naam:
            continue
        keer = gezien.get(naam, 0)
        gezien[naam] = keer + 1
        blokken.setdefault(naam[:2], []).append(_Kolom(nummer, DUBBEL.get((naam, keer), naam)))
    return blokken


def _read_csv(regels: Iterable[str]) -> Iterator[Persoonslijst | Leesfout]:
    rijen = csv.reader(regels, delimiter=";")
    try:
        kop = next(rijen)
    except (StopIteration, csv.Error):
        yield Leesfout("kop", 1, None, "De eerste rij heeft geen kolomnamen.")
        return
    blokken = _columns(kop)
    if "01" not in blokken:
        yield Leesfout("kop", 1, None, "Dit is geen persoonslijstenbestand: kolommen met 01.… ontbreken.")
        return
    naam, eigen = "", list[tuple[int, list[str]]]()
    for rij, gelezen in enumerate(rijen, 2):
        cellen = gelezen
        if len(cellen) != len(kop):
            yield Leesfout("aantal-kolommen", rij, None, f"Deze rij heeft niet {len(kop)} kolommen.")
            cellen = (cellen + [""] * len(kop))[: len(kop)]
        if cellen[0]:
            if eigen:
                yield _list_from_rows(naam, eigen, blokken)
            naam, eigen = cellen[0], []
        elif not naam and any(cellen):
            yield Leesfout("zonder-naam", rij, 1, "Deze rij hoort bij geen enkele persoonslijst.")
            continue
        eigen.append((rij, cellen))
    if eigen:
        yield _list_from_rows(naam, eigen, blokken)


def _list_from_rows(
    naam: str, rijen: list[tuple[int, list[str]]], blokken: Mapping[str, list[_Kolom]]
) -> Persoonslijst:
    voorkomens: list[Bronvoorkomen] = []
    fouten: list[Leesfout] = []
    for categorie, kolommen in blokken.items():
        voorkomens += _read_block(categorie, kolommen, rijen, fouten)
    return Persoonslijst(naam, tuple(voorkomens), tuple(fouten))


def _read_block(
    categorie: str, kolommen: list[_Kolom], rijen: list[tuple[int, list[str]]], fouten: list[Leesfout]
) -> Iterator[Bronvoorkomen]:
    stapel = volgnummer = 0
    vorige_h: str | None = None
    laatste = (0, 0)
    for rij, cellen in rijen:
        elementen = {
            k.element: cellen[k.nummer - 1]
            for k in kolommen
            if cellen[k.nummer - 1] != "" and not k.element.endswith(".H")
        }
        h_kolom = next((k.nummer for k in kolommen if k.element.endswith(".H")), 0)
        h = cellen[h_kolom - 1] if h_kolom else ""
        if not elementen:
            if h:
                fouten.append(
                    Leesfout(
                        "h-zonder-gegevens",
                        rij,
                        h_kolom,
                        "De kolom H is gevuld bij een rij zonder gegevens in deze categorie.",
                    )
                )
            continue
        if vorige_h is not None:
            stapel, volgnummer = _next(categorie, vorige_h, stapel, volgnummer)
            if vorige_h == "":
                fouten.append(
                    Leesfout(
                        "vervolg-zonder-h",
                        rij,
                        h_kolom or None,
                        "Hier volgt een rij, maar de kolom H van de rij ervoor is leeg.",
                    )
                )
        if h and h not in {categorie, str(int(categorie) + 50)}:
            fouten.append(
                Leesfout("h-onbekend", rij, h_kolom, "De kolom H bevat een code die niet bestaat voor deze categorie.")
            )
        yield Bronvoorkomen(
            categorie,
            stapel,
            volgnummer,
            elementen,
            rij,
            {k.element: k.nummer for k in kolommen if k.element in elementen},
        )
        vorige_h, laatste = h, (rij, h_kolom)
    if vorige_h:
        fouten.append(
            Leesfout("h-zonder-vervolg", laatste[0], laatste[1], "De kolom H kondigt een rij aan die er niet is.")
        )


def _next(categorie: str, h: str, stapel: int, volgnummer: int) -> tuple[int, int]:
    """Where the next row of a block belongs; only NN + 50 says that it is an older voorkomen of the same stapel."""
    if h == str(int(categorie) + 50):
        return stapel, volgnummer + 1
    return stapel + 1, 0
