"""What a restore lost, as two people declared it; and that the signer refused."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Gap statements, which are leaves of the tree themselves, and refusals of the signer."""

    dependencies = [("audit", "0001_boom")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
