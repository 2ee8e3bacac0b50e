"""The tables of the tree."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Leaves, tiles, checkpoints, testimonies, rounds and findings."""

    initial = True

    dependencies = []

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
