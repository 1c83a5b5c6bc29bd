"""Humans for pairing: photographs of people that curators tie to rocks, as a crop and a vector."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from rockmatch.errors import HUMAN_SENTENCES, OFFER_SENTENCES
from rockmatch.models.job import Job
from rockmatch.models.rocks import EMBEDDING_DIMENSIONS


class Human(Job):
    """One photograph of somebody, of which an aligned crop and a vector are kept, and no more.

    Only curators see it, the member whose face it is, and visitors to the booth where it may be
    shown, and to the lab. The crop lies in the storage "humans", which has no address.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting its turn")
        READING = "reading", _("Looking for a face")
        READY = "ready", _("Ready for pairing")
        FAILED = "failed", _("That did not work")

    ACTIVE = (Status.QUEUED, Status.READING)
    PROGRESS = {Status.QUEUED: 5, Status.READING: 40, Status.READY: 100, Status.FAILED: 100}

    name = models.CharField(
        max_length=80, help_text=_("As curators call them; nobody else sees it")
    )
    slug = models.SlugField(max_length=80, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    source = models.CharField(
        max_length=300, blank=True, help_text=_("Where the photograph is from, and who took it")
    )
    licence = models.CharField(max_length=80, blank=True, help_text=_("Such as CC BY 4.0"))
    licence_url = models.URLField(max_length=300, blank=True)
    may_be_shown = models.BooleanField(
        default=False, help_text=_("The licence, or the person, lets us show it to everybody")
    )
    digest = models.CharField(
        max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the photograph's file")
    )
    crop = models.CharField(
        max_length=100, blank=True, editable=False, help_text=_("File in the storage of humans")
    )
    embedding = VectorField(dimensions=EMBEDDING_DIMENSIONS, null=True, editable=False)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="humans_brought",
    )
    resembles = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Who was here before: the same photograph, or perhaps the same person"),
    )

    # A member who offered themself: under which consent. Withdrawing deletes the human.
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="offered",
    )
    consent_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        ordering = ["name", "created_at"]
        indexes = [
            HnswIndex(
                name="human_hnsw",
                fields=["embedding"],
                m=16,
                ef_construction=64,
                opclasses=["vector_cosine_ops"],
            ),
            models.Index(fields=["-created_at", "-id"], name="human_latest"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="human_names"),
            # who is meant by a name that somebody spells in their own way
            GinIndex(name="human_names_alike", fields=["name"], opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="ready") | models.Q(embedding__isnull=False),
                name="a_human_that_is_ready_has_been_read",
            ),
            models.CheckConstraint(
                condition=models.Q(status="failed", error__gt="")
                | (~models.Q(status="failed") & models.Q(error="")),
                name="a_failed_human_has_an_error_and_no_other",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.READY

    @classmethod
    def to_be_shown(cls) -> "models.QuerySet[Human]":
        """Those whom everybody may see, at this moment."""
        shown: models.QuerySet[Human] = cls.objects.filter(
            may_be_shown=True, status=cls.Status.READY
        ).exclude(crop="")
        return shown

    @property
    def is_to_be_shown(self) -> bool:
        """Whether they are among `to_be_shown`."""
        return self.may_be_shown and self.is_done and bool(self.crop)

    @property
    def error_sentence(self) -> str:
        """What went wrong, to whoever sent the photograph: a curator, or the human themself."""
        sentences = OFFER_SENTENCES if self.member_id else HUMAN_SENTENCES
        return str(sentences[self.error]) if self.error else ""
