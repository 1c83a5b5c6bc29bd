"""What is left of a member who is painted: while they wait, are painted, look at it, and after.

Looked for are the selfie in each of its forms, its vector, and the file of the painting.
"""

import json
import os
import signal
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

from bench.traces import Traces, traces_of
from tests import faces
from tests.live import PASSWORD, Site, wait_for

if TYPE_CHECKING:
    from bench.residue import Bench

DOOR: Final = "/lab/painted/"
DARKROOM: Final = "rockstar_site.darkroom"
CHILD: Final = "rockmatch.painting.child"
PATIENCE: Final = 400  # seconds


class Browser:
    """A member who is a rock, on pages."""

    def __init__(self, site: Site) -> None:
        self.site, self.jar = site, CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))
        member = site.member()
        rock = site.call("GET", "/api/v1/rocks/").json["results"][0]["slug"]
        assert member.call("POST", "/api/v1/me/rock/", {"slug": rock}).status in (200, 201)
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=member.username, password=PASSWORD)

    def get(self, path: str) -> bytes:
        return self._open(Request(self.site.url + path))

    def post(self, path: str, picture: bytes | None = None, **fields: str) -> bytes:
        edge = f"edge-{uuid4().hex}"
        parts = {**fields, "csrfmiddlewaretoken": self._token()}
        body = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts.items()
        ).encode()
        if picture is not None:
            head = 'Content-Disposition: form-data; name="image"; filename="me.jpg"'
            body += f"--{edge}\r\n{head}\r\n\r\n".encode() + picture + b"\r\n"
        request = Request(self.site.url + path, data=body + f"--{edge}--\r\n".encode())
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        return self._open(request)

    def sit(self, picture: bytes) -> Any:
        """Send a picture; the state that is answered."""
        return json.loads(self.post(DOOR, picture, consent="true"))

    def state(self, url: str) -> Any:
        return json.loads(self.get(f"{url}state/") or "{}")

    def outcome(self, url: str) -> Any:
        def over() -> Any:
            state = self.state(url)
            return state if state.get("status") in ("done", "failed") else None

        return wait_for(over, seconds=PATIENCE, what="the painting")

    def _open(self, request: Request) -> bytes:
        request.add_header(
            "Accept", "application/json" if "/lab/" in request.full_url else "text/html"
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                return bytes(answer.read())
        except HTTPError as error:
            return error.read()

    def _token(self) -> str:
        return next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")


def measure(bench: "Bench") -> None:
    """Go through the outcomes of a sitting."""
    site = bench.site
    wait_for(site.has_darkroom, seconds=120, what="the darkroom")
    selfie = faces.selfie()
    traces = bench.traces(selfie)

    def row(outcome: str, of: Traces = traces) -> None:
        bench.row(f"painted: {outcome}", of)

    member = Browser(site)
    with site.frozen(site.processes(DARKROOM)):
        url = member.sit(selfie)["url"]
        row("waiting")
    _stop_while(site, member, url, lambda: row("being painted"))
    assert member.outcome(url)["status"] == "done"
    painting = member.get(f"{url}picture/")
    assert painting[8:12] == b"WEBP"
    row("done, the selfie")
    row("done, the painting", traces_of(painting, None, None))
    member.post(f"{url}destroy/")
    row("destroyed", traces_of(painting, None, None))
    _faceless(bench, member)
    url = member.sit(selfie)["url"]
    wait_for(lambda: site.processes(CHILD), seconds=PATIENCE, what="the child")
    for process in (*site.processes(CHILD), *site.processes(DARKROOM)[1:]):
        os.kill(process, signal.SIGKILL)
    assert member.outcome(url)["error"]["code"] == "trouble"
    row("its painter was killed")


def _faceless(bench: "Bench", member: Browser) -> None:
    picture = faces.faceless()
    state = member.outcome(member.sit(picture)["url"])
    assert state["error"]["code"] == "no_face", state
    bench.row("painted: no_face", bench.traces(picture))


def _stop_while(site: Site, member: Browser, url: str, look: Callable[[], None]) -> None:
    """Stop the painter in the middle, look, and let it go on."""
    wait_for(
        lambda: member.state(url)["status"] in ("painting", "judging", "done"),
        seconds=PATIENCE,
        what="the first stroke",
    )
    with site.frozen(site.processes(CHILD)):
        look()
