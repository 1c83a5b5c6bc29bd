"""Bytes that somebody sent become a clean RGB picture, and the compact form that is queued.

Everything happens in memory; nothing here touches the disk. The web process uses this module, so
it knows Pillow and NumPy alone.

Taken: JPEG, PNG, WebP, HEIC and AVIF, told by their content. Of an animated WebP or PNG, or a HEIC
with several pictures, the first one counts. GIF is not taken: cameras make none, and 256 colours
are too few for a face.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from rockmatch.vision.errors import PictureError

FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
MAX_BYTES: Final = 12 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MIN_SIDE: Final = 64  # pixels; no face in less could be read
LONG_SIDE: Final = 2048  # pixels
BACKGROUND: Final = (128, 128, 128)  # under transparent parts
QUALITY: Final = 95  # of the queued JPEG

_SRGB = ImageCms.createProfile("sRGB")
_registered = threading.Event()


def open_picture(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    min_side: int = MIN_SIDE,
    long_side: int = LONG_SIDE,
) -> Image.Image:
    """Decode an upload completely and make it plain.

    Args:
        data: the bytes as they came.
        max_bytes: refuse more bytes than this.
        max_pixels: refuse a header that promises more pixels, before anything is decoded.
        min_side: refuse a picture whose shorter side has fewer pixels.
        long_side: reduce the longer side to at most this many pixels.

    Returns:
        An RGB picture in sRGB, upright, without any metadata.

    Raises:
        PictureError: ``not_an_image``, ``too_large`` or ``too_small``.
    """
    with _opened(data, max_bytes, max_pixels, min_side) as image:
        # A JPEG may decode straight to 1/2, 1/4 or 1/8; a phone's 4032 pixels become 2016.
        image.draft("RGB", (long_side * 3 // 4, long_side * 3 // 4))
        image.load()
        return _plain(image, long_side)


def check_header(data: bytes, *, max_bytes: int, max_pixels: int, min_side: int) -> None:
    """Look at the head of an upload, as `open_picture` does, without decoding it.

    What lies behind it may still be broken.

    Raises:
        PictureError: ``not_an_image``, ``too_large`` or ``too_small``.
    """
    with _opened(data, max_bytes, max_pixels, min_side):
        pass


@contextmanager
def _opened(data: bytes, max_bytes: int, max_pixels: int, min_side: int) -> Iterator[Image.Image]:
    """Open an upload and look at its head; whatever goes wrong until the end is a PictureError."""
    if len(data) > max_bytes:
        raise PictureError("too_large", f"{len(data)} bytes")
    _register_heif()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image.size, max_pixels=max_pixels, min_side=min_side)
            yield image
    except PictureError:
        raise
    except Image.DecompressionBombError as problem:
        raise PictureError("too_large", "Pillow's own limit") from problem
    except MemoryError as problem:
        raise PictureError("too_large", "out of memory") from problem
    except Exception as problem:  # noqa: BLE001 - decoders of hostile bytes raise anything
        raise PictureError("not_an_image", type(problem).__name__) from None


def encode_picture(image: Image.Image) -> bytes:
    """Encode an RGB picture as JPEG, quality 95 without chroma subsampling, without metadata."""
    file = io.BytesIO()
    _bare(image).save(file, "JPEG", quality=QUALITY, subsampling=0)
    return file.getvalue()


def decode_picture(data: bytes) -> NDArray[np.uint8]:
    """Decode what ``encode_picture`` made: RGB, uint8, height x width x 3.

    Raises:
        PictureError: ``not_an_image``.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            return np.array(image.convert("RGB"))
    except Exception as problem:  # noqa: BLE001 - decoders raise anything
        raise PictureError("not_an_image", type(problem).__name__) from None


def _register_heif() -> None:
    if not _registered.is_set():
        pillow_heif.register_heif_opener(thumbnails=False)
        _registered.set()


def _check_size(size: tuple[int, int], *, max_pixels: int, min_side: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise PictureError("too_large", f"{width} x {height} pixels")
    if min(size) < min_side:
        raise PictureError("too_small", f"{width} x {height} pixels")


def _plain(image: Image.Image, long_side: int) -> Image.Image:
    """Turn a decoded picture of any mode into upright sRGB without metadata, of bounded size."""
    profile = image.info.get("icc_profile")
    upright = reduced(_eight_bits(image), long_side)
    ImageOps.exif_transpose(upright, in_place=True)
    return _bare(_on_background(_to_srgb(upright, profile)))


def _bare(image: Image.Image) -> Image.Image:
    """Copy the pixels as RGB, and nothing else: what Pillow would write of a file is in `info`."""
    pixels = image.convert("RGB")
    pixels.info = {}
    return pixels


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey to 8 bits (Pillow's own conversion clips it); resolve palettes."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.float32)
        scaled = Image.fromarray(np.clip(values / 257, 0, 255).round().astype(np.uint8))
        scaled.info = dict(image.info)  # the orientation is still in it
        return scaled
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image


def reduced(image: Image.Image, long_side: int) -> Image.Image:
    """Scale a picture down until its longer side has so many pixels; a smaller one stays."""
    scale = long_side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply the picture's own colour profile; a broken one, or one of another mode, is ignored."""
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted if converted is not None else image


def _on_background(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "RGBa", "La"}:
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, (*BACKGROUND, 255))
        return Image.alpha_composite(ground, rgba).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
