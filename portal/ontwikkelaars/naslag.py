"""An OpenAPI document as a reference for people: operations, parameters, answers and schemas, with `$ref` resolved.

Pure: a document in, frozen values out. It knows OpenAPI 3.0, and nothing of any register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

METHODEN = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
REGELS = (
    "format", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
    "minProperties", "maxProperties", "additionalProperties", "default", "example", "nullable", "readOnly", "writeOnly", "deprecated",
)  # fmt: skip
KEUZE = ("oneOf", "anyOf")
# A schema that holds itself, without a name to point to, ends here.
DIEPSTE = 12

Boom = Mapping[str, Any]


class OnbekendeVerwijzing(ValueError):
    """A `$ref` that does not point into the document."""


@dataclass(frozen=True, slots=True)
class Regel:
    """One rule of a value, by its own keyword: `maxLength` and `200`."""

    sleutel: str
    waarde: str


@dataclass(frozen=True, slots=True)
class Veld:
    """One property; `naam` is its whole path, `verwijst` names the schema to read on in, `niveau` is how deep it stands."""

    naam: str
    niveau: int
    soort: str
    verplicht: bool
    omschrijving: str
    regels: tuple[Regel, ...] = ()
    verwijst: str = ""

    @property
    def diepte(self) -> int:
        """How far to indent: not further than there are classes for."""
        return min(self.niveau, 5)


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema with all its fields in a row; `naam` is empty for one that stands in an operation itself."""

    naam: str
    soort: str
    omschrijving: str
    velden: tuple[Veld, ...]
    verwijst: str = ""
    bron: Boom = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `plaats` is path, query, header or cookie."""

    naam: str
    plaats: str
    soort: str
    verplicht: bool
    omschrijving: str
    regels: tuple[Regel, ...] = ()
    bron: Boom = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Antwoord:
    """One answer: status, what it means, which headers, and the form of its content."""

    status: str
    omschrijving: str
    mediatype: str
    inhoud: Schema | None
    koppen: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Bewerking:
    """One operation."""

    id: str
    methode: str
    pad: str
    samenvatting: str
    omschrijving: str
    groep: str
    beveiligd: bool
    verouderd: bool
    parameters: tuple[Parameter, ...]
    mediatype: str
    inhoud: Schema | None
    inhoud_verplicht: bool
    antwoorden: tuple[Antwoord, ...]


@dataclass(frozen=True, slots=True)
class Naslag:
    """The whole reference of one document."""

    titel: str
    versie: str
    omschrijving: str
    server: str
    openapi: str
    bewerkingen: tuple[Bewerking, ...]
    schemas: tuple[Schema, ...]

    def bewerking(self, id_: str) -> Bewerking | None:
        """The operation with this id, or None."""
        return next((b for b in self.bewerkingen if b.id == id_), None)


def lees(document: Boom) -> Naslag:
    """The reference of a document; raises OnbekendeVerwijzing."""
    info: Boom = document.get("info", {})
    schemas: Boom = document.get("components", {}).get("schemas", {})
    servers: Sequence[Boom] = document.get("servers", ())
    return Naslag(
        titel=str(info.get("title", "")),
        versie=str(info.get("version", "")),
        omschrijving=str(info.get("description", "")),
        server=str(servers[0].get("url", "")).rstrip("/") if servers else "",
        openapi=str(document.get("openapi", "")),
        bewerkingen=tuple(
            _operation(document, pad, methode, onderdeel)
            for pad, onderdeel in document.get("paths", {}).items()
            for methode in METHODEN
            if methode in onderdeel
        ),
        schemas=tuple(_schema(document, schema, naam) for naam, schema in schemas.items()),
    )


def resolve(document: Boom, deel: Boom) -> Boom:
    """What stands at the end of the `$ref`s of this part; raises OnbekendeVerwijzing, also for a circle."""
    gezien: set[str] = set()
    while "$ref" in deel:
        verwijzing = str(deel["$ref"])
        if verwijzing in gezien or not verwijzing.startswith("#/"):
            raise OnbekendeVerwijzing(verwijzing)
        gezien.add(verwijzing)
        plek: Any = document
        for stap in verwijzing[2:].split("/"):
            naam = _unescape(stap)
            if not isinstance(plek, Mapping) or naam not in plek:
                raise OnbekendeVerwijzing(verwijzing)
            plek = plek[naam]
        deel = plek
    return deel


def _unescape(stap: str) -> str:
    """One step of a JSON Pointer as the name that it stands for (RFC 6901)."""
    return stap.replace("~1", "/").replace("~0", "~")


def _operation(document: Boom, pad: str, methode: str, onderdeel: Boom) -> Bewerking:
    bron: Boom = onderdeel[methode]
    vraag = resolve(document, bron.get("requestBody", {}))
    mediatype, inhoud = _content(document, vraag)
    eigen = [_parameter(document, p) for p in (*onderdeel.get("parameters", ()), *bron.get("parameters", ()))]
    return Bewerking(
        id=str(bron.get("operationId") or _name_of(methode, pad)),
        methode=methode.upper(),
        pad=pad,
        samenvatting=str(bron.get("summary", "")),
        omschrijving=str(bron.get("description", "")),
        groep=str(next(iter(bron.get("tags", ())), "")),
        beveiligd=any(bron.get("security", document.get("security", ()))),
        verouderd=bool(bron.get("deprecated", False)),
        # One of the operation itself takes the place of one of the path.
        parameters=tuple({(p.plaats, p.naam): p for p in eigen}.values()),
        mediatype=mediatype,
        inhoud=inhoud,
        inhoud_verplicht=bool(vraag.get("required", False)),
        antwoorden=tuple(_answer(document, str(s), a) for s, a in bron.get("responses", {}).items()),
    )


def _name_of(methode: str, pad: str) -> str:
    return "-".join(
        [methode, *("".join(c for c in deel if c.isalnum() or c in "_-") for deel in pad.split("/") if deel)]
    )


def _parameter(document: Boom, deel: Boom) -> Parameter:
    bron = resolve(document, deel)
    return _as_parameter(document, bron, str(bron.get("name", "")), str(bron.get("in", "")))


def _as_parameter(document: Boom, bron: Boom, naam: str, plaats: str) -> Parameter:
    schema = resolve(document, bron.get("schema", {}))
    return Parameter(
        naam=naam,
        plaats=plaats,
        soort=_kind(document, schema),
        verplicht=bool(bron.get("required", False)),
        omschrijving=str(bron.get("description", "")),
        regels=_rules(schema),
        bron=schema,
    )


def _answer(document: Boom, status: str, deel: Boom) -> Antwoord:
    bron = resolve(document, deel)
    mediatype, inhoud = _content(document, bron)
    koppen = tuple(
        _as_parameter(document, resolve(document, kop), naam, "header") for naam, kop in bron.get("headers", {}).items()
    )
    return Antwoord(status, str(bron.get("description", "")), mediatype, inhoud, koppen)


def _content(document: Boom, bron: Boom) -> tuple[str, Schema | None]:
    """The first media type and its schema."""
    for mediatype, deel in bron.get("content", {}).items():
        return mediatype, _schema(document, deel.get("schema", {}))
    return "", None


def _schema(document: Boom, deel: Boom, naam: str = "") -> Schema:
    bron = resolve(document, deel)
    verwijst = "" if naam else _target(deel)
    return Schema(
        naam=naam,
        soort=_kind(document, bron),
        omschrijving=str(bron.get("description", "")),
        velden=() if verwijst else tuple(_fields(document, bron)),
        verwijst=verwijst,
        bron=bron,
    )


def _target(deel: Boom) -> str:
    """The name of the schema that this part, or what is in its list, points to; empty for none."""
    if "$ref" in deel:
        return _unescape(str(deel["$ref"]).rpartition("/")[2])
    items = deel.get("items")
    return _target(items) if isinstance(items, Mapping) else ""


def _fields(document: Boom, schema: Boom, voor: str = "", niveau: int = 0) -> Iterator[Veld]:
    """The properties of this schema and of what stands in it, each by its path; a `$ref` is a place to read on, not repeated here."""
    if niveau > DIEPSTE:
        return
    if isinstance(schema.get("items"), Mapping):
        if "$ref" not in schema["items"]:
            yield from _fields(document, schema["items"], voor, niveau)
        return
    for deel in schema.get("allOf", ()):
        yield from _fields(document, resolve(document, deel), voor, niveau)
    for deel in (d for soort in KEUZE for d in schema.get(soort, ())):
        if "$ref" not in deel:
            yield from _fields(document, deel, voor, niveau)
    verplicht = set(schema.get("required", ()))
    for naam, deel in schema.get("properties", {}).items():
        pad = f"{voor}{naam}"
        bron = resolve(document, deel)
        lijst = "[]" if bron.get("type") == "array" else ""
        yield Veld(
            naam=f"{pad}{lijst}",
            niveau=niveau,
            soort=_kind(document, deel),
            verplicht=naam in verplicht,
            omschrijving=str(bron.get("description", "")),
            regels=_rules(bron),
            verwijst=_target(deel),
        )
        if "$ref" not in deel:
            yield from _fields(document, bron, f"{pad}{lijst}.", niveau + 1)


def _kind(document: Boom, deel: Boom) -> str:
    """The kind in the words of JSON Schema: `string`, `array[integer]`, the name of a schema, `A | B`."""
    if "$ref" in deel:
        return _target(deel)
    for soort in KEUZE:
        if soort in deel:
            return " | ".join(_kind(document, d) for d in deel[soort])
    if "allOf" in deel and "type" not in deel:
        return " & ".join(_kind(document, d) for d in deel["allOf"])
    if deel.get("type") == "array":
        return f"array[{_kind(document, deel.get('items', {}))}]"
    return str(deel.get("type", "object" if "properties" in deel else "any"))


def _rules(schema: Boom) -> tuple[Regel, ...]:
    """The rules that say something; those of simple list items too."""
    uit = [Regel(s, _plain(schema[s])) for s in REGELS if s in schema and not isinstance(schema[s], Mapping)]
    items = schema.get("items")
    if isinstance(items, Mapping) and "$ref" not in items and "properties" not in items:
        uit += [Regel(f"items.{r.sleutel}", r.waarde) for r in _rules(items)]
    return tuple(uit)


def _plain(waarde: Any) -> str:
    match waarde:
        case bool():
            return str(waarde).lower()
        case list():
            return ", ".join(_plain(w) for w in waarde)
        case None:
            return "null"
        case _:
            return str(waarde)
