"""Raters as everything that is written about them begins with them: locked, and still there."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lab.models import Rater
from lab.queries.look import number_of_answers


class Refused(ValidationError):
    """Says in a sentence why nothing was written; there is a way on for each."""


def held(rater_id: UUID) -> Rater:
    """The rater, locked until the end of the transaction: two tabs take turns.

    Raises:
        Refused: They have withdrawn.
    """
    rater = Rater.objects.select_for_update().filter(pk=rater_id).first()
    if rater is None:
        raise Refused(_("You took your answers back. Say yes again to go on."), "withdrawn")
    return rater


@transaction.atomic
def withdraw(rater_id: UUID) -> int | None:
    """Delete a rater and all that they said; tells how many answers, None if there is no such one.

    Whoever knows the id may do it. An answer that is on its way in another tab comes before it, or
    is refused.
    """
    try:
        rater = held(rater_id)
    except Refused:
        return None
    answers = number_of_answers(rater_id)
    rater.delete()
    return answers
