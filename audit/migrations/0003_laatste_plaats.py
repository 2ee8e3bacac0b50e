"""Find the last leaf of any source at once, however large the log is."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """An index of the places of each source."""

    dependencies = [("audit", "0002_gat")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
