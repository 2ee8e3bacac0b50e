"""First shape of the app's schema: tables, rights, and what every register shares."""

import uuid
from pathlib import Path

from django.db import migrations, models

HIER = Path(__file__).parent


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL("CREATE SCHEMA registry; REVOKE ALL ON SCHEMA registry FROM PUBLIC"),
        migrations.CreateModel(
            name="Herkomst",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=40)),
                ("objecttype", models.CharField(max_length=80)),
                ("bron", models.CharField(max_length=40)),
                ("sleutel", models.BinaryField()),
                ("object_id", models.UUIDField()),
            ],
            options={
                "db_table": '"registry"."herkomst"',
                "constraints": [
                    models.UniqueConstraint(fields=("register", "objecttype", "bron", "sleutel"), name="herkomst_uniek")
                ],
            },
        ),
        migrations.CreateModel(
            name="Informatiemodelversie",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=40, verbose_name="register")),
                ("versie", models.CharField(max_length=20, verbose_name="versie")),
                ("hoofdversie", models.PositiveIntegerField(verbose_name="hoofdversie")),
                ("tekst", models.TextField(verbose_name="modelbestand")),
                ("nummer", models.PositiveBigIntegerField(unique=True, verbose_name="publicatienummer")),
                ("gepubliceerd_op", models.DateTimeField(auto_now_add=True, verbose_name="gepubliceerd op")),
            ],
            options={
                "verbose_name": "versie van een informatiemodel",
                "verbose_name_plural": "versies van informatiemodellen",
                "db_table": '"registry"."informatiemodelversie"',
                "ordering": ("nummer",),
                "constraints": [
                    models.UniqueConstraint(fields=("register", "versie"), name="informatiemodelversie_uniek")
                ],
            },
        ),
        migrations.RunSQL((HIER / "0001_rechten.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((HIER / "0001_opslag.sql").read_text(encoding="utf-8")),
    ]
