"""The web server: uvicorn, in as many processes as `WEB_PROCESSES` says, on one port."""

import os
import signal
import sys

import uvicorn

from rockmatch.vision.networks.engines import available_cores
from rockstar_site.config import Config
from rockstar_site.embedded import kernel


def main() -> None:
    """Serve until SIGTERM."""
    config = Config()
    uvicorn.run(
        "rockstar_site.asgi:application",
        host=config.host,
        port=config.port,
        workers=config.web_shape(available_cores()),
        timeout_graceful_shutdown=2,
        timeout_worker_healthcheck=30,  # seconds: a machine may be very busy
        access_log=False,
        server_header=False,
    )


# Seconds. The event loop has little to do, but waits for this long whenever a page is being made on
# a thread: with Python's 5 ms each request would wait a dozen of them.
sys.setswitchinterval(0.001)

if __name__ == "__mp_main__":
    # One of several: uvicorn does not tell them when their parent is killed.
    kernel.die_with_parent(os.getppid(), signal.SIGKILL)
elif __name__ == "__main__":
    main()
