"""Tells what several runs of ctest found: failures with their output, skipped tests by reason.

usage: ctest_summary.py RESULT.xml...

Reads the JUnit files that ctest --output-junit writes; each is named after its build preset. The
last line is "N passed, N failed, N skipped" over all of them; exits 1 when a test failed.
"""

import collections
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

# GoogleTest prints "FILE:LINE: Skipped", the message, and an empty line.
GTEST_SKIP = re.compile(r"^.*: Skipped\n(?P<reason>.*?)\n\s*\n", re.MULTILINE | re.DOTALL)
# Python's unittest prints "... skipped 'REASON'".
UNITTEST_SKIP = re.compile(r"skipped (?P<quote>['\"])(?P<reason>.*)(?P=quote)")


def skip_reason(output):
    match = GTEST_SKIP.search(output) or UNITTEST_SKIP.search(output)
    return " ".join(match["reason"].split()) if match else "no reason printed"


def main(paths):
    passed = failed = 0
    skipped = collections.defaultdict(list)
    for path in map(pathlib.Path, paths):
        for case in xml.parse(path).getroot().iter("testcase"):
            name = f"{case.get('name')} ({path.stem})"
            output = case.findtext("system-out") or ""
            if case.get("status") == "run":
                passed += 1
            elif case.find("skipped") is not None and "SKIP" in case.find("skipped").get("message", ""):
                skipped[skip_reason(output)].append(name)
            else:  # failed, crashed, timed out, not built, disabled
                failed += 1
                print(f"FAILED {name}\n{output.rstrip()}\n")
    for reason, names in sorted(skipped.items()):
        print(f"skipped {len(names)}: {reason}")
        for name in names:
            print(f"  {name}")
    print(f"{passed} passed, {failed} failed, {sum(map(len, skipped.values()))} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
