"""What is left of a photo: while it waits, is worked on and looked at, and after each outcome.

Looked for are its file, the pixels of its face, the face in any picture that lies anywhere (the
files for pages, the ground), and the vector that a reader of selfies would make of it.
"""

import io
import os
import signal
from typing import TYPE_CHECKING, Any, Final

from bench.photo_traces import PhotoTraces, photo_traces
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.rockify import look
from rockmatch.vision.errors import FaceError, PictureError
from rockmatch.vision.pictures import decode_picture, encode_picture, open_picture
from tests import faces
from tests.live import Answer, Visitor, wait_for

if TYPE_CHECKING:
    from bench.residue import Bench

DARKROOM: Final = "rockstar_site.darkroom"
PHOTOS: Final = "/api/v1/photos/"


class Photos:
    """A bench that sends photos."""

    def __init__(self, bench: "Bench") -> None:
        self.bench, self.site = bench, bench.site
        self._traces: dict[bytes, PhotoTraces] = {}

    def traces(self, sent: bytes) -> PhotoTraces:
        """The traces that a photo could leave."""
        if sent not in self._traces:
            self._traces[sent] = self._made(sent)
        return self._traces[sent]

    def _made(self, sent: bytes) -> PhotoTraces:
        try:
            looked = look(sent)
        except (PictureError, PhotoError):
            return photo_traces(sent, None, None)
        try:
            selfie = encode_picture(open_picture(sent, max_bytes=12 * 2**20))
            face = self.bench.reader.read(decode_picture(selfie))
        except (PictureError, FaceError):
            face = None
        return photo_traces(sent, looked, face)

    def author(self) -> Visitor:
        member = self.site.member()
        assert member.call("POST", "/api/v1/me/rock/", {"slug": "dover-hush"}).status < 300
        return member

    def post(self, author: Visitor, picture: bytes) -> Answer:
        return self.site.upload(PHOTOS, picture, "us.jpg", {"alt": "Us"}, token=author.token)

    def send(self, author: Visitor, picture: bytes) -> Any:
        """Send a photo as soon as there is a darkroom."""
        wait_for(self.site.has_darkroom, seconds=120, what="the darkroom")
        answer = self.post(author, picture)
        assert answer.status == 202, answer.body
        return answer.json

    def state(self, author: Visitor, photo: Any) -> Any:
        return author.call("GET", f"{PHOTOS}{photo['id']}/").json

    def settled(self, author: Visitor, photo: Any, status: str) -> Any:
        """Wait until nothing more happens to a photo, which has to be so."""

        def done() -> Any:
            now = self.state(author, photo)
            return now if now["status"] in ("done", "failed") and not now["changing"] else None

        now = wait_for(done, seconds=180, what="the photo")
        if now["status"] != status:
            raise SystemExit(f"expected {status}, got {now}")
        return now

    def row(self, outcome: str, picture: bytes, *, expected: bool = False) -> None:
        self.bench.row(f"photo: {outcome}", self.traces(picture), expected=expected)

    # The cases ------------------------------------------------------------------------------

    def control(self, picture: bytes) -> None:
        """Lay pictures out where the search has to find them, and take them away again."""
        folder = self.site.var_dir / "media"
        folder.mkdir(exist_ok=True)
        small = faces.astronaut().resize((300, 300))
        for name, kind in (("control.webp", "WEBP"), ("control.avif", "AVIF")):
            file = folder / name
            file.write_bytes(faces.as_file(small, kind))
            self.row(f"control, small {kind}", picture, expected=True)
            file.unlink()
        self.site.redis(5).set("control", self.traces(picture).picture.tobytes())
        self.row("control, pixels in Redis", picture, expected=True)
        self.site.redis(5).delete("control")

    def to_a_post(self, picture: bytes) -> None:
        """The way of a photo, looked at wherever it stops."""
        author = self.author()
        photo = self.send(author, picture)  # and the darkroom wakes
        self.settled(author, photo, "done")
        with self.site.frozen(self.site.processes(DARKROOM)):
            photo = self.send(author, picture)
            self.row("waiting", picture)
        for stage in ("finding", "covering"):
            if self._stop_at(author, photo, stage):
                self.row(stage, picture)
                self._go_on()
        self.settled(author, photo, "done")
        self.row("done, being looked at", picture)
        figure = f"{PHOTOS}{photo['id']}/figures/0/"
        key = {"original_key": photo["original_key"]}
        assert author.call("PATCH", figure, {"swap": True}, **key).status == 202
        self.settled(author, photo, "done")
        self.row("another rock, of the original", picture)
        posted = author.call("POST", "/api/v1/posts/", {"text": "Us", "photos": [photo["id"]]})
        assert posted.status == 201, posted.body
        self.row("posted", picture)
        assert author.call("PATCH", figure, {"swap": True}).status == 202
        self.settled(author, photo, "done")
        self.row("another rock, of the ground", picture)
        assert author.call("DELETE", f"/api/v1/posts/{posted.json['id']}/").status == 204
        self.row("post deleted", picture)

    def _stop_at(self, author: Visitor, photo: Any, stage: str) -> bool:
        """Stop the darkroom in a stage; False if it is past that."""

        def there() -> str:
            now = str(self.state(author, photo)["status"])
            return now if now in (stage, "covering", "done", "failed") else ""

        if wait_for(there, seconds=120, what=stage) != stage:
            return False
        for process in self.site.processes(DARKROOM):
            os.kill(process, signal.SIGSTOP)
        if self.state(author, photo)["status"] == stage:
            return True
        self._go_on()
        return False

    def _go_on(self) -> None:
        for process in self.site.processes(DARKROOM):
            os.kill(process, signal.SIGCONT)

    def discarded(self, picture: bytes) -> None:
        author = self.author()
        photo = self.send(author, picture)
        self.settled(author, photo, "done")
        assert author.call("DELETE", f"{PHOTOS}{photo['id']}/").status == 204
        self.row("discarded", picture)

    def expired(self, picture: bytes) -> None:
        """Let its time end before it is looked at."""
        author = self.author()
        with self.site.frozen(self.site.processes(DARKROOM)):
            photo = self.send(author, picture)
            for key in self.site.redis(2).scan_iter("photo:*"):
                self.site.redis(2).pexpire(key, 1)
        now = self.settled(author, photo, "failed")
        assert now["error"]["code"] == "expired", now
        self.row("expired", picture)

    def killed(self, picture: bytes) -> None:
        """Kill the process that covers faces while it has one before it."""
        author = self.author()
        photo = self.send(author, picture)
        if self._stop_at(author, photo, "finding"):
            os.kill(self.site.processes(DARKROOM)[-1], signal.SIGKILL)
            self._go_on()
            self.settled(author, photo, "failed")
        else:
            self.settled(author, photo, "done")
            raise SystemExit("the darkroom was too fast to be killed")
        self.row("its darkroom was killed", picture)

    def refused(self, picture: bytes, code: str) -> None:
        author = self.author()
        answer = self.post(author, picture)
        got = answer.json
        if answer.status == 202:  # it looked like a picture
            got = self.settled(author, answer.json, "failed")
        got = got["error"]["code"]
        if got != code:
            raise SystemExit(f"expected {code}, got {got}")
        self.row(code, picture)

    def no_darkroom(self, picture: bytes) -> None:
        """Send one while no darkroom shows itself."""
        with self.site.frozen(self.site.processes(DARKROOM)):
            wait_for(
                lambda: not self.site.has_darkroom(), seconds=60, what="the sign of life to end"
            )
            self.refused(picture, "busy")


def measure(bench: "Bench") -> None:
    """Go through the outcomes of a photo."""
    photos = Photos(bench)
    picture = faces.as_file(faces.astronaut(), quality=92)
    photos.control(picture)
    photos.to_a_post(picture)
    photos.discarded(picture)
    photos.expired(picture)
    photos.killed(_many_pixels())
    photos.refused(picture[:20_000], "not_an_image")
    photos.refused(faces.as_file(faces.astronaut().resize((24, 24))), "too_small")
    photos.refused(picture + bytes(26 * 2**20), "too_large")
    photos.no_darkroom(picture)


def _many_pixels() -> bytes:
    """The same, of 12 megapixels: faces are looked for long enough to be interrupted."""
    file = io.BytesIO()
    faces.astronaut().resize((3464, 3464)).save(file, "JPEG", quality=90)
    return file.getvalue()
