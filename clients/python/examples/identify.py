"""Asks a server on this machine who is in a picture: identify.py HOST:PORT IMAGE"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import portcullis  # noqa: E402  (found by the line above)
from portcullis.v1 import common_pb2  # noqa: E402

server, image = sys.argv[1:]
with portcullis.connect(server, insecure_loopback=True) as client:
    try:
        answer = client.identify(pathlib.Path(image).read_bytes())
    except portcullis.PortcullisError as error:
        sys.exit(f"{error.reason}: {error.message}")
print(common_pb2.Outcome.Name(answer.outcome))
for reason in answer.no_decision_reasons:
    print(common_pb2.NoDecisionReason.Name(reason))
for candidate in answer.candidates:
    print(f"{candidate.rank:3}  {candidate.entry}  distance {candidate.score.distance:.3f}"
          f"{'  referred' if candidate.referred else ''}")
