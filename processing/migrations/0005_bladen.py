"""The source of what is sealed."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Indexes in order of transaction, and the canonical form of what the log holds."""

    dependencies = [("processing", "0004_snelheid")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
