"""Elements of HTML and SVG, built as trees: the page is well formed and its texts are escaped."""

import xml.etree.ElementTree as ElementTree
from typing import Iterable, Union

_NO_BREAK = "\u00a0"  # a figure and its unit stay on one line

Element = ElementTree.Element
Child = Union[Element, str, None, Iterable["Child"]]

Attribute = str | float | int | None


def element(tag: str, *children: Child, **attributes: Attribute) -> Element:
    """An element. Children are elements, texts or lists of these; None is left out.

    An attribute's underscores become hyphens, its last one is dropped (`class_`); None is left out;
    numbers are written with at most two decimals, which is a hundredth of a pixel.
    """
    made = Element(tag, {_attribute_name(name): _attribute_text(value)
                         for name, value in attributes.items() if value is not None})
    for child in children:
        _append(made, child)
    return made


def _append(parent: Element, child: Child) -> None:
    if child is None:
        return
    if isinstance(child, str):
        child = child.replace(" %", f"{_NO_BREAK}%")
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + child
        else:
            parent.text = (parent.text or "") + child
    elif isinstance(child, Element):
        parent.append(child)
    else:
        for item in child:
            _append(parent, item)


def _attribute_name(name: str) -> str:
    return "viewBox" if name == "view_box" else name.rstrip("_").replace("_", "-")


def _attribute_text(value: Attribute) -> str:
    return number(value) if isinstance(value, float) else str(value)


def number(value: float) -> str:
    """With at most two decimals, none that is zero: 12.50 as 12.5, -0.001 as 0."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_html(root: Element) -> str:
    """The element and all within as HTML."""
    return ElementTree.tostring(root, encoding="unicode", method="html")


def all_text(root: Element) -> str:
    """Every text within, in order."""
    return "".join(root.itertext())
