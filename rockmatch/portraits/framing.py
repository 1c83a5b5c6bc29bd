"""A photograph too small to fill a portrait is hung as a print on a neutral ground."""

from typing import Final

from PIL import Image

from rockmatch.portraits.museum import SIZES

GROUND: Final = (222, 219, 212)  # warm paper, darker than the page and lighter than most stones
SHARE: Final = 0.8  # of the portrait's side that the print may take
ENLARGED: Final = 2.0  # at most; beyond that one sees pixels and no stone


def frame(picture: Image.Image) -> Image.Image:
    """Lay a picture of any shape in the middle of a square ground.

    The square has the side of a portrait (`museum.SIZES`), the smallest that leaves room around the
    picture, and is never as small as the smallest; the largest one holds whatever is left.
    """
    longer = max(picture.size)
    sides = sorted(SIZES)[1:]
    side = next((side for side in sides if longer <= SHARE * side), sides[-1])
    scale = min(ENLARGED, SHARE * side / longer)
    width, height = (max(1, round(scale * each)) for each in picture.size)
    print_ = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    framed = Image.new("RGB", (side, side), GROUND)
    framed.paste(print_, ((side - width) // 2, (side - height) // 2))
    return framed
