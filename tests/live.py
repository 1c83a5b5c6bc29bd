"""The whole house in its own processes, for tests that meet what a member meets."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg
import redis
from django.core import signing

from rockstar_site.embedded import paths
from rockstar_site.embedded.plan import HOUSE, command, environment

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "granite and gneiss 7"
START_SECONDS = 180
WORKER = "celery -A rockstar_site worker"
_numbers = count(1)


def wait_for(condition: Callable[[], Any], *, seconds: float, what: str) -> Any:
    """Return the first true value of `condition`, asked ten times a second, or fail."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What the site answered: the status, the body as it came, and as JSON where it is."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """A member as an API client."""

    site: "Site"
    username: str
    token: str

    def call(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:
        """Call the API; a header `original_key` is sent as `Original-Key`."""
        return self.site.call(method, path, data, token=self.token, **headers)

    def selfie(self, picture: bytes, *, name: str = "me.jpg", **fields: str) -> Answer:
        """Post a selfie with consent, unless `fields` say otherwise."""
        return self.site.upload(
            "/api/v1/selfies/", picture, name, {"consent": "true", **fields}, token=self.token
        )

    def outcome(self, answer: Answer, *, seconds: float = 60) -> Any:
        """Wait until the selfie that `answer` took up is done or failed; return it."""
        assert answer.status == 202, answer.body
        path = f"/api/v1/selfies/{answer.json['id']}/"

        def finished() -> Any:
            state = self.call("GET", path).json
            return state if state["status"] in ("done", "failed") else None

        return wait_for(finished, seconds=seconds, what=f"selfie {answer.json['id']}")


@dataclass
class Site:
    """A running site: where it is, and its parts."""

    var_dir: Path
    port: int
    process: subprocess.Popen[bytes]
    env: dict[str, str] = field(repr=False)

    @classmethod
    @contextmanager
    def started(cls, folder: Path, **more: str) -> Iterator["Site"]:
        """Start a site in `folder`, wait until it is ready, and stop it in the end."""
        port = free_port()
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        env |= {"VAR_DIR": str(folder / "var"), "PORT": str(port), "SELFIES_PER_HOUR": "1000"}
        env |= {"ACCOUNTS_PER_HOUR": "1000", "LOGINS_PER_MINUTE": "1000", "WEB_PROCESSES": "2"}
        env |= more
        command = [sys.executable, "-m", "rockstar_site.embedded", "up"]
        with (folder / "console.log").open("wb") as console:
            process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=console, stderr=console)
        site = cls(folder / "var", port, process, env)
        try:
            try:
                wait_for(site.is_ready, seconds=START_SECONDS, what="the site to be ready")
            except AssertionError as error:
                raise AssertionError(f"{error}\n{(folder / 'console.log').read_text()}") from None
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)

    @contextmanager
    def second_door(self, **more: str) -> Iterator[str]:
        """Another web process of this site, set up otherwise; gives its address."""
        port = free_port()
        env = environment({**self.env, **more, "PORT": str(port)}, self.var_dir)
        web = next(service for service in HOUSE.services if service.name == "web")
        with (self.var_dir.parent / f"door-{port}.log").open("wb") as log:
            process = subprocess.Popen(
                command(web.arguments, env), cwd=ROOT, env=env, stdout=log, stderr=log
            )
        door = Site(self.var_dir, port, process, env)
        try:
            wait_for(door.is_ready, seconds=START_SECONDS, what="the second door to open")
            yield door.url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)

    def signed(self, value: object, salt: str) -> str:
        """A value as this site signs it."""
        key = (self.var_dir / "secret_key").read_text().strip()
        return signing.Signer(key=key, salt=salt, fallback_keys=[]).sign_object(value)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the site ended with status {self.process.returncode}")
        try:
            return self.call("GET", "/readyz").status == 200
        except (URLError, OSError):
            return False

    def has_darkroom(self) -> bool:
        """Whether photos are taken in."""
        return bool(self.call("GET", "/readyz").json["also"]["darkroom"])

    def call(
        self, method: str, path: str, data: Any = None, *, token: str = "", **headers: str
    ) -> Answer:
        body = None if data is None else json.dumps(data).encode()
        return self._send(method, path, body, "application/json", token, headers)

    def upload(
        self, path: str, content: bytes, name: str, fields: dict[str, str], *, token: str
    ) -> Answer:
        """Post a file and fields as a browser's form does."""
        edge = "rock-edge-7f3a"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
        parts += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", content, b"\r\n"]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self._send("POST", path, body, f"multipart/form-data; boundary={edge}", token)

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        kind: str,
        token: str,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        request = Request(self.url + path, data=body, method=method)
        request.add_header("Accept", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name.replace("_", "-"), value)
        if body is not None:
            request.add_header("Content-Type", kind)
        if token:
            request.add_header("Authorization", f"Token {token}")
        try:
            with urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.read())
        except HTTPError as error:
            return Answer(error.code, error.read())

    def member(self) -> Visitor:
        """Open an account through the front door."""
        name = f"pebble{next(_numbers)}x{os.getpid()}"
        account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        answer = self.call("POST", "/api/v1/accounts/", account)
        assert answer.status == 201, answer.body
        return Visitor(self, name, answer.json["token"])

    def sql(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Ask the site's database."""
        with psycopg.connect(paths.database_url(self.var_dir), autocommit=True) as connection:
            cursor = connection.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def redis(self, database: int) -> redis.Redis:
        return redis.Redis.from_url(f"{paths.redis_url(self.var_dir)}?db={database}")

    def processes(self, words: str) -> list[int]:
        """The ids of this site's processes whose command line holds `words`, oldest first."""
        mark = f"VAR_DIR={self.var_dir}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if words in line and mark in (entry / "environ").read_bytes().split(b"\0"):
                    # Not by id: these begin again from small numbers.
                    started = int((entry / "stat").read_text().rpartition(")")[2].split()[19])
                    found.append((started, int(entry.name)))
            except (OSError, ValueError):
                continue
        return [process for _, process in sorted(found)]

    def web(self) -> list[int]:
        """The web server, and where it is several processes these."""
        return self.processes("-m rockstar_site.web") + self.processes("from multiprocessing.spawn")

    def workers(self) -> list[int]:
        """The worker's main process, then those that read."""
        return self.processes(WORKER)

    @contextmanager
    def frozen(self, processes: Sequence[int]) -> Iterator[None]:
        """Stop processes for a while, as if they hung."""
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    @contextmanager
    def without_worker(self) -> Iterator[None]:
        """Let the worker hang for so long that the site misses it."""
        with self.frozen(self.workers()):
            wait_for(self._misses_its_worker, seconds=30, what="the sign of life to end")
            yield
        wait_for(self.is_ready, seconds=60, what="the worker to be back")

    def _misses_its_worker(self) -> bool:
        return not self.call("GET", "/readyz").json["parts"]["worker"]
