"""Client of a Portcullis server.

    with portcullis.connect("lane-server:50443", ca=..., certificate=..., key=...) as server:
        answer = server.identify(pathlib.Path("traveller.jpg").read_bytes())

Answers are the messages of the contract (proto/portcullis/v1). A failed call raises PortcullisError.
"""

import pathlib
import sys

_generated = pathlib.Path(__file__).resolve().parent.parent / "generated"
if not (_generated / "portcullis").is_dir():
    raise ImportError("the stubs are not there yet: run clients/python/generate (./dev build does)")
__path__.append(str(_generated / "portcullis"))  # portcullis.v1
sys.path.append(str(_generated))  # google.rpc

from portcullis.client import Client, connect  # noqa: E402  (needs the paths above)
from portcullis.errors import PortcullisError  # noqa: E402
from portcullis.match import attack_evidence  # noqa: E402
from portcullis.watchlist import proposal  # noqa: E402

__all__ = ["Client", "PortcullisError", "attack_evidence", "connect", "proposal"]
