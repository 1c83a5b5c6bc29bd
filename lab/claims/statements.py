"""What the site claims, in order: in words without figures, for those come from files alone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from lab.claims.elsewhere import GAN, SEER, curators_choice, from_cyclegan_report, from_seer
from lab.claims.reading import FOLDER, Adapter, Told, read_claim


@dataclass(frozen=True)
class Claim:
    """One claim."""

    key: str
    """In the page's address, and the name of its file."""
    says: Any
    not_said: Any
    """What somebody might take it to say, and it does not."""
    command: str
    """That measures it, with what it has to be given."""
    lead: tuple[str, ...] = ()
    """Labels of the rows that are shown first, the others being folded away; none: all."""
    file: Path | None = None
    """Where its figures lie, if not among those of the commands with ``--publish``."""
    adapt: Adapter | None = None
    live: Callable[[], Told | None] | None = None
    """Measures it on this site, as it is now."""

    @property
    def is_live(self) -> bool:
        return self.live is not None

    def told(self) -> Told | None:
        """What was found last, as a claim's file says it; None if nothing was."""
        if self.live:
            return self.live()
        return read_claim(self.file or FOLDER / f"{self.key}.json", self.adapt)

    @property
    def program(self) -> str:
        """The command without its arguments, such as ``bench.lfw`` or ``manage.py check_rocks``."""
        words = self.command.removeprefix("python ").removeprefix("-m ").split()
        return " ".join(words[:2]) if words[0] == "manage.py" else words[0]


@dataclass(frozen=True)
class Group:
    """Claims that answer one question."""

    key: str
    asks: Any
    claims: tuple[Claim, ...]


SEEN = (
    Claim(
        "detection",
        _(
            "No face detector that has a say takes one of our rocks for a face. Real stones "
            "that look like faces to people are seldom one to a detector."
        ),
        _(
            "that no machine ever will. The zeros are made, not found: a rock is changed "
            "until they hold, for these detectors, at their makers’ thresholds, in the sizes "
            "that pages show. Two detectors that see faces in bare stone have no say."
        ),
        "python manage.py check_rocks --stones FOLDER --publish",
    ),
    Claim(
        "stones",
        _(
            "A stone that is posted as a selfie is greeted as one of us, and nobody whose "
            "face was not found is told to be a stone."
        ),
        _(
            "that the machine knows a stone when it sees one: gravel and grass may be "
            "greeted too, and so may a wall."
        ),
        "python -m bench.stones FACES ROCKS --publish",
    ),
    Claim(
        "gan",
        _(
            "A machine that turns faces to stone loses most detectors, and FaceNet still "
            "knows many of the people. The way back gives nearly everybody their face again."
        ),
        _(
            "how well such machines do in general: it is one run of minutes, on people and "
            "rocks that it had not seen. Nothing of it is used for what members post."
        ),
        "python manage.py cyclegan_report RUN --humans FOLDER --rocks FOLDER",
        file=GAN,
        adapt=from_cyclegan_report,
    ),
)
ALIKE = (
    Claim(
        "seer",
        _("A machine can learn where there is a face in a stone, and how strong it is."),
        _(
            "that it sees as people do. It learnt from faces that we put into stones; what people "
            "answer here takes their place as it comes. And a frame in the middle of every "
            "picture is often right as well."
        ),
        "python manage.py train_seer",
        file=SEER,
        adapt=from_seer,
    ),
    Claim(
        "curators",
        _(
            "FaceNet does not see what curators see: in its list, the rock that they chose for a "
            "face stands no nearer to the top than by chance."
        ),
        _(
            "that curators are right, or that people see what they see. And it is FaceNet’s list "
            "alone: a machine that was taught by curators might do better."
        ),
        "python manage.py pair_report",
        live=curators_choice,
    ),
)
TRACED = (
    Claim(
        "trace",
        _(
            "By FaceNet, the portrait of a rock lies no nearer to the people whose rock it "
            "is than to others."
        ),
        _(
            "that a rock tells nothing. Whoever has our pairings and a picture of you can "
            "look up which rock is yours: see the next claim. And it is about FaceNet alone, "
            "not about people who know you. A figure above what lots give may be "
            "luck, for of several figures one often is; or it is a trace."
        ),
        "python -m bench.trace FOLDER --publish",
    ),
    Claim(
        "bits",
        _(
            "A rock that a selfie found tells a little about a face: as much as fits about "
            "one of a hundred people."
        ),
        _(
            "that nobody can be told by their rock. In a small group yours may be the only "
            "one of its kind, and what you write and whom you know tells more. A rock that "
            "was chosen by hand tells less."
        ),
        "python -m bench.matching FOLDER --seed-humans FOLDER --publish",
    ),
)
SAME = (
    Claim(
        "variability",
        _("Many rocks are in use, nearly evenly: people do not all get the same few."),
        _(
            "that it is even for the people of your site. These are people of a public "
            "collection, many of them well-known; “match_report” tells of your members."
        ),
        "python manage.py match_report --faces FOLDER --unseen --publish",
        lead=("corrected", "of all", "by chance", "largest"),
    ),
    Claim(
        "stability",
        _(
            "Two pictures of one person often lead to different rocks. Who says “know me "
            "again” stays the rock that they are."
        ),
        _(
            "that your rock is in your face. Without that consent a second selfie is a new "
            "throw of loaded dice; with it, you are compared with yourself alone, and a "
            "stranger who passes for you would lead to your rock and to nothing else."
        ),
        "python -m bench.matching FOLDER --seed-humans FOLDER --publish",
    ),
    Claim(
        "recognition",
        _("Whether two pictures show one person is told rightly nearly always."),
        _(
            "that it is as good for everybody. The collection is of people in the news, "
            "mostly men and mostly white; whom a network knows badly does not show in it."
        ),
        "python -m bench.lfw FOLDER PAIRS --publish",
    ),
)
LEFT = (
    Claim(
        "residue",
        _(
            "Of a selfie nothing stays: not on the disk, not in a log, not in the database, "
            "not in Redis. Of a photo stays the one with rocks, and one without faces."
        ),
        _(
            "what whoever runs a site adds to it, such as a server before it that writes "
            "down visits. What is searched for is what we know to look for: the picture, "
            "its pixels, the crop, the numbers."
        ),
        "python -m bench.residue --publish",
        lead=("states in which anything is left", "traces laid out and found"),
    ),
    Claim(
        "photos-recall",
        _("In a photo of a group, hardly a face is missed."),
        _(
            "that every face is found. Small ones, and those behind a hand, are missed more "
            "often, which is why the author looks first. The groups are laid together from "
            "single pictures; “deface” is another program for the same."
        ),
        "python -m bench.photos FOLDER --only recall --publish",
        lead=(
            "24 px and more, all",
            "24 px and more, behind a bar",
            "false finds a picture",
        ),
    ),
    Claim(
        "photos-identity",
        _(
            "Where a rock lies over a face, FaceNet does no better than chance at telling "
            "who it was, though it is shown where to look."
        ),
        _(
            "that nobody can tell who is in the photo. Clothes, hands, places, and who "
            "stands beside whom still tell a friend."
        ),
        "python -m bench.photos FOLDER --only identity --publish",
    ),
    Claim(
        "photos-false",
        _("A photo in which nobody is gets a rock now and then."),
        _(
            "how often it happens in photos that people post. These are textures that "
            "packages carry, the hardest of their kind, and photographs of stones."
        ),
        "python -m bench.photos FOLDER --only false --stones FOLDER --publish",
    ),
)
GROUPS = (
    Group("seen", _("Can a machine see a face in our rocks?"), SEEN),
    Group("alike", _("Does a machine see what people see?"), ALIKE),
    Group("traced", _("Can a rock be traced to a face?"), TRACED),
    Group("same", _("Does everybody get the same?"), SAME),
    Group("left", _("What is left of a photo?"), LEFT),
)
CLAIMS = {claim.key: claim for group in GROUPS for claim in group.claims}
