"""A run that has to change machines: what it has learnt, in files small enough to be carried.

Rules: weights in float16, no optimisers, and of each stage what later ones need; a stage that was not over goes on from
its weights alone. Files are pieces of PIECE bytes of what `lesson` reads, joined again where the run goes on.
"""

from io import BytesIO
from pathlib import Path

import torch

PIECE = 14_000_000
"Bytes."
TAKEN = {
    "autoencoder": ("encoder", "decoder", "critic"),
    "recogniser": ("recogniser",),
    "flow": ("mean_text", "mean_denoiser"),
    "distillation": ("mean", "best"),
    "finishing": ("decoder", "critic"),
}
"Of each stage."


def pack(folder: Path, luggage: Path) -> None:
    """Write the pieces of all stages that a run's folder holds."""
    luggage.mkdir(parents=True, exist_ok=True)
    for stage, networks in TAKEN.items():
        file = folder / f"{stage}.pt"
        if not file.exists():
            continue
        state = torch.load(file, map_location="cpu", weights_only=True)
        state["networks"] = {
            name: {key: value.half() if value.is_floating_point() else value for key, value in weights.items()}
            for name, weights in state["networks"].items()
            if name in networks
        }
        state["optimisers"] = {}
        packed = BytesIO()
        torch.save(state, packed)
        data = packed.getvalue()
        for number, begin in enumerate(range(0, len(data), PIECE)):
            (luggage / f"{stage}.{number}").write_bytes(data[begin : begin + PIECE])


def unpack(luggage: Path, folder: Path) -> None:
    """Join the pieces to what a run goes on from; a stage that the folder holds already stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for stage in TAKEN:
        file = folder / f"{stage}.pt"
        pieces = sorted(luggage.glob(f"{stage}.*"), key=lambda piece: int(piece.suffix[1:]))
        if pieces and not file.exists():
            file.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
