"""A column that may be empty on the objects and on the log, and partitions for quarters that are not there yet.

Each table in a transaction of its own that gives up soon: who waits for a lock makes all others wait behind it.
"""

from __future__ import annotations

from django.db import migrations

KOLOM = "SET LOCAL lock_timeout = '2s'; SET ROLE {rol}; ALTER TABLE {tabel} ADD COLUMN volgende text; SET ROLE bronhuis_eigenaar"
DELEN = """SET LOCAL lock_timeout = '2s'; SET ROLE bronhuis_log_schrijver;
SELECT processing.maak_delen((date_trunc('quarter', clock_timestamp(), 'UTC') + interval '24 months')::date); SET ROLE bronhuis_eigenaar"""


class Migration(migrations.Migration):
    """As bronhuis_migratie, while both web processes serve."""

    operations = [
        migrations.RunSQL(KOLOM.format(rol="bronhuis_eigenaar", tabel="registry.brp_personen_object")),
        migrations.RunSQL(KOLOM.format(rol="bronhuis_log_schrijver", tabel="processing.handeling")),
        migrations.RunSQL(DELEN),
    ]
