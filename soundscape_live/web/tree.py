"""OSCQuery's tree: methods and their values as the JSON that clients ask for.

Source: the OSCQuery proposal of Vidvox, third revision (github.com/Vidvox/OSCQueryProposal).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from soundscape_live.model import Status
from soundscape_live.web.methods import Access, Method, Value

ATTRIBUTES = ("FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "DESCRIPTION", "RANGE", "VALUE")
UNSUPPORTED = ("TAGS", "EXTENDED_TYPE", "UNIT", "CRITICAL", "CLIPMODE", "OVERLOADS")
"Attributes that the proposal knows and we do not have."

Json: TypeAlias = dict[str, object]


@dataclass(slots=True)
class Node:
    """A folder, or a method."""

    path: str
    method: Method | None = None
    contents: dict[str, "Node"] = field(default_factory=dict)


def grow(methods: Mapping[str, Method]) -> Node:
    """Return the root of the tree of these methods, in which a node is a folder or a method."""
    root = Node("/")
    for address, method in methods.items():
        node = root
        for name in address.strip("/").split("/"):
            node = node.contents.setdefault(name, Node(f"{node.path.rstrip('/')}/{name}"))
        node.method = method
    return root


def find(root: Node, path: str) -> Node | None:
    """Return the node of a path; a slash at its end changes nothing."""
    node: Node | None = root
    for name in path.strip("/").split("/") if path.strip("/") else ():
        node = node.contents.get(name) if node is not None else None
    return node


def described(node: Node, values: Mapping[str, Value], status: Status) -> Json:
    """Return a node with all below it."""
    method = node.method
    if method is None:
        name = node.path.rsplit("/", 1)[1] or "soundscape_live"
        contents = {key: described(inner, values, status) for key, inner in node.contents.items()}
        return {"FULL_PATH": node.path, "ACCESS": 0, "DESCRIPTION": name.replace("_", " "), "CONTENTS": contents}
    found: Json = {
        "FULL_PATH": node.path,
        "TYPE": method.argument.type,
        "ACCESS": int(method.argument.access),
        "DESCRIPTION": method.description,
    }
    bounds = _range(method, status)
    if bounds:
        found["RANGE"] = [bounds]
    if Access.READ in method.argument.access and node.path in values:
        found["VALUE"] = [values[node.path]]
    return found


def values_of(methods: Mapping[str, Method], status: Status, told: Mapping[str, float]) -> dict[str, Value]:
    """Return the values that can be read: what feedback told, else the status; numbers as their types have them."""
    found: dict[str, Value] = {}
    for address, method in methods.items():
        value = _value(method, status, told.get(address))
        if value is not None:
            found[address] = value
    return found


def _value(method: Method, status: Status, told: float | None) -> Value | None:
    kind = method.argument.type
    if Access.READ not in method.argument.access:
        return None
    if told is not None and kind != "s":
        return told > 0.0 if kind == "T" else told
    return method.read(status) if method.read is not None else None


def _range(method: Method, status: Status) -> Json:
    argument = method.argument
    if method.choices is not None:
        return {"VALS": list(method.choices(status))}
    bounds = {"MIN": argument.low, "MAX": argument.high}
    exact = int if argument.type == "i" else float
    return {key: exact(value) for key, value in bounds.items() if value is not None}
