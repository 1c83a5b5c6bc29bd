"""Packs a copy: a zip with a JSON file for each part, and the files that are the member's."""

import json
import zipfile
from collections.abc import Mapping
from typing import IO

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from profiles.account.models import DataExport
from profiles.exports import registry
from profiles.exports.registry import Content

FORMAT = 1


def write(export: DataExport, file: IO[bytes]) -> None:
    """Write the copy to a file that is open for writing in bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_json(archive, "index.json", _index(export))
        for part in registry.parts():
            _write_json(archive, f"{part.name}.json", part.collect(export))
        for part in registry.parts():
            for medium in part.media(export) if part.media else ():
                with storages[medium.storage].open(medium.stored) as source:
                    archive.writestr(f"media/{medium.name}", source.read())


def _index(export: DataExport) -> dict[str, object]:
    return {
        "format": FORMAT,
        "username": export.member.username,
        "made_at": timezone.now(),
        "files": [f"{part.name}.json" for part in registry.parts()],
        "left_out": registry.left_out(),
    }


def _write_json(archive: zipfile.ZipFile, name: str, content: Content) -> None:
    with archive.open(name, "w") as stream:
        if isinstance(content, Mapping):
            stream.write(_json(content))
            return
        between = "[\n"
        for item in content:
            stream.write(between.encode() + _json(item))
            between = ",\n"
        stream.write(b"[]" if between == "[\n" else b"\n]")


def _json(content: object) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
