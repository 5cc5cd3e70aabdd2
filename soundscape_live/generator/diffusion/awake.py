"""Wakes a CUDA device while the libraries are still being read: its context and its own libraries take seconds."""

import contextlib
import functools
import threading

import torch
from torch.nn import functional


@functools.cache
def wake(device: str) -> None:
    """Begin to wake the device, if it is one that sleeps, once. Returns at once; whoever loads a model waits by itself.

    A process that ends waits for it, as CUDA does not bear to be left in the middle.
    """
    if device != "cpu" and torch.cuda.is_available():
        threading.Thread(target=_work, args=(device,), name="wake").start()


def plan_no_attention() -> None:
    """Leave out the attention that plans for each shape anew: 45 ms for each of eight, in the first frame of a size."""
    torch.backends.cuda.enable_cudnn_sdp(False)  # noqa: FBT003  (the library's signature)


def _work(device: str) -> None:
    """Do a little of everything that a model does. Thread: its own; blocks for seconds."""
    with contextlib.suppress(RuntimeError), torch.inference_mode():  # whoever loads a model will say it
        # A thread begins on the first device, and would take memory there.
        torch.cuda.set_device(torch.device(device).index or 0)
        plan_no_attention()
        picture = torch.zeros(1, 64, 64, 64, device=device, dtype=torch.float16)
        picture = picture.contiguous(memory_format=torch.channels_last)
        weights = torch.zeros(64, 64, 3, 3, device=device, dtype=torch.float16)
        weights = weights.contiguous(memory_format=torch.channels_last)
        for outs in (64, 4):
            functional.conv2d(picture, weights[:outs], padding=1)
        functional.silu(functional.group_norm(picture, 32))
        rows = picture.flatten()[: 64 * 64].view(1, 1, 64, 64)
        functional.scaled_dot_product_attention(rows @ rows, rows, rows)
        functional.gelu(functional.layer_norm(rows, (64,)))
        angles = torch.arange(64, device=device, dtype=torch.float32).exp()
        torch.cat([angles.sin(), angles.cos()]).half()
