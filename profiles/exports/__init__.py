"""Copies of a member's data: what is in them (`registry`), and how they are made (`services`)."""
