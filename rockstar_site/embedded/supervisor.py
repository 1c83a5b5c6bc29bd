"""The supervisor: starts the servers, then the house on top of them, and leaves nothing behind."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rockstar_site.embedded import address, folders, kernel, paths, postgres, valkey
from rockstar_site.embedded.console import say, step
from rockstar_site.embedded.errors import StartError, Stopped
from rockstar_site.embedded.plan import Plan, Service, command, environment
from rockstar_site.embedded.process import Child, rotate
from rockstar_site.embedded.signals import Waiter, describe

_LONGEST_DELAY = 30.0  # seconds between two starts of a service that keeps dying
_OWN_END = 10.0  # seconds that a command which got the terminal's Ctrl-C has to end by itself
_HEALTHY = 60.0  # seconds after which a service that dies counts as one that worked


class Supervisor:
    """Owns every child process; the only one who starts and stops them."""

    def __init__(self, var_dir: Path, base_env: Mapping[str, str]) -> None:
        self.var_dir = var_dir
        self.base_env = base_env
        self.env = environment(base_env, var_dir)
        self.waiter = Waiter()
        self.servers: list[Child] = []
        self.services: list[Child] = []
        kernel.adopt_orphans()

    @contextlib.contextmanager
    def running_servers(self, *, throwaway: bool = False) -> Iterator[None]:
        """Run PostgreSQL and Valkey, except where a URL names another; stop everything after."""
        try:
            if not self.base_env.get("DATABASE_URL"):
                with step("PostgreSQL is running"):
                    server = postgres.start(
                        self.var_dir, self.base_env, self.waiter, throwaway=throwaway
                    )
                    self.servers.append(server)
            if not self.base_env.get("REDIS_URL"):
                with step("Redis is running"):
                    self.servers.append(valkey.start(self.var_dir, self.base_env, self.waiter))
            yield
        finally:
            self._stop_all()

    def _stop_all(self) -> None:
        """Stop the services, then the servers under them, then whatever any of them left behind."""
        self.waiter.stop(*self.services)
        for server in reversed(self.servers):
            self.waiter.stop(server)
        for pid in kernel.descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        folders.remove_runtime(self.var_dir)

    def start(self, service: Service) -> Child:
        """Start a service that logs to `logs/<name>.log`."""
        line = command(service.arguments, self.env)
        log = paths.logs(self.var_dir) / f"{service.name}.log"
        child = Child(service.name, line, env=self.env, log=log, patience=service.patience)
        self.services.append(child)
        return child

    def finish(self, child: Child) -> int:
        """Wait for the end of `child`, which shares our terminal, and return its status."""
        self.services.append(child)
        status = self.waiter.finish(child)
        self.services.remove(child)
        return status


def up(var_dir: Path, base_env: Mapping[str, str], plan: Plan) -> None:
    """Bring the whole house up and keep it up until somebody stops it.

    Raises:
        StartError: It does not stand, or one of its servers died.
    """
    env = environment(base_env, var_dir)
    port = address.port_of(env)
    folders.prepare(var_dir)
    with folders.locked(var_dir, address.url_of(env)):
        address.check_free(env["HOST"], port)
        house = Supervisor(var_dir, base_env)
        started = time.monotonic()
        with contextlib.suppress(Stopped), house.running_servers():
            rotate(paths.logs(var_dir) / "setup.log")
            _run_all(house, "setup", plan.setup)
            posts = [_open_post(house, service, plan.health_path) for service in plan.services]
            say(
                f"RockStar is at {address.url_of(env)}, started in "
                f"{time.monotonic() - started:.0f} s. Ctrl-C stops it."
            )
            _run_all(house, "welcome", plan.welcome)
            _watch(house, posts)
        say("RockStar has stopped.")


def run(var_dir: Path, base_env: Mapping[str, str], line: Sequence[str], *, throwaway: bool) -> int:
    """Run a command with PostgreSQL and Valkey beside it; return its exit status.

    Raises:
        StartError: A server did not start.
    """
    folders.prepare(var_dir)
    with folders.locked(var_dir, ""):
        house = Supervisor(var_dir, base_env)
        try:
            with house.running_servers(throwaway=throwaway):
                return _foreground(house, line)
        except Stopped:
            return 130


def _foreground(house: Supervisor, line: Sequence[str]) -> int:
    """Run a command that shares our terminal, and so gets a Ctrl-C itself."""
    try:
        child = Child(
            line[0],
            line,
            env=house.env,
            own_session=False,
            death_signal=signal.SIGTERM,
            patience=30,
        )
    except OSError as error:
        raise StartError(f"Cannot run {line[0]}: {error.strerror}.") from error
    try:
        return house.finish(child)
    except Stopped:
        if house.waiter.last_signal == signal.SIGINT:
            house.waiter.allow(child, _OWN_END)
        raise


def _run_all(house: Supervisor, name: str, lines: Sequence[tuple[str, ...]]) -> None:
    """Run commands that have to succeed, one after the other."""
    for arguments in lines:
        child = Child(name, command(arguments, house.env), env=house.env)
        if status := house.finish(child):
            raise StartError(f"{name} {describe(status)}, see above.")


@dataclass
class _Post:
    """The place of a service: who holds it now, and when the next one may."""

    service: Service
    child: Child
    falls: int = field(default=0)
    next_start: float = field(default=0.0)


def _open_post(house: Supervisor, service: Service, health_path: str) -> _Post:
    """Start a service for the first time; the one called `web` must answer before the next."""
    rotate(paths.logs(house.var_dir) / f"{service.name}.log")
    post = _Post(service, house.start(service))
    if service.name == "web":
        house.waiter.until(post.child, lambda: address.answers(house.env, health_path), timeout=120)
    return post


def _watch(house: Supervisor, posts: list[_Post]) -> None:
    """Start services that died again; give up when a server did. Ends with `Stopped`."""
    while True:
        for server in house.servers:
            if (status := server.poll()) is not None:
                raise StartError(f"{server.name} {describe(status)}:\n{server.last_words()}")
        for post in posts:
            _look_after(house, post)
        dates = [post.next_start for post in posts if post.next_start]
        house.waiter.pause(max(0.0, min(dates) - time.monotonic()) if dates else None)


def _look_after(house: Supervisor, post: _Post) -> None:
    name = post.service.name
    if post.next_start:
        if time.monotonic() >= post.next_start:
            post.next_start = 0.0
            post.child = house.start(post.service)
            say(f"{name} is started again.")
    elif (status := post.child.poll()) is not None:
        house.services.remove(post.child)
        post.falls = 0 if post.child.uptime > _HEALTHY else post.falls + 1
        delay = min(_LONGEST_DELAY, 2.0 ** max(0, post.falls - 1))
        post.next_start = time.monotonic() + delay
        say(f"{name} {describe(status)}; next start in {delay:.0f} s.\n{post.child.last_words()}")
