"""What templates ask of photos."""

from django import template
from django.conf import settings

from feed import pictures as of_photos
from feed.models import ALT_LENGTH, MOST_PHOTOS, Photo, Post
from feed.pictures import Picture
from feed.places import Place, place_of, places, stage
from rockmatch import darkroom_sign

register = template.Library()
register.filter("places", places)
register.filter("place", place_of)
register.filter("stage", stage)


@register.filter
def pictures(post: Post) -> list[Picture]:
    """The photos of a post, without a query."""
    return of_photos.pictures(post)


@register.filter
def picture(photo: Photo) -> Picture | None:
    """A photo as it is shown, if it can be."""
    return Picture.of(photo, spared=0) if photo.token else None


@register.filter
def middling(picture: Picture) -> str:
    """The address of a file of middling size, of which parts are shown small."""
    files = picture.files("webp")
    return files[min(1, len(files) - 1)].url


@register.filter
def shape(picture: Picture) -> str:
    """Whether a photo alone is cut to fit into a column: `tall`, `wide`, or neither."""
    if picture.height > 1.25 * picture.width:
        return "tall"
    return "wide" if picture.width > 2.2 * picture.height else ""


@register.filter
def large_shape(picture: Picture) -> str:
    """How wide a photo is shown on its page, so that a window holds it."""
    if picture.height > picture.width:
        return "is-tall"
    return "is-square" if picture.width < 1.35 * picture.height else ""


@register.filter
def all_spared(shown: list[Picture]) -> int:
    """In how many places the author says that there is nobody."""
    return sum(one.spared for one in shown)


@register.simple_tag
def most_photos() -> int:
    return MOST_PHOTOS


@register.simple_tag
def original_minutes() -> int:
    """How long an original is kept for its author to uncover what is nobody's face."""
    return int(settings.PHOTO_TTL) // 60


@register.simple_tag
def is_darkroom_open() -> bool:
    """Whether there is somebody to cover faces: without, no photo is taken in."""
    return darkroom_sign.is_open()


@register.simple_tag
def longest_alt() -> int:
    return ALT_LENGTH


@register.filter
def covered(found: list[Place]) -> list[Place]:
    """Places where a rock stands."""
    return [place for place in found if not place.figure.spared]
