"""`targets` of show files: who gets the cues, as a text `NAME=PROFILE@HOST:PORT` each, or as a table `[[targets]]`.

Rules: both forms may stand in one list. What a table does not say is as the target's profile has it.
"""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

from soundscape_live.io.files.addresses import Address, Target, read_listener, read_target
from soundscape_live.io.files.errors import FormError
from soundscape_live.io.files.generators import NAME
from soundscape_live.io.files.values import Flag, Table, choice, form, listing, number, text, whole, wrong
from soundscape_live.lights.rules import Transport, Wishes

MOST = 128
"Targets of a show."
OFFSET = 5_000
"Milliseconds that a lamp may be late or early."

_EXPECTED = "a text NAME=PROFILE@HOST:PORT, as in lights=generic@127.0.0.1:7700, or a table"
Patterns: TypeAlias = Annotated[tuple[Annotated[str, text(60)], ...], listing(0, 64, "texts")]
Numbers: TypeAlias = dict[str, Annotated[int, whole(0, 100_000)]]


class TargetTable(Table):
    """One `[[targets]]`."""

    name: Annotated[str, text(40)]
    profile: Annotated[str, text(40)]
    address: Annotated[Address, form(read_listener)]
    offset_ms: Annotated[float, number(-OFFSET, OFFSET)] | None = None
    only: Patterns = ("*",)
    mute: Patterns = ()
    scale: dict[str, Annotated[float, number(0, 1)]] = {}  # noqa: RUF012  pydantic copies a default
    flashes_per_second: Annotated[float, number(0, 30)] | None = None
    rate: Annotated[float, number(1, 120)] | None = None
    transport: Annotated[Transport, choice(Transport)] | None = None
    bundles: Flag | None = None
    numbers: Numbers = {}  # noqa: RUF012  pydantic copies a default

    def frozen(self) -> Target:
        """Return the value that the program knows. FormError where name or profile is none."""
        named = read_target(f"{self.name}={self.profile}@a:1")
        wishes = Wishes(
            offset=None if self.offset_ms is None else round(self.offset_ms) / 1000.0,
            only=self.only,
            mute=self.mute,
            scale=tuple(self.scale.items()),
            flashes=self.flashes_per_second,
            rate=self.rate,
            transport=self.transport,
            bundles=self.bundles,
            numbers=tuple(self.numbers.items()),
        )
        return Target(named.name, named.profile, self.address.host, self.address.port, wishes)


def _target(value: object) -> object:
    """Take a text or a table."""
    if isinstance(value, str):
        try:
            return read_target(value)
        except FormError as error:
            raise wrong(f"{error}, or a table", value) from None
    if isinstance(value, dict):
        try:
            return TargetTable.model_validate(value).frozen()
        except FormError:
            raise wrong(f"name and profile of {NAME.removesuffix('{1,40}')} each", value.get("name")) from None
    raise wrong(_EXPECTED, value)


# The table stands there so that what is said of an unknown key can name those that there are.
Targets: TypeAlias = Annotated[
    tuple[Annotated[Target, BeforeValidator(_target), list[TargetTable]], ...], listing(0, MOST, "texts or tables")
]
