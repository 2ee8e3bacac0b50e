"""What apps use to have a table sealed: every row as it becomes is put down in the ledger of decisions, and gets a leaf in the tree."""

from __future__ import annotations

import re

_TABEL = re.compile(r"[a-z_]+\.[a-z_]+")
_KOLOM = re.compile(r"[a-z_]+")


def seal_table_sql(tabel: str, sleutel: str) -> str:
    """SQL for a migration of the owner of `tabel` (schema.name), whose key is the column `sleutel`; what stands there is put down too.

    From then on the control also names every row that was changed past the trigger. Raises ValueError for what is no name.
    """
    _check(tabel, sleutel)
    schema = tabel.partition(".")[0]
    return f"""
        GRANT USAGE ON SCHEMA {schema} TO bronhuis_log_schrijver;
        GRANT SELECT ON {tabel} TO bronhuis_log_schrijver;
        SELECT processing.leg_bestaande_vast('{tabel}', '{sleutel}');
        CREATE TRIGGER leg_vast AFTER INSERT OR UPDATE OR DELETE ON {tabel}
            FOR EACH ROW EXECUTE FUNCTION processing.leg_vast('{sleutel}');
    """


def reseal_table_sql(tabel: str, sleutel: str) -> str:
    """SQL for a migration that changed the columns of a sealed table, after that change: every row is put down as it now reads.

    Without it the control names every row of the table. Raises ValueError for what is no name.
    """
    _check(tabel, sleutel)
    return f"SELECT processing.leg_bestaande_vast('{tabel}', '{sleutel}');"


def _check(tabel: str, sleutel: str) -> None:
    if not _TABEL.fullmatch(tabel) or not _KOLOM.fullmatch(sleutel):
        raise ValueError(f"{tabel!r} ({sleutel!r}) is geen tabel met een sleutel")
