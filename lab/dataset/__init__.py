"""The lab's dataset: an archive of what people and machines see in stones, edition by edition.

`export.py` says in which order it is written, `card.md` what a reader is told of it.
"""
