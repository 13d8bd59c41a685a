"""The play: who is enrolled, who comes to the lane, and what counts as right."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Iterator

from portcullis.client import Client
from portcullis.v1 import common_pb2, match_pb2

LIST = "lists/demo"


class Expected(enum.Enum):
    """What the truth asks for."""
    LISTED = "is on the list"
    LISTED_OTHERWISE = "is on the list, and comes with something else than one photograph"
    STRANGER = "is not on the list"
    UNUSABLE = "cannot be searched for"


class Verdict(enum.Enum):
    """How the answer compares with the truth; never chosen to look good."""
    RIGHT = "right"
    MISSED = "MISSED"
    WRONG_PERSON = "WRONG PERSON AT RANK 1"
    FALSE_ALARM = "FALSE ALARM"
    FALSELY_CLEAR = "CLEAR WITHOUT A FACE"
    NOT_DECIDED = "NOT DECIDED"


@dataclasses.dataclass(frozen=True)
class Traveller:
    """Someone, or something, in front of the kiosk."""
    label: str
    expected: Expected
    number: str  # of the volunteer; empty for unusable images
    read_images: Callable[[], list[bytes]]


@dataclasses.dataclass(frozen=True)
class Passage:
    """A traveller and the server's answer."""
    traveller: Traveller
    answer: match_pb2.IdentifyResponse
    number_of: dict[str, str]  # entry name -> number of the volunteer who was enrolled as it

    @property
    def verdict(self) -> Verdict:
        outcome = self.answer.outcome
        expected = self.traveller.expected
        if expected is Expected.UNUSABLE:
            return {common_pb2.OUTCOME_NO_DECISION: Verdict.RIGHT,
                    common_pb2.OUTCOME_REFER: Verdict.FALSE_ALARM,
                    common_pb2.OUTCOME_CLEAR: Verdict.FALSELY_CLEAR,
                    }.get(outcome, Verdict.NOT_DECIDED)
        if outcome not in (common_pb2.OUTCOME_CLEAR, common_pb2.OUTCOME_REFER):
            return Verdict.NOT_DECIDED
        if expected is Expected.STRANGER:
            return Verdict.FALSE_ALARM if outcome == common_pb2.OUTCOME_REFER else Verdict.RIGHT
        if outcome != common_pb2.OUTCOME_REFER:
            return Verdict.MISSED
        first = self.answer.candidates[0]
        is_same = self.number_of.get(first.entry) == self.traveller.number
        return Verdict.RIGHT if is_same else Verdict.WRONG_PERSON


def enrol(proposer: Client, approver: Client,
          portraits: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Creates the list and yields (entry name, volunteer's number) for each portrait.

    Nothing is found that only one administrator wanted: the first client proposes, the second one
    approves. No volunteer is taken for another one here: all are known to be different people.
    """
    proposer.create_list(LIST.removeprefix("lists/"), "Demo: twelve volunteers",
                         owner="portcullis demo", purpose="to show the main job")
    for number, portrait in portraits.items():
        entry = proposer.propose(f"Volunteer {number}", [LIST], [portrait],
                                 external_reference=number, allow_duplicate=True)
        approver.approve(entry.name, entry.revision)
        yield entry.name, number


def tally(passages: list[Passage], expected: Expected) -> tuple[int, int]:
    """How many answers are right, of how many."""
    of_kind = [passage for passage in passages if passage.traveller.expected is expected]
    return sum(passage.verdict is Verdict.RIGHT for passage in of_kind), len(of_kind)


def is_success(passages: list[Passage]) -> bool:
    """At most one miss, at most one false alarm, and no unusable image taken for a search."""
    listed_right, listed = map(sum, zip(tally(passages, Expected.LISTED),
                                        tally(passages, Expected.LISTED_OTHERWISE)))
    false_alarms = sum(passage.verdict is Verdict.FALSE_ALARM for passage in passages
                       if passage.traveller.expected is Expected.STRANGER)
    unusable_right, unusable = tally(passages, Expected.UNUSABLE)
    return listed_right >= listed - 1 and false_alarms <= 1 and unusable_right == unusable
