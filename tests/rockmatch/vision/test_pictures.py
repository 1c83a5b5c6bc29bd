import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from rockmatch.vision.errors import PictureError
from rockmatch.vision.pictures import (
    BACKGROUND,
    LONG_SIDE,
    MIN_SIDE,
    decode_picture,
    encode_picture,
    open_picture,
)

pillow_heif.register_heif_opener()
ORIENTATION = 0x0112


def difference(one, other):
    """Mean absolute difference of two pictures, 0 to 255."""
    return np.abs(np.asarray(one, int) - np.asarray(other, int)).mean()


def code_of(data, **limits):
    with pytest.raises(PictureError) as caught:
        open_picture(data, **limits)
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_takes_what_cameras_and_browsers_make(kind, astronaut, encode):
    picture = open_picture(encode(astronaut, kind))
    assert (picture.mode, picture.size) == ("RGB", (512, 512))
    assert difference(picture, astronaut) < 4


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO", "PDF"])
def test_refuses_other_kinds_of_picture(kind, astronaut, encode):
    assert code_of(encode(astronaut, kind)) == "not_an_image"


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"selfie.jpg" * 500, b"\xff\xd8\xff\xe0" + b"\0" * 99, b"%PDF-1.7\n"]
)
def test_refuses_what_is_no_picture(data):
    assert code_of(data) == "not_an_image"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_refuses_a_picture_that_was_cut_off(kind, share, astronaut, encode):
    data = encode(astronaut, kind)
    assert code_of(data[: int(len(data) * share)]) == "not_an_image"


def test_refuses_a_cut_off_progressive_jpeg(astronaut, encode):
    data = encode(astronaut, "JPEG", progressive=True)
    assert code_of(data[: int(len(data) * 0.9)]) == "not_an_image"


def test_refuses_too_many_bytes_before_it_looks_at_them(astronaut, encode):
    assert code_of(b"x" * 101, max_bytes=100) == "too_large"
    assert code_of(encode(astronaut, "JPEG") + b"\0" * 20 * 1024 * 1024) == "too_large"


def test_refuses_too_many_pixels(encode):
    data = encode(Image.new("L", (300, 200)), "PNG")
    assert open_picture(data, max_pixels=60_000).size == (300, 200)
    assert code_of(data, max_pixels=59_999) == "too_large"


@pytest.mark.parametrize("side", [7_100, 20_000, 60_000])
def test_refuses_a_bomb_by_its_header(side):
    """The header promises a square of ``side``; the data behind it is a few bytes."""

    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9))
    assert code_of(data + chunk(b"IEND", b"")) == "too_large"


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (MIN_SIDE - 1, 500)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_refuses_too_few_pixels(size, kind, encode):
    assert code_of(encode(Image.new("RGB", size), kind)) == "too_small"


@pytest.mark.parametrize("size", [(3000, 1500), (1500, 3000), (4032, 3024), (2048, 2048)])
def test_reduces_the_long_side(size, astronaut, encode):
    picture = open_picture(encode(astronaut.resize(size), "JPEG"))
    assert LONG_SIDE * 0.75 <= max(picture.size) <= LONG_SIDE
    assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.01)
    assert difference(picture.resize((512, 512)), astronaut) < 4


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_takes_the_first_picture_of_an_animation(kind, astronaut, encode):
    others = [Image.new("RGB", astronaut.size, "white")] * 3
    data = encode(astronaut, kind, save_all=True, append_images=others, duration=80)
    assert difference(open_picture(data), astronaut) < 4


def test_takes_the_first_picture_of_an_mpo(astronaut, encode):
    """Some phones append a second JPEG, a depth map or the like."""
    data = encode(astronaut, "MPO", save_all=True, append_images=[Image.new("RGB", (99, 99))])
    assert difference(open_picture(data), astronaut) < 4


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_takes_other_colours_of_jpeg(mode, astronaut, encode):
    picture = open_picture(encode(astronaut.convert(mode), "JPEG"))
    assert picture.mode == "RGB"
    assert difference(picture, astronaut.convert(mode).convert("RGB")) < 4


@pytest.mark.parametrize("mode", ["P", "LA", "L", "1", "RGBA"])
def test_takes_other_colours_of_png(mode, astronaut, encode):
    image = astronaut.convert(mode)
    picture = open_picture(encode(image, "PNG"))
    assert picture.mode == "RGB"
    assert difference(picture, image.convert("RGB")) < 1


def test_scales_sixteen_bits(astronaut, encode):
    grey = astronaut.convert("L")
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    assert difference(open_picture(encode(deep, "PNG")).convert("L"), grey) < 1


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_lays_transparent_parts_on_neutral_ground(mode, encode):
    picture = open_picture(encode(Image.new(mode, (99, 99)), "PNG"))
    assert picture.getpixel((50, 50)) == BACKGROUND


def test_lays_a_transparent_palette_colour_on_neutral_ground(encode):
    picture = open_picture(encode(Image.new("P", (99, 99)), "PNG", transparency=0))
    assert picture.getpixel((50, 50)) == BACKGROUND


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (6, Image.Transpose.ROTATE_90),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_turns_the_picture_upright(kind, orientation, turn, astronaut, encode):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    upright = astronaut.crop((0, 0, 512, 400))
    data = encode(upright.transpose(turn), kind, exif=exif)
    picture = open_picture(data)
    assert picture.size == upright.size
    assert difference(picture, upright) < 5


def test_turns_sixteen_bits_upright(encode):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    deep = Image.fromarray(np.full((80, 120), 30_000, np.uint16))
    assert open_picture(encode(deep, "PNG", exif=exif)).size == (80, 120)


def test_applies_a_colour_profile(astronaut, encode):
    """A profile that says "these numbers are Lab-wide grey" changes the numbers."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = open_picture(encode(astronaut, "PNG", icc_profile=profile))
    assert difference(same, astronaut) < 1
    swapped = swap_red_and_blue(profile)
    assert difference(open_picture(encode(astronaut, "PNG", icc_profile=swapped)), astronaut) > 5


def swap_red_and_blue(profile):
    """Let the profile's red and blue primaries change places."""
    return profile.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 400])
def test_ignores_a_broken_colour_profile(profile, astronaut, encode):
    assert difference(open_picture(encode(astronaut, "PNG", icc_profile=profile)), astronaut) == 0


def test_drops_all_metadata(astronaut, encode):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "secret place")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data in (
        encode(astronaut, "JPEG", exif=exif, comment=b"secret place", icc_profile=profile),
        encode(astronaut, "PNG", exif=exif, pnginfo=text, icc_profile=profile),
        encode(astronaut, "WEBP", exif=exif, xmp=b"<x>secret place</x>"),
    ):
        assert b"secret place" in data or b"Exif" in data
        picture = open_picture(data)
        assert not picture.info
        assert not picture.getexif()
        queued = encode_picture(picture)
        assert b"secret" not in queued
        assert b"Exif" not in queued


def test_the_queued_form_keeps_the_picture(astronaut):
    queued = encode_picture(astronaut)
    decoded = decode_picture(queued)
    assert (decoded.shape, decoded.dtype) == ((512, 512, 3), np.uint8)
    assert difference(decoded, astronaut) < 2
    assert len(queued) < astronaut.width * astronaut.height


def test_the_queued_form_drops_what_the_image_carries(astronaut):
    image = astronaut.copy()
    image.info["comment"] = b"secret place"
    image.getexif()[0x010E] = "secret place"
    assert b"secret" not in encode_picture(image)


@pytest.mark.parametrize("data", [b"", b"junk", b"\x89PNG\r\n\x1a\n"])
def test_decode_refuses_what_encode_never_makes(data):
    with pytest.raises(PictureError, match="not_an_image"):
        decode_picture(data)


def _seed(kind):
    file = io.BytesIO()
    Image.linear_gradient("L").resize((80, 70)).convert("RGB").save(file, kind)
    return file.getvalue()


SEEDS = [_seed(kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")]


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=600), head=st.sampled_from([b"", *(seed[:40] for seed in SEEDS)]))
def test_hostile_bytes_end_in_a_picture_or_a_code(data, head):
    check(head + data)


@settings(max_examples=250, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_damaged_pictures_end_in_a_picture_or_a_code(seed, changes):
    data = bytearray(seed)
    for place, value in changes:
        data[place % len(data)] = value
    check(bytes(data))


def check(data):
    try:
        picture = open_picture(data, max_pixels=4_000_000)
    except PictureError:
        return  # any other exception fails the test
    assert picture.mode == "RGB"
    assert max(picture.size) <= LONG_SIDE
    assert not picture.info
