"""From a cue's value to the argument that its target takes."""

from typing import TypeAlias, assert_never

from soundscape_live.lights.rules import Route, Type

Argument: TypeAlias = float | int | str | bool | None
"None: no argument."


def scaled(route: Route, value: float) -> Argument:
    """Return the argument of a value 0..1: 0 becomes the route's low, 1 its high."""
    if route.off and value <= 0.0:
        return route.off
    return typed(route, route.low + (route.high - route.low) * value)


def typed(route: Route, value: float | str) -> Argument:
    """Return a value as the route's type has it. A word as a number is 1 if it is not empty, else 0."""
    if route.text:
        value = _said(route, value)
    match route.type:
        case Type.NONE:
            return None
        case Type.TEXT:
            return written(value)
        case Type.TRUTH:
            return bool(value)
        case Type.INT:
            return round(_number(value))
        case Type.FLOAT:
            return float(_number(value))
        case _:
            assert_never(route.type)


def _said(route: Route, value: float | str) -> float | str:
    """Return what is told in place of a value."""
    text = route.text.replace("{value}", written(value))
    return text if route.type is Type.TEXT else float(text)


def written(value: float | str) -> str:
    """Return a value as a text: numbers with at most two digits behind the point."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _number(value: float | str) -> float:
    return float(bool(value)) if isinstance(value, str) else value
