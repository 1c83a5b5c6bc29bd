"""Words that a member does not want to read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

WORD_LENGTH = 60


class FilteredWord(models.Model):
    """A word or a phrase, in small letters, that keeps a post out of a member's feeds."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="filtered_words",
        db_index=False,
    )
    word = models.CharField(_("word or phrase"), max_length=WORD_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(fields=["member", "word"], name="filter_a_word_once")
        ]

    def __str__(self) -> str:
        return self.word
