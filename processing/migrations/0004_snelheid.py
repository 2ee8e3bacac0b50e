"""The processing log, written with fewer statements."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Functions replaced; tables, rights on them and what is logged stay the same."""

    dependencies = [("processing", "0003_snelheid")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
