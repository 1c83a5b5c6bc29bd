"""`python -m rockstar_site.darkroom`: the Celery worker that lays rocks over faces in photos.

One photo at a time. The detectors stay in its process from the first photo on; after some photos
another process takes its place, which gives back what large pictures have taken.
"""

from rockstar_site.celery import app


def main() -> None:
    """Run until stopped."""
    app.loader.import_default_modules()  # Django is set up, and the reader's signals are connected
    from feed import darkroom
    from rockmatch import worker

    worker.stand_aside()
    darkroom.take_over()
    options = ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
    shape = ["--concurrency=1", "--max-tasks-per-child=200"]
    name = ["--hostname=darkroom@%h", f"--queues={darkroom.QUEUE}"]
    app.worker_main(["worker", *options, *shape, *name])


if __name__ == "__main__":
    main()
