"""The guide to OSC holds every address with its type and range, and its show file loads."""

import re
from pathlib import Path

import pytest

from soundscape_live.io.files.addresses import Address
from soundscape_live.io.files.shows import parse_show
from soundscape_live.mapping.builtin import BUILTIN
from soundscape_live.web.methods import STATUS_METHODS, Argument, methods

GUIDE = (Path(__file__).parents[2] / "docs" / "osc.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<addresses>`/soundscape/[^|]*) \| (?P<type>\w) \|(?P<range>[^|]*)\|", re.MULTILINE)
ROWS = {
    address: (row["type"], row["range"].strip())
    for row in ROW.finditer(GUIDE)
    for address in re.findall(r"`([^`]+)`", row["addresses"])
}
ARGUMENTS = {
    **{binding.control: methods((binding,))[binding.control].argument for binding in BUILTIN},
    **{method.address: method.argument for method in STATUS_METHODS},
}


def written(argument: Argument) -> str:
    if argument.type == "T":
        return "on or off"
    if argument.low is None:
        return ""
    low = f"{argument.low:.7g}"
    return f"from {low}" if argument.high is None else f"{low} to {argument.high:.7g}"


def test_the_guide_lists_every_address_and_no_other() -> None:
    assert ROWS.keys() == ARGUMENTS.keys()


@pytest.mark.parametrize("address", ARGUMENTS)
def test_the_guide_says_each_address_s_type_and_range(address: str) -> None:
    assert ROWS.get(address) == (ARGUMENTS[address].type, written(ARGUMENTS[address]))


def test_the_guides_show_file_loads() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    show = parse_show(example, "my.toml")
    assert show.osc_in == Address("0.0.0.0", 12100)
    assert show.osc.feedback == (Address("192.168.1.30", 9000),)
