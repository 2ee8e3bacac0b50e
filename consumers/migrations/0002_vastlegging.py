"""Who may come in, with which keys, and on whose behalf, is sealed."""

from __future__ import annotations

from django.db import migrations

from processing.vastlegging import seal_table_sql

TABELLEN = ("leverancier", "afnemer", "applicatie", "vertegenwoordiging")


class Migration(migrations.Migration):
    """Has the tables put down in the ledger of decisions."""

    dependencies = [("consumers", "0001_initial"), ("processing", "0006_vastlegging")]

    operations = [migrations.RunSQL(seal_table_sql(f"consumers.{tabel}", "id")) for tabel in TABELLEN]
