"""An analysis as a picture that a musician can read: wave, novelty and tempo over one time, in rows like a score.

Rules: matplotlib is an extra, so nothing but the command that draws imports this. Figures are made by hand, without
pyplot, which keeps state for a whole process.
"""

import math
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MultipleLocator, NullFormatter, NullLocator
from matplotlib.transforms import blended_transform_factory

from soundscape_live.app.heard import FRAME, SLOW_FRAME, Analysis, Mark
from soundscape_live.app.layout import DPI, LEFT, RIGHT, WIDTH, Ticks, Window, clock, ticks
from soundscape_live.model import Samples

HEAD, FOOT, BETWEEN = 1.0, 0.55, 0.7
"Inches around the rows."
FLAGS_ROOM = 0.4
"Inches above a row for the flags, where there are any."
GAP = 0.11
"Inches between two panels."
PANELS = (1.35, 0.85, 1.7)
"Inches: wave, novelty, tempo."
FLAGS = (1.2, 1.39)
"Heights of a section's flag, in heights of the wave's panel."
FLAG_PIXELS = 85.0
"As long as the longest flag."
SLOWEST, FASTEST = 40.0, 240.0
TEMPO_TICKS = (40, 60, 80, 100, 120, 160, 200)

WAVE, NOVELTY, GRID, BEAT, BAR = "#7d9bb5", "#d9822b", "#d7263d", "#b9bec4", "#30363d"
COLOURS = {"section": "#5b5f97", "build": "#b8860b", "drop": "#c2185b", "breakdown": "#00838f"}


def draw(analysis: Analysis, window: Window, kind: str) -> bytes:
    """Return the picture as a file of this kind: png, svg or pdf."""
    rows = window.rows()
    row = sum(PANELS) + (FLAGS_ROOM if analysis.sections else 0.0)
    height = HEAD + len(rows) * row + (len(rows) - 1) * BETWEEN + FOOT
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    plan = ticks(analysis.beats, rows[0].scale)
    for number, part in enumerate(rows):
        top = height - HEAD - number * (row + BETWEEN) - (row - sum(PANELS))
        panels = []
        for inches in PANELS:
            top -= inches
            box = (LEFT / WIDTH, (top + GAP) / height, (WIDTH - LEFT - RIGHT) / WIDTH, (inches - GAP) / height)
            panels.append(figure.add_axes(box))
        _Row(analysis, part, plan, panels).draw()
    _head(figure, analysis, plan, height)
    file = BytesIO()
    figure.savefig(file, format=kind, dpi=DPI)
    return file.getvalue()


def _head(figure: Figure, analysis: Analysis, plan: Ticks, height: float) -> None:
    left = LEFT / WIDTH
    median, low, high = analysis.tempo()
    tempo = f"{median:.1f} BPM ({low:.1f} to {high:.1f})" if median else "no beat found"
    figure.text(left, 1.0 - 0.3 / height, analysis.name, fontsize=15, fontweight="bold", va="center")
    about = f"{clock(analysis.seconds)}   {tempo}   {analysis.bars} bars   {analysis.rms_db:.1f} dBFS RMS"
    figure.text(left, 1.0 - 0.6 / height, about, fontsize=11, color="#555555", va="center")
    handles: list[Line2D | Patch] = [Line2D([], [], color=BAR, lw=1.2, label=plan.words())]
    if plan.beats:
        handles.append(Line2D([], [], color=BEAT, lw=1.2, label="beat"))
    handles.append(Line2D([], [], color=GRID, lw=1.6, label="tempo of the grid"))
    if analysis.curves.tempi.size:
        handles.append(Patch(color="#6a4c93", label="how likely a tempo is"))
    anchor = (1.0 - RIGHT / WIDTH, 1.0 - 0.1 / height)
    figure.legend(handles=handles, loc="upper right", bbox_to_anchor=anchor, ncols=len(handles), frameon=False)


class _Row:
    """One row: three panels over the same seconds."""

    def __init__(self, analysis: Analysis, window: Window, plan: Ticks, panels: Sequence[Axes]) -> None:
        self._analysis, self._window, self._plan = analysis, window, plan
        self._wave, self._novelty, self._tempo = panels
        self._panels = panels

    def draw(self) -> None:
        self._draw_wave()
        self._draw_novelty()
        self._draw_tempo()
        self._draw_beats()
        self._draw_sections()
        for panel in self._panels:
            panel.set_xlim(self._window.begin, self._window.end)
            panel.xaxis.set_major_locator(MultipleLocator(self._window.tick))
            panel.xaxis.set_major_formatter(NullFormatter())
            panel.tick_params(labelsize=9, length=3)
            for side in ("top", "right"):
                panel.spines[side].set_visible(False)
        self._tempo.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: clock(seconds, whole=True)))
        self._tempo.set_xlabel("time (min:s)", fontsize=10, labelpad=1)

    def _draw_wave(self) -> None:
        curves = self._analysis.curves
        at, low = self._thinned(curves.low, np.minimum)
        _, high = self._thinned(curves.high, np.maximum)
        self._wave.fill_between(at, low, high, color=WAVE, lw=0.3, zorder=2)
        self._wave.set_ylim(-1.05, 1.05)
        self._wave.set_yticks([-1, 0, 1])
        self._wave.set_ylabel("wave\n(full scale)", fontsize=10)

    def _draw_novelty(self) -> None:
        at, novelty = self._thinned(self._analysis.curves.novelty, np.maximum)
        self._novelty.fill_between(at, 0.0, novelty, color=NOVELTY, lw=0.0, zorder=3)
        self._novelty.set_ylim(0.0, 1.05)
        self._novelty.set_yticks([0, 1])
        self._novelty.set_ylabel("novelty\n(0 to 1)", fontsize=10)

    def _draw_tempo(self) -> None:
        curves, panel = self._analysis.curves, self._tempo
        at = np.arange(curves.bpm.size + 1) * SLOW_FRAME
        first, last = (int(edge / SLOW_FRAME) for edge in (self._window.begin, self._window.end + SLOW_FRAME))
        some = slice(first, max(first + 1, last))
        if curves.tempi.size > 1:
            # A posterior is sharp: its root shows what comes second, too.
            shade = np.sqrt(curves.posterior[some] / max(float(curves.posterior.max()), 1e-9)).T
            edges = at[first : first + shade.shape[1] + 1]
            panel.pcolormesh(edges, _edges(curves.tempi), shade, cmap="Purples", vmin=0.0, vmax=1.0, rasterized=True)
        bpm = np.where(curves.bpm[some] > 0, curves.bpm[some], np.nan)
        panel.plot(at[some][: bpm.size] + SLOW_FRAME / 2, bpm, color=GRID, lw=1.5, zorder=5)
        panel.set_yscale("log")
        panel.set_ylim(SLOWEST, FASTEST)
        panel.set_yticks(TEMPO_TICKS, [str(tick) for tick in TEMPO_TICKS])
        panel.yaxis.set_minor_locator(NullLocator())
        panel.grid(axis="y", color="#dddddd", lw=0.6)
        panel.set_axisbelow(True)
        panel.set_ylabel("tempo\n(BPM)", fontsize=10)

    def _draw_beats(self) -> None:
        beats = [beat.at for beat in self._analysis.beats if beat.bar_position and self._window.holds(beat.at)]
        starts = [beat.at for beat in self._analysis.beats if beat.bar_position == 0]
        lines = [at for at in starts[:: self._plan.every] if self._window.holds(at)]
        for panel in (self._wave, self._novelty):
            across = blended_transform_factory(panel.transData, panel.transAxes)
            if self._plan.beats:
                panel.vlines(beats, 0.0, 1.0, transform=across, color=BEAT, lw=0.8, zorder=1)
            panel.vlines(lines, 0.0, 1.0, transform=across, color=BAR, lw=0.9, alpha=0.75, zorder=4)
        for bar, at in enumerate(starts):
            if bar % self._plan.numbered == 0 and self._window.holds(at):
                above = blended_transform_factory(self._wave.transData, self._wave.transAxes)
                self._wave.text(
                    at, 1.02, str(bar + 1), transform=above, fontsize=8, color=BAR, ha="center", va="bottom"
                )

    def _draw_sections(self) -> None:
        """Draw a line through all panels, and a flag above, higher where the one before it is in the way."""
        before, height = -math.inf, FLAGS[0]
        for mark in self._analysis.sections:
            if not self._window.holds(mark.at):
                continue
            in_the_way = (mark.at - before) * self._window.scale < FLAG_PIXELS and height == FLAGS[0]
            before, height = mark.at, FLAGS[in_the_way]
            self._draw_section(mark, height)

    def _draw_section(self, mark: Mark, height: float) -> None:
        colour = COLOURS[mark.name]
        for panel in self._panels:
            panel.axvline(mark.at, color=colour, lw=2.0, zorder=6)
        near_the_end = (self._window.end - mark.at) * self._window.scale < FLAG_PIXELS
        self._wave.text(
            mark.at,
            height,
            mark.name,
            transform=blended_transform_factory(self._wave.transData, self._wave.transAxes),
            fontsize=9,
            color="white",
            ha="right" if near_the_end else "left",
            va="bottom",
            bbox={"boxstyle": "round,pad=0.2", "facecolor": colour, "edgecolor": "none"},
        )

    def _thinned(self, values: Samples, join: np.ufunc) -> tuple[Samples, Samples]:
        """Return times and values of the window, one for each pixel at most."""
        first, last = (int(edge / FRAME) for edge in (self._window.begin, self._window.end + FRAME))
        some = values[first:last]
        step = max(1, round(1.0 / (FRAME * self._window.scale)))
        starts = np.arange(0, some.size, step)
        return (first + starts + 0.5 * step) * np.float32(FRAME), join.reduceat(some, starts)


def _edges(centres: Samples) -> Samples:
    """Return the edges between values that rise by a ratio, one more than there are values."""
    logs = np.log(centres)
    inner = 0.5 * (logs[1:] + logs[:-1])
    edges: Samples = np.exp(np.concatenate(([2 * logs[0] - inner[0]], inner, [2 * logs[-1] - inner[-1]])))
    return edges
