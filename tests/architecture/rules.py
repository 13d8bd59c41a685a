"""The rules of the tree. Each takes the files as {path: text} and returns the violations as lines."""

import collections
import re

from allowed_edges import CORE_LIBRARIES, HIDDEN_LIBRARIES, OWN_HEADERS, OWN_TOPS

INCLUDE = re.compile(r'^\s*#\s*include\s+(?P<open>[<"])(?P<path>[^>"]+)[>"]', re.MULTILINE)
MAX_LINES = 400
MAX_BYTES = 1_000_000
WEIGHTS = (".dat", ".bz2", ".onnx", ".caffemodel", ".pb", ".pt", ".safetensors", ".npy", ".npz")
OUR_CODE = (".cc", ".h", ".py", ".proto", ".sh", ".sql", ".ts", ".tsx", ".cmake", "CMakeLists.txt")


def cpp_files(files):
    return {path: text for path, text in files.items() if path.endswith((".cc", ".h"))}


def includes(text):
    """Yields (path, is_angled) of each #include."""
    for match in INCLUDE.finditer(text):
        yield match["path"], match["open"] == "<"


def is_own(header):
    return header.split("/")[0] in OWN_TOPS or header.startswith("google/rpc/")


def is_under(path, prefix):
    return path == prefix or path.startswith(prefix + "/")


def owner(path):
    """The longest key of the table that `path` lies under; None for files in no known folder."""
    keys = [key for key in OWN_HEADERS if is_under(path, key)]
    return max(keys, key=len, default=None)


def wrong_edges(files):
    """Includes of our own headers that the table does not allow."""
    found = []
    for path, text in cpp_files(files).items():
        key = owner(path)
        if key is None:
            found.append(f"{path}: lies in no folder of the table in allowed_edges.py")
            continue
        allowed = [*OWN_HEADERS[key], key]
        for header, _ in includes(text):
            if is_own(header) and not any(is_under(header, prefix) for prefix in allowed):
                found.append(f'{path}: may not include "{header}"')
    return found


def hidden_libraries_in_headers(files):
    """Tests may look behind the seams; their headers have no callers but themselves."""
    return [
        f"{path}: a header shows <{header}> to its callers"
        for path, text in cpp_files(files).items()
        if path.endswith(".h") and not path.startswith("tests/")
        for header, _ in includes(text) if header.startswith(HIDDEN_LIBRARIES)]


def foreign_includes_in_core(files):
    return [
        f"{path}: the core may not include <{header}>"
        for path, text in cpp_files(files).items() if path.startswith("matcher/core/")
        for header, angled in includes(text)
        # Standard headers have neither a folder nor a suffix.
        if not (header.startswith((*CORE_LIBRARIES, "matcher/core/"))
                or (angled and re.fullmatch(r"[a-z_]+", header)))]


def folder_cycles(files):
    """Folders that include each other, directly or round about."""
    edges = collections.defaultdict(set)
    for path, text in cpp_files(files).items():
        if path.startswith("tests/"):
            continue
        folder = path.rpartition("/")[0]
        for header, _ in includes(text):
            target = header.rpartition("/")[0]
            if is_own(header) and target != folder:
                edges[folder].add(target)
    # What is left after folders that include nothing are taken away again and again is cyclic.
    while leaves := {t for targets in edges.values() for t in targets} - edges.keys():
        for folder in list(edges):
            edges[folder] -= leaves
            if not edges[folder]:
                del edges[folder]
    return [f"{folder}: stands in or above a cycle with {sorted(targets)}"
            for folder, targets in sorted(edges.items())]


def long_files(files):
    """Longer files say why in their first ten lines, with the words "over 400 lines"."""
    found = []
    for path, text in files.items():
        lines = text.splitlines()
        if (path == "dev" or path.endswith(OUR_CODE)) and len(lines) > MAX_LINES:
            if "over 400 lines" not in " ".join(lines[:10]):
                found.append(f"{path}: {len(lines)} lines, the limit is {MAX_LINES}")
    return found


def weights_and_big_files(sizes):
    """`sizes` is {path: bytes} of all committed files."""
    return [f"{path}: {size} bytes; weights and data are never committed"
            for path, size in sizes.items() if size > MAX_BYTES or path.endswith(WEIGHTS)]


def uncommented_fields(files):
    """Fields and calls of the contract that nothing explains.

    A comment explains the declaration below it and those that follow without an empty line or
    another comment. A field of a type of ours is explained by that type.
    """
    found = []
    own = re.compile(r"^\s*(?:message|enum) (\w+)", re.MULTILINE)
    protos = {p: t for p, t in files.items() if p.startswith("proto/portcullis/")}
    types = {name for text in protos.values() for name in own.findall(text)}
    declaration = re.compile(r"^\s*(?:repeated |optional )?(?P<type>[\w.]+) (?P<name>\w+) = \d+")
    call = re.compile(r"^\s*rpc (?P<name>\w+)\(")
    for path, text in protos.items():
        explained = False
        for number, line in enumerate(text.splitlines(), 1):
            if line.lstrip().startswith("//"):
                explained = True
            elif not line.strip():
                explained = False
            match = declaration.match(line) or call.match(line)
            if match and not explained and match.groupdict().get("type") not in types:
                found.append(f"{path}:{number}: {match['name']} has no comment")
    return found
