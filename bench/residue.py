"""What is left of a picture, in each outcome: on disk, in logs, database and Redis.

    python -m bench.residue [--only selfies|photos|painted]

A whole site is started in a folder of its own, with its temporary files in there too. After each
outcome every file of the folder, a dump of the database and every key of every Redis database are
searched for the picture (as it was sent, as it was stored, its pixels, the crop) and the vector.
First the search is tried on what was laid out for it, and once while a picture is waiting.
Of photos see `bench.residue_photos`, of faces that are painted `bench.residue_painted`.
Ends with status 1 if anything is found that should not be there.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import redis

from bench import residue_painted, residue_photos
from bench.traces import Traces, traces_of
from rockmatch.publishing import NUMBER, Figure, parse, publish, versions_of, with_words
from rockmatch.vision.errors import FaceError, PictureError
from rockmatch.vision.pictures import decode_picture, encode_picture, open_picture
from rockmatch.vision.reader import FaceReader
from rockmatch.vision.weights import weights_path
from tests import faces
from tests.live import Site, Visitor

DATABASES = range(16)
# Keys of pictures that wait, encrypted.
SEALED = ("selfie:*", "photo:*", "human:*", "sitting-selfie:*", "sitting-painting:*")


class Searched(NamedTuple):
    """How much was searched, and what was found: (place, trace)."""

    files: int
    megabytes: float
    keys: int
    hits: set[tuple[str, str]]


def search(site: Site, traces: Traces) -> Searched:
    """Search everything that a site keeps."""
    hits: set[tuple[str, str]] = set()
    size = 0
    files = [path for path in site.var_dir.rglob("*") if path.is_file()]
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # PostgreSQL goes on working
            continue
        size += len(content)
        hits |= {(str(path.relative_to(site.var_dir)), trace) for trace in traces.found_in(content)}
    hits |= {("a dump of the database", trace) for trace in traces.found_in(_dump(site))}
    keys = 0
    for name, content in redis_contents(site):
        keys += 1
        hits |= {(name, trace) for trace in traces.found_in(content)}
    return Searched(len(files), size / 1e6, keys, hits)


def _dump(site: Site) -> bytes:
    """Read every row, uncompressed: the files of the database may hold them compressed."""
    command = [sys.executable, "-m", "rockstar_site.embedded", "pg_dump", "--data-only"]
    return subprocess.run(command, env=site.env, check=True, capture_output=True).stdout


def redis_contents(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the name and everything in it of each key of each Redis database."""
    for number in DATABASES:
        client = site.redis(number)
        for key in client.scan_iter():
            yield f"Redis {number} {key.decode(errors='replace')}", key + b"\n" + _read(client, key)


def _read(client: redis.Redis, key: bytes) -> bytes:
    readers: dict[Any, Callable[[], Any]] = {
        b"string": lambda: [client.get(key)],
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
        b"none": list,  # it has gone meanwhile
    }
    return b"\n".join(part for part in readers[client.type(key)]() if part is not None)


class Bench:
    """The site, a reader that reads as the worker does, and the table's rows."""

    def __init__(self, site: Site, reader: FaceReader) -> None:
        self.site, self.reader = site, reader
        self.clean = True
        self.rows: list[tuple[str, bool, bool, int]] = []
        """Of each outcome: its name, whether something was found, and should be; files searched."""

    def traces(self, picture: bytes) -> Traces:
        """The traces that `picture` could leave."""
        try:
            encoded = encode_picture(open_picture(picture, max_bytes=12 * 2**20))
        except PictureError:
            return traces_of(picture, None, None)
        try:
            return traces_of(picture, encoded, self.reader.read(decode_picture(encoded)))
        except FaceError:
            return traces_of(picture, encoded, None)

    def row(self, outcome: str, traces: Traces, *, expected: bool = False) -> None:
        """Search, print what was found, and remember whether it should have been there."""
        found = search(self.site, traces)
        waiting = sum(1 for kind in SEALED for _ in self.site.redis(2).scan_iter(kind))
        says = f"{len(found.hits)} found" if found.hits else "nothing"
        print(
            f"{outcome:<34}{found.files:>6}{found.megabytes:>8.0f}{found.keys:>6}{waiting:>9}"
            f"  {says}"
        )
        for place, trace in sorted(found.hits):
            print(f"    {trace} in {place}")
        self.clean = self.clean and bool(found.hits) == expected
        self.rows.append((outcome, bool(found.hits), expected, found.files))

    def outcome(self, visitor: Visitor, picture: bytes, wanted: str, **fields: str) -> None:
        """Post `picture`, wait for its outcome, which has to be `wanted`, and search."""
        answer = visitor.selfie(picture, **fields)
        if answer.status == 202:
            state = visitor.outcome(answer)
            got = state["error"]["code"] if state["error"] else state["status"]
            got = "kept" if got == "done" and state["rockelganger"]["kept"] else got
        else:
            got = answer.json["error"]["code"]
        if got != wanted:
            raise SystemExit(f"expected {wanted}, got {got}")
        self.row(" ".join([wanted, *fields]), self.traces(picture))

    # The cases ------------------------------------------------------------------------------

    def control(self) -> None:
        """Lay traces out where the search has to find them, and take them away again."""
        traces = self.traces(faces.selfie())
        vector = traces.embedding
        assert vector is not None
        file, client = self.site.var_dir / "control", self.site.redis(5)
        text = "[" + ",".join(str(number) for number in vector) + "]"
        file.write_bytes(b"..." + vector.tobytes() + text.encode())
        client.rpush("control", faces.selfie())
        self.row("control: laid out to be found", traces, expected=True)
        file.unlink()
        client.delete("control")

    def while_waiting(self, visitor: Visitor) -> None:
        """Look while a picture waits, then let its time end before it is read."""
        with self.site.frozen(self.site.workers()[1:]):
            answer = visitor.selfie(faces.selfie())
            assert answer.status == 202, answer.body
            self.row("while it waits", self.traces(faces.selfie()))
            for key in self.site.redis(2).scan_iter("selfie:*"):
                self.site.redis(2).pexpire(key, 1)
        state = visitor.outcome(answer)
        assert state["error"]["code"] == "expired", state
        self.row("expired", self.traces(faces.selfie()))

    def two_at_once(self, visitor: Visitor) -> None:
        """Send a second picture while the first one waits."""
        with self.site.frozen(self.site.workers()[1:]):
            first = visitor.selfie(faces.selfie())
            self.outcome(visitor, faces.as_file(faces.astronaut(), "PNG"), "too_many")
        visitor.outcome(first)

    def killed_reader(self, visitor: Visitor) -> None:
        """Kill the process that reads."""
        answer = visitor.selfie(faces.selfie())
        for process in self.site.workers()[1:]:
            os.kill(process, signal.SIGKILL)
        assert visitor.outcome(answer, seconds=120)["status"] == "done"
        self.row("done, after its reader was killed", self.traces(faces.selfie()))

    def no_worker(self, visitor: Visitor) -> None:
        """Send a picture while no worker shows itself."""
        with self.site.without_worker():
            self.outcome(visitor, faces.selfie(), "busy")


def measure(bench: Bench) -> None:
    """Go through the outcomes of a selfie."""
    bench.control()
    site = bench.site
    member = site.member()
    bench.outcome(member, faces.selfie(), "done")
    bench.outcome(member, faces.selfie(), "done", keep_vector="true")
    bench.outcome(member, faces.selfie(), "kept")
    bench.outcome(site.member(), faces.as_file(faces.astronaut(), "PNG"), "done")
    bench.while_waiting(site.member())
    bench.two_at_once(site.member())
    bench.killed_reader(site.member())
    for picture, code in (
        (faces.faceless(), "no_face"),
        (faces.two_faces(), "several_faces"),
        (faces.far_away(), "face_too_small"),
        (faces.blurred(), "too_blurred"),
        (faces.dark(), "too_dark"),
        (faces.rock(), "already_a_rock"),
        (faces.as_file(faces.astronaut().resize((48, 48))), "too_small"),
        (faces.selfie()[:20_000], "not_an_image"),
        (faces.selfie() + bytes(13 * 2**20), "too_large"),
    ):
        bench.outcome(site.member(), picture, code)
    bench.outcome(site.member(), faces.selfie(), "no_consent", consent="false")
    bench.no_worker(site.member())


def claim(rows: Sequence[tuple[str, bool, bool, int]]) -> list[Figure]:
    """What was found where nothing should be, and whether the search finds what is laid out."""
    photos = [row for row in rows if row[0].startswith("photo: ")]
    selfies = [row for row in rows if row not in photos]
    figures = []
    for kind, some in (("a selfie", selfies), ("a photo", photos)):
        left = [found for _, found, expected, _ in some if not expected]
        laid = [found for _, found, expected, _ in some if expected]
        if left:
            figures += [
                Figure.share("states in which anything is left", sum(left), len(left), kind),
                *(
                    [Figure.share("traces laid out and found", sum(laid), len(laid), kind)]
                    if laid
                    else []
                ),
                Figure("files searched each time", max(row[3] for row in some), kind, unit=NUMBER),
            ]
    return figures


def main() -> int:
    """Run the bench; 1 if anything was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["selfies", "photos", "painted"])
    options = parse(parser, "python -m bench.residue")
    only = options.only
    weights = weights_path(os.environ.get("VAR_DIR") or "var", os.environ.get("FACENET_WEIGHTS"))
    with tempfile.TemporaryDirectory(prefix="rockstar-bench-") as folder:
        temporary = Path(folder, "var", "tmp")
        temporary.mkdir(parents=True)
        more = {"FACENET_WEIGHTS": str(weights.resolve()), "TMPDIR": str(temporary)}
        with Site.started(Path(folder), **more) as site:
            bench = Bench(site, FaceReader(weights))
            print(f"{'outcome':<34}{'files':>6}{'MB':>8}{'keys':>6}{'waiting':>9}  found")
            if only in (None, "selfies"):
                measure(bench)
            if only in (None, "photos"):
                residue_photos.measure(bench)
            if only in (None, "painted"):
                residue_painted.measure(bench)
    if options.publish:
        publish(
            "residue",
            claim(bench.rows),
            command=options.line,
            data=with_words(options.on, "scikit-image's astronaut, sent to a site of its own"),
            versions=versions_of("Django", "celery", "redis", "psycopg"),
        )
    print("Nothing is left behind." if bench.clean else "Something is left that should not be.")
    return 0 if bench.clean else 1


if __name__ == "__main__":
    sys.exit(main())
