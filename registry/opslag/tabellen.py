"""Names and shape of the tables of one object type: one template, real typed key columns, row policies.

Per object type: `<t>_object` (identity and last registratie moment), `<t>_voorkomen` (bitemporal state per groep and stapel, with the
payload), `<t>_tekst` (folded text keys and keys inside lists, without payload) and `<t>_punt` (points). The key tables are read
through a definer function only, because text and geo operators are not leakproof and would turn into sequential scans under a row policy.
"""

from __future__ import annotations

from dataclasses import dataclass

from processing.gebruik import policy_expression
from registry.model.definitie import Objecttype, Zoeksleutel

KOLOMTYPE = {
    "tekst": "text",
    "geheel": "bigint",
    "bedrag": "bigint",
    "ja-nee": "boolean",
    "datum": "date",
    "onvolledige-datum": "text",
    "tijdstip": "timestamptz",
}


def snake(naam: str) -> str:
    """CamelCase or kebab-case to snake_case."""
    return "".join(f"_{t.lower()}" if t.isupper() else t for t in naam).replace("-", "_").lstrip("_")


@dataclass(frozen=True, slots=True)
class Sleutelkolom:
    """A key column on the voorkomen table."""

    sleutel: Zoeksleutel
    naam: str
    type: str


@dataclass(frozen=True, slots=True)
class Tabellen:
    """Names of the tables of one object type and its key columns; `basis` is schema-qualified and safe to put in SQL."""

    register: str
    objecttype: Objecttype
    basis: str
    kolommen: tuple[Sleutelkolom, ...]

    @property
    def object(self) -> str:
        """The identity table."""
        return f"registry.{self.basis}_object"

    @property
    def voorkomen(self) -> str:
        """The bitemporal payload table."""
        return f"registry.{self.basis}_voorkomen"

    @property
    def tekst(self) -> str:
        """The table of text and list keys."""
        return f"registry.{self.basis}_tekst"

    @property
    def punt(self) -> str:
        """The table of geo keys."""
        return f"registry.{self.basis}_punt"

    def kolommen_van(self, sleutel: str) -> tuple[Sleutelkolom, ...]:
        """The columns of one key: one for equality, two (earliest and latest) for a range of dates, none for a key table."""
        return tuple(k for k in self.kolommen if k.sleutel.naam == sleutel)


def in_key_table(objecttype: Objecttype, sleutel: Zoeksleutel) -> bool:
    """Text keys, and keys whose attribute stands in a list, live in the key table."""
    return sleutel.soort == "tekst" or sleutel.attribuut.lijst or is_nested(objecttype, sleutel)


def is_nested(objecttype: Objecttype, sleutel: Zoeksleutel) -> bool:
    """Whether the attribute stands inside an array of objects within its groep."""
    deel = objecttype.groepen[sleutel.groep].schema
    for stap in sleutel.pad.split(".")[1:-1]:
        deel = deel["properties"][stap]
        if deel.get("type") == "array":
            return True
    return False


def tabellen_van(register: str, objecttype: Objecttype) -> Tabellen:
    """Derive the tables from the model; names were checked by the meta-schema ([a-z0-9-], camelCase)."""
    kolommen: list[Sleutelkolom] = []
    for sleutel in objecttype.zoeksleutels.values():
        naam = f"k_{snake(sleutel.naam)}"
        if sleutel.soort == "geo" or in_key_table(objecttype, sleutel):
            continue
        if sleutel.attribuut.bescherming:
            kolommen.append(Sleutelkolom(sleutel, naam, "bytea"))
        elif sleutel.soort == "bereik" and sleutel.attribuut.soort == "onvolledige-datum":
            kolommen += [Sleutelkolom(sleutel, f"{naam}_van", "date"), Sleutelkolom(sleutel, f"{naam}_tot", "date")]
        else:
            kolommen.append(Sleutelkolom(sleutel, naam, KOLOMTYPE[sleutel.attribuut.soort]))
    return Tabellen(register, objecttype, f"{snake(register)}_{snake(objecttype.naam)}", tuple(kolommen))


def ddl(tabellen: Tabellen) -> list[str]:
    """Statements that make (or complete, for a new minor version) the tables of one object type."""
    t = tabellen
    kolommen = "".join(f",\n    {k.naam} {k.type}" for k in t.kolommen)
    opdrachten = [
        f"""CREATE TABLE IF NOT EXISTS {t.object} (
    id uuid PRIMARY KEY, laatst timestamptz NOT NULL DEFAULT '-infinity')""",
        f"""CREATE TABLE IF NOT EXISTS {t.voorkomen} (
    id uuid PRIMARY KEY, object uuid NOT NULL REFERENCES {t.object} (id), groep text NOT NULL, stapel integer NOT NULL,
    volgnummer integer NOT NULL, begin_geldigheid date NOT NULL, eind_geldigheid date, begin_opgave text,
    geldigheid daterange NOT NULL GENERATED ALWAYS AS (daterange(begin_geldigheid, eind_geldigheid)) STORED,
    begin_registratie timestamptz NOT NULL, eind_registratie timestamptz,
    registratie tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(begin_registratie, eind_registratie)) STORED,
    onjuist boolean NOT NULL DEFAULT false, gegevens jsonb NOT NULL, onderzoek jsonb NOT NULL, afwijkingen jsonb NOT NULL,
    bron text NOT NULL, document jsonb, reden text, afdruk bytea NOT NULL{kolommen},
    CHECK (eind_geldigheid >= begin_geldigheid), CHECK (eind_registratie > begin_registratie),
    CONSTRAINT {t.basis}_een_waarheid EXCLUDE USING gist (object WITH =, groep WITH =, stapel WITH =, geldigheid WITH &&, registratie WITH &&) WHERE (NOT onjuist))""",
        f"CREATE INDEX IF NOT EXISTS {t.basis}_object_idx ON {t.voorkomen} (object)",
        f"""CREATE TABLE IF NOT EXISTS {t.tekst} (
    voorkomen uuid NOT NULL REFERENCES {t.voorkomen} (id), object uuid NOT NULL, naam text NOT NULL, waarde text NOT NULL)""",
        f"CREATE INDEX IF NOT EXISTS {t.basis}_tekst_idx ON {t.tekst} (naam, waarde text_pattern_ops)",
        f"""CREATE TABLE IF NOT EXISTS {t.punt} (
    voorkomen uuid NOT NULL REFERENCES {t.voorkomen} (id), object uuid NOT NULL, naam text NOT NULL, punt point NOT NULL)""",
        f"CREATE INDEX IF NOT EXISTS {t.basis}_punt_idx ON {t.punt} USING gist (punt)",
    ]
    opdrachten += [f"ALTER TABLE {t.voorkomen} ADD COLUMN IF NOT EXISTS {k.naam} {k.type}" for k in t.kolommen]
    opdrachten += [
        f"CREATE INDEX IF NOT EXISTS {t.basis}_{k.naam}_idx ON {t.voorkomen} ({k.naam}) WHERE {k.naam} IS NOT NULL"
        for k in t.kolommen
    ]
    return opdrachten + _protection(t)


def _protection(t: Tabellen) -> list[str]:
    """Rights and row policies: the app reads and inserts inside an open gebruik, and never updates or deletes."""
    schrijven = policy_expression(t.register, t.objecttype.naam, schrijven=True)
    lezen = policy_expression(t.register, t.objecttype.naam) if t.objecttype.persoonsgegevens else "true"
    opdrachten: list[str] = []
    for tabel in (t.object, t.voorkomen):
        opdrachten += [
            f"REVOKE ALL ON {tabel} FROM PUBLIC",
            f"GRANT SELECT, INSERT ON {tabel} TO bronhuis_app",
            f"ALTER TABLE {tabel} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS lezen ON {tabel}",
            f"CREATE POLICY lezen ON {tabel} FOR SELECT TO bronhuis_app, bronhuis_eigenaar USING ({lezen})",
            f"DROP POLICY IF EXISTS schrijven ON {tabel}",
            f"CREATE POLICY schrijven ON {tabel} FOR INSERT TO bronhuis_app WITH CHECK ({schrijven})",
            f"DROP POLICY IF EXISTS sluiten ON {tabel}",
            f"CREATE POLICY sluiten ON {tabel} FOR UPDATE TO bronhuis_eigenaar USING ({schrijven}) WITH CHECK ({schrijven})",
        ]
    for tabel in (t.tekst, t.punt):
        # The definer functions read these as the owner; the policy leaves the owner's own conditions free to use an index.
        opdrachten += [
            f"REVOKE ALL ON {tabel} FROM PUBLIC",
            f"GRANT INSERT ON {tabel} TO bronhuis_app",
            f"ALTER TABLE {tabel} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS zoeken ON {tabel}",
            f"CREATE POLICY zoeken ON {tabel} FOR SELECT TO bronhuis_eigenaar USING (true)",
            f"DROP POLICY IF EXISTS schrijven ON {tabel}",
            f"CREATE POLICY schrijven ON {tabel} FOR INSERT TO bronhuis_app WITH CHECK ({schrijven})",
        ]
    opdrachten += [
        f"""CREATE OR REPLACE TRIGGER alleen_sluiten BEFORE UPDATE ON {t.voorkomen}
            FOR EACH ROW EXECUTE FUNCTION registry.bewaak_sluiting()""",
        f"""CREATE OR REPLACE TRIGGER alleen_aanvullen BEFORE DELETE OR TRUNCATE ON {t.voorkomen}
            FOR EACH STATEMENT EXECUTE FUNCTION registry.weiger_verwijdering()""",
    ]
    return opdrachten
