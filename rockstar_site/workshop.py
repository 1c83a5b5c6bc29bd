"""`python -m rockstar_site.workshop`: the Celery worker that renders bespoke rocks.

One rock at a time, in a process that ends with it: the detectors of the gate hold half a gigabyte,
and a rock is asked for now and then.
"""

from rockstar_site.celery import app


def main() -> None:
    """Run until stopped."""
    app.loader.import_default_modules()  # Django is set up, and the reader's signals are connected
    from rockmatch import worker, workshop

    worker.stand_aside()
    workshop.take_over()
    options = ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
    shape = ["--concurrency=1", "--max-tasks-per-child=1"]
    name = ["--hostname=workshop@%h", f"--queues={workshop.QUEUE}"]
    app.worker_main(["worker", *options, *shape, *name])


if __name__ == "__main__":
    main()
