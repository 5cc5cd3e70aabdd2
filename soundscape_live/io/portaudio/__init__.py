"""PortAudio, in a process of its own.

The engine's process never loads PortAudio. Seen on JACK: after the server has died, closing a stream never
returns, and `Pa_Terminate`, without which the list of devices stays as it was, aborts the process. A process of
its own can be ended at any time and started afresh, and the sound card's thread shares its interpreter with
nobody, so that a busy engine costs no sound.

Rules: modules here import no numpy (the process starts in a tenth of a second and stays small); capture.py runs
in that process, the rest in either.
"""
