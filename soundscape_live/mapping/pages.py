"""Pages and shift layers: which of its bindings a control has now.

Rules: a binding without a page is on all pages. While a layer is held, a control does what it is bound to in that
layer; one that is bound to nothing there does as always. Of several layers held, the last pressed counts. What a press
began, its release ends, whatever page or layer is there by then.
"""

from soundscape_live.mapping.binding import Act, ActTarget, Binding, Press


def ends_with_release(binding: Binding) -> bool:
    """Whether the release belongs to the press: it must reach the binding that was pressed, and no other."""
    press = binding.target.press
    if press is Press.MOMENTARY or press is Press.HOLD:
        return True
    return press is None and isinstance(binding.target, ActTarget) and binding.target.act is Act.SHIFT


class Pages:
    """The page in force and the layers that are held."""

    def __init__(self, bindings: tuple[Binding, ...]) -> None:
        self.page = 1
        self._held: list[str] = []
        self.adopt(bindings)

    def adopt(self, bindings: tuple[Binding, ...]) -> None:
        """Go on with other bindings, on the page in force if there still is one; so many layers as are still there."""
        self.count = max((binding.page or 1 for binding in bindings), default=1)
        "How many there are: the highest number that a binding names."
        self._plain = all(binding.page is None and binding.layer is None for binding in bindings)
        self.page = min(self.page, self.count)
        layers = {binding.layer for binding in bindings}
        self._held = [layer for layer in self._held if layer in layers]

    @property
    def layer(self) -> str | None:
        """The layer that is held."""
        return self._held[-1] if self._held else None

    def shift(self, layer: str, *, down: bool) -> None:
        """Press or let go of a layer's key."""
        if layer in self._held:
            self._held.remove(layer)
        if down:
            self._held.append(layer)

    def step(self, step: int) -> bool:
        """Turn pages, in a circle. Return whether that changed anything."""
        return self.turn((self.page - 1 + step) % self.count + 1)

    def turn(self, page: int) -> bool:
        """Turn to a page, 1..count. Return whether that changed anything."""
        turned = page != self.page
        self.page = page
        return turned

    def shows(self, binding: Binding) -> bool:
        """Whether a binding is on the page in force."""
        return binding.page is None or binding.page == self.page

    def chosen(self, bindings: tuple[Binding, ...]) -> tuple[Binding, ...]:
        """Return which of one control's bindings are in force."""
        if self._plain:
            return bindings
        shown = tuple(binding for binding in bindings if self.shows(binding))
        if self.layer is not None:
            layered = tuple(binding for binding in shown if binding.layer == self.layer)
            if layered:
                return layered
        return tuple(binding for binding in shown if binding.layer is None)
