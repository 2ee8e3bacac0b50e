"""Decisions about access are sealed."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

from processing.vastlegging import seal_table_sql

SLEUTELS = {
    "verwerkingsactiviteit": "id",
    "verwerkingsactiviteitversie": "id",
    "autorisatie": "id",
    "autorisatieversie": "id",
    "toegang_applicatie": "applicatie",
    "toegang_afnemer": "afnemer",
    "toegang_token": "jti",
}


class Migration(migrations.Migration):
    """The ledger, and the tables of this app that are put down in it."""

    dependencies = [("processing", "0005_bladen")]

    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
        *(migrations.RunSQL(seal_table_sql(f"processing.{tabel}", sleutel)) for tabel, sleutel in SLEUTELS.items()),
    ]
