"""A model of the server's queue of messages, from what is seen of it: when was told, and how many frames came.

What is known: a pipeline takes exactly one message a generation call, from a queue of 8 that drops the newest when it
is full; a call makes a chunk of frames, and nothing is acknowledged. A second message beside one that still waits is a
chunk late, and one that is dropped is gone, so the queue must be empty when a message goes.
When that is so: a message is taken when the call that runs has ended. So the next may go after the longest call that
there has been of late (and RATE messages a mean call at most), if a chunk of frames came meanwhile: a call that takes
longer than any before, and a server that stands still, show in that. Or when more frames came than the server can have
had waiting when the message went. A server that stops may still play out what it had, which looks as if it went on:
so no more go than its queue holds until frames prove that the first of them was taken. Nothing is ever thrown away
then, and there is no overflow to wait out.
While it is paused a server takes a message every 10 ms and shows no frames: time alone decides.
"""

from collections import deque

RATE = 0.9
"Messages a generation call."
FIRST_SECONDS = 1.0
"Between two messages before anything is known."
LEAST_SECONDS = 1 / 30
"Between two messages of a pipeline of short chunks."
CALLS = 8
"Calls of late that are remembered."
STANDING = 4.0
"A call that lasts so many times what is usual is a server that stood still."
BUFFERED = 30
"Frames that a server keeps waiting for its viewers, or two chunks where that is more."
UNPROVEN = 7
"Messages of which no frames prove that they were taken: one less than a server holds, so that it can be told to go on."
HEAVY = 1.3
"How much longer a call may last that encodes prompts or fills a cache."
DELAY_CHUNKS = 1.9
"Chunks from sending to the picture: half of one until it is taken, one that is made, the rest until it is shown."


class ServerQueue:
    """One session's queue. Times are in seconds of one clock and do not run backwards."""

    def __init__(self, frames_per_chunk: int) -> None:
        self.chunk = 0.0
        "Seconds of a generation call, as learnt; 0: unknown. It outlives a session."
        self.received = 0
        "Frames of this session."
        self._frames = frames_per_chunk
        self._calls: deque[float] = deque(maxlen=CALLS)
        "How long the calls of late took."
        self._mark: float | None = None
        "When the last whole chunk had come."
        self._came = 0.0
        "When frames came last."
        self._open = False
        self._sent: float | None = None
        self._marks: deque[int] = deque(maxlen=UNPROVEN)
        "How many frames had come when each of the last messages went."
        self._paused = False
        self._heavy = False
        "Whether the last message makes its call long."
        self._slow = False
        "Whether the call that runs, for which the last message waits, may be such a one."

    @property
    def delay(self) -> float:
        """Seconds from sending to the picture, estimated; 0: not known."""
        return DELAY_CHUNKS * self.chunk

    @property
    def buffered(self) -> int:
        """The most frames that may have been made and not yet received."""
        return max(BUFFERED, 2 * self._frames)

    @property
    def spacing(self) -> float:
        """Seconds in which any message is taken, as far as time can tell."""
        if not self.chunk:
            return FIRST_SECONDS
        call = self.chunk * HEAVY if self._slow else self.chunk
        return max(LEAST_SECONDS, call / RATE, self._longest())

    def opened(self, at: float, *, paused: bool) -> None:
        """Begin a session, whose server was told in its offer whether it is paused."""
        self._open, self._paused = True, paused
        self._sent = at if paused else None
        self.received = 0
        self._marks.clear()
        self._came, self._mark = at, None
        self._heavy = self._slow = False

    def closed(self) -> None:
        """End the session."""
        self._open = False

    def frames(self, count: int, at: float) -> None:
        """Note that `count` frames have come in this session."""
        chunks = count // self._frames
        for index in range(max(self.received // self._frames + 1, chunks - CALLS), chunks + 1):
            # Where several come at once, they are taken to have come evenly.
            share = (index * self._frames - self.received) / (count - self.received)
            self._pass(self._came + (at - self._came) * share)
        self.received, self._came = max(count, self.received), at

    def told(self, at: float, *, heavy: bool, paused: bool) -> None:
        """Note that a message went. `heavy`: its call encodes or fills a cache; `paused`: what the server is now."""
        recent = self._sent is not None and at - self._sent < 2 * self.spacing
        self._slow, self._heavy = (self._heavy and recent) or heavy, heavy
        self._sent = at
        self._marks.append(self.received)
        if paused is not self._paused:
            self._paused, self._mark = paused, None

    def lengthen(self, ratio: float) -> None:
        """Note that calls will be longer by a known ratio; that they are shorter shows by itself."""
        if ratio > 1.0:
            self.chunk *= ratio
            self._calls.clear()
            self._mark = None

    def opens(self) -> float | None:
        """Return from when on a message may go (minus infinity: at once); None: not before more frames have come."""
        if not self._open:
            return None
        if self._sent is None:
            return float("-inf") if self.received else None
        if self._paused:
            return self._sent + self.spacing
        if self.received - self._marks[-1] > self.buffered:
            return float("-inf")
        full = len(self._marks) == UNPROVEN and self.received - self._marks[0] <= self.buffered
        if full or self.received - self._marks[-1] < self._frames:
            return None
        return self._sent + self.spacing

    def rests(self, times: float) -> float:
        """Return when `times` the spacing has passed since the last message; minus infinity before the first."""
        return float("-inf") if self._sent is None else self._sent + times * self.spacing

    def _pass(self, at: float) -> None:
        """Note that another whole chunk had come at `at`."""
        before, self._mark = self._mark, at
        if before is None:
            return
        if self.chunk and at - before > STANDING * self.chunk and len(self._calls) == CALLS:
            self._calls.clear()
            return
        self._calls.append(at - before)
        middle = sorted(self._calls)
        self.chunk = middle[len(middle) // 2]

    def _longest(self) -> float:
        """Return the longest call of late but one, so that a single pause in the network is not taken for one."""
        longest = sorted(self._calls)[-2:]
        return longest[0] if longest else 0.0
