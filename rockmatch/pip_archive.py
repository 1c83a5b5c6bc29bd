"""Fetch one source archive through pip's own index client, and run nothing from it.

``pip download`` is not enough: for a source archive it runs the archive's build script to learn
its metadata, even with ``--no-deps``. So this little program stops half-way: pip's configuration,
index, proxies and certificates find the link and carry the bytes, and the bytes are only hashed.

It runs as a child process (``python -I rockmatch/pip_archive.py NAME VERSION SHA256 TARGET``), for
pip's modules are not made to live in somebody else's. Each line on its output is one JSON object:
``{"done": bytes, "total": bytes or null}``, at the end ``{"ok": true}`` or ``{"error": sentence,
"code": word}``.
"""

import hashlib
import importlib.util
import json
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

CHUNK = 1 << 18
REPORT_EVERY = 0.5  # seconds


def say(**message: object) -> None:
    """Write one JSON line for the parent process."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def find_pip() -> bool:
    """Make ``import pip`` work: installed, or the copy that Python carries for ``ensurepip``."""
    if importlib.util.find_spec("pip"):
        return True
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]  # where Debian and Fedora keep it
    if (spec := importlib.util.find_spec("ensurepip")) and spec.origin:
        folders.append(Path(spec.origin).parent / "_bundled")
    for folder in filter(None, folders):
        for wheel in sorted(Path(folder).glob("pip-*.whl")):
            sys.path.insert(0, str(wheel))
            return True
    return False


def save(response: Any, target: Path, sha256: str) -> dict[str, object]:
    """Write the body of a streamed ``requests`` response to ``target`` and compare its hash."""
    response.raise_for_status()
    total = int(response.headers.get("Content-Length") or 0) or None
    digest, done, last = hashlib.sha256(), 0, 0.0
    with target.open("xb") as file:
        while block := response.raw.read(CHUNK):
            file.write(block)
            digest.update(block)
            done += len(block)
            if time.monotonic() - last > REPORT_EVERY:
                last = time.monotonic()
                say(done=done, total=total)
    say(done=done, total=total)
    if total is not None and done < total:
        return {"code": "cut_off", "error": f"it ended after {done:,} of {total:,} bytes"}
    if digest.hexdigest() != sha256:
        return {"code": "mismatch", "error": f"sha256 is {digest.hexdigest()}, not {sha256}"}
    return {"ok": True}


def fetch(name: str, version: str, sha256: str, target: Path) -> dict[str, object]:
    """Find ``name==version`` as a source archive with pip's finder and save it to ``target``."""
    from pip._internal.commands.download import DownloadCommand
    from pip._internal.exceptions import PipError
    from pip._vendor.requests import RequestException
    from pip._vendor.urllib3.exceptions import HTTPError

    class Fetch(DownloadCommand):
        """``pip download`` up to the point where it would unpack."""

        answer: dict[str, object] = {"code": "pip", "error": "pip did not run"}

        def run(self, options: Any, args: list[str]) -> int:
            del args
            session = self.get_default_session(options)
            finder = self._build_package_finder(options=options, session=session)
            candidates = finder.find_all_candidates(name)
            links = [
                found.link
                for found in candidates
                if str(found.version) == version and not found.link.is_wheel
            ]
            if not links:
                self.answer = {
                    "code": "not_found",
                    "error": f"the package index answered nothing for {name}=={version}",
                }
                return 1
            with session.get(
                links[0].url_without_fragment,
                headers={"Accept-Encoding": "identity"},
                stream=True,
            ) as response:
                self.answer = save(response, target, sha256)
            return 0

    command = Fetch("download", "fetch one archive")
    arguments = ["--quiet", "--no-deps", "--no-binary=:all:", "--disable-pip-version-check"]
    try:
        with command.main_context():
            options, _ = command.parse_args(arguments)
            command.tempdir_registry = None
            command.run(options, [])
    except (PipError, RequestException, HTTPError) as problem:
        return {"code": "network", "error": str(problem) or type(problem).__name__}
    except OSError as problem:
        return {"code": "disk", "error": problem.strerror or str(problem)}
    return command.answer


def main() -> int:
    """Read the arguments, fetch, and say how it went."""
    name, version, sha256, target = sys.argv[1:]
    if not find_pip():
        say(code="pip", error="this Python has no pip")
        return 1
    answer = fetch(name, version, sha256, Path(target))
    say(**answer)
    return 0 if answer.get("ok") else 1


if __name__ == "__main__":
    sys.exit(main())
