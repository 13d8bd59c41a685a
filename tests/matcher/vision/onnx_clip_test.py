"""Tests of models/onnx_clip.py: python3 onnx_clip_test.py PATH-TO-MODELS."""

import hashlib
import pathlib
import struct
import sys
import unittest

sys.dont_write_bytecode = True
MODELS = pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(MODELS))
import onnx_clip
from onnx_clip import BYTES, FIXED32, VARINT, NotOnnx, clip_bounds_to_attributes


def message(*fields):
    return onnx_clip._write([field for field in fields if field is not None])


def node(operator, inputs, outputs, *attributes):
    return message(
        *[(onnx_clip.NODE_INPUT, BYTES, name) for name in inputs],
        *[(onnx_clip.NODE_OUTPUT, BYTES, name) for name in outputs],
        (onnx_clip.NODE_OPERATOR, BYTES, operator),
        *[(onnx_clip.NODE_ATTRIBUTE, BYTES, attribute) for attribute in attributes],
    )


def constant(name, value):
    tensor = message((onnx_clip.TENSOR_TYPE, VARINT, 1), (onnx_clip.TENSOR_RAW, BYTES, struct.pack("<f", value)))
    return node(b"Constant", [], [name], message((1, BYTES, b"value"), (onnx_clip.ATTRIBUTE_TENSOR, BYTES, tensor)))


def network(*nodes):
    graph = message(*[(onnx_clip.GRAPH_NODE, BYTES, one) for one in nodes], (2, BYTES, b"a name"))
    return message((1, VARINT, 300), (onnx_clip.MODEL_GRAPH, BYTES, graph))


def attribute(name, value):
    return message((1, BYTES, name), (2, FIXED32, struct.pack("<f", value)), (20, VARINT, 1))


class ClipBounds(unittest.TestCase):
    def test_become_attributes_and_their_constants_go(self):
        before = network(constant(b"lo", 0.0), constant(b"hi", 6.0), node(b"Clip", [b"x", b"lo", b"hi"], [b"y"]))
        after = network(node(b"Clip", [b"x"], [b"y"], attribute(b"min", 0.0), attribute(b"max", 6.0)))
        self.assertEqual(clip_bounds_to_attributes(before), after)

    def test_leave_everything_else_as_it_is(self):
        before = network(constant(b"two", 2.0), node(b"Mul", [b"x", b"two"], [b"y"]))
        self.assertEqual(clip_bounds_to_attributes(before), before)

    def test_that_are_computed_are_refused_by_name(self):
        before = network(constant(b"lo", 0.0), node(b"Clip", [b"x", b"lo", b"width"], [b"y"]))
        with self.assertRaisesRegex(NotOnnx, "width"):
            clip_bounds_to_attributes(before)

    def test_of_something_that_is_no_network_are_refused(self):
        whole = network(constant(b"lo", 0.0), node(b"Clip", [b"x", b"lo", b"lo"], [b"y"]))
        for broken in (whole[:-3], b"\xff" * 20, b"not an ONNX file at all", b"\x07"):
            with self.assertRaises(NotOnnx, msg=broken):
                clip_bounds_to_attributes(broken)

    def test_of_mobilefacenet_give_the_file_that_models_toml_states(self):
        upstream = MODELS.parent.parent / "shared" / "models" / "MobileFaceNet.onnx"
        if not upstream.is_file():
            self.skipTest(f"{upstream.name} is not in a mirror beside the project")
        rewritten = clip_bounds_to_attributes(upstream.read_bytes())
        self.assertIn(hashlib.sha256(rewritten).hexdigest(), (MODELS / "models.toml").read_text())


if __name__ == "__main__":
    unittest.main()
