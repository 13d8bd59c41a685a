"""Which folder may include what: the table of the architecture as data (see docs/architecture.md)."""

# From the folder of a file (the longest matching prefix decides) to the prefixes of our own headers
# that it may include. A folder may always include itself.
OWN_HEADERS = {
    "matcher/core": [],
    "matcher/vision": ["matcher/core"],
    "matcher/index": ["matcher/core"],
    "matcher/scoring": ["matcher/core"],
    "matcher/pipeline": ["matcher/core"],
    # Rooms of the border, each seeing only those before it.
    "border/audit": ["matcher/core", "matcher/pipeline", "matcher/scoring"],
    "border/policy": ["matcher/core", "matcher/pipeline", "matcher/scoring", "border/audit"],
    "border/watchlist": [
        "matcher/core", "matcher/pipeline", "matcher/scoring", "border/audit", "border/policy"],
    "border/screening": [
        "matcher/core", "matcher/pipeline", "matcher/scoring", "border/audit", "border/policy",
        "border/watchlist"],
    "store": ["border", "matcher/core"],
    "server": ["portcullis", "google/rpc", "border", "matcher/core", "matcher/pipeline"],
    # The composition root, with the choice of the engine and the tools for a data folder, names
    # what the rest of the server must not.
    "server/application.cc": [
        "portcullis", "google/rpc", "border", "matcher", "store", "server", "models"],
    "server/data_folder.cc": ["portcullis", "border", "matcher/core", "store", "server"],
    "server/engine.cc": ["portcullis", "matcher", "server"],
    "server/engine.h": ["portcullis", "matcher"],
    "server/index_choice.cc": ["portcullis", "matcher", "server"],
    "clients": ["portcullis", "google/rpc"],
    "eval": ["portcullis", "google/rpc", "matcher", "border", "store"],
    "bench": ["portcullis", "google/rpc", "matcher", "border"],
    "tests": [
        "matcher", "border", "store", "server", "clients", "eval", "bench", "portcullis",
        "google/rpc"],
}

# Top folders whose headers are ours, generated ones (portcullis, google/rpc) included.
OWN_TOPS = {"matcher", "border", "store", "server", "clients", "eval", "bench", "tests", "portcullis"}

# Libraries that stay behind a seam: they appear in no header of ours.
HIDDEN_LIBRARIES = (
    "opencv2/", "dlib/", "faiss/", "dnnl", "oneapi/", "sqlite3", "libpq", "postgresql/", "jpeglib",
    "png.h", "sodium", "seccomp", "lcms2", "openjpeg")

# All that the engine's core may use beside the standard library and itself.
CORE_LIBRARIES = ("absl/", "fmt/")
