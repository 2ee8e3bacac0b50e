"""Loading an information model: parsed, checked against the meta-schema and against itself, every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import yaml

from registry.model.definitie import (
    Attribuut,
    Attribuutsoort,
    Betrokkenheid,
    Geheim,
    Groep,
    Informatiemodel,
    Objecttype,
    Tekst,
    Zoeksleutel,
)

try:  # a model is read by every process at its first request: the loader in C is ten times as fast
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

AVG = frozenset({"gewoon", "bijzonder", "strafrechtelijk", "nationaal-nummer"})
# A register keeps facts; these words belong to the process application that handles them.
PROCESWOORDEN = ("behandelaar", "werkvoorraad", "afhandeltermijn", "toegewezenaan", "behandelstatus")


class ModelFout(Exception):
    """The file is not a valid model; `fouten` lists every fault with its place."""

    def __init__(self, fouten: tuple[str, ...]) -> None:
        super().__init__(f"{len(fouten)} fouten: {'; '.join(fouten[:3])}")
        self.fouten = fouten


@cache
def _metaschema() -> Any:
    schema = yaml.load(Path(__file__).with_name("metaschema.yaml").read_text(encoding="utf-8"), Loader=SafeLoader)
    return jsonschema_rs.Draft202012Validator(schema)


def laad(tekst: str) -> Informatiemodel:
    """The model in this text; raises ModelFout."""
    try:
        ruw = yaml.load(tekst, Loader=SafeLoader)
    except yaml.YAMLError as fout:
        plek = getattr(fout, "problem_mark", None)
        raise ModelFout((f"regel {plek.line + 1 if plek else '?'}: geen geldige YAML",)) from fout
    fouten = [
        f"{'/'.join(map(str, f.instance_path)) or 'bestand'}: {f.message}" for f in _metaschema().iter_errors(ruw)
    ]
    if fouten:
        raise ModelFout(tuple(fouten))
    objecttypen = {}
    for naam, deel in ruw["objecttypen"].items():
        objecttypen[naam] = _objecttype(naam, deel, fouten)
    if fouten:
        raise ModelFout(tuple(fouten))
    return Informatiemodel(
        register=ruw["register"],
        versie=ruw["versie"],
        hoofdversie=int(ruw["versie"].partition(".")[0]),
        titel=_tekst(ruw["titel"]),
        omschrijving=_tekst(ruw["omschrijving"]),
        rol=ruw["rol"],
        bron=ruw["bron"],
        fair=ruw["fair"],
        objecttypen=objecttypen,
        bron_tekst=tekst,
    )


def _tekst(deel: Mapping[str, str]) -> Tekst:
    return Tekst(deel["nl"], deel["en"])


def _objecttype(naam: str, deel: Mapping[str, Any], fouten: list[str]) -> Objecttype:
    groepen = {g: _groep(f"{naam}/{g}", g, d, fouten) for g, d in deel["groepen"].items()}
    attributen = {a.pad: a for groep in groepen.values() for a in groep.attributen}

    def bekend(pad: str, waar: str) -> Attribuut | None:
        if pad not in attributen:
            fouten.append(f"{naam}/{waar}: het pad {pad} bestaat niet")
        return attributen.get(pad)

    betrokkenen = []
    for nummer, b in enumerate(deel.get("betrokkenen", [])):
        pad = b.get("pad")
        attribuut = bekend(pad, f"betrokkenen/{nummer}") if pad else None
        if attribuut is not None and attribuut.bescherming != "bsn":
            fouten.append(f"{naam}/betrokkenen/{nummer}: {pad} moet x-bescherming: bsn hebben")
        betrokkenen.append(Betrokkenheid(pad, pad.partition(".")[0] if pad else None, b["betrokkenheid"]))
    if deel["persoonsgegevens"] and [b.rol for b in betrokkenen].count("houder") != 1:
        fouten.append(f"{naam}/betrokkenen: een objecttype met persoonsgegevens heeft precies één houder")
    if not deel["persoonsgegevens"]:
        fouten += [
            f"{naam}: {a.pad} is beschermd, maar persoonsgegevens staat op false"
            for a in attributen.values()
            if a.bescherming
        ]
    sleutels = dict(_keys(naam, deel, attributen, fouten))
    combinaties = tuple(frozenset(c) for c in deel.get("zoekcombinaties", [[s] for s in sleutels]))
    for combinatie in combinaties:
        fouten += [f"{naam}/zoekcombinaties: {s} is geen zoeksleutel" for s in sorted(combinatie - set(sleutels))]
    geheim = deel.get("geheim")
    if geheim:
        bekend(geheim["pad"], "geheim")
    if "identificatie" in deel:
        bekend(deel["identificatie"], "identificatie")
    return Objecttype(
        naam=naam,
        enkelvoud=deel["enkelvoud"],
        titel=_tekst(deel["titel"]),
        omschrijving=_tekst(deel["omschrijving"]),
        persoonsgegevens=deel["persoonsgegevens"],
        bewaartermijn=deel["bewaartermijn"],
        identificatie=deel.get("identificatie"),
        betrokkenen=tuple(betrokkenen),
        geheim=Geheim(geheim["pad"], frozenset(geheim["waarden"])) if geheim else None,
        zoeksleutels=sleutels,
        zoekcombinaties=combinaties,
        groepen=groepen,
    )


def _keys(
    naam: str, deel: Mapping[str, Any], attributen: Mapping[str, Attribuut], fouten: list[str]
) -> Iterator[tuple[str, Zoeksleutel]]:
    for sleutel, s in deel.get("zoeksleutels", {}).items():
        attribuut = attributen.get(s["pad"])
        if attribuut is None:
            fouten.append(f"{naam}/zoeksleutels/{sleutel}: het pad {s['pad']} bestaat niet")
            continue
        if (s["soort"] == "geo") != (attribuut.soort == "punt"):
            fouten.append(f"{naam}/zoeksleutels/{sleutel}: soort geo hoort bij een punt, en een punt bij soort geo")
        if attribuut.bescherming and s["soort"] != "exact":
            fouten.append(f"{naam}/zoeksleutels/{sleutel}: een beschermd attribuut kan alleen exact gezocht worden")
        yield sleutel, Zoeksleutel(sleutel, s["pad"], s["pad"].partition(".")[0], s["soort"], attribuut)


def _groep(plek: str, naam: str, deel: Mapping[str, Any], fouten: list[str]) -> Groep:
    try:
        jsonschema_rs.Draft202012Validator(dict(deel["schema"]))
    except (ValueError, jsonschema_rs.ValidationError) as fout:
        fouten.append(f"{plek}/schema: geen geldig JSON Schema ({type(fout).__name__})")
    attributen = tuple(_attributes(plek, naam, deel["schema"], lijst=False, fouten=fouten))
    return Groep(
        naam,
        _tekst(deel["titel"]),
        _tekst(deel["omschrijving"]),
        deel.get("meervoudig", False),
        deel["schema"],
        attributen,
        deel.get("gba"),
    )


def _attributes(
    plek: str, pad: str, schema: Mapping[str, Any], *, lijst: bool, fouten: list[str]
) -> Iterator[Attribuut]:
    """Leaves below this schema; objects nest, arrays of objects are walked, an array of values is a leaf that is a list."""
    if schema.get("type") == "array":
        items = schema.get("items", {})
        genest = items.get("type") == "object"
        yield from _attributes(
            plek,
            pad,
            items if genest else {**{k: v for k, v in schema.items() if k.startswith("x-")}, **items},
            lijst=not genest,
            fouten=fouten,
        )
        return
    if schema.get("type") == "object" and schema.get("x-soort") != "punt":
        for naam, deel in schema.get("properties", {}).items():
            yield from _attributes(plek, f"{pad}.{naam}", deel, lijst=False, fouten=fouten)
        return
    naam = pad.rpartition(".")[2]
    if "x-titel" not in schema or "x-uitleg" not in schema:
        fouten.append(f"{plek}: {pad} mist x-titel of x-uitleg (nl en en)")
        return
    avg = schema.get("x-avg", "gewoon")
    if avg not in AVG:
        fouten.append(f"{plek}: {pad} heeft een onbekende x-avg; mogelijk: {', '.join(sorted(AVG))}")
    bescherming = schema.get("x-bescherming")
    if bescherming not in {None, "bsn"} or (
        bescherming and (schema.get("type") != "string" or avg != "nationaal-nummer")
    ):
        fouten.append(f"{plek}: {pad}: x-bescherming kan alleen bsn zijn, op een string met x-avg: nationaal-nummer")
    if schema.get("x-regel") == "bsn" and not bescherming:
        fouten.append(f"{plek}: {pad} is een BSN en moet x-bescherming: bsn hebben")
    if schema.get("x-naam") not in {None, "geslachtsnaam"}:
        fouten.append(f"{plek}: {pad}: x-naam kan alleen geslachtsnaam zijn")
    if naam.lower() in PROCESWOORDEN:
        fouten.append(f"{plek}: {pad} hoort in een procesapplicatie, niet in een register")
    yield Attribuut(
        pad=pad,
        naam=naam,
        soort=_kind(schema),
        lijst=lijst,
        schema=schema,
        bescherming=bescherming,
        regel=schema.get("x-regel"),
        avg=avg,
        codelijst=schema.get("x-codelijst"),
        gba=schema.get("x-gba"),
        relatie=schema.get("x-relatie"),
        titel=_tekst(schema["x-titel"]),
        uitleg=_tekst(schema["x-uitleg"]),
    )


def _kind(schema: Mapping[str, Any]) -> Attribuutsoort:
    soort, formaat = schema.get("type", "string"), schema.get("format")
    if schema.get("x-soort") == "punt":
        return "punt"
    if soort == "boolean":
        return "ja-nee"
    if soort in {"integer", "number"}:
        return "bedrag" if schema.get("x-eenheid") == "eurocent" else "geheel"
    kinds = {"date": "datum", "date-time": "tijdstip", "onvolledige-datum": "onvolledige-datum"}
    return cast(Attribuutsoort, kinds.get(formaat or "", "tekst"))
