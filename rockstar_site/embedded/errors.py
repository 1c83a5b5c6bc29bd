"""What may go wrong before the house stands."""


class StartError(Exception):
    """Why the house cannot stand, in one sentence that says what to do about it."""


class Stopped(Exception):
    """SIGINT, SIGTERM or SIGHUP arrived."""
