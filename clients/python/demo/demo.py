"""The main job on real faces: enrols twelve volunteers and plays a border lane.

Exits 0 when all but at most one of the listed people are referred with the right entry at rank 1 (twelve
from a photograph, two of them again from a passport's chip and from several frames), at most one of the
12 strangers is, and neither image without one clear face is taken for a search; else 1.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import signal
import sys
import textwrap

from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "clients" / "python"))

import portcullis  # noqa: E402  (found by the line above)

import faces  # noqa: E402
import lane  # noqa: E402
import passport  # noqa: E402
import report  # noqa: E402
import server_process  # noqa: E402

PROGRAM = ROOT / "build/release/server/portcullisd"
CLIENT = ROOT / "build/release/clients/cli/portcullis"
PROPOSER, APPROVER = "demo-proposer", "demo-approver"


def travellers(photographs: faces.Photographs) -> list[lane.Traveller]:
    listed, strangers = faces.numbers()

    def smiling(number: str, kind: str, expected: lane.Expected) -> lane.Traveller:
        return lane.Traveller(f"{number} {kind}", expected, number,
                              lambda: [photographs.file(faces.smiling(number)).read_bytes()])

    unusable, otherwise = lane.Expected.UNUSABLE, lane.Expected.LISTED_OTHERWISE
    two = [photographs.file(faces.smiling(number)) for number in listed[:2]]
    return [*(smiling(number, "listed", lane.Expected.LISTED) for number in listed),
            *(smiling(number, "stranger", lane.Expected.STRANGER) for number in strangers),
            lane.Traveller(f"{listed[0]} passport", otherwise, listed[0],
                           lambda: [passport.chip_of(Image.open(two[0]).convert("RGB"))]),
            lane.Traveller(f"{listed[1]} frames", otherwise, listed[1],
                           lambda: [faces.without_face(), faces.with_two_faces(*two), two[1].read_bytes()]),
            lane.Traveller("no face", unusable, "", lambda: [faces.without_face()]),
            lane.Traveller("two faces", unusable, "", lambda: [faces.with_two_faces(*two)])]


def play(proposer: portcullis.Client, approver: portcullis.Client,
         photographs: faces.Photographs) -> list[lane.Passage]:
    listed, _ = faces.numbers()
    with report.progress("Fetching photographs") as advance:
        portraits = {}
        for number in listed:
            portraits[number] = photographs.file(faces.neutral(number)).read_bytes()
            advance(len(portraits), len(listed))
        lane_queue = travellers(photographs)
    with report.progress("Enrolling") as advance:
        number_of = {}
        for entry, number in lane.enrol(proposer, approver, portraits):
            number_of[entry] = number
            advance(len(number_of), len(listed))
    with report.progress("Playing the lane") as advance:
        passages = []
        for traveller in lane_queue:
            answer = proposer.identify(traveller.read_images(), [lane.LIST])
            passages.append(lane.Passage(traveller, answer, number_of))
            advance(len(passages), len(lane_queue))
    return passages


def print_basis(status) -> None:
    """What the numbers below rest on."""
    calibration, policy = status.calibration, status.policy
    basis = (
        f"portcullisd {status.version}, model {status.model.model_id}. {status.entries} people are enrolled from "
        f"their neutral portraits, each proposed by {PROPOSER} and approved by {APPROVER}; the lane sees them "
        f"smiling. The numbers rest on {calibration.data_set}: "
        f"{calibration.people:,} people, {calibration.impostor_comparisons:,} comparisons of strangers. Referred "
        f"is who comes so close that at most {policy.max_expected_false_alarms_per_1000_searches:g} in 1,000 "
        f"searches would be false alarms: up to distance {policy.referral_distance_now:.3f} for this list.")
    print(f"{textwrap.fill(basis, 100)}\n{faces.ATTRIBUTION}\n")


def print_summary(passages: list[lane.Passage]) -> None:
    listed_right, listed = lane.tally(passages, lane.Expected.LISTED)
    strangers = [p for p in passages if p.traveller.expected is lane.Expected.STRANGER]
    false_alarms = sum(p.verdict is lane.Verdict.FALSE_ALARM for p in strangers)
    otherwise_right, otherwise = lane.tally(passages, lane.Expected.LISTED_OTHERWISE)
    unusable_right, unusable = lane.tally(passages, lane.Expected.UNUSABLE)
    print(f"\n{listed_right} of {listed} listed people referred with the right entry at rank 1\n"
          f"{otherwise_right} of {otherwise} of them again, from the chip of a passport and from three frames of "
          "which two are of no use\n"
          f"{false_alarms} of {len(strangers)} strangers referred\n"
          f"{unusable_right} of {unusable} images without one clear face answered with no decision")


def print_how_to_call(server: server_process.ServerProcess, photograph: pathlib.Path) -> None:
    photograph = os.path.relpath(photograph, ROOT)
    client = f"{CLIENT.relative_to(ROOT)} --insecure-loopback --server {server.address}"
    print(f"\nThe server keeps running at {server.address} (process {server.pid}). Call it, for example:\n"
          f"  {client} status\n"
          f"  {client} identify {photograph}\n"
          f"  {client} entry ls\n"
          f"  {client} changes\n"
          f"  /usr/bin/python3 clients/python/examples/identify.py {server.address} {photograph}\n"
          f"End it and remove what it stored:\n"
          f"  kill {server.pid} && rm -r {server.folder}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the server running, and say how to call it")
    arguments = parser.parse_args()
    # So that the server is ended in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    photographs = faces.Photographs(ROOT.parent / "shared/data/london", ROOT / "build/demo-faces")
    with server_process.ServerProcess(PROGRAM, ROOT / "models") as server:
        with (portcullis.connect(server.address, insecure_loopback=True, actor=PROPOSER) as proposer,
              portcullis.connect(server.address, insecure_loopback=True, actor=APPROVER) as approver):
            passages = play(proposer, approver, photographs)
            print_basis(proposer.status())
        report.print_table(passages)
        print_summary(passages)
        if arguments.keep:
            server.keep()
            print_how_to_call(server, photographs.file(faces.smiling(faces.numbers()[0][0])))
    return 0 if lane.is_success(passages) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (faces.FacesUnavailable, server_process.ServerFailed, portcullis.PortcullisError) as problem:
        sys.exit(f"./dev demo: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
