"""The portcullis program from outside: what it links, its exit codes, one line for each error.

usage: program_test.py PORTCULLIS
"""

import pathlib
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop()


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=20)


class Program(unittest.TestCase):

    def assert_one_line(self, text, *parts):
        self.assertEqual(text.count("\n"), 1, text)
        self.assertTrue(text.startswith("portcullis: "), text)
        for part in parts:
            self.assertIn(part, text)

    def test_links_nothing_of_the_engine(self):
        libraries = subprocess.run(
            ["ldd", PROGRAM], capture_output=True, text=True, check=True).stdout
        for name in ("dlib", "opencv", "faiss", "blas", "sqlite"):
            self.assertNotIn(name, libraries)
        symbols = pathlib.Path(PROGRAM).read_bytes()
        for name in (b"dlib::", b"faiss::"):
            self.assertNotIn(name, symbols)

    def test_help_tells_the_commands_with_examples(self):
        help_text = run("--help")
        self.assertEqual(help_text.returncode, 0)
        commands = ("identify", "verify", "check", "assess", "list", "entry", "import", "export", "changes", "erasure",
                    "purge", "snapshot", "status")
        for word in (*commands, "Examples:", "Exit codes"):
            self.assertIn(word, help_text.stdout)
        for command in commands:
            self.assertEqual(run(command, "--help").returncode, 0)

    def test_usage_errors_exit_with_2(self):
        for arguments in ([], ["frobnicate"], ["identify"], ["identify", "/no/such/image"],
                          ["assess"], ["assess", "/no/such/image"], ["check", __file__],
                          ["status"], ["status", "--insecure-loopback", "-o", "xml"],
                          ["status", "--insecure-loopback", "--server", "10.0.0.1:1"],
                          ["entry"], ["entry", "approve", "abc", "--insecure-loopback"],
                          ["status", "--as", "ann", "--ca", "a", "--cert", "b", "--key", "c"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(result.stdout, "")
            self.assert_one_line(result.stderr)

    def test_a_server_that_is_not_there_is_a_failure_that_says_what_to_check(self):
        result = run("status", "--insecure-loopback", "--server", "127.0.0.1:1")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        self.assert_one_line(result.stderr, "status: UNAVAILABLE: ", "--server")

    def test_an_error_names_the_whole_command(self):
        result = run("entry", "show", "abc", "--insecure-loopback", "--server", "127.0.0.1:1")
        self.assert_one_line(result.stderr, "portcullis: entry show: UNAVAILABLE: ")

    def test_a_missing_certificate_is_named(self):
        result = run("status", "--ca", "/no/ca.pem", "--cert", "/no/c.pem", "--key", "/no/k.pem")
        self.assertEqual(result.returncode, 1)
        self.assert_one_line(result.stderr, "/no/ca.pem")


if __name__ == "__main__":
    unittest.main()
