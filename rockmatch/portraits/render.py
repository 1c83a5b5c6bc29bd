"""Parameters to picture. Needs the `portraits` extra; says so if it is missing."""

import ctypes.util
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
from PIL import Image

from rockmatch.portraits.develop import denoise, develop
from rockmatch.portraits.errors import RendererMissing
from rockmatch.portraits.noise import Floats
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.scene import GROUND_COLOURS, make_outline_scene, make_scene
from rockmatch.portraits.surface import build_surface

FAST: Final = "llvm_ad_rgb"
EVERYWHERE: Final = "scalar_rgb"
LIBRARY_VARIABLE: Final = "DRJIT_LIBLLVM_PATH"
LLVM_VERSIONS: Final = range(22, 15, -1)
STEPS: Final = ("waking", "shaping", "lighting", "developing")
LIBRARY_FOLDERS: Final = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/opt")

# Rendered in a child: with LLVM 15 the first picture aborts the whole process.
_PROBE: Final = """
import mitsuba
mitsuba.set_variant("llvm_ad_rgb")
scene = mitsuba.load_dict({
    "type": "scene", "integrator": {"type": "direct"}, "shape": {"type": "sphere"},
    "light": {"type": "constant"},
    "sensor": {"type": "perspective", "film": {"type": "hdrfilm", "width": 8, "height": 8},
               "to_world": mitsuba.ScalarTransform4f().look_at([0, 0, 4], [0, 0, 0], [0, 1, 0])},
})
print(float(sum(mitsuba.render(scene, spp=1).array)))
"""


def llvm_candidates() -> list[str]:
    """LLVM libraries to try, newest first; what the environment names goes before all."""
    if chosen := os.environ.get(LIBRARY_VARIABLE):
        return [chosen]
    found: list[str] = []
    for version in LLVM_VERSIONS:
        for folder in map(Path, LIBRARY_FOLDERS):
            for pattern in (
                f"*/libLLVM.so.{version}*",
                f"*/libLLVM-{version}.so",
                f"libLLVM.so.{version}*",
                f"libLLVM-{version}.so",
                f"llvm-{version}/lib/libLLVM*.so*",
                f"llvm@{version}/lib/libLLVM.dylib",
            ):
                found += map(str, sorted(folder.glob(pattern)))
        if name := ctypes.util.find_library(f"LLVM-{version}"):
            found.append(name)
    return list(dict.fromkeys(found))


def _renders(library: str) -> bool:
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and our own program
            [sys.executable, "-c", _PROBE],
            env={**os.environ, LIBRARY_VARIABLE: library},
            capture_output=True,
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return child.returncode == 0


@cache
def load_mitsuba() -> ModuleType:
    """Import Mitsuba with the fastest variant that works here.

    Raises:
        RendererMissing: The package is not installed.
        RuntimeError: TensorFlow came first. Both bring an LLVM of their own; in this order the
            first picture ends the process with a segmentation fault, in the other all is well.
    """
    if "tensorflow" in sys.modules and "mitsuba" not in sys.modules:
        raise RuntimeError("Load Mitsuba before TensorFlow.")
    try:
        import mitsuba
    except ImportError as error:
        raise RendererMissing(
            "Rendering needs Mitsuba, which is an extra: "
            "pip install --require-hashes -r requirements-portraits.lock"
        ) from error
    library = next(filter(_renders, llvm_candidates()), None)
    if library:
        os.environ[LIBRARY_VARIABLE] = library
    mitsuba.set_variant(FAST if library else EVERYWHERE)
    mitsuba.set_log_level(mitsuba.LogLevel.Warn)
    return mitsuba


def use_one_thread() -> None:
    """Load Mitsuba for one thread: for one of several processes that render side by side."""
    load_mitsuba()
    import drjit

    drjit.set_thread_count(1)


def render_portrait(
    parameters: RockParameters,
    size: int = 1024,
    *,
    samples: int = 4,
    resolution: int = 720,
    on_step: Callable[[str], object] = lambda _: None,
) -> Image.Image:
    """Photograph a rock: an RGB picture of `size` x `size` pixels.

    `samples` per pixel and `resolution` of the mesh trade quality for time (the
    defaults: about 15 s on two cores). The same parameters give the same picture, to within 3/255
    between processors. `on_step` is told when each of `STEPS` begins.
    """
    on_step("waking")
    mitsuba = load_mitsuba()
    on_step("shaping")
    surface = build_surface(parameters, resolution)
    on_step("lighting")
    scene = make_scene(mitsuba, surface, parameters, size=size, samples=samples)
    seed = parameters.family
    colour = np.array(mitsuba.render(scene, seed=seed), dtype=np.float32)
    # Albedo and normals in a pass of their own, three times as fast as one integrator for all;
    # the same seed sends the same rays.
    guide = mitsuba.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal"})
    layers = np.array(mitsuba.render(scene, integrator=guide, seed=seed), dtype=np.float32)
    on_step("developing")
    linear = denoise(
        colour[..., :3], layers[..., :3], layers[..., 3:6], GROUND_COLOURS[parameters.ground]
    )
    return Image.fromarray(develop(linear, seed))


def render_outline(
    parameters: RockParameters, size: int = 512, *, samples: int = 8, resolution: int = 720
) -> tuple[Floats, Floats]:
    """Tell where the rock is in its portrait, and how light its stone is there.

    `resolution` has to be that of the portrait, for the silhouette is as rough as the mesh.

    Returns:
        How much of each pixel is rock, before the stand, 0 to 1; and its albedo; (size, size) each.
    """
    mitsuba = load_mitsuba()
    surface = build_surface(parameters, resolution)
    scene = make_outline_scene(mitsuba, surface, parameters, size=size, samples=samples)
    asked = mitsuba.load_dict({"type": "aov", "aovs": "albedo:albedo"})
    layers = np.array(mitsuba.render(scene, integrator=asked, seed=parameters.family), np.float32)
    return np.clip(layers[..., 0], 0, 1), layers[..., 1]
