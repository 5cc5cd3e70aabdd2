"""`python -m soundscape_live.generator`: the generator alone, as the engine starts it."""

import argparse
import logging
import os
import sys

from soundscape_live.generator.run import run_generator
from soundscape_live.generator.settings import GeneratorSettings


def settings_of(argv: list[str]) -> GeneratorSettings:
    """Read the command line; wrong values end the process with 2 and a message."""
    parser = argparse.ArgumentParser(prog="python -m soundscape_live.generator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=12190, help="0 takes a free one")
    parser.add_argument("--size", default="512x288", metavar="WxH")
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--engine", default="embedded", help="embedded, pattern or module:function")
    parser.add_argument("--stamp", action="store_true", help="write numbers into the picture that a viewer can read")
    parser.add_argument("--token", default=os.environ.get("SOUNDSCAPE_TOKEN", ""))
    parser.add_argument("--allowed-host", action="append", default=[], metavar="NAME")
    parser.add_argument("--parent-pipe", action="store_true", help="end when standard input ends")
    options = parser.parse_args(argv)
    width, _, height = options.size.partition("x")
    try:
        return GeneratorSettings(
            host=options.host,
            port=options.port,
            width=int(width),
            height=int(height),
            fps=options.fps,
            engine=options.engine,
            stamp=options.stamp,
            token=options.token,
            allowed_hosts=tuple(options.allowed_host),
            parent_pipe=options.parent_pipe,
        )
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)
    sys.exit(run_generator(settings_of(sys.argv[1:])))
