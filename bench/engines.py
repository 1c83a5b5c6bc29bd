"""Every network in every engine and precision, side by side: time, memory, agreement.

    python -m bench.engines [--picture FILE] [--size 640x480] [--rounds 15]

Milliseconds an image are medians of calls in turn, in one process for each number of threads, so
that what else goes on meets all alike. Each way of loading FaceNet has a fresh process of its own.
The 8-bit forms of MTCNN's networks exist here only: their ranges are measured on the very picture,
which flatters them. The picture is the portrait that the tests use, if it is not another.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.engine_trials import BATCHES, THREADS, WAYS, weights_file

COLUMNS = [f"{batch}, {threads} thr" for threads in THREADS for batch in BATCHES]


def trial(*arguments: object) -> Any:
    """Run a trial in a process of its own and take its answer, the last line, as JSON."""
    command = [sys.executable, "-m", "bench.engine_trials", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout.splitlines()[-1])


def report_times(picture: Sequence[str], rounds: int) -> None:
    """Print the milliseconds an image, and how far each network is from TensorFlow's."""
    answers = [trial("times", threads, rounds, *picture) for threads in THREADS]
    print(f"ms an image at a batch of{'':<11}" + "".join(f"{name:>11}" for name in COLUMNS))
    for network, ways in answers[0]["times"].items():
        for way in ways:
            times = [ms for answer in answers for ms in answer["times"][network][way]]
            print(f"{network:<10}{way:<25}" + "".join(f"{ms:>11.2f}" for ms in times))
    print(f"\n{'least cosine to TensorFlow':<35}" + "".join(f"{way:>18}" for way in WAYS))
    for network, ways in answers[0]["cosines"].items():
        print(f"{network:<35}" + "".join(f"{ways[way]:>18.5f}" for way in WAYS))
    print("\nMTCNN in 8 bits, on the picture: " + trial("boxes", *picture))


def report_loading() -> None:
    """Print how long FaceNet takes to load, in what memory, from how large a file."""
    print(f"\n{'FaceNet':<35}{'seconds':>10}{'MB, at rest':>14}{'MB, peak':>11}{'file, MB':>11}")
    with tempfile.TemporaryDirectory(prefix="rockstar-bench-") as folder:
        for way in WAYS:
            kinds = ["made"] if way.startswith("tensorflow") else ["made", "kept"]
            for kind in kinds:
                if kind == "kept":
                    trial("load", way, folder)  # makes the file
                answer = trial("load", way, *([folder] if kind == "kept" else []))
                print(
                    f"{way:<25}{kind:<10}{answer['seconds']:>10.2f}{answer['resident']:>14.0f}"
                    f"{answer['peak']:>11.0f}{answer['file']:>11.1f}"
                )


def main() -> None:
    """Read the arguments, try everything, print."""
    parser = argparse.ArgumentParser(description="Engines and precisions, side by side.")
    parser.add_argument("--picture", type=Path, help="another than the tests' portrait")
    parser.add_argument("--size", default="640x480", help="what P-net sees, in pixels")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    weights_file()  # or it would be missed in the middle
    report_times(
        [options.size, *([str(options.picture)] if options.picture else [])], options.rounds
    )
    report_loading()


if __name__ == "__main__":
    main()
