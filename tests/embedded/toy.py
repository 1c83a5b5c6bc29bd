"""A house in miniature: the real supervisor with small services, so that its tests are quick.

`python toy.py [name of a plan]`; VAR_DIR, PORT and the rest come from the environment.
"""

import os
import sys

from rockstar_site.embedded import paths, supervisor
from rockstar_site.embedded.console import say
from rockstar_site.embedded.errors import StartError
from rockstar_site.embedded.plan import Plan, Service

WEB = """
import http.server, os
class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = os.environ["DATABASE_URL"].encode()
        self.send_response(200 if self.path == "/healthz" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Site).serve_forever()
"""
# Deaf to SIGTERM, and with a child that is deaf too.
FAMILY = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) == 1:
    subprocess.Popen([sys.executable, "-c", sys.orig_argv[2], "deaf child"])
time.sleep(600)
"""
# Its child asks to die with its parent, as those of a Celery worker do.
WORKER = """
import os, signal, subprocess, time
from rockstar_site.embedded import kernel
parent = os.getpid()
kill = lambda: kernel.die_with_parent(parent, signal.SIGKILL)
subprocess.Popen(["sleep", "600"], preexec_fn=kill)
time.sleep(600)
"""
SLOW = "import time; print('slow', flush=True); time.sleep(600)"
FALLING = "import time; time.sleep(0.3); print('I fell over my own feet'); raise SystemExit(7)"


def _code(name: str, code: str) -> Service:
    # {NAME} in an argument stands for the environment, so braces in code are doubled.
    return Service(name, ("-c", code.replace("{", "{{").replace("}", "}}")), patience=1)


web = _code("web", WEB)
PLANS = {
    "whole": Plan(setup=(("-c", "print('set up')"),), services=(_code("worker", WORKER), web)),
    "family": Plan(setup=(), services=(_code("worker", FAMILY), web)),
    "web": Plan(setup=(), services=(web,)),
    "bad setup": Plan(setup=(("-c", "raise SystemExit(3)"),), services=(web,)),
    "bad web": Plan(setup=(), services=(_code("worker", WORKER), _code("web", FALLING))),
    "falling worker": Plan(setup=(), services=(_code("worker", FALLING), web)),
    "slow setup": Plan(setup=(("-c", SLOW),), services=(web,)),
}


if __name__ == "__main__":
    try:
        supervisor.up(paths.default_var_dir(), os.environ, PLANS[sys.argv[1]])
    except StartError as error:
        say(f"RockStar: {error}")
        sys.exit(1)
