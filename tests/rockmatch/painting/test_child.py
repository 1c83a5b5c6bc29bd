"""The painter in a process of its own: what it is told, what it answers, and how it ends."""

import json
import os
import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from rockmatch.painting import child
from rockmatch.painting.child import Painted, Tools, paint_apart, serve
from rockmatch.painting.errors import PaintingFailed
from rockmatch.vision.errors import FaceError
from tests import faces
from tests.rockmatch.painting.test_brush import ROCK

TOOLS = Tools(weights="nowhere.h5", bound=1.23)


def answers(monkeypatch, paint):
    monkeypatch.setattr(child, "_paint", paint)
    order = json.dumps({"selfie": 3, "rock": 4, "tools": vars(TOOLS)}).encode()
    said = BytesIO()
    serve(BytesIO(order + b"\nabcdefg"), said)
    return said.getvalue()


class TestServe:
    def test_an_order_is_taken_apart_and_the_painting_comes_back(self, monkeypatch):
        given = []

        def paint(selfie, rock, tools, tell):
            given.append((selfie, rock, tools))
            tell("stage painting 40")
            return Painted(b"RIFF", 0.5, True)

        said = answers(monkeypatch, paint)
        assert given == [(b"abc", b"defg", TOOLS)]
        assert said == b'stage painting 40\npainted 4 {"score": 0.5, "same": true}\nRIFF'

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (FaceError("no_face", "2 unsure"), b"refused no_face\n"),
            (ValueError("pixels of somebody"), b"failed ValueError\n"),
            (MemoryError(), b"failed MemoryError\n"),
        ],
    )
    def test_of_an_error_its_name_is_told_and_no_more(self, error, said, monkeypatch):
        def paint(*_):
            raise error

        assert answers(monkeypatch, paint) == said


class TestThePipe:
    """A child that does what a line of Python says."""

    @pytest.fixture
    def ask(self, monkeypatch):
        start = subprocess.Popen

        def ask(script, seconds=30.0, on_stage=None):
            stages = []

            def popen(command, **how):
                return start([sys.executable, "-c", f"import sys\n{script}"], **how)

            monkeypatch.setattr(child.subprocess, "Popen", popen)
            painted = paint_apart(
                b"abc",
                b"defg",
                TOOLS,
                seconds=seconds,
                on_stage=on_stage or (lambda *told: stages.append(told)),
                on_read=lambda: stages.append("read"),
            )
            return painted, stages

        return ask

    def test_what_it_says_is_heard_in_order(self, ask):
        painted, stages = ask(
            "print('stage detecting 0'); print('read'); print('stage painting 10');"
            """print('painted 3 {"score": 0.25, "same": false}'); print('xyz', end='')"""
        )
        assert painted == Painted(b"xyz", 0.25, False)
        assert stages == [("detecting", 0), "read", ("painting", 10)]

    def test_a_face_that_cannot_be_read_is_an_error_of_the_face(self, ask):
        with pytest.raises(FaceError, match="too_dark"):
            ask("print('refused too_dark')")

    @pytest.mark.parametrize(
        "script",
        [
            "print('failed MemoryError')",
            "pass",
            "sys.exit(3)",
            """print('painted 30 {"score": 1, "same": true}'); print('cut off')""",
            "import time; time.sleep(60)",
        ],
    )
    def test_whatever_else_it_does_there_is_no_picture(self, script, ask):
        with pytest.raises(PaintingFailed):
            ask(script, seconds=2.0)

    def test_one_that_nobody_waits_for_is_killed(self, ask, tmp_path):
        mark = tmp_path / "pid"
        script = (
            f"import os, pathlib, time; pathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
            "print('stage detecting 0', flush=True); time.sleep(60)"
        )

        def leave(*_):
            raise KeyError

        with pytest.raises(KeyError):
            ask(script, on_stage=leave)
        with pytest.raises(ProcessLookupError):
            os.kill(int(mark.read_text()), 0)


@pytest.mark.weights
def test_a_real_child_reads_paints_and_looks(weights, tmp_path):
    stages = []
    tools = Tools(weights=str(weights), bound=1.23, threads=2, steps=10, size=160)
    painted = paint_apart(
        faces.selfie(),
        ROCK.read_bytes(),
        tools,
        seconds=120,
        on_stage=lambda *told: stages.append(told),
        on_read=lambda: stages.append("read"),
    )
    assert stages == [
        ("detecting", 0),
        ("aligning", 0),
        ("embedding", 0),
        "read",
        ("painting", 0),
        ("painting", 100),
        ("judging", 0),
    ]
    assert painted.same
    assert painted.score > 0.9
    picture = np.asarray(Image.open(BytesIO(painted.file)))
    assert picture.shape == (160, 160, 3)
