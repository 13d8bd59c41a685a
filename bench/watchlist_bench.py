"""How the watch list behaves at size: pages, restart, import. Prints what it measured.

usage: watchlist_bench.py --programs BUILD_DIR [--sizes 100000,1000000] [--images FOLDER
                          [--count N]] [--json FILE]

Each figure is measured in this run beside its baseline: a start with data beside a start without,
an import beside the embedding of the same images alone.
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
sys.path[:0] = [str(ROOT / "clients/python/generated")]

import grpc  # noqa: E402
from google.protobuf import timestamp_pb2  # noqa: E402

from portcullis.v1 import admin_pb2, admin_pb2_grpc  # noqa: E402
from portcullis.v1 import entry_pb2, watchlist_pb2, watchlist_pb2_grpc  # noqa: E402

CALL_S = 120
PAGE = 50
PAGES_EACH = 40
STARTS = 5


class Server:
    """portcullisd on a data folder of its own."""

    def __init__(self, programs: pathlib.Path, folder: pathlib.Path):
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
        self._process.wait(60)


def median_start(programs, folder, starts=STARTS) -> dict:
    seconds = []
    for _ in range(starts):
        server = Server(programs, folder)
        seconds.append(server.ready_s)
        resident = server.resident_mib()
        server.stop()
    return {"median_s": statistics.median(seconds), "max_s": max(seconds), "resident_mib": resident}


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


def measure_size(programs, size) -> dict:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="portcullis-bench-"))
    try:
        empty = median_start(programs, folder)
        started = time.monotonic()
        subprocess.run(
            [programs / "eval/portcullis-eval", "import-embeddings", "--data-dir", folder / "data",
             "--key-file", folder / "sealing.key", "--list", "bench", "--synthetic", str(size)],
            check=True)
        import_s = time.monotonic() - started
        full = median_start(programs, folder)
        server = Server(programs, folder)
        pages = page_times(server)
        server.stop()
        database = sum(path.stat().st_size for path in (folder / "data").glob("portcullis.db*"))
        return {"entries": size, "import_embeddings_s": import_s, "start_empty": empty,
                "start_full": full, "pages": pages, "database_mib": database / 2**20}
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
    print(f"\n{result['entries']:,} entries, database {result['database_mib']:.0f} MiB, "
          f"filled in {result['import_embeddings_s']:.0f} s")
    empty, full = result["start_empty"], result["start_full"]
    print(f"  start to ready: {full['median_s']:.2f} s (median of {STARTS}, slowest "
          f"{full['max_s']:.2f} s), without entries {empty['median_s']:.2f} s; "
          f"resident {full['resident_mib']:.0f} MiB, without entries {empty['resident_mib']:.0f} MiB")
    slowest = max(result["pages"].items(), key=lambda item: item[1]["max_ms"])
    medians = [page["median_ms"] for page in result["pages"].values()]
    print(f"  page of {PAGE}: median {statistics.median(medians):.1f} ms over "
          f"{len(medians)} queries; slowest call {slowest[1]['max_ms']:.1f} ms ({slowest[0]})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--images", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=600, help="images to import")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    results = {"sizes": [], "import": None}
    for size in filter(None, arguments.sizes.split(",")):
        results["sizes"].append(measure_size(arguments.programs, int(size)))
        show_size(results["sizes"][-1])
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
