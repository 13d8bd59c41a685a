"""What a kernel's file compiles may run on that kernel's processors alone.

A function of a header, or of a template of the standard library, that is compiled there would be
left to the linker beside the same function from other files, which takes any one of them for all:
then a machine without AVX-512 would stop on an illegal instruction, far from any kernel. So the
object files of the kernels may define nothing that the linker can take for others, and nothing that
runs before main(), on every machine (a header that includes <iostream> is enough for that).
"""

import os
import re
import subprocess
import unittest

KERNELS = {"kernel_avx2.cc.o", "kernel_avx512vnni.cc.o", "row_kernels_avx2.cc.o",
           "row_kernels_avx512.cc.o", "scale_block_avx2.cc.o", "scale_block_avx512.cc.o"}
# nm's letters for weak and for unique symbols, defined here.
SHARED = "WVu"
RUNS_BEFORE_MAIN = "_GLOBAL__sub_I_"


def symbols():
    """Yields (object file, letter, name) of what each object file in the libraries defines."""
    member = None
    listing = subprocess.run(["nm", "-C", *os.environ["LIBRARIES"].split(":")], check=True,
                             capture_output=True, text=True)
    for line in listing.stdout.splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif match := re.match(r"[0-9a-f]+ (\w) (.*)", line):
            yield member, match[1], match[2]


class KernelObjects(unittest.TestCase):

    def test_share_no_function_with_others(self):
        found = list(symbols())
        self.assertEqual(KERNELS, KERNELS & {member for member, _, _ in found})
        shared = [(member, name) for member, letter, name in found
                  if member in KERNELS and letter in SHARED]
        self.assertEqual([], shared)

    def test_run_nothing_before_main(self):
        self.assertEqual([], [(member, name) for member, _, name in symbols()
                              if member in KERNELS and name.startswith(RUNS_BEFORE_MAIN)])

    def test_would_be_found_sharing(self):
        # The other files do share functions, so the letters are those that nm writes.
        self.assertTrue(any(letter in SHARED for _, letter, _ in symbols()))


if __name__ == "__main__":
    unittest.main()
