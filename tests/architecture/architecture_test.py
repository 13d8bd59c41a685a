"""Checks the tree against its rules, and the rules against planted violations."""

import pathlib
import subprocess
import unittest

import rules

ROOT = pathlib.Path(__file__).resolve().parents[2]


def committed_paths():
    """What git knows or would know; in an unpacked archive, without git, all but build outputs."""
    git = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True)
    if git.returncode == 0:
        return [path for path in git.stdout.splitlines() if (ROOT / path).is_file()]
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [str(path) for path in paths
            if not {"build", "weights", "generated", "node_modules"} & set(path.parts)]


class TheTree(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        paths = committed_paths()
        cls.sizes = {path: (ROOT / path).stat().st_size for path in paths}
        cls.files = {path: (ROOT / path).read_text(errors="replace")
                     for path in paths if cls.sizes[path] <= rules.MAX_BYTES}

    def assert_none(self, violations):
        self.assertFalse(violations, "\n" + "\n".join(violations))

    def test_has_files_to_check(self):
        self.assertIn("matcher/core/embedding.h", self.files)
        self.assertIn("proto/portcullis/v1/match.proto", self.files)

    def test_includes_only_along_the_allowed_edges(self):
        self.assert_none(rules.wrong_edges(self.files))

    def test_shows_no_third_party_engine_in_a_header(self):
        self.assert_none(rules.hidden_libraries_in_headers(self.files))

    def test_keeps_the_core_to_std_absl_and_fmt(self):
        self.assert_none(rules.foreign_includes_in_core(self.files))

    def test_has_no_cycle_of_folders(self):
        self.assert_none(rules.folder_cycles(self.files))

    def test_has_no_long_file_without_a_reason(self):
        self.assert_none(rules.long_files(self.files))

    def test_commits_no_weights_and_no_big_file(self):
        self.assert_none(rules.weights_and_big_files(self.sizes))

    def test_explains_every_field_and_call_of_the_contract(self):
        self.assert_none(rules.uncommented_fields(self.files))


class PlantedViolations(unittest.TestCase):

    def test_an_upward_include_is_found(self):
        found = rules.wrong_edges({"matcher/core/face.h": '#include "matcher/vision/vision_kit.h"\n'})
        self.assertEqual(len(found), 1)

    def test_a_sideways_include_between_rooms_is_found(self):
        found = rules.wrong_edges(
            {"border/watchlist/store.h": '#include "border/screening/screening.h"\n'})
        self.assertEqual(len(found), 1)

    def test_only_the_composition_root_may_name_concrete_classes(self):
        include = '#include "store/sqlite/sqlite_store.h"\n'
        self.assertTrue(rules.wrong_edges({"server/match_service.cc": include}))
        self.assertFalse(rules.wrong_edges({"server/application.cc": include}))

    def test_a_client_that_includes_the_engine_is_found(self):
        found = rules.wrong_edges({"clients/cli/main.cc": '#include "matcher/core/image.h"\n'})
        self.assertEqual(len(found), 1)

    def test_a_spaced_include_is_found_too(self):
        self.assertTrue(rules.wrong_edges({"store/a.cc": ' # include  "server/b.h"\n'}))

    def test_a_file_in_an_unknown_folder_is_found(self):
        self.assertTrue(rules.wrong_edges({"utils/strings.h": ""}))

    def test_each_hidden_library_is_found_in_a_header_but_allowed_in_a_source(self):
        for library in ("opencv2/core.hpp", "dlib/dnn.h", "faiss/IndexFlat.h", "sqlite3.h",
                        "libpq-fe.h", "oneapi/dnnl/dnnl.hpp", "seccomp.h", "lcms2.h",
                        "openjpeg-2.5/openjpeg.h"):
            text = f"#include <{library}>\n"
            self.assertTrue(rules.hidden_libraries_in_headers({"matcher/index/a.h": text}), library)
            self.assertFalse(rules.hidden_libraries_in_headers({"matcher/index/a.cc": text}))

    def test_spdlog_in_the_core_is_found_and_std_absl_fmt_are_not(self):
        self.assertTrue(
            rules.foreign_includes_in_core({"matcher/core/a.cc": "#include <spdlog/spdlog.h>\n"}))
        self.assertFalse(rules.foreign_includes_in_core({"matcher/core/a.cc": (
            "#include <vector>\n#include <absl/status/status.h>\n#include \"fmt/format.h\"\n")}))

    def test_a_cycle_of_folders_is_found_and_a_chain_is_not(self):
        files = {"matcher/a/x.h": '#include "matcher/b/y.h"\n',
                 "matcher/b/y.h": '#include "matcher/c/z.h"\n'}
        self.assertFalse(rules.folder_cycles(files))
        files["matcher/c/z.h"] = '#include "matcher/a/x.h"\n'
        self.assertTrue(rules.folder_cycles(files))

    def test_a_long_file_is_found_unless_it_says_why(self):
        self.assertTrue(rules.long_files({"a.cc": "\n" * 401}))
        self.assertFalse(rules.long_files({"a.cc": "\n" * 400}))
        self.assertFalse(rules.long_files({"a.cc": "// over 400 lines: one table\n" + "\n" * 401}))

    def test_weights_and_big_files_are_found(self):
        self.assertTrue(rules.weights_and_big_files({"models/net.dat.bz2": 10}))
        self.assertTrue(rules.weights_and_big_files({"docs/picture.png": 1_000_001}))
        self.assertFalse(rules.weights_and_big_files({"docs/picture.png": 1_000_000}))

    def test_an_unexplained_field_or_call_is_found(self):
        path = "proto/portcullis/v1/a.proto"
        self.assertTrue(rules.uncommented_fields({path: "message A {\n  string b = 1;\n}\n"}))
        self.assertTrue(rules.uncommented_fields({path: "service A {\n  rpc B(C) returns (D);\n}\n"}))
        self.assertFalse(rules.uncommented_fields(
            {path: "message A {\n  // Said.\n  string b = 1;\n  A c = 2;\n}\n"}))


if __name__ == "__main__":
    unittest.main()
