"""Masks of rocks, without a renderer: a disc with a texture stands for one."""

import json

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from rockmatch.portraits.catalogue import parameters_digest, read_catalogue
from rockmatch.portraits.cutting import (
    CUTOUTS,
    DoesNotFit,
    can_be_cut,
    closest_print,
    cut_entries,
    cut_entry,
    is_cut,
    remove_stray_cutouts,
)
from rockmatch.portraits.museum import PRINTS
from rockmatch.portraits.parameters import RockParameters

SIDE = 512
PLAIN = RockParameters().to_dict()


def disc():
    """A rock's mask and its albedo, as `render_outline` gives them."""
    y, x = np.mgrid[:SIDE, :SIDE]
    mask = np.clip(180.5 - np.hypot(x - 256, y - 240), 0, 1).astype(np.float32)
    grain = gaussian_filter(np.random.default_rng(3).normal(0, 1, (SIDE, SIDE)), 1.2)
    return mask, (mask * (0.3 + 0.25 * grain / grain.std() * 0.3)).clip(0, 1).astype(np.float32)


def portrait(margin=0.0, seed=1):
    """The photograph of this rock, lit from the left, cut as closely as a print."""
    mask, albedo = disc()
    light = np.linspace(1.3, 0.7, SIDE)[None]
    picture = np.where(mask > 0.5, 60 + 350 * albedo * light, 200)
    picture += np.random.default_rng(seed).normal(0, 2, picture.shape)
    edge = margin * SIDE
    box = (edge, edge, SIDE - edge, SIDE - edge)
    image = Image.fromarray(picture.clip(0, 255).astype(np.uint8))
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box)


@pytest.fixture
def museum(tmp_path):
    (tmp_path / "portraits").mkdir()
    portrait(PRINTS[1][0]).save(tmp_path / "portraits" / "disc-512.webp")
    rocks = [
        {
            "slug": "disc",
            "parameters": PLAIN,
            "rendered_from": parameters_digest(PLAIN),
            "portraits": [{"size": 512, "file": "disc-512.webp"}],
        },
        {"slug": "planned", "parameters": PLAIN},
    ]
    (tmp_path / "catalogue.json").write_text(json.dumps({"version": 1, "rocks": rocks}))
    return tmp_path


@pytest.mark.parametrize("margin", [margin for margin, _ in PRINTS])
def test_the_print_is_told_by_its_texture(margin):
    rock, albedo = disc()
    found, likeness = closest_print(np.asarray(portrait(margin), np.float32), rock, albedo)
    assert found == margin
    assert likeness > 0.3


def test_a_rock_is_cut_out_and_written_down(museum):
    entry, planned = read_catalogue(museum)
    assert can_be_cut(entry)
    assert not can_be_cut(planned)
    assert not is_cut(museum, entry)
    ((slug, problem),) = cut_entries(museum, ["disc"], lambda parameters: disc())
    assert (slug, problem) == ("disc", None)
    entry = read_catalogue(museum)[0]
    assert is_cut(museum, entry)
    with Image.open(museum / CUTOUTS / entry["cutout"]["file"]) as image:
        mask = np.asarray(image.convert("L"))
    assert mask.shape == (512, 512)
    assert mask[245, 256] == 255
    assert mask[5, 5] == 0
    radius = np.sqrt((mask > 127).sum() / np.pi)
    assert radius == pytest.approx(180 / (1 - 2 * PRINTS[1][0]), abs=1)


def test_a_new_portrait_wants_a_new_mask(museum):
    entry = cut_entry(museum, read_catalogue(museum)[0], lambda parameters: disc())
    assert not is_cut(museum, entry | {"portraits": [{"size": 512, "file": "disc-512.new.webp"}]})
    changed = entry | {"parameters": PLAIN | {"grain": 0.9}}
    assert not can_be_cut(changed)


def test_a_mask_of_something_else_is_not_stored(museum):
    def other(parameters):
        mask, albedo = disc()
        return mask, albedo[::-1, ::-1].copy() * mask

    with pytest.raises(DoesNotFit, match="disc"):
        cut_entry(museum, read_catalogue(museum)[0], other)
    ((_, problem),) = cut_entries(museum, ["disc"], other)
    assert problem is not None
    assert not (museum / CUTOUTS).exists()


def test_masks_that_nobody_names_go(museum):
    list(cut_entries(museum, ["disc"], lambda parameters: disc()))
    (museum / CUTOUTS / "former.12345678.webp").write_bytes(b"")
    assert remove_stray_cutouts(museum) == ["former.12345678.webp"]
    assert is_cut(museum, read_catalogue(museum)[0])
