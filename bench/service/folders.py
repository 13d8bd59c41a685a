"""Data folders with many entries, filled once and kept: filling a million takes minutes."""

import os
import pathlib
import secrets
import shutil
import subprocess
import tempfile

LIST = "bench"
FILLED = "filled"  # written last: a folder without it was not finished
SHARED_MEMORY = pathlib.Path("/dev/shm")
BYTES_AN_ENTRY = 2000  # 1.5 KB measured, with the write-ahead log


def filled(program: pathlib.Path, models: pathlib.Path, folder: pathlib.Path, entries: int,
           engine: list[str]) -> pathlib.Path:
    """`folder` with "data" and "sealing.key" of so many synthetic entries of the model that the
    flags `engine` name; made if it is not there."""
    if (folder / FILLED).exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # In memory where it fits: on a disk it is the waiting for it that takes the time.
    with tempfile.TemporaryDirectory(dir=scratch(entries, folder.parent)) as work:
        made = pathlib.Path(work) / "made"
        made.mkdir()
        key = made / "sealing.key"
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32))
        subprocess.run(
            [program, "import-embeddings", "--models", models, "--data-dir", made / "data",
             "--key-file", key, "--list", LIST, "--synthetic", str(entries), *engine],
            check=True)
        shutil.move(made, folder)
    (folder / FILLED).write_text(f"{entries}\n")
    return folder


def scratch(entries: int, otherwise: pathlib.Path) -> pathlib.Path:
    """Where to fill: shared memory if twice the size is free there."""
    if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK):
        if shutil.disk_usage(SHARED_MEMORY).free > 2 * entries * BYTES_AN_ENTRY:
            return SHARED_MEMORY
    return otherwise
