"""Plays a kiosk with a camera: check_stream.py HOST:PORT DOCUMENT FRAME...

DOCUMENT is the portrait from the passport, as an image or as the record of its chip; the frames are what
the camera saw, in order.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import portcullis  # noqa: E402  (found by the line above)
from portcullis.v1 import common_pb2, match_pb2  # noqa: E402

server, document, *frames = sys.argv[1:]
images = (pathlib.Path(frame).read_bytes() for frame in frames)
with portcullis.connect(server, insecure_loopback=True) as client:
    try:
        for told in client.check_stream(images, document_image=pathlib.Path(document).read_bytes()):
            if isinstance(told, match_pb2.FrameAdvice):
                words = told.error_reason or "; ".join(advice.text for advice in told.advice) or "good"
                print(f"{frames[told.frame - 1]}: {words}")
            else:
                answer = told
    except portcullis.PortcullisError as error:
        sys.exit(f"{error.reason}: {error.message}")
print(match_pb2.Verification.Name(answer.verification), common_pb2.Outcome.Name(answer.outcome))
for reason in answer.no_decision_reasons:
    print(common_pb2.NoDecisionReason.Name(reason))
