"""Reads diffusers without what a frame does not need: five sixths of the time that reading it takes.

Rules: what is left out is left out while diffusers is read, and can be imported afterwards; where diffusers has been
read before, nothing changes. Four things are kept from it, as seen with diffusers 0.35 to 0.42; times are ratios to
importing torch:

- torch's compiler, 0.9: diffusers marks classes for it while they are defined. A stand-in lets them be as they are; it
  makes way for the real one when it is asked for anything else.
- transformers, peft, torchvision and scipy, 1.6: diffusers imports them wherever they are installed. Texts are encoded
  by our own code (clip), and so are LoRAs added (lora_files).
- all transformers that diffusers has but the two that its network is made of, 0.1: they are read with these.
- the search for which distribution each package belongs to, 0.1: it reads the names of all installed files, for
  libraries of quantisation that we do not use.
"""

import contextlib
import gc
import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import TypeVar

from typing_extensions import override

COMPILER = "torch._dynamo"
UNUSED = ("transformers", "peft", "torchvision", "scipy")
READER = "diffusers"
LIST = "diffusers.models.transformers"
"A package that reads all of its modules, of which two are needed."

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
    importlib.metadata.packages_distributions = dict
    try:
        with (
            _standing(dict.fromkeys(UNUSED)),  # the documented way to say that a package is not there
            _standing({COMPILER: _empty(COMPILER, _Compiler)}),
            _standing({LIST: _empty(LIST, ModuleType)}),  # looked for last: it is a part of what is read leanly
        ):
            yield
    finally:
        importlib.metadata.packages_distributions = search


@contextlib.contextmanager
def _standing(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Have modules stand where nothing has been imported yet."""
    own = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(own)  # type: ignore[arg-type]  # typeshed knows of no None
    try:
        yield
    finally:
        for name, module in own.items():
            if name in sys.modules and sys.modules[name] is module:
                del sys.modules[name]


def _empty(name: str, kind: type[ModuleType]) -> ModuleType | None:
    """Return a package that has read nothing, and whose modules can be imported; None if there is none of the name."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        return None
    module = kind(name)
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
