"""The tiny model of pictures: rendered scenes teach it to draw, in stages, each boxed in time."""
