"""A real show in processes of its own, its page's address, and what a browser sees of the picture."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundscape_live.host.clock import now
from tests.ports import free_port
from tests.rig.browser import Tab
from tests.rig.processes import children_of, command_of

PICTURE = """(() => {
  const video = document.querySelector('video');
  if (!video || !video.videoWidth) return [];
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 36});
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, 64, 36);
  return [...context.getImageData(0, 0, 64, 36).data].filter((_, n) => n % 4 < 3);
})()"""
FRAMES = "(document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0)"


@dataclass(frozen=True)
class Show:
    """A show that plays."""

    began: float
    "When its process was started."
    printed: float
    "When it printed its address."
    url: str
    lines: tuple[str, ...]
    pid: int

    def generator(self) -> int | None:
        """Return the process id of the generator's server."""
        return next((pid for pid in children_of(self.pid) if "generator" in command_of(pid)), None)

    def kill_generator(self) -> None:
        """Kill the generator's server as nothing can prevent."""
        pid = self.generator()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)


@contextmanager
def show(host: str = "127.0.0.1", *options: str, lines: int = 1) -> Iterator[Show]:
    """Run `soundscape-live run` on the bundled music; yields when it has printed so many lines."""
    port = free_port()
    command = [sys.executable, "-m", "soundscape_live", "run", "--page", f"{host}:{port}", "--osc-in", "off", *options]
    began = now()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            said = tuple(process.stdout.readline().strip() for _ in range(lines))
            yield Show(began, now(), f"http://127.0.0.1:{port}/", said, process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


async def picture(tab: Tab) -> NDArray[np.float64]:
    """Return the video's pixels, (36, 64, 3), 0..255."""
    values = await tab.evaluate(PICTURE)
    assert values, "there is no picture"
    return np.array(values, float).reshape(36, 64, 3)


def difference(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return the mean distance of two pictures, 0..255."""
    return float(np.abs(a - b).mean())
