"""What it was measured on."""

import os
import pathlib

CPUINFO = pathlib.Path("/proc/cpuinfo")
FORCED = "PORTCULLIS_CPU"  # what the programs take instead of the widest; see cpu_path.h
# From the widest to the narrowest that the hot kernels make a difference between.
ISAS = (("avx512vnni", "avx512_vnni"), ("avx2", "avx2"))


def described(cpuinfo: pathlib.Path = CPUINFO) -> dict:
    fields = {}
    for line in cpuinfo.read_text().splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    flags = set(fields.get("flags", "").split())
    widest = next((name for name, flag in ISAS if flag in flags), "portable")
    return {"cpu": fields.get("model name", "unknown"), "cores": len(os.sched_getaffinity(0)),
            "isa": os.environ.get(FORCED) or widest}


def core_counts() -> list[int]:
    """1, 2, 4, ... and all that this process may use."""
    cores = len(os.sched_getaffinity(0))
    counts = [1]
    while counts[-1] * 2 < cores:
        counts.append(counts[-1] * 2)
    return counts + [cores] if cores > 1 else counts
