"""Who gets the cues: a show's targets, each with what its profile and the show say."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from soundscape_live.io.files.addresses import Target
from soundscape_live.io.files.errors import FileError, attempt, succeeded
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.osc import OscTarget
from soundscape_live.lights.rules import Profile, part


@dataclass(frozen=True, slots=True)
class Lights:
    """The targets, and who is told what they would be sent; None: they are sent it."""

    targets: tuple[OscTarget, ...] = ()
    dry: Callable[[str], None] | None = None


def targets(show: ShowFile, profile: Callable[[str], Profile]) -> tuple[OscTarget, ...]:
    """Return a show's targets; `profile` reads one by its name. FileError says all that is wrong with any."""
    found, errors = attempt(
        partial(_target, target, profile, show.safety.flashes_per_second) for target in show.targets
    )
    succeeded(errors)
    return tuple(found)


def _target(target: Target, read: Callable[[str], Profile], flashes: float) -> OscTarget:
    profile, wishes = read(target.profile), target.wishes
    unknown = sorted(dict(wishes.numbers).keys() - dict(profile.numbers).keys())
    if unknown:
        known = ", ".join(dict(profile.numbers)) or "none at all"
        raise FileError((f"target {target.name}: numbers.{unknown[0]}: expected one of {known}; found no such number",))
    return OscTarget(
        target.name,
        target.host,
        target.port,
        part(profile, wishes, flashes),
        wishes.transport or profile.transport,
        profile.bundles if wishes.bundles is None else wishes.bundles,
    )
