"""Reads diffusers without what a frame does not need: five sixths of the time that reading it takes.

Rules: what is left out is left out while diffusers is read, and can be imported afterwards; where diffusers has been
read before, nothing changes. Three things are kept from it, as seen with diffusers 0.35 to 0.42; times are ratios to
importing torch:

- torch's compiler, 0.9: diffusers marks classes for it while they are defined. A stand-in lets them be as they are; it
  makes way for the real one when it is asked for anything else.
- transformers, peft, torchvision and scipy, 1.6: diffusers imports them wherever they are installed. Texts are encoded
  by our own code (clip), and so are LoRAs added (lora_files).
- the search for which distribution each package belongs to, 0.1: it reads the names of all installed files, for
  libraries of quantisation that we do not use.
"""

import contextlib
import gc
import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TypeVar

from typing_extensions import override

COMPILER = "torch._dynamo"
UNUSED = ("transformers", "peft", "torchvision", "scipy")
READER = "diffusers"

F = TypeVar("F")


class _Compiler(ModuleType):
    """Stands for torch's compiler while classes are marked for it; asked for anything else, it makes way for it."""

    @staticmethod
    def allow_in_graph(marked: F) -> F:
        """Mark nothing: nothing is compiled by it."""
        return marked

    @staticmethod
    def disable(marked: F | None = None, *_options: object, **_named: object) -> "F | Callable[[F], F]":
        """Mark nothing, as a decorator with options or without."""
        return (lambda later: later) if marked is None else marked

    @override
    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(COMPILER) is self:
            del sys.modules[COMPILER]
        return getattr(importlib.import_module(COMPILER), name)


@contextlib.contextmanager
def lean() -> Iterator[None]:
    """Leave out what frames do not need while diffusers is imported for the first time.

    What other threads import meanwhile lacks it, too.
    """
    if READER in sys.modules:
        yield
        return
    search = importlib.metadata.packages_distributions
    stand_in = _stand_in()
    missing = [name for name in UNUSED if name not in sys.modules]
    # The documented way to say that a package is not there.
    sys.modules.update(dict.fromkeys(missing))  # type: ignore[arg-type]  # typeshed knows of no None
    if stand_in is not None:
        sys.modules[COMPILER] = stand_in
    importlib.metadata.packages_distributions = dict
    try:
        yield
    finally:
        importlib.metadata.packages_distributions = search
        for name in missing:
            if sys.modules.get(name, search) is None:
                del sys.modules[name]
        if stand_in is not None and sys.modules.get(COMPILER) is stand_in:
            del sys.modules[COMPILER]


def _stand_in() -> _Compiler | None:
    """Return what stands for the compiler, unless it is there already."""
    spec = importlib.util.find_spec(COMPILER)
    if COMPILER in sys.modules or spec is None:
        return None
    module = _Compiler(COMPILER)
    module.__spec__ = spec
    module.__path__ = spec.submodule_search_locations or []
    return module


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Search for no cycles of garbage meanwhile: what is imported stays, and is looked through again and again."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
