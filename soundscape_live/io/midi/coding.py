"""What a port's controllers send that the messages alone do not say: which are 14 bit, NRPN or relative. Pure."""

from dataclasses import dataclass

from soundscape_live.io.controller import Coding

__all__ = ["Coding", "Codings"]


@dataclass(frozen=True, slots=True)
class Codings:
    """What is declared for one port. Without it every control change is a plain one."""

    fine: frozenset[int] = frozenset()
    "The MSBs' numbers, 0..31, of control changes with 14 bits; the LSB's is 32 higher."
    nrpn: bool = False
    "Whether 98, 99, 6, 38, 96, 97, 100 and 101 are NRPN (and RPN) rather than plain control changes."
    turns: tuple[tuple[int, Coding], ...] = ()
    "Control changes of endless encoders, by number."
