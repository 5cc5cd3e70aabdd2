"""What a port's controllers send that the messages alone do not say: which are 14 bit, NRPN or relative. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Coding(StrEnum):
    """How an endless encoder tells of its steps in a control change's seven bits."""

    TWOS = "twos"
    "Two's complement: 1..63 are steps up, 127..64 are 1..64 steps down."
    OFFSET = "offset"
    "64 is none; 65..127 are 1..63 steps up, 63..0 are 1..64 steps down."
    SIGN = "sign"
    "Bit 6 is the sign: 1..63 are steps up, 65..127 are 1..63 steps down; 64 is none."


@dataclass(frozen=True, slots=True)
class Codings:
    """What is declared for one port. Without it every control change is a plain one."""

    fine: frozenset[int] = frozenset()
    "The MSBs' numbers, 0..31, of control changes with 14 bits; the LSB's is 32 higher."
    nrpn: bool = False
    "Whether 98, 99, 6, 38, 96, 97, 100 and 101 are NRPN (and RPN) rather than plain control changes."
    turns: tuple[tuple[int, Coding], ...] = ()
    "Control changes of endless encoders, by number."
