"""How the watch list behaves at size: pages, restart, import. Prints what it measured.

usage: watchlist_bench.py --programs BUILD_DIR [--sizes 100000,1000000] [--work FOLDER]
                          [--images FOLDER [--count N]] [--json FILE] [--quick]

Each figure is measured in this run beside its baseline: a start from the start cache beside one
that fills the galleries from the database, in turns, and beside one without entries; an import
beside the embedding of the same images alone. Where --work has a folder data/fast-N, with
data/ and sealing.key that import-embeddings filled with N entries, it is used as it is.
"""

import argparse
import json
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "clients/python/generated")]

import grpc  # noqa: E402
from google.protobuf import timestamp_pb2  # noqa: E402

from bench.service import machine  # noqa: E402
from portcullis.v1 import admin_pb2, admin_pb2_grpc  # noqa: E402
from portcullis.v1 import entry_pb2, watchlist_pb2, watchlist_pb2_grpc  # noqa: E402

CALL_S = 120
PAGE = 50
PAGES_EACH = 40
STARTS = 5
CACHE_S = 300  # for which the start cache is waited


class Server:
    """portcullisd on a data folder of its own."""

    def __init__(self, programs: pathlib.Path, folder: pathlib.Path, start_cache: bool = True):
        self._port_file = folder / "port"
        self._port_file.unlink(missing_ok=True)
        config = folder / "portcullisd.toml"
        config.write_text(f"""
[server]
listen = "127.0.0.1:0"
insecure_loopback = true
port_file = "{self._port_file}"
[storage]
data_dir = "{folder}/data"
key_file = "{folder}/sealing.key"
start_cache = {str(start_cache).lower()}
[models]
dir = "{ROOT}/models"
""")
        started = time.monotonic()
        with (folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [programs / "server/portcullisd", "--config", config, "--create-key"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not (self._port_file.exists() and self._port_file.read_text().strip()):
            if self._process.poll() is not None:
                raise SystemExit("no server:\n" + (folder / "log").read_text()[-2000:])
            time.sleep(0.002)
        self.address = f"127.0.0.1:{self._port_file.read_text().strip()}"
        channel = grpc.insecure_channel(self.address)
        self.watchlist = watchlist_pb2_grpc.WatchlistServiceStub(channel)
        self.admin = admin_pb2_grpc.AdminServiceStub(channel)
        # Ready is when it answers that everything is searched, not when a port is open.
        while not self.status().coverage_complete:
            time.sleep(0.002)
        self.ready_s = time.monotonic() - started

    def status(self):
        return self.admin.GetStatus(admin_pb2.GetStatusRequest(), timeout=CALL_S)

    def resident_mib(self) -> float:
        for line in pathlib.Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(CACHE_S)


class Starts:
    """Several starts of one kind."""

    def __init__(self):
        self._seconds: list[float] = []
        self._resident_mib = 0.0

    def add(self, programs, folder, start_cache: bool) -> None:
        server = Server(programs, folder, start_cache)
        self._seconds.append(server.ready_s)
        self._resident_mib = server.resident_mib()
        server.stop()

    def summary(self) -> dict:
        return {"median_s": statistics.median(self._seconds), "max_s": max(self._seconds),
                "starts": len(self._seconds), "resident_mib": self._resident_mib}


def cache_of(folder: pathlib.Path) -> pathlib.Path:
    return folder / "data/portcullis.db.start-cache"


def write_cache(programs, folder) -> None:
    """The first start with data writes the cache, after it is ready."""
    server = Server(programs, folder)
    give_up = time.monotonic() + CACHE_S
    while not cache_of(folder).exists():
        if time.monotonic() > give_up:
            raise SystemExit("no start cache was written")
        time.sleep(0.05)
    server.stop()


def measure_starts(programs, folder, starts) -> tuple[dict, dict]:
    """Starts from the database and from the cache, in turns."""
    write_cache(programs, folder)
    rebuilt, cached = Starts(), Starts()
    aside = folder / "start-cache-aside"
    for _ in range(starts):
        # A server that is told to use none would destroy it.
        cache_of(folder).rename(aside)
        rebuilt.add(programs, folder, start_cache=False)
        aside.rename(cache_of(folder))
        cached.add(programs, folder, start_cache=True)
    log = (folder / "log").read_text()
    if log.count("comes from the start cache") < starts:
        raise SystemExit("the start cache was not used:\n" + log[-2000:])
    return rebuilt.summary(), cached.summary()


def queries():
    """Every order, alone and with each filter."""
    filters = {
        "all": {},
        "one list": {"list": "lists/bench"},
        "active": {"statuses": [entry_pb2.ENTRY_STATUS_ACTIVE]},
        "retired": {"statuses": [entry_pb2.ENTRY_STATUS_RETIRED]},
        "pending": {"pending_only": True},
        "list and status": {"list": "lists/bench",
                            "statuses": [entry_pb2.ENTRY_STATUS_ACTIVE,
                                         entry_pb2.ENTRY_STATUS_SUSPENDED]},
    }
    for name, narrowed in filters.items():
        for order in ("name", "create_time", "update_time desc", "review_by"):
            yield f"{name}, by {order}", dict(narrowed, order_by=order)
    yield "external reference", {"external_reference": "NO-SUCH-CASE"}


def page_times(server) -> dict:
    """Milliseconds of one call each, the first page and those after it."""
    times = {}
    for name, query in queries():
        request = watchlist_pb2.ListEntriesRequest(page_size=PAGE, **query)
        samples = []
        for _ in range(PAGES_EACH):
            started = time.perf_counter()
            answer = server.watchlist.ListEntries(request, timeout=CALL_S)
            samples.append((time.perf_counter() - started) * 1000)
            request.page_token = answer.next_page_token
        times[name] = {"median_ms": statistics.median(samples), "max_ms": max(samples)}
    due = watchlist_pb2.ListEntriesDueForReviewRequest(page_size=PAGE)
    due.due_by.CopyFrom(timestamp_pb2.Timestamp(seconds=int(time.time()) + 400 * 86400))
    samples = []
    for _ in range(PAGES_EACH):
        started = time.perf_counter()
        answer = server.watchlist.ListEntriesDueForReview(due, timeout=CALL_S)
        samples.append((time.perf_counter() - started) * 1000)
        due.page_token = answer.next_page_token
    times["due for review"] = {"median_ms": statistics.median(samples), "max_ms": max(samples)}
    return times


def measure_empty(programs, starts) -> dict:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-bench-"))
    try:
        empty = Starts()
        for _ in range(starts):
            empty.add(programs, folder, start_cache=True)
        return empty.summary()
    finally:
        shutil.rmtree(folder)


def fill(programs, folder, size) -> float:
    Server(programs, folder).stop()  # makes the key
    started = time.monotonic()
    subprocess.run(
        [programs / "eval/portcullis-eval", "import-embeddings", "--data-dir", folder / "data",
         "--key-file", folder / "sealing.key", "--list", "bench", "--synthetic", str(size)],
        check=True)
    return time.monotonic() - started


def measure_folder(programs, folder, starts) -> dict:
    rebuilt, cached = measure_starts(programs, folder, starts)
    server = Server(programs, folder)
    entries = server.status().entries
    pages = page_times(server)
    server.stop()
    database = (folder / "data/portcullis.db").stat().st_size
    return {"entries": entries, "start_empty": measure_empty(programs, starts),
            "start_rebuilt": rebuilt, "start_cached": cached, "pages": pages,
            "database_mib": database / 2**20, "cache_mib": cache_of(folder).stat().st_size / 2**20}


def measure_size(programs, size, starts, work) -> dict:
    ready_made = work / f"data/fast-{size}" if work else None
    if ready_made and (ready_made / "sealing.key").exists():
        return measure_folder(programs, ready_made, starts)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-bench-"))
    try:
        import_s = fill(programs, folder, size)
        return measure_folder(programs, folder, starts) | {"import_embeddings_s": import_s}
    finally:
        shutil.rmtree(folder)


def measure_import(programs, images, count) -> dict:
    """The rate of an import beside that of the embedding alone, on the same files."""
    files = sorted(path for path in images.rglob("*") if path.suffix in (".jpg", ".png"))[:count]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-bench-"))
    try:
        (folder / "flat").mkdir()
        for number, path in enumerate(files):
            shutil.copy(path, folder / "flat" / f"{number:05d}{path.suffix}")
        copies = sorted((folder / "flat").iterdir())
        (folder / "paths").write_text("".join(f"{path}\n" for path in copies))
        started = time.monotonic()
        subprocess.run(
            [programs / "eval/portcullis-eval", "embed", "--no-cache", "--files-from",
             folder / "paths", "--out", folder / "embedded"], check=True)
        embed_s = time.monotonic() - started
        server = Server(programs, folder)
        server.watchlist.CreateList(watchlist_pb2.CreateListRequest(
            request_id="list", list_id="bench",
            list=entry_pb2.WatchList(display_name="Bench")), timeout=CALL_S)
        started = time.monotonic()
        imported = subprocess.run(
            [programs / "clients/cli/portcullis", "import", folder / "flat", "--list", "bench",
             "--allow-duplicate", "--insecure-loopback", "--server", server.address],
            capture_output=True, text=True, check=False)
        import_s = time.monotonic() - started
        entries = server.watchlist.ListEntries(
            watchlist_pb2.ListEntriesRequest(page_size=1), timeout=CALL_S)
        server.stop()
        if imported.returncode > 1 or not entries.entries:
            raise SystemExit(f"import failed: {imported.stderr}")
        return {"images": len(files), "embed_alone_per_s": len(files) / embed_s,
                "import_per_s": len(files) / import_s, "ratio": embed_s / import_s,
                "said": imported.stdout.strip().splitlines()[-1:]}
    finally:
        shutil.rmtree(folder)


def show_size(result) -> None:
    filled = f", filled in {result['import_embeddings_s']:.0f} s" \
        if "import_embeddings_s" in result else ""
    print(f"\n{result['entries']:,} entries, database {result['database_mib']:.0f} MiB, start cache "
          f"{result['cache_mib']:.0f} MiB{filled}")
    for name, kind in (("from the start cache", "start_cached"),
                       ("from the database", "start_rebuilt"), ("without entries", "start_empty")):
        found = result[kind]
        print(f"  start to ready {name}: {found['median_s']:.2f} s (median of {found['starts']}, "
              f"slowest {found['max_s']:.2f} s), resident {found['resident_mib']:.0f} MiB")
    slowest = max(result["pages"].items(), key=lambda item: item[1]["max_ms"])
    medians = [page["median_ms"] for page in result["pages"].values()]
    print(f"  page of {PAGE}: median {statistics.median(medians):.1f} ms over "
          f"{len(medians)} queries; slowest call {slowest[1]['max_ms']:.1f} ms ({slowest[0]})")


def measures_of(result) -> list[dict]:
    """What the report reads."""
    entries = result["entries"]
    conditions = f"{entries} entries with one reference each, median of " \
        f"{result['start_cached']['starts']} starts in turns"
    measures = [{
        "id": f"start.{entries}", "name": "start to ready", "unit": "s",
        "value": result["start_cached"]["median_s"], "entries": entries, "series": "start cache",
        "baseline": "from the database", "baseline_value": result["start_rebuilt"]["median_s"],
        "conditions": conditions}]
    for kind, series in (("start_rebuilt", "from the database"), ("start_empty", "no entries")):
        measures.append({
            "id": f"{kind}.{entries}", "name": "start to ready", "unit": "s",
            "value": result[kind]["median_s"], "entries": entries, "series": series,
            "conditions": conditions})
    measures.append({
        "id": f"start_resident.{entries}", "name": "memory of the server", "unit": "MiB",
        "value": result["start_cached"]["resident_mib"], "entries": entries,
        "conditions": "resident when ready, after a start from the start cache"})
    return measures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="2,000 entries, one start each")
    parser.add_argument("--images", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=600, help="images to import")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    starts = 1 if arguments.quick else STARTS
    sizes = "2000" if arguments.quick else arguments.sizes
    results = {"bench": "watchlist", "machine": machine.described(), "measures": [], "sizes": [],
               "import": None}
    for size in filter(None, sizes.split(",")):
        result = measure_size(arguments.programs, int(size), starts, arguments.work)
        show_size(result)
        results["sizes"].append(result)
        results["measures"] += measures_of(result)
    if arguments.images:
        results["import"] = measure_import(arguments.programs, arguments.images, arguments.count)
        found = results["import"]
        print(f"\nimport of {found['images']} images: {found['import_per_s']:.1f} a second; "
              f"their embedding alone {found['embed_alone_per_s']:.1f} a second; "
              f"ratio {found['ratio']:.2f}")
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
