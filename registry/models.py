"""The catalogue of published information models, and where loaded objects came from.

The registers' own tables are not here: they are made from the information model when it is published (`registry.opslag`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Informatiemodelversie(models.Model):
    """A published information model: the file as it was, immutable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(_("register"), max_length=40)
    versie = models.CharField(_("versie"), max_length=20)
    hoofdversie = models.PositiveIntegerField(_("hoofdversie"))
    tekst = models.TextField(_("modelbestand"))
    nummer = models.PositiveBigIntegerField(_("publicatienummer"), unique=True)
    gepubliceerd_op = models.DateTimeField(_("gepubliceerd op"), auto_now_add=True)

    class Meta:
        db_table = '"registry"."informatiemodelversie"'
        verbose_name = _("versie van een informatiemodel")
        verbose_name_plural = _("versies van informatiemodellen")
        ordering = ("nummer",)
        constraints = [models.UniqueConstraint(fields=("register", "versie"), name="informatiemodelversie_uniek")]

    def __str__(self) -> str:
        return f"{self.register} {self.versie}"


class Herkomst(models.Model):
    """Which object a record of a source became; the record's name is kept as HMAC only, since names may be names of people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=40)
    objecttype = models.CharField(max_length=80)
    bron = models.CharField(max_length=40)
    sleutel = models.BinaryField()
    object_id = models.UUIDField()

    class Meta:
        db_table = '"registry"."herkomst"'
        constraints = [
            models.UniqueConstraint(fields=("register", "objecttype", "bron", "sleutel"), name="herkomst_uniek")
        ]

    def __str__(self) -> str:
        return str(self.object_id)
