"""Time-stamps of an authority outside over signed checkpoints."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Time-stamps (RFC 3161), and tries that gave none."""

    dependencies = [("audit", "0003_laatste_plaats")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
