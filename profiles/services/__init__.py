"""Writes on members. Each function is one write, in one transaction.

Accounts are here; `relations` follows and blocks, `profile` is what a member says of themself.
"""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from profiles.models import Member
from profiles.services.relations import follow, unfollow

__all__ = ["create_member", "delete_account", "follow", "unfollow"]


def create_member(*, username: str, email: str, password: str) -> Member:
    """Open an account.

    Raises:
        ValidationError: With the fields that are wrong and what to do about each.
    """
    member = Member(username=username.lower(), email=email.lower())
    member.set_password(password)
    errors: dict[str, list[str]] = {}
    try:
        member.full_clean()
    except ValidationError as error:
        errors |= error.message_dict
        if doubles := errors.pop(NON_FIELD_ERRORS, []):  # it looks like another name
            errors.setdefault("username", []).extend(doubles)
    try:
        validate_password(password, member)
    except ValidationError as error:
        errors["password"] = list(error.messages)
    if email and Member.objects.filter(email__iexact=email).exists():
        errors["email"] = [_("An account with this address exists. Log in instead.")]
    if errors:
        raise ValidationError(errors)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        raise ValidationError(
            {"username": [_("That name is taken. Choose another one.")]}
        ) from None
    return member


@transaction.atomic
def delete_account(member: Member) -> None:
    """Delete a member with everything that is theirs: posts, rocks, selfies, vectors, receipts.

    `rockmatch.receivers` takes along the rocks that were made for them.
    """
    member.delete()
