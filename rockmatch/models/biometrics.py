"""What was computed of a member's face, under which consent, and when it was destroyed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FaceVector(models.Model):
    """A member's embedding, kept only under the second consent ("know me again")."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="face_vector"
    )
    sealed = models.BinaryField(help_text=_("The embedding, encrypted: see rockmatch.sealing"))
    consent_version = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"face vector of member {self.member_id}"


class Receipt(models.Model):
    """A line of the receipt: one thing computed of a member, and its end."""

    class Subject(models.TextChoices):
        PICTURE = "picture", _("Your picture")
        CROP = "crop", _("The aligned crop of your face")
        EMBEDDING = "embedding", _("Its 128 numbers")
        FACE_VECTOR = "face_vector", _("The numbers kept to know you again")
        OFFER = "offer", _("The crop and the numbers that you offered for pairing")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="receipts"
    )
    selfie = models.ForeignKey(
        "rockmatch.Selfie", on_delete=models.SET_NULL, null=True, related_name="receipts"
    )
    subject = models.CharField(max_length=12, choices=Subject)
    consent_version = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["member", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.subject} of member {self.member_id}"
