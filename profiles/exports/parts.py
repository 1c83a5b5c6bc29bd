"""The parts of the account and of the rock. Those of other apps register from their own."""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.storage import default_storage, storages

from profiles.account.models import DataExport
from profiles.exports.registry import Medium, Part, leave_out, register
from profiles.exports.rows import plain, plain_rows
from profiles.models import Block, FilteredWord, Follow, FollowRequest, Mute
from rockmatch import consent
from rockmatch.models import (
    BespokeRock,
    FaceVector,
    HiddenRock,
    Human,
    Pairing,
    Receipt,
    Rock,
    Rockelganger,
    Selfie,
)
from rockmatch.services.biometrics import kept_embedding


def account(export: DataExport) -> dict[str, Any]:
    """Who the member is to the house. No secret that lets somebody in."""
    keys = Authenticator.objects.filter(user=export.member)
    sessions = UserSession.objects.filter(user=export.member)
    return {
        **plain(export.member, without=("password",)),
        "email_addresses": [
            plain(address, without=("user",))
            for address in EmailAddress.objects.filter(user=export.member)
        ],
        "two_factor": list(keys.values("type", "created_at", "last_used_at")),
        "sessions": list(sessions.values("created_at", "user_agent")),
    }


def follows(export: DataExport) -> dict[str, Any]:
    following = Follow.objects.filter(follower=export.member)
    followers = Follow.objects.filter(followed=export.member)
    asked = FollowRequest.objects.filter(asker=export.member)
    asking = FollowRequest.objects.filter(asked=export.member)
    return {
        "following": list(following.values("followed__username", "created_at")),
        "followers": list(followers.values("follower__username", "created_at")),
        "asked_to_follow": list(asked.values("asked__username", "created_at")),
        "asking_to_follow": list(asking.values("asker__username", "created_at")),
    }


def kept_away(export: DataExport) -> dict[str, Any]:
    """Whom and what the member does not want to meet. Not who does not want to meet them."""
    blocked = Block.objects.filter(blocker=export.member)
    muted = Mute.objects.filter(muter=export.member)
    words = FilteredWord.objects.filter(member=export.member)
    hidden = HiddenRock.objects.filter(member=export.member)
    return {
        "blocked": list(blocked.values("blocked__username", "created_at")),
        "muted": list(muted.values("muted__username", "until", "created_at")),
        "words": list(plain_rows(words, without=("member",))),
        "rocks": list(hidden.values_list("rock__slug", flat=True)),
    }


def invitations(export: DataExport) -> Iterator[Any]:
    return plain_rows(export.member.invitations.all(), without=("inviter",))


def rocks(export: DataExport) -> Iterator[dict[str, Any]]:
    """All that the member was. The distance stays: from enough of them follows a face."""
    history = Rockelganger.objects.filter(member=export.member).select_related("rock")
    for past in history.iterator(chunk_size=500):
        yield {
            "rock": past.rock.slug,
            "name": past.rock.name,
            "way": past.way,
            "since": past.since,
            "until": past.until,
        }


def rock_portraits(export: DataExport) -> Iterable[Medium]:
    """The portrait that stands in for the member."""
    rock = export.member.rock
    if rock and rock.portraits:
        stored = max(rock.portraits, key=lambda portrait: portrait["size"])["file"]
        if default_storage.exists(stored):
            yield Medium(stored.rpartition("/")[2], stored)


def offer(export: DataExport) -> Iterator[Any]:
    """Themself as a human for pairing; the vector is computed, and stays in the house."""
    mine = Human.objects.filter(member=export.member).defer("embedding")
    return plain_rows(mine, without=("member", "embedding", "crop", "brought_by", "resembles"))


def offered_crop(export: DataExport) -> Iterable[Medium]:
    """What is kept of the picture in which they offered themself."""
    mine = Human.objects.filter(member=export.member).exclude(crop="")
    for crop in mine.values_list("crop", flat=True):
        if storages["humans"].exists(crop):
            yield Medium("offered.webp", crop, "humans")


def brought_rocks(export: DataExport) -> Iterator[Any]:
    """Rocks that were made for the member, and stones that they brought as a curator."""
    brought = Rock.objects.filter(maker=export.member)
    return (
        plain(rock, without=("maker", "detectors", "parameters", "form", "mask"))
        for rock in brought.iterator()
    )


def wishes(export: DataExport) -> Iterator[Any]:
    """What the member asked the workshop for, and what became of it."""
    asked = BespokeRock.objects.filter(member=export.member).order_by("created_at")
    return plain_rows(asked, without=("member", "around"))


def selfies(export: DataExport) -> Iterator[dict[str, Any]]:
    """What became of each selfie, with the names of the rocks that lay nearest."""
    of_member = Selfie.objects.filter(member=export.member)
    wanted = {pk for pairings in of_member.values_list("pairings", flat=True) for pk in pairings}
    names = dict(Pairing.objects.filter(pk__in=wanted).values_list("pk", "rock__name"))
    for selfie in of_member.iterator(chunk_size=500):
        told = plain(selfie, without=("member", "pairings", "rockelganger"))
        yield told | {"nearest_rocks": [names[pk] for pk in selfie.pairings if pk in names]}


def consents(export: DataExport) -> dict[str, Any]:
    """What the member agreed to, in the words of today, and the receipt."""
    words = (consent.SELFIE, consent.KNOW_ME_AGAIN)
    return {
        "version": consent.VERSION,
        "words": [{"title": one.title, "sentences": list(one.sentences)} for one in words],
        "receipt": list(plain_rows(Receipt.objects.filter(member=export.member))),
    }


def face_vector(export: DataExport) -> dict[str, Any]:
    """Whether numbers are kept to know the member again; the numbers if they asked for them."""
    kept = FaceVector.objects.filter(member=export.member).first()
    if kept is None:
        return {"kept": False}
    told = plain(kept, without=("id", "member", "sealed")) | {"kept": True}
    if export.with_vector:
        numbers = kept_embedding(export.member_id)
        told["numbers"] = None if numbers is None else [float(number) for number in numbers]
    return told


def register_all() -> None:
    """Called when the app is ready. `rockmatch` lies below this app and cannot call it itself."""
    register(
        Part(
            "account",
            account,
            (
                "account.EmailAddress.user",
                "mfa.Authenticator.user",
                "usersessions.UserSession.user",
            ),
        )
    )
    register(
        Part(
            "follows",
            follows,
            (
                "profiles.Follow.follower",
                "profiles.Follow.followed",
                "profiles.FollowRequest.asker",
                "profiles.FollowRequest.asked",
            ),
        )
    )
    register(
        Part(
            "kept_away",
            kept_away,
            (
                "profiles.Block.blocker",
                "profiles.Mute.muter",
                "profiles.FilteredWord.member",
                "rockmatch.HiddenRock.member",
            ),
        )
    )
    leave_out("profiles.Block.blocked", "who blocks you has a right to do so unseen")
    leave_out("profiles.Mute.muted", "who mutes you has a right to do so unseen")
    register(Part("invitations", invitations, ("profiles.Invitation.inviter",)))
    register(Part("rocks", rocks, ("rockmatch.Rockelganger.member",), media=rock_portraits))
    register(Part("offer", offer, ("rockmatch.Human.member",), media=offered_crop))
    register(Part("brought_rocks", brought_rocks, ("rockmatch.Rock.maker",)))
    register(Part("wishes", wishes, ("rockmatch.BespokeRock.member",)))
    register(Part("selfies", selfies, ("rockmatch.Selfie.member",)))
    register(Part("consents", consents, ("rockmatch.Receipt.member",)))
    register(Part("face_vector", face_vector, ("rockmatch.FaceVector.member",)))
    leave_out("profiles.DataExport.member", "the copies are this one and those like it")
    leave_out("authtoken.Token.user", "a token lets in whoever holds it; it says nothing of you")
    leave_out("admin.LogEntry.user", "the log of the staff belongs to the house")
    leave_out(
        "rockmatch.Human.brought_by", "a photograph that a curator brought is of somebody else"
    )
    for column in ("rockmatch.Pairing.curator", "rockmatch.Pairing.agreed_by"):
        leave_out(column, "whose face a curator paired is private to the curators")
    leave_out(
        "rockmatch.Rockelganger.distance", "from enough distances a face could be computed back"
    )
