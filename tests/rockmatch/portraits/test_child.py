"""The renderer in its own process. Mitsuba is an extra: what it must be is said for both cases."""

import importlib.util
import io
import json
import os
import select
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from rockmatch.portraits import child, render
from rockmatch.portraits.errors import RendererMissing, RenderingFailed
from rockmatch.portraits.parameters import RockParameters

IS_INSTALLED = importlib.util.find_spec("mitsuba") is not None


def test_it_renders_where_it_can_and_says_what_is_missing_where_it_cannot():
    steps = []
    with child.renderer() as renderer:
        ask = lambda: renderer.render(  # noqa: E731
            RockParameters(), 48, samples=1, resolution=60, seconds=120, on_step=steps.append
        )
        if IS_INSTALLED:
            first, second = ask(), ask()  # one child for several pictures
            assert first.size == second.size == (48, 48)
            assert steps == [*render.STEPS, *render.STEPS]
            assert np.abs(np.asarray(first, int) - np.asarray(second, int)).max() <= 3
            mask = renderer.outline(RockParameters(), 48, samples=1, resolution=60, seconds=120)
            assert mask.shape == (48, 48)
            assert 0.05 < mask.mean() < 0.9
        else:
            with pytest.raises(RendererMissing, match=r"requirements-portraits\.lock"):
                ask()


def run(program, **more):
    """Ask a child that is this program for a picture."""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        return child.Renderer(process).render(RockParameters(), 8, **({"seconds": 30} | more))
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "program",
    [
        "input(); print('step shaping', flush=True); import os; os.abort()",
        "pass",
        "input(); print('png 500'); print('too short')",
        "input(); print('failed ValueError: no such rock')",
        "input(); print('something else')",
    ],
    ids=["aborts", "ends", "breaks off", "refuses", "talks"],
)
def test_a_child_that_gives_no_picture_is_told_from_one_that_does(program):
    with pytest.raises(RenderingFailed):
        run(program)


def test_a_child_that_hangs_is_ended():
    with pytest.raises(RenderingFailed, match="too long"):
        run("input(); import time; time.sleep(600)", seconds=0.2)


def test_what_is_wrong_with_an_order_is_answered_and_the_next_one_is_carried_out(monkeypatch):
    def picture(parameters, size, *, samples, resolution, on_step):
        on_step("shaping")
        return Image.new("RGB", (size, size), "gray")

    monkeypatch.setattr(render, "render_portrait", picture)
    right = {"parameters": {}, "size": 8, "samples": 1, "resolution": 10}
    wrong = [
        right | {"parameters": {"depth": 9}},
        right | {"parameters": {"cheese": 1}},
        right | {"resolutions": 10},
        {},
    ]
    orders = b"".join(json.dumps(order).encode() + b"\n" for order in [*wrong, right])
    answers = io.BytesIO()
    child.serve(io.BytesIO(b"no json\n" + orders), answers)
    lines = answers.getvalue().split(b"\n")
    assert [line.split()[0] for line in lines[:5]] == [b"failed"] * 5
    assert lines[5] == b"step shaping"
    assert lines[6].startswith(b"png ")
    assert b"\n".join(lines[7:])[1:4] == b"PNG"


def test_it_is_asked_for_the_mask_alone_too(monkeypatch):
    def outline(parameters, size, *, samples, resolution):
        assert (samples, resolution) == (2, 10)
        return np.tile(np.linspace(0, 1, size, dtype=np.float32), (size, 1)), np.zeros((size, size))

    monkeypatch.setattr(render, "render_outline", outline)
    order = {"parameters": {}, "size": 16, "samples": 2, "resolution": 10, "outline": True}
    answers = io.BytesIO()
    child.serve(io.BytesIO(json.dumps(order).encode() + b"\n"), answers)
    program = (
        "import json, sys; order = json.loads(input()); assert order['outline'];"
        f"sys.stdout.buffer.write({answers.getvalue()!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    mask = child.Renderer(process).outline(RockParameters(), 16, seconds=30)
    process.communicate()
    assert mask[3] == pytest.approx(np.linspace(0, 1, 16), abs=0.003)


def test_the_child_ends_with_its_parent():
    program = (
        "import os, subprocess, sys; "
        "line = [sys.executable, '-m', 'rockmatch.portraits.child', str(os.getpid())]; "
        "quiet = subprocess.DEVNULL; "
        "child = subprocess.Popen(line, stdin=0, stdout=quiet, stderr=quiet); "
        "print(child.pid, flush=True); os._exit(0)"
    )
    read, write = os.pipe()  # an input that does not end
    try:
        done = subprocess.run(
            [sys.executable, "-c", program], stdin=read, capture_output=True, text=True, check=True
        )
        end_of(int(done.stdout))
    finally:
        os.close(read)
        os.close(write)


def end_of(pid):
    """Wait until a process that is not our child has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    assert select.select([handle], [], [], 30)[0], "it lives on"
    os.close(handle)
