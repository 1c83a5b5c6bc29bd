"""The addresses of static files, looked up once each."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Compressed, with hashes in the names, which stand while a process lives.

    A page asks for the address of its icons a hundred times, and each time Django takes the name
    apart and joins it again: an eighth of a timeline's time.
    """

    @cache  # noqa: B019  (there is one storage, for the life of the process)
    def url(self, name: str, force: bool = False) -> str:
        return super().url(name, force)
