"""Build the native part of the body model and the outline: `make kernel`, after a change of it.

Writes dataset_tools/extract/kernel/kernel.wasm from the C sources beside it, with the compiler of
the package `ziglang` (of the version in constraints.txt: the same sources give the same bytes).
The digest of the sources is stored in it; a test compares the two.
"""

import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

KERNEL = Path(__file__).resolve().parent.parent / "dataset_tools" / "extract" / "kernel"
FLAGS = (
    "-target wasm32-freestanding -std=c11 -O3 -msimd128 -mbulk-memory -nostdlib -Wall -Wextra"
    " -Werror -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=65536"
).split()


def digest() -> int:
    """Return 32 bits that stand for the sources, their names included."""
    seen = blake2b(digest_size=4)
    for path in sorted([*KERNEL.glob("*.c"), *KERNEL.glob("*.h")]):
        seen.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return int.from_bytes(seen.digest(), "little") >> 1


def main() -> int:
    """Build the kernel; return the exit code of the compiler."""
    sources = [path.name for path in sorted(KERNEL.glob("*.c"))]
    command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, f"-DSOURCES={digest()}u"]
    command += ["-o", "kernel.wasm", *sources]
    return subprocess.run(command, cwd=KERNEL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
