"""A run that was stopped on purpose."""


class Stopped(Exception):
    """All is saved, and the run can go on; the message says how."""
