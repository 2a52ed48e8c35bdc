"""The native part of the outline and of the body model: C, built for WebAssembly.

`kernel.wasm` is the same file on all machines; the wasmtime package runs it at near the speed of
native code. It sees nothing but the arrays that are passed to it, and keeps nothing between two
calls but its tables. `make kernel` builds it from the sources beside this file.
"""

import ctypes
import threading
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from struct import pack, unpack
from typing import Any

import numpy as np
import wasmtime

from dataset_tools.extract.kernel import tables

MOST_MEMORY = 1 << 31  # bytes; a page of the size and with the tags that Limits allow takes 446 MB
KEPT_MEMORY = 1 << 28  # a kernel that took more for a page is made afresh
PADDING = 16  # characters behind a text: some are read before the end is looked for
_PAGE = 1 << 16  # bytes of a page of memory (WebAssembly core specification, 4.2.8)
_ALIGNED = 16
_ASKED = 48  # bytes of `asked`, the first part of Exchange in kernel.h


class KernelError(RuntimeError):
    """The kernel stopped: a page took more memory than it may have."""


class Kernel:
    """One instance of the module, with memory of its own; for one thread."""

    def __init__(self) -> None:
        engine, module = _module()
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=MOST_MEMORY)
        exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._functions: dict[str, Any] = {name: exports[name] for name in exports}
        self._memory: Any = exports["memory"]
        self._mapped = memoryview(b"")
        self.sources = self._call("sources")  # their digest (bench/build_kernel.py)
        self._place = self._call("place")  # of what is asked and answered: Exchange in kernel.h
        self._base = self._call("heap")  # what stands before is kept
        self._kept: dict[int, tuple[int, tuple[bytes, ...]]] = {}
        for function, table, numbers in tables.tables():
            self._keep(function, table, numbers)

    def table(self, function: str, arrays: tuple[bytes, ...]) -> int:
        """Return the address of the last of some arrays, which a function makes one table of.

        They are read once, and kept: their identity is what they are known by.
        """
        if id(arrays) not in self._kept:
            address = self._keep(function, arrays, (len(arrays[0]) // 4,))
            self._kept[id(arrays)] = (address, arrays)
        return self._kept[id(arrays)][0]

    def _keep(self, function: str, arrays: Sequence[bytes], numbers: Sequence[int]) -> int:
        end, addresses = self._lay(arrays)
        self._base = _aligned(self._call(function, end, *addresses, *numbers))
        return addresses[-1]

    def run(
        self,
        function: str,
        inputs: Sequence[bytes | str],
        numbers: Sequence[int],
        slots: int = 0,
    ) -> tuple[int, list[bytes]]:
        """Call a function; return its number and the arrays it gives.

        Args:
            inputs: laid into memory. A string becomes its code points, with some zeros behind.
            numbers: what else it gets, in a struct: where the input ends, addresses, numbers.
            slots: how many arrays it gives.

        Raises:
            KernelError: it took more than MOST_MEMORY, or left its memory.
        """
        end, addresses = self._lay(inputs)
        struct = pack(f"<{1 + len(inputs) + len(numbers)}I", end, *addresses, *numbers)
        self._mapped[self._place : self._place + len(struct)] = struct
        try:
            self._functions[function](self._store)
        except wasmtime.Trap as error:
            vars(_local).clear()  # the next page has a new one
            raise KernelError(f"{function} stopped: {error}") from error
        memory, at = self._bytes(), self._place + _ASKED
        answer, *places = unpack(f"<Q{2 * slots}I", memory[at : at + 8 + 8 * slots])
        given = zip(places[::2], places[1::2], strict=True)
        return answer, [bytes(memory[start : start + size]) for start, size in given]

    def _call(self, function: str, *numbers: int) -> int:
        return self._functions[function](self._store, *numbers) or 0

    @property
    def size(self) -> int:
        """How many bytes of memory it has."""
        return int(self._memory.data_len(self._store))

    def _lay(self, inputs: Sequence[bytes | str]) -> tuple[int, list[int]]:
        """Put arrays into memory; return where they end and begin."""
        end, addresses = self._base, []
        for data in inputs:
            addresses.append(end)
            size = len(data) if isinstance(data, bytes) else 4 * (len(data) + PADDING)
            end = _aligned(end + size)
        memory = self._grown(end)
        for start, data in zip(addresses, inputs, strict=True):
            if isinstance(data, bytes):
                memory[start : start + len(data)] = data
            else:  # an array of one string: the fastest way to its code points
                np.ndarray((1,), f"U{len(data) + PADDING}", memory, start)[0] = data
        return end, addresses

    def _grown(self, least: int) -> memoryview:
        """Return the memory, of so many bytes at least."""
        missing = least - len(self._mapped)
        if missing > 0 and (missing := least - self.size) > 0:
            try:
                self._memory.grow(self._store, -(-missing // _PAGE))
            except wasmtime.WasmtimeError as error:
                raise KernelError(f"{least} bytes are more than {MOST_MEMORY}") from error
        return self._bytes()

    def _bytes(self) -> memoryview:
        """Return the memory, which moves when it grows, and then only."""
        size = self.size
        if len(self._mapped) != size:
            address = ctypes.addressof(self._memory.data_ptr(self._store).contents)
            self._mapped = memoryview((ctypes.c_ubyte * size).from_address(address)).cast("B")
        return self._mapped


@cache
def _module() -> tuple[wasmtime.Engine, wasmtime.Module]:
    config = wasmtime.Config()
    # Workers are forked: neither compiler threads nor those of Mach exceptions would live on.
    config.parallel_compilation = False
    config.macos_use_mach_ports = False
    engine = wasmtime.Engine(config)
    code = files("dataset_tools.extract.kernel").joinpath("kernel.wasm").read_bytes()
    return engine, wasmtime.Module(engine, code)


_local = threading.local()


def kernel() -> Kernel:
    """Return the kernel of this thread."""
    found: Kernel | None = getattr(_local, "kernel", None)
    if found is None or found.size > KEPT_MEMORY:
        found = _local.kernel = Kernel()
    return found


def _aligned(address: int) -> int:
    return -(-address // _ALIGNED) * _ALIGNED
