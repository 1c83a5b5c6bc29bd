"""The composer."""

import secrets
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feed.models import TEXT_LENGTH, WARNING_LENGTH, Draft, Post, Visibility
from feed.services.once import LONGEST_TOKEN
from profiles.fields import Words
from profiles.refusable_form import RefusableForm


def new_token() -> str:
    return secrets.token_urlsafe(12)


class PostForm(RefusableForm):
    """What a member wants to say; `services` has the last word on it.

    Attributes:
        address: Where it is sent.
        draft: The name under which a browser keeps what is half written.
        status: Of the response that shows what is wrong with it.
        takes_photos: Whether photos may come with it.
    """

    text = Words(
        label=_("What is on your mind?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
        max_length=TEXT_LENGTH,
        required=True,
    )
    warning = Words(
        label=_("Content warning"),
        help_text=_("Shown instead of the text, until somebody asks for it."),
        max_length=WARNING_LENGTH,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"), choices=Visibility.choices, required=False
    )
    # What makes sending this very form twice one post (`services.once`).
    token = forms.CharField(
        widget=forms.HiddenInput, max_length=LONGEST_TOKEN, required=False, initial=new_token
    )

    status = 400

    def __init__(
        self,
        data: Any = None,
        *,
        reply_to: Post | None = None,
        post: Post | None = None,
        wordless: bool = False,
    ) -> None:
        """`wordless`: photos say enough."""
        super().__init__(data, auto_id=f"{_draft(reply_to, post)}-%s")
        self.draft = _draft(reply_to, post)
        self.fields["text"].required = not (wordless or (post and post.pictures))
        self.takes_photos = post is None
        self.use_required_attribute = not self.takes_photos  # for photos may say enough
        if post is not None:
            self.address = reverse("post-edit", args=[post.pk])
            self.initial.update(text=post.text, warning=post.warning)
            del self.fields["visibility"], self.fields["token"]
        elif reply_to is not None:
            self.address = reverse("post-reply", args=[reply_to.pk])
            self.fields["text"].label = _("Your answer")
            self._reach_no_further(reply_to)
        else:
            self.address = reverse("post-create")

    def _reach_no_further(self, post: Post) -> None:
        """Offer an answer what its post has, and what is narrower."""
        least = Visibility(post.visibility).reach
        field = self.fields["visibility"]
        field.choices = [  # type: ignore[attr-defined]
            choice for choice in Visibility.choices if Visibility(choice[0]).reach >= least
        ]
        self.initial.update(visibility=post.visibility, warning=post.warning)

    @property
    def is_opened(self) -> bool:
        """Whether there is something to see in the part that is folded away."""
        return bool(self["warning"].value() or self["warning"].errors)


class DraftForm(PostForm):
    """The words of a post that waits for its photos; they are judged when it is published."""

    def __init__(self, data: Any = None, *, draft: Draft) -> None:
        super().__init__(data, reply_to=draft.reply_to, wordless=True)
        self.address = draft.get_absolute_url()
        self.initial.update(text=draft.text, warning=draft.warning, visibility=draft.visibility)
        del self.fields["token"]
        self.takes_photos = False


def _draft(reply_to: Post | None, post: Post | None) -> str:
    return f"reply-{reply_to.pk}" if reply_to else f"edit-{post.pk}" if post else "post"
