"""Leaves made in less time: the same bytes."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """What an action adds to a leaf is made once for all its lines, and what is sorted stays in memory."""

    dependencies = [("processing", "0010_afstemming")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
