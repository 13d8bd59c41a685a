"""Puts a person on a list, as two administrators of a trial server: two_administrators.py HOST:PORT IMAGE"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import portcullis  # noqa: E402  (found by the line above)

server, image = sys.argv[1:]
try:
    with portcullis.connect(server, insecure_loopback=True, actor="ann") as ann:
        if not any(watch_list.name == "lists/trial" for watch_list in ann.lists()):
            ann.create_list("trial", "Trial", retention_days=30)
        entry = ann.propose("Jane Roe", ["lists/trial"], [pathlib.Path(image).read_bytes()])
        print(f"ann proposed {entry.name}; nothing finds it yet")
    with portcullis.connect(server, insecure_loopback=True, actor="bob") as bob:
        seen = bob.entry(entry.name)
        bob.approve(seen.name, seen.revision)
        print(f"bob approved {seen.name}; the next search finds it")
except portcullis.PortcullisError as error:
    sys.exit(f"{error.reason}: {error.message}")
