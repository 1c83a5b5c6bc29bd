"""Prints the path of a Chromium that runs, for the browser tests; installs one if there is none.

Run it with the environment's Python, after `bootstrap.py --dev`. CHROMIUM names one to use.
"""

import os
import shutil
import subprocess
import sys

import steps

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def main() -> int:
    """Print the path; return the exit status."""
    steps.stop_on_signals()
    try:
        print(named() or installed() or install())
    except steps.BootstrapError as error:
        steps.say(f"RockStar: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def named() -> str | None:
    """Return CHROMIUM, if set.

    Raises:
        BootstrapError: What it names does not run.
    """
    name = os.environ.get("CHROMIUM")
    if name and not runs(name):
        raise steps.BootstrapError(f"CHROMIUM={name} does not run.")
    return name


def installed() -> str | None:
    """Return the first Chromium on PATH that runs, or Playwright's own."""
    for name in _NAMES:
        path = shutil.which(name)
        if path and runs(path):
            return path
    path = _path_of_playwrights()
    return path if runs(path) else None


def install() -> str:
    """Install one: from the distribution as root, else Playwright's own build.

    Raises:
        BootstrapError: Neither could be had.
    """
    failures = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        try:
            steps.run("package lists", ["apt-get", "update", "-q"])
            steps.run("Chromium", ["apt-get", "install", "-q", "-y", "chromium"])
            if found := installed():
                return found
            failures.append("the distribution's chromium does not run")
        except steps.BootstrapError as error:
            failures.append(str(error))
    try:
        steps.run("Chromium", [sys.executable, "-m", "playwright", "install", "chromium"])
        if found := installed():
            return found
        failures.append("Playwright's chromium does not run: its system libraries are missing")
    except steps.BootstrapError as error:
        failures.append(str(error))
    raise steps.BootstrapError(
        "The browser tests need Chromium and it could not be installed; install it, or set "
        "CHROMIUM to one.\n" + "\n".join(failures)
    )


def runs(path: str) -> bool:
    """Whether `path` is a program that tells its version: a stub or a broken one does not."""
    try:
        result = subprocess.run(  # noqa: S603
            [path, "--version"], check=False, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def _path_of_playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if __name__ == "__main__":
    sys.exit(main())
