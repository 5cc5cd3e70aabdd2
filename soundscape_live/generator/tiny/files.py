"""Where the model lies: inside the package."""

from enum import StrEnum
from pathlib import Path

from soundscape_live.generator.picture import Refusal

MODEL = Path(__file__).parent / "model"
WEIGHTS = "tiny.safetensors"
"Every weight, once; the graphs point into it."


class Kind(StrEnum):
    """What the networks compute with."""

    FP32 = "fp32"
    INT8 = "int8"


def graph(folder: Path, network: str, kind: Kind) -> Path:
    """Return the graph of `step` or `decode`."""
    return folder / (f"{network}.onnx" if kind is Kind.FP32 else f"{network}-{kind.value}.onnx")


def there(folder: Path = MODEL) -> bool:
    """Whether the model can be opened: its weights and its graphs are there. Looks into the folder."""
    return not _missing(folder)


def find(folder: Path = MODEL) -> Path:
    """Return the folder. Refusal names the file that is missing. Looks into the folder."""
    missing = _missing(folder)
    if missing is not None:
        raise Refusal(f"--engine tiny: its model is not there ({missing.name} is missing); use --engine procedural")
    return folder


def _missing(folder: Path) -> Path | None:
    graphs = [graph(folder, network, kind) for network in ("step", "decode") for kind in Kind]
    return next((path for path in (folder / WEIGHTS, *graphs) if not path.is_file()), None)
