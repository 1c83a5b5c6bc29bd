"""Rocks, and the pairings that say where in face space each belongs."""

from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import HnswIndex, VectorField

from rockmatch.addresses import address, file_address
from rockmatch.kinds import kind

EMBEDDING_DIMENSIONS = 128
# Pages that lie where a rock's page would.
RESERVED_SLUGS = ("yours", "found")
KEY_DIMENSIONS = EMBEDDING_DIMENSIONS + 1


_SAID = ("name", "stone", "geology", "hue", "mood", "sentence", "alt")
# Each word twice: as it is written, for who has typed half of it, and by its English stem.
WORDS = SearchVector(*_SAID, config="simple") + SearchVector(*_SAID, config="english")


LONG: Final = ("parameters", "detectors", "form")  # columns that no list needs


def long_columns(*ways: str) -> list[str]:
    """The long columns of rocks that a query reaches by each of these ways, to be deferred."""
    return [f"{way}__{column}" for way in ways for column in LONG]


class RockQuerySet(models.QuerySet["Rock"]):
    def on_show(self) -> "RockQuerySet":
        """Rocks that may be seen: not put away, and with a portrait."""
        return self.filter(is_on_show=True)

    def seen_by(self, member_id: int | None) -> "RockQuerySet":
        """The museum's rocks, a member's own, and those that somebody shows as who they are."""
        worn = Rock.objects.filter(
            pk=OuterRef("pk"), rockelgangers__since__isnull=False, rockelgangers__until__isnull=True
        )
        return self.filter(is_on_show=True).filter(
            ~Q(origin=Rock.Origin.BESPOKE)
            | Q(maker_id=member_id, maker__isnull=False)
            | Exists(worn)
        )

    def of_the_museum(self) -> "RockQuerySet":
        """Rocks on show that are everybody's: one made for a member is that member's alone."""
        return self.on_show().exclude(origin=Rock.Origin.BESPOKE)

    def wanted_by(self, member_id: int | None) -> "RockQuerySet":
        """Without those that a member does not want to see."""
        if member_id is None:
            return self
        hidden = apps.get_model("rockmatch", "HiddenRock").objects.filter(member_id=member_id)
        return self.exclude(Exists(hidden.filter(rock=OuterRef("pk"))))

    def for_walls(self) -> "RockQuerySet":
        """Without the long columns that no wall of portraits needs."""
        return self.defer(*LONG)


class Rock(models.Model):
    """A stone with a portrait, a name, a geology and, if we made it, its parameters."""

    class Geology(models.TextChoices):
        IGNEOUS = "igneous", _("Igneous")
        SEDIMENTARY = "sedimentary", _("Sedimentary")
        METAMORPHIC = "metamorphic", _("Metamorphic")

    class Mood(models.TextChoices):
        CONTENT = "content", _("Content")
        MERRY = "merry", _("Merry")
        ASTONISHED = "astonished", _("Astonished")
        DREAMING = "dreaming", _("Dreaming")
        WRY = "wry", _("Wry")
        WISE = "wise", _("Wise")
        GRUFF = "gruff", _("Gruff")
        SHY = "shy", _("Shy")
        SINGING = "singing", _("Singing")
        PATIENT = "patient", _("Patient")

    class Hue(models.TextChoices):
        BLACK = "black", _("Black")
        GREY = "grey", _("Grey")
        WHITE = "white", _("White")
        BROWN = "brown", _("Brown")
        OCHRE = "ochre", _("Ochre")
        RED = "red", _("Red")
        GREEN = "green", _("Green")
        BLUE = "blue", _("Blue")

    class Origin(models.TextChoices):
        MUSEUM = "museum", _("Came with the museum")
        BESPOKE = "bespoke", _("Made for a member")
        UPLOADED = "uploaded", _("A photograph that a curator brought")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, unique=True)
    geology = models.CharField(max_length=12, choices=Geology, db_index=True)
    stone = models.CharField(max_length=40, help_text=_("Such as basalt or gneiss"))
    sentence = models.CharField(max_length=300, help_text=_("A sentence of geology"))
    alt = models.CharField(max_length=300, help_text=_("What one sees, for who cannot see it"))
    mood = models.CharField(max_length=10, choices=Mood, blank=True, db_index=True)
    hue = models.CharField(max_length=5, choices=Hue, blank=True, db_index=True)
    colour = models.CharField(
        max_length=7, help_text=_("The stone's, shown until the portrait is there")
    )
    ground_colour = models.CharField(
        max_length=7, blank=True, help_text=_("The ground's, shown until the portrait is there")
    )
    portraits = models.JSONField(
        default=list, help_text=_("One {size (pixels, square), file} for each size")
    )
    # Which pixels of the portraits are rock. The museum's own have theirs in its catalogue; a stone
    # in its surroundings has none.
    mask = models.CharField(max_length=100, blank=True, editable=False)
    parameters = models.JSONField(default=dict, blank=True)
    form = VectorField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Its place among the stones: how alike two look is how near they lie"),
    )
    detectors = models.JSONField(
        default=dict, blank=True, help_text=_("What face detectors see in the portrait")
    )
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.MUSEUM)
    digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("SHA-256 of the photograph's file, if it came with an import"),
    )
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rocks_made",
        help_text=_("Who asked for it or brought it"),
    )
    found_by = models.CharField(max_length=80, blank=True, help_text=_("Who found the stone"))
    found_where = models.CharField(max_length=120, blank=True, help_text=_("Where it was found"))
    is_on_show = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RockQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(WORDS, name="rock_words")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS), name="no_rock_hides_a_page"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(digest__gt=""), name="a_stone_comes_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("rock", self.slug)

    @property
    def is_of_the_museum(self) -> bool:
        """Whether it is among `RockQuerySet.of_the_museum`."""
        return self.is_on_show and self.origin != Rock.Origin.BESPOKE

    def take_verdict(self, verdict: dict[str, Any]) -> None:
        """Note what detectors see. A rock taken for a face comes off show, and nobody puts it on.

        One that passes goes on show, unless it was off although it had passed before: a curator
        took it off then.
        """
        had_passed = bool(self.detectors) and not self.detectors.get("faces")
        self.is_on_show = not verdict["faces"] and (self.is_on_show or not had_passed)
        self.detectors = verdict

    def portrait_url(self, size: int) -> str:
        """URL of the smallest portrait of at least `size` pixels, else of the largest."""
        return file_address(self.portrait_file(size))

    def portrait_file(self, size: int) -> str:
        """The file of that portrait, as it is stored."""
        by_size = sorted(self.portraits, key=lambda portrait: portrait["size"])
        chosen = next((p for p in by_size if p["size"] >= size), by_size[-1])
        return str(chosen["file"])

    @property
    def kind(self) -> str:
        """Its stone, in the reader's language."""
        return kind(self.stone)

    @property
    def tongue(self) -> str:
        """The language of its sentence and of its description, for `lang`; empty if unknown."""
        return "" if self.origin == self.Origin.UPLOADED else "en"

    @property
    def thumb(self) -> str:
        return self.portrait_url(96)

    @property
    def medium(self) -> str:
        return self.portrait_url(192)

    @property
    def large(self) -> str:
        return self.portrait_url(512)

    @property
    def largest_size(self) -> int:
        return max(portrait["size"] for portrait in self.portraits)

    @property
    def srcset(self) -> str:
        """All portraits with their widths, from which a browser takes what it needs."""
        return ", ".join(
            f"{file_address(portrait['file'])} {portrait['size']}w"
            for portrait in sorted(self.portraits, key=lambda portrait: portrait["size"])
        )

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """What each face detector made of the portrait; the first catalogues had one alone.

        Each has `detector, version, threshold, highest_score` (on a scale of its own; None where it
        tells none), `faces`, and perhaps `bars`: whether its face keeps the rock off the wall.
        """
        if "verdicts" in self.detectors:
            return list(self.detectors["verdicts"])
        return [self.detectors] if self.detectors.get("detector") else []

    @property
    def faces_seen(self) -> int:
        """How many detectors take the portrait for a face."""
        return sum(bool(verdict["faces"]) for verdict in self.verdicts)


class PairingQuerySet(models.QuerySet["Pairing"]):
    def taking_part(self) -> "PairingQuerySet":
        """Pairings that may lead a face to a rock: not held out, and of a rock on show."""
        return self.filter(held_out=False, rock__is_on_show=True)


class Pairing(models.Model):
    """A point of face space and the rock that belongs there."""

    class Origin(models.TextChoices):
        IMAGINED = "imagined", _("Imagined: a centre of a population, no person")
        IMPORTED = "imported", _("Imported")
        CURATED = "curated", _("Made by a curator")
        SUGGESTED = "suggested", _("Suggested by members")

    rock = models.ForeignKey(Rock, on_delete=models.CASCADE, related_name="pairings")
    human = models.ForeignKey(
        "rockmatch.Human",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # the constraint has one
        related_name="pairings",
        help_text=_("Whose face it is; none, if it is imagined"),
    )
    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Who made or imported it"),
    )
    note = models.CharField(max_length=300, blank=True, help_text=_("For curators alone"))
    awaits_agreement = models.BooleanField(
        default=False, editable=False, help_text=_("Held out until a second curator agrees")
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    embedding = VectorField(dimensions=EMBEDDING_DIMENSIONS)
    weight = models.FloatField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Squared distance, at most 0; none before the balance found it"),
    )
    held_out = models.BooleanField(
        default=False, help_text=_("Kept, but leads nobody to its rock until it is put back")
    )
    # [a, sqrt(-w)]: its distance to [x, 0] orders pairings as `rockmatch.matching` says.
    # PostgreSQL makes it, so that it cannot disagree with what it is made of.
    key = models.GeneratedField(
        expression=Func(
            template=(
                "(embedding || ARRAY[sqrt(-coalesce(weight, 0))]::real[]::vector(1))"
                f"::vector({KEY_DIMENSIONS})"
            ),
            output_field=VectorField(dimensions=KEY_DIMENSIONS),
        ),
        output_field=VectorField(dimensions=KEY_DIMENSIONS),
        db_persist=True,
    )
    origin = models.CharField(max_length=10, choices=Origin)
    name = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        permissions = [("curate", "Can pair humans with rocks in the studio")]
        indexes = [
            HnswIndex(
                name="pairing_key_hnsw",
                fields=["key"],
                m=32,
                ef_construction=128,
                opclasses=["vector_l2_ops"],
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weight__isnull=True) | models.Q(weight__lte=0),
                name="a_pairings_weight_is_not_above_zero",
            ),
            models.CheckConstraint(
                condition=models.Q(awaits_agreement=False) | models.Q(held_out=True),
                name="a_pairing_that_awaits_agreement_is_held_out",
            ),
            models.UniqueConstraint(
                fields=["human", "rock"], name="a_human_and_a_rock_are_paired_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
