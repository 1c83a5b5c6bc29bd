"""What must hold before the site starts: Django runs these with every command."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def uploads_stay_in_memory(**_: Any) -> list[CheckMessage]:
    """A selfie must never be spooled to a file: neither by ASGI nor by an upload handler."""
    wrong = [name for name in settings.FILE_UPLOAD_HANDLERS if "Temporary" in name]
    if wrong or settings.FILE_UPLOAD_MAX_MEMORY_SIZE <= settings.MAX_BODY_BYTES:
        return [
            Error(
                "Uploads could be written to the disk.",
                hint="Use the memory upload handler only, and let no body exceed its size.",
                id="rockmatch.E001",
            )
        ]
    return []
