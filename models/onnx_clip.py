"""Rewrites an ONNX network so that OpenCV 4.6 can load it.

Since opset 11 the operator Clip takes its bounds as inputs; OpenCV 4.6 knows only the older form with
the attributes `min` and `max`. Both say the same, so the constant bounds become attributes and the
nodes that only held them go. Nothing else changes, and the same input always gives the same bytes.

Works on the protobuf wire format itself (protobuf.dev/programming-guides/encoding): a message is a
list of (number, wire type, value), and what is not touched is written back as it was.
"""

import struct

# Field numbers of onnx.proto.
MODEL_GRAPH = 7
GRAPH_NODE = 1
NODE_INPUT, NODE_OUTPUT, NODE_OPERATOR, NODE_ATTRIBUTE = 1, 2, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_FLOAT, ATTRIBUTE_TENSOR, ATTRIBUTE_TYPE = 1, 2, 5, 20
TENSOR_DIMENSIONS, TENSOR_TYPE, TENSOR_RAW = 1, 2, 9
TYPE_FLOAT = 1

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


class NotOnnx(ValueError):
    """The bytes are no ONNX network, or one whose Clip has bounds that are not constant."""


def clip_bounds_to_attributes(network: bytes) -> bytes:
    """The same network with the bounds of every Clip as attributes."""
    model = [
        (number, kind, _rewrite_graph(value) if number == MODEL_GRAPH and kind == BYTES else value)
        for number, kind, value in _read(network)
    ]
    return _write(model)


def _rewrite_graph(graph: bytes) -> bytes:
    fields = _read(graph)
    nodes = [_read(value) for number, _, value in fields if number == GRAPH_NODE]
    constants = dict(filter(None, map(_scalar_constant, nodes)))
    bounds = {name for node in nodes if _is_clip(node) for name in _all(node, NODE_INPUT)[1:]}
    if missing := bounds - constants.keys():
        raise NotOnnx(f"the bound {sorted(missing)[0].decode(errors='replace')} of a Clip is not constant")
    out = []
    for number, kind, value in fields:
        if number == GRAPH_NODE:
            node = _read(value)
            if bounds.intersection(_all(node, NODE_OUTPUT)):
                continue
            if _is_clip(node):
                value = _write(_with_attributes(node, constants))
        out.append((number, kind, value))
    return _write(out)


def _is_clip(node):
    return _all(node, NODE_OPERATOR) == [b"Clip"]


def _scalar_constant(node):
    """(name, value) of a Constant node that holds one float; otherwise None."""
    if _all(node, NODE_OPERATOR) != [b"Constant"]:
        return None
    for attribute in map(_read, _all(node, NODE_ATTRIBUTE)):
        for tensor in map(_read, _all(attribute, ATTRIBUTE_TENSOR)):
            raw = _all(tensor, TENSOR_RAW)
            if _all(tensor, TENSOR_TYPE) == [TYPE_FLOAT] and not _all(tensor, TENSOR_DIMENSIONS) and raw:
                return _all(node, NODE_OUTPUT)[0], struct.unpack("<f", raw[0])[0]
    return None


def _with_attributes(node, constants):
    inputs = _all(node, NODE_INPUT)
    kept, seen = [], 0
    for field in node:
        if field[0] == NODE_INPUT:
            seen += 1
            if seen > 1:
                continue
        kept.append(field)
    for name, bound in zip((b"min", b"max"), inputs[1:]):
        attribute = [
            (ATTRIBUTE_NAME, BYTES, name),
            (ATTRIBUTE_FLOAT, FIXED32, struct.pack("<f", constants[bound])),
            (ATTRIBUTE_TYPE, VARINT, TYPE_FLOAT),
        ]
        kept.append((NODE_ATTRIBUTE, BYTES, _write(attribute)))
    return kept


def _all(message, wanted):
    return [value for number, _, value in message if number == wanted]


def _read(data):
    """The fields of a message in their order."""
    fields, place = [], 0
    while place < len(data):
        key, place = _read_varint(data, place)
        kind = key & 7
        if kind == VARINT:
            value, place = _read_varint(data, place)
        elif kind in (FIXED64, FIXED32, BYTES):
            size = {FIXED64: 8, FIXED32: 4}.get(kind)
            if size is None:
                size, place = _read_varint(data, place)
            value, place = data[place : place + size], place + size
            if place > len(data):
                raise NotOnnx("a field is longer than the file")
        else:
            raise NotOnnx(f"wire type {kind}")
        fields.append((key >> 3, kind, value))
    return fields


def _read_varint(data, place):
    value = 0
    for shift in range(0, 64, 7):
        if place >= len(data):
            raise NotOnnx("the file ends within a number")
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise NotOnnx("a number is longer than 64 bits")


def _write(fields):
    out = bytearray()
    for number, kind, value in fields:
        out += _varint(number << 3 | kind)
        if kind == VARINT:
            out += _varint(value)
        elif kind == BYTES:
            out += _varint(len(value)) + value
        else:
            out += value
    return bytes(out)


def _varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
