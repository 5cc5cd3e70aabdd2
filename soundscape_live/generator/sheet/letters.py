"""Text in pictures: capital letters of 5 by 7 points.

Rules: small letters are written as capitals, what has no form here as a box; a letter is ADVANCE wide with its gap.
"""

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 5, 7
ADVANCE = WIDTH + 1

_FORMS = """
A .###. #...# #...# ##### #...# #...# #...#
B ####. #...# #...# ####. #...# #...# ####.
C .###. #...# #.... #.... #.... #...# .###.
D ####. #...# #...# #...# #...# #...# ####.
E ##### #.... #.... ####. #.... #.... #####
F ##### #.... #.... ####. #.... #.... #....
G .###. #...# #.... #.### #...# #...# .###.
H #...# #...# #...# ##### #...# #...# #...#
I .###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.
J ..### ...#. ...#. ...#. ...#. #..#. .##..
K #...# #..#. #.#.. ##... #.#.. #..#. #...#
L #.... #.... #.... #.... #.... #.... #####
M #...# ##.## #.#.# #.#.# #...# #...# #...#
N #...# ##..# ##..# #.#.# #..## #..## #...#
O .###. #...# #...# #...# #...# #...# .###.
P ####. #...# #...# ####. #.... #.... #....
Q .###. #...# #...# #...# #.#.# #..#. .##.#
R ####. #...# #...# ####. #.#.. #..#. #...#
S .#### #.... #.... .###. ....# ....# ####.
T ##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..
U #...# #...# #...# #...# #...# #...# .###.
V #...# #...# #...# #...# #...# .#.#. ..#..
W #...# #...# #...# #.#.# #.#.# ##.## #...#
X #...# #...# .#.#. ..#.. .#.#. #...# #...#
Y #...# #...# .#.#. ..#.. ..#.. ..#.. ..#..
Z ##### ....# ...#. ..#.. .#... #.... #####
0 .###. #...# #..## #.#.# ##..# #...# .###.
1 ..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.
2 .###. #...# ....# ...#. ..#.. .#... #####
3 .###. #...# ....# ..##. ....# #...# .###.
4 ...#. ..##. .#.#. #..#. ##### ...#. ...#.
5 ##### #.... ####. ....# ....# #...# .###.
6 .###. #.... #.... ####. #...# #...# .###.
7 ##### ....# ...#. ..#.. ..#.. .#... .#...
8 .###. #...# #...# .###. #...# #...# .###.
9 .###. #...# #...# .#### ....# ....# .###.
. ..... ..... ..... ..... ..... .##.. .##..
, ..... ..... ..... ..... .##.. ..#.. .#...
: ..... .##.. .##.. ..... .##.. .##.. .....
- ..... ..... ..... .###. ..... ..... .....
+ ..... ..#.. ..#.. ##### ..#.. ..#.. .....
_ ..... ..... ..... ..... ..... ..... #####
% ##..# ##..# ...#. ..#.. .#... #..## #..##
/ ....# ....# ...#. ..#.. .#... #.... #....
( ...#. ..#.. .#... .#... .#... ..#.. ...#.
) .#... ..#.. ...#. ...#. ...#. ..#.. .#...
"""


def _read(rows: list[str]) -> NDArray[np.bool_]:
    return np.array([[point == "#" for point in row] for row in rows])


_LETTERS = {line[0]: _read(line[2:].split(" ")) for line in _FORMS.strip().splitlines()}
_LETTERS[" "] = np.zeros((HEIGHT, WIDTH), np.bool_)
_OTHER = np.ones((HEIGHT, WIDTH), np.bool_)


def width_of(text: str, size: int) -> int:
    """Return how wide a text is in pixels, with letters of `size` pixels a point."""
    return len(text) * ADVANCE * size


def write(picture: NDArray[np.uint8], text: str, x: int, y: int, size: int) -> None:
    """Write white letters into a picture, (height, width, 3), in place, from (x, y) on; what has no room is cut off."""
    for number, letter in enumerate(text.upper()):
        form = _LETTERS.get(letter, _OTHER).repeat(size, 0).repeat(size, 1)
        left = x + number * ADVANCE * size
        part = picture[y : y + form.shape[0], left : left + form.shape[1]]
        part[form[: part.shape[0], : part.shape[1]]] = 255
