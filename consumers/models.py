"""Who uses data, by whose software: afnemers, leveranciers, applicaties, and for whom an applicatie acts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication


class Leverancier(models.Model):  # type: ignore[django-manager-missing]
    """A processor that runs software for afnemers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    naam = models.CharField(_("naam"), max_length=200, unique=True)
    oin = models.CharField(_("OIN"), max_length=20, blank=True)

    class Meta:
        db_table = '"consumers"."leverancier"'
        verbose_name = _("leverancier")
        verbose_name_plural = _("leveranciers")

    def __str__(self) -> str:
        return self.naam


class Afnemer(models.Model):
    """An organ, team or other organisation that uses data. A team may share the OIN of what it belongs to."""

    class Soort(models.TextChoices):
        """What kind of afnemer: secrecy counts for third parties."""

        ORGANISATIE = "organisatie", _("Organisatie")
        TEAM = "team", _("Team of afdeling")
        DERDE = "derde", _("Derde")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    naam = models.CharField(_("naam"), max_length=200, unique=True)
    soort = models.CharField(_("soort"), max_length=20, choices=Soort.choices)
    oin = models.CharField(_("OIN"), max_length=20)
    bovenliggend = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("onderdeel van")
    )
    actief = models.BooleanField(_("actief"), default=True)

    class Meta:
        db_table = '"consumers"."afnemer"'
        verbose_name = _("afnemer")
        verbose_name_plural = _("afnemers")

    def __str__(self) -> str:
        return self.naam


class Applicatie(AbstractApplication):  # type: ignore[misc]
    """Software that acts for one or more afnemers. It proves who it is with a key of its own (private_key_jwt), never a secret."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leverancier = models.ForeignKey(
        Leverancier, models.PROTECT, related_name="applicaties", verbose_name=_("leverancier")
    )
    client_jwks = models.JSONField(_("publieke sleutels (JWKS)"), default=dict)
    actief = models.BooleanField(_("actief"), default=True)
    afnemers = models.ManyToManyField(Afnemer, through="Vertegenwoordiging", related_name="applicaties")

    class Meta:
        db_table = '"consumers"."applicatie"'
        verbose_name = _("applicatie")
        verbose_name_plural = _("applicaties")
        constraints = [models.UniqueConstraint(fields=("name",), name="applicatie_naam_uniek")]

    def __str__(self) -> str:
        return str(self.name)


class Vertegenwoordiging(models.Model):
    """An applicatie acts for an afnemer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicatie = models.ForeignKey(Applicatie, models.PROTECT)
    afnemer = models.ForeignKey(Afnemer, models.PROTECT)

    class Meta:
        db_table = '"consumers"."vertegenwoordiging"'
        constraints = [models.UniqueConstraint(fields=("applicatie", "afnemer"), name="vertegenwoordiging_uniek")]

    def __str__(self) -> str:
        return f"{self.applicatie_id} voor {self.afnemer_id}"


class Assertie(models.Model):
    """A client assertion that was used: its jti counts once, until it expires (RFC 7523; NL GOV profile 1.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applicatie = models.ForeignKey(Applicatie, models.PROTECT)
    jti = models.CharField(max_length=200)
    verloopt = models.DateTimeField(db_index=True)

    class Meta:
        db_table = '"consumers"."assertie"'
        constraints = [models.UniqueConstraint(fields=("applicatie", "jti"), name="assertie_eenmalig")]

    def __str__(self) -> str:
        return str(self.id)
