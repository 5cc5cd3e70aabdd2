"""Messages stamped a little ahead: kept until they are due, never more than ROOM, on the event loop's thread."""

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

ROOM = 256


class Upcoming:
    """Give items out when they are due, in the order of their stamps and then of their arrival."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._heap: list[tuple[int, int, float, Callable[[], None]]] = []
        self._arrivals = count()
        self._timer: asyncio.TimerHandle | None = None

    def put(self, stamp: int, delay: float, deliver: Callable[[], None]) -> bool:
        """Call `deliver` in `delay` seconds; False, and it is not kept, if there is no room."""
        if len(self._heap) >= ROOM:
            return False
        heapq.heappush(self._heap, (stamp, next(self._arrivals), self._loop.time() + delay, deliver))
        self._set_timer()
        return True

    def clear(self) -> None:
        """Forget what is kept."""
        self._heap.clear()
        self._set_timer()

    def __len__(self) -> int:
        return len(self._heap)

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._heap[0][2], self._wake) if self._heap else None

    def _wake(self) -> None:
        while self._heap and self._heap[0][2] <= self._loop.time():
            heapq.heappop(self._heap)[3]()
        self._set_timer()
