"""The arithmetic of the load on the whole service, and what it reads from the kernel."""

import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from bench.service import folders, loads, machine, measures, probes, processes  # noqa: E402
from bench.service.loads import OK, QUEUE_FULL, Load  # noqa: E402
from bench.service.processes import Usage  # noqa: E402


def latency(count, p50, p99, largest):
    figures = {"count": count, "p50_ms": p50, "p99_ms": p99, "max_ms": largest}
    return {"since_due": figures, "since_sent": figures}


def load(statuses, answered_ok=100, cpu_s=2.0, **more):
    report = {"due": sum(one["since_due"]["count"] for one in statuses.values()), "window_s": 9.0,
              "warm_up_s": 1.0, "ok_per_s": 10.0, "answered_ok": answered_ok, "statuses": statuses,
              "outcomes": {}, "mean_steps_ms": {}, **more}
    return Load(report, Usage(1, 1, 100, 10), Usage(1 + cpu_s, 1, 102, 10))


def by_ident(found):
    return {one["id"]: one for one in found}


class Measures(unittest.TestCase):

    def test_share_the_processor_time_among_the_checks_of_the_whole_load(self):
        # 2 s of processor time for 90 checks in the window, 9 before and 26 after it.
        one = load({OK: latency(90, 1, 2, 3)}, answered_ok=125)
        self.assertAlmostEqual(measures.cpu_ms_per_check(one), 16)

    def test_have_no_processor_time_where_nothing_was_served(self):
        self.assertIsNone(measures.cpu_ms_per_check(load({QUEUE_FULL: latency(9, 1, 1, 1)}, 0)))

    def test_of_an_overload_keep_refused_calls_apart(self):
        found = by_ident(measures.overload(
            load({OK: latency(50, 90, 200, 300), QUEUE_FULL: latency(48, 1, 2, 4),
                  "DEADLINE_EXCEEDED": latency(2, 10, 10, 10)}), 11.0, 108.0, "w", "here"))
        self.assertEqual(found["service.goodput.w"]["baseline_value"], 11.0)
        self.assertEqual(found["service.refused_p99.w"]["value"], 2)
        self.assertEqual(found["service.overload_p99.w"]["value"], 200)
        self.assertEqual(found["service.lost.w"]["value"], 2)
        self.assertEqual(found["service.overload_memory.w"]["value"], 112)
        self.assertEqual(found["service.overload_memory.w"]["baseline_value"], 108)

    def test_of_an_overload_without_refusals_have_no_time_of_a_refusal(self):
        one = load({OK: latency(50, 90, 200, 300)})
        found = by_ident(measures.overload(one, 11.0, 1.0, "w", ""))
        self.assertNotIn("service.refused_p99.w", found)

    def test_of_latency_have_the_unloaded_median_beside_them(self):
        found = by_ident(measures.latencies(load({OK: latency(50, 20, 60, 70)}), "80", "even", 15.0,
                                            "w", "here"))
        self.assertEqual(found["service.p99_at_80.even.w"]["value"], 60)
        self.assertEqual(found["service.p99_at_80.even.w"]["baseline_value"], 15.0)
        self.assertEqual(found["service.refused_at_80.even.w"]["value"], 0)

    def test_of_latency_are_left_out_where_no_call_was_served(self):
        found = by_ident(measures.latencies(load({QUEUE_FULL: latency(5, 1, 1, 1)}), "80", "even",
                                            15.0, "w", "here"))
        self.assertNotIn("service.p99_at_80.even.w", found)
        self.assertEqual(found["service.refused_at_80.even.w"]["value"], 1)

    def test_of_the_steps_end_with_what_is_beside_them(self):
        one = load({OK: latency(9, 1, 1, 1)},
                   mean_steps_ms={"decode": 2.0, "embed": 7.0, "pad": 0.0, "total": 10.0})
        found = by_ident(measures.profile(one, "w", "here", 1000))
        self.assertEqual(found["service.step.rest.w"]["value"], 1.0)
        self.assertNotIn("service.step.pad.w", found)

    def test_of_the_steps_are_none_where_nothing_was_served(self):
        self.assertEqual(measures.profile(load({}), "w", "here", 1000), [])


class Loads(unittest.TestCase):

    def test_tell_how_many_checks_had_a_face_to_search(self):
        one = load({OK: latency(4, 1, 1, 1)},
                   outcomes={"OUTCOME_CLEAR": 2, "OUTCOME_REFER": 1, "OUTCOME_NO_DECISION": 1})
        self.assertEqual(one.decided_share(), 0.75)
        self.assertEqual(load({}).decided_share(), 0)


    def test_are_longer_where_calls_are_few(self):
        self.assertEqual(loads.long_enough(6, 100), 6)
        self.assertEqual(loads.long_enough(6, 12), 10)
        self.assertEqual(loads.long_enough(6, 0.1), loads.LONGEST_S)


class Processes(unittest.TestCase):

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.proc = pathlib.Path(self._folder.name)
        self.tick_s = 1 / os.sysconf("SC_CLK_TCK")

    def process(self, pid, parent, ticks, children_ticks, kib, name="x"):
        folder = self.proc / str(pid)
        folder.mkdir()
        # state, parent, 9 others; then user, system, children's user, children's system.
        (folder / "stat").write_text(
            f"{pid} ({name}) S {parent} " + "0 " * 9 + f"{ticks} 1 {children_ticks} 2 20 0\n")
        (folder / "status").write_text(f"Name: x\nVmRSS:\t{kib} kB\n")

    def test_add_those_that_they_started(self):
        self.process(10, 1, 100, 30, 2048)
        self.process(11, 10, 40, 0, 1024)
        self.process(12, 99, 7, 0, 1024)
        usage = processes.usage_of(10, self.proc)
        self.assertAlmostEqual(usage.own_cpu_s, 101 * self.tick_s)
        self.assertAlmostEqual(usage.children_cpu_s, (32 + 41) * self.tick_s)
        self.assertEqual((usage.own_mib, usage.children_mib, usage.mib), (2, 1, 3))

    def test_may_have_brackets_and_blanks_in_their_names(self):
        self.process(10, 1, 100, 0, 2048, name="a) (b 7")
        self.assertAlmostEqual(processes.usage_of(10, self.proc).own_cpu_s, 101 * self.tick_s)

    def test_of_this_machine_can_be_read(self):
        self.assertGreater(processes.usage_of(os.getpid()).own_mib, 1)


class Probes(unittest.TestCase):

    def test_are_cut_from_the_middle_in_their_shape(self):
        self.assertEqual(probes.centre_box(1350, 1350, 640, 480), (0, 169, 1350, 1181))
        self.assertEqual(probes.centre_box(400, 200, 100, 100), (100, 0, 300, 200))

    def test_say_when_they_have_no_faces(self):
        with tempfile.TemporaryDirectory() as folder:
            made = probes.make(pathlib.Path(folder), 640, 480, pathlib.Path(folder) / "absent")
            self.assertFalse(made.has_faces)
            self.assertEqual(made.name, "640x480")
            self.assertTrue(made.files[0].read_bytes().startswith(b"\xff\xd8"))


class Folders(unittest.TestCase):

    def test_that_were_filled_are_not_filled_again(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name) / "fast-5"
            folder.mkdir()
            (folder / folders.FILLED).write_text("5\n")
            absent = pathlib.Path(name) / "no-such-program"
            self.assertEqual(folders.filled(absent, absent, folder, 5, []), folder)

    def test_are_marked_when_all_of_them_is_there(self):
        with tempfile.TemporaryDirectory() as name:
            program = pathlib.Path(name) / "fill"
            # As import-embeddings: the folder after --data-dir.
            program.write_text("#!/bin/sh\nmkdir \"$5\" && echo data > \"$5/portcullis.db\"\n")
            program.chmod(0o755)
            folder = pathlib.Path(name) / "fast-7"
            folders.filled(program, pathlib.Path("m"), folder, 7, [])
            self.assertEqual((folder / "data/portcullis.db").read_text(), "data\n")
            self.assertEqual((folder / folders.FILLED).read_text(), "7\n")
            self.assertEqual((folder / "sealing.key").stat().st_mode & 0o777, 0o600)

    def test_whose_filling_failed_do_not_pass_for_filled(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name) / "fast-5"
            with self.assertRaises(Exception):
                folders.filled(pathlib.Path("/bin/false"), folder, folder, 5, [])
            self.assertFalse((folder / folders.FILLED).exists())


class Machine(unittest.TestCase):

    def test_is_described_by_its_widest_instructions(self):
        with tempfile.TemporaryDirectory() as name, mock.patch.dict(os.environ):
            os.environ.pop("PORTCULLIS_CPU", None)
            cpuinfo = pathlib.Path(name) / "cpuinfo"
            cpuinfo.write_text("model name\t: A CPU\nflags\t\t: sse2 avx2 avx512_vnni\n")
            found = machine.described(cpuinfo)
            self.assertEqual((found["cpu"], found["isa"]), ("A CPU", "avx512vnni"))
            cpuinfo.write_text("processor\t: 0\n")
            found = machine.described(cpuinfo)
            self.assertEqual((found["cpu"], found["isa"]), ("unknown", "portable"))

    def test_is_described_by_the_instructions_that_were_forced(self):
        with mock.patch.dict(os.environ, {"PORTCULLIS_CPU": "portable"}):
            self.assertEqual(machine.described()["isa"], "portable")

    def test_is_measured_with_one_core_and_with_all(self):
        counts = machine.core_counts()
        self.assertEqual(counts[0], 1)
        self.assertEqual(counts[-1], len(os.sched_getaffinity(0)))


if __name__ == "__main__":
    unittest.main()
