"""What the kernel says of a process and of those that it started."""

import dataclasses
import os
import pathlib

PROC = pathlib.Path("/proc")


@dataclasses.dataclass(frozen=True)
class Usage:
    """Processor seconds since the start and MiB in memory, of the process itself and of its
    children, those that have ended included in the seconds."""

    own_cpu_s: float
    children_cpu_s: float
    own_mib: float
    children_mib: float

    @property
    def cpu_s(self) -> float:
        return self.own_cpu_s + self.children_cpu_s

    @property
    def mib(self) -> float:
        return self.own_mib + self.children_mib


def fields(stat: str) -> list[str]:
    """Of a line of /proc/PID/stat those after the name, which may hold blanks and brackets."""
    return stat[stat.rindex(")") + 2:].split()


def usage_of(pid: int, proc: pathlib.Path = PROC) -> Usage:
    tick_s = 1 / os.sysconf("SC_CLK_TCK")
    own = fields((proc / str(pid) / "stat").read_text())
    children_cpu_s = (int(own[13]) + int(own[14])) * tick_s  # ended and waited for
    children_mib = 0.0
    for child in children_of(pid, proc):
        try:
            values = fields((proc / str(child) / "stat").read_text())
            children_mib += resident_mib(child, proc)
        except FileNotFoundError:
            continue  # it ended meanwhile; the next look has its time in its parent's
        children_cpu_s += (int(values[11]) + int(values[12])) * tick_s
    return Usage((int(own[11]) + int(own[12])) * tick_s, children_cpu_s,
                 resident_mib(pid, proc), children_mib)


def children_of(pid: int, proc: pathlib.Path = PROC) -> list[int]:
    found = []
    for stat in proc.glob("[0-9]*/stat"):
        try:
            if int(fields(stat.read_text())[1]) == pid:
                found.append(int(stat.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def resident_mib(pid: int, proc: pathlib.Path = PROC) -> float:
    for line in (proc / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0  # a process that has just ended
