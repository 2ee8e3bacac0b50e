"""Terms of the log, what holds up its destruction, and the destruction itself: proposed by one, confirmed by another, declared.

Rows are added; of a row only its end may be filled in. Each is sealed as it becomes (`processing.vastlegging`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Bewaartermijn(models.Model):
    """How long the law has log lines of a register, or of an activity, kept: at least and at most, in whole years."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.SlugField(_("register"), max_length=80, blank=True)
    activiteit = models.ForeignKey("processing.Verwerkingsactiviteit", models.PROTECT, null=True, blank=True)
    minimum_jaren = models.PositiveSmallIntegerField(_("ten minste (jaren)"), default=0)
    maximum_jaren = models.PositiveSmallIntegerField(_("ten hoogste (jaren)"), null=True, blank=True)
    wettelijke_bron = models.CharField(_("wettelijke bron"), max_length=300)
    wettelijke_bron_url = models.URLField(_("link naar de wet"), max_length=500, blank=True)
    vastgelegd_op = models.DateTimeField(auto_now_add=True)
    vervallen_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = '"processing"."bewaartermijn"'
        verbose_name = _("bewaartermijn")
        verbose_name_plural = _("bewaartermijnen")
        ordering = ("register", "vastgelegd_op")
        constraints = [
            models.CheckConstraint(
                condition=~Q(register="") & Q(activiteit=None) | Q(register="") & Q(activiteit__isnull=False),
                name="bewaartermijn_van_register_of_activiteit",
            ),
            models.CheckConstraint(
                condition=Q(maximum_jaren=None) | Q(maximum_jaren__gte=F("minimum_jaren")),
                name="bewaartermijn_maximum_na_minimum",
            ),
            models.UniqueConstraint(
                fields=("register",),
                condition=Q(vervallen_op=None) & ~Q(register=""),
                name="bewaartermijn_een_per_register",
            ),
            models.UniqueConstraint(
                fields=("activiteit",),
                condition=Q(vervallen_op=None, register=""),
                name="bewaartermijn_een_per_activiteit",
            ),
        ]

    def __str__(self) -> str:
        return f"bewaartermijn {self.id}"


class Vernietigingsstop(models.Model):
    """Lines that may not be destroyed for now (legal hold), whatever their term; what is empty holds for all.

    Whom it is about the application may write and never read: `over_persoon` says that it is about one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.SlugField(max_length=80, blank=True)
    activiteit = models.ForeignKey("processing.Verwerkingsactiviteit", models.PROTECT, null=True, blank=True)
    afnemer = models.UUIDField(null=True, blank=True)
    betrokkene = models.UUIDField(null=True, blank=True)
    over_persoon = models.BooleanField(default=False)
    reden = models.CharField(max_length=300)
    kenmerk = models.CharField(max_length=120)
    ingesteld_door = models.UUIDField()
    ingesteld_op = models.DateTimeField(auto_now_add=True)
    opgeheven_door = models.UUIDField(null=True, blank=True)
    opgeheven_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = '"processing"."vernietigingsstop"'
        ordering = ("-ingesteld_op",)

    def __str__(self) -> str:
        return f"vernietigingsstop {self.kenmerk}"


class Vernietiging(models.Model):
    """A proposal to destroy one part of the log (quarter, class), with the numbers that both people saw. Keys are those of employees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kwartaal = models.DateField()
    klasse = models.CharField(max_length=10)
    regels = models.PositiveBigIntegerField()
    handelingen = models.PositiveBigIntegerField()
    weigeringen = models.PositiveBigIntegerField()
    door_stop = models.PositiveBigIntegerField()
    door_termijn = models.PositiveBigIntegerField()
    voorgesteld_door = models.UUIDField()
    voorgesteld_op = models.DateTimeField(auto_now_add=True)
    bevestigd_door = models.UUIDField(null=True, blank=True)
    bevestigd_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_door = models.UUIDField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    uitgevoerd_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = '"processing"."vernietiging"'
        ordering = ("-voorgesteld_op",)
        constraints = [
            models.CheckConstraint(
                condition=Q(bevestigd_door=None) | ~Q(bevestigd_door=F("voorgesteld_door")),
                name="vernietiging_twee_mensen",
            ),
            models.UniqueConstraint(
                fields=("kwartaal", "klasse"),
                condition=Q(ingetrokken_op=None, uitgevoerd_op=None),
                name="vernietiging_een_open_per_deel",
            ),
        ]

    def __str__(self) -> str:
        return f"vernietiging {self.id}"


class Vernietigingsverklaring(models.Model):
    """What was destroyed: numbers, and a digest of which leaves (Archiefbesluit 1995, art. 8). Written by the database only."""

    id = models.UUIDField(primary_key=True, editable=False)
    vernietiging = models.OneToOneField(Vernietiging, models.PROTECT, related_name="verklaring")
    kwartaal = models.DateField()
    klasse = models.CharField(max_length=10)
    regels = models.PositiveBigIntegerField()
    handelingen = models.PositiveBigIntegerField()
    weigeringen = models.PositiveBigIntegerField()
    gebleven = models.PositiveBigIntegerField()
    bladen = models.PositiveBigIntegerField()
    bladen_sha256 = models.CharField(max_length=64)
    tijd = models.DateTimeField()

    class Meta:
        db_table = '"processing"."vernietigingsverklaring"'
        ordering = ("-tijd",)

    def __str__(self) -> str:
        return f"verklaring van vernietiging {self.id}"
