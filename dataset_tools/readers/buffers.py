"""What a compressed Arrow message claims to become, read from its flatbuffer before it does.

Layout: Message.fbs of the Arrow columnar format. pyarrow allocates what a buffer claims.
"""

import struct
from typing import Any

_U16, _U32, _I32, _I64 = (struct.Struct(f"<{c}") for c in "HIiq")
_HEADER = 2  # of Message
_DATA = 1  # of DictionaryBatch: its RecordBatch
_BUFFERS, _COMPRESSION = 2, 3  # of RecordBatch


def claimed_bytes(message: Any) -> int:
    """Return the bytes that the compressed buffers of a message claim; 0 where none is.

    Args:
        message: A pyarrow.Message. Schemas claim nothing.

    Raises ValueError where its flatbuffer or its buffers point out of it.
    """
    kind = message.type
    if kind not in ("record batch", "dictionary"):
        return 0
    meta, body = memoryview(message.metadata), memoryview(message.body)
    try:
        at = _child(meta, _U32.unpack_from(meta, 0)[0], _HEADER)
        at = _child(meta, at, _DATA) if kind == "dictionary" else at
        if not _field(meta, at, _COMPRESSION):
            return 0
        table = _child(meta, at, _BUFFERS)
        count = _U32.unpack_from(meta, table)[0]
        if table + 4 + 16 * count > len(meta):
            raise ValueError("the list of buffers is cut")
        return sum(_claim(meta, body, table + 4 + 16 * n) for n in range(count))
    except struct.error as err:
        raise ValueError("the message points out of itself") from err


def _field(meta: memoryview, table: int, number: int) -> int:
    """Return where a field of a table stands; 0 where it is absent."""
    vtable = table - int(_I32.unpack_from(meta, table)[0])
    slot = 4 + 2 * number
    if slot + 2 > _U16.unpack_from(meta, vtable)[0]:
        return 0
    offset = int(_U16.unpack_from(meta, vtable + slot)[0])
    return table + offset if offset else 0


def _child(meta: memoryview, table: int, number: int) -> int:
    """Return where the table or vector that a field refers to stands."""
    at = _field(meta, table, number)
    if not at:
        raise ValueError("the message lacks a part")
    return at + int(_U32.unpack_from(meta, at)[0])


def _claim(meta: memoryview, body: memoryview, entry: int) -> int:
    offset, length = _I64.unpack_from(meta, entry)[0], _I64.unpack_from(meta, entry + 8)[0]
    if offset < 0 or length < 0 or offset + length > len(body):
        raise ValueError("a buffer stands out of its message")
    # Eight bytes say how long it becomes; -1 says that it is as it is.
    return max(0, _I64.unpack_from(body, offset)[0]) if length >= 8 else 0
