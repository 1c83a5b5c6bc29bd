"""Losses as TensorBoard reads them, written without TensorFlow or TensorBoard.

An event file is a row of records (length, its checksum, bytes, their checksum), each the bytes of a
protocol buffer ``tensorflow.Event``; of that only a few fields are needed. The form is told in
TensorFlow's ``record_writer.h`` and ``event.proto``; a test reads a file back with TensorFlow.
"""

import struct
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import BinaryIO


class EventFile:
    """One event file of a run; another one is begun each time a run goes on."""

    def __init__(self, folder: Path) -> None:
        """Begin a file in a folder, which is made.

        Raises:
            OSError: it cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        self._file: BinaryIO = (folder / f"events.out.tfevents.{now:.6f}.rockmatch").open("xb")
        self._write(_double(1, now) + _text(3, "brain.Event:2"))

    def scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Write the values of a step, each under its name.

        Raises:
            OSError: it cannot be written.
        """
        summary = b"".join(
            _bytes(1, _text(1, name) + _float(2, value)) for name, value in values.items()
        )
        self._write(_double(1, time.time()) + _whole(2, step) + _bytes(5, summary))

    def close(self) -> None:
        """Write what is left."""
        self._file.close()

    def _write(self, event: bytes) -> None:
        length = struct.pack("<Q", len(event))
        self._file.write(length + _checksum(length) + event + _checksum(event))
        self._file.flush()


def _double(field: int, value: float) -> bytes:
    return _varint(field << 3 | 1) + struct.pack("<d", value)


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + struct.pack("<f", value)


def _whole(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def _checksum(data: bytes) -> bytes:
    """CRC-32C, masked as record files have it."""
    crc = 0xFFFFFFFF
    table = _table()
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


@cache
def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table
