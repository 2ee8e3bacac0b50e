"""How long the oldest line waits for its seal."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """One function that tells a moment and a number."""

    dependencies = [("processing", "0008_toezicht")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
