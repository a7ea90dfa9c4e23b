"""ISO 286 written a second time: its tables as books print them, and its rules, for comparison.

Steps are "over the one before, up to and including"; values in micrometres, ``-`` where the
standard gives none. Shaft letters a to g: es; k to zc: ei (k of grades 4 to 7).
"""

from __future__ import annotations

from bisect import bisect_left

_IT = """
up_to  3    6    10   18   30   50   80   120  180  250  315  400  500
IT01   .3   .4   .4   .5   .6   .6   .8   1    1.2  2    2.5  3    4
IT0    .5   .6   .6   .8   1    1    1.2  1.5  2    3    4    5    6
IT1    .8   1    1    1.2  1.5  1.5  2    2.5  3.5  4.5  6    7    8
IT2    1.2  1.5  1.5  2    2.5  2.5  3    4    5    7    8    9    10
IT3    2    2.5  2.5  3    4    4    5    6    8    10   12   13   15
IT4    3    4    4    5    6    7    8    10   12   14   16   18   20
IT5    4    5    6    8    9    11   13   15   18   20   23   25   27
IT6    6    8    9    11   13   16   19   22   25   29   32   36   40
IT7    10   12   15   18   21   25   30   35   40   46   52   57   63
IT8    14   18   22   27   33   39   46   54   63   72   81   89   97
IT9    25   30   36   43   52   62   74   87   100  115  130  140  155
IT10   40   48   58   70   84   100  120  140  160  185  210  230  250
IT11   60   75   90   110  130  160  190  220  250  290  320  360  400
IT12   100  120  150  180  210  250  300  350  400  460  520  570  630
IT13   140  180  220  270  330  390  460  540  630  720  810  890  970
IT14   250  300  360  430  520  620  740  870  1000 1150 1300 1400 1550
IT15   400  480  580  700  840  1000 1200 1400 1600 1850 2100 2300 2500
IT16   600  750  900  1100 1300 1600 1900 2200 2500 2900 3200 3600 4000
IT17   1000 1200 1500 1800 2100 2500 3000 3500 4000 4600 5200 5700 6300
IT18   1400 1800 2200 2700 3300 3900 4600 5400 6300 7200 8100 8900 9700
"""
_SHAFTS = """
up_to 3 6 10 14 18 24 30 40 50 65 80 100 120 140 160 180 200 225 250 280 315 355 400 450 500
a -270 -270 -280 -290 -290 -300 -300 -310 -320 -340 -360 -380 -410 -460 -520 -580 -660 -740 -820 -920 -1050 -1200 -1350 -1500 -1650
b -140 -140 -150 -150 -150 -160 -160 -170 -180 -190 -200 -220 -240 -260 -280 -310 -340 -380 -420 -480 -540 -600 -680 -760 -840
c -60 -70 -80 -95 -95 -110 -110 -120 -130 -140 -150 -170 -180 -200 -210 -230 -240 -260 -280 -300 -330 -360 -400 -440 -480
cd -34 -46 -56 -70 -70 -85 -85 -100 -100 - - - - - - - - - - - - - - - -
d -20 -30 -40 -50 -50 -65 -65 -80 -80 -100 -100 -120 -120 -145 -145 -145 -170 -170 -170 -190 -190 -210 -210 -230 -230
e -14 -20 -25 -32 -32 -40 -40 -50 -50 -60 -60 -72 -72 -85 -85 -85 -100 -100 -100 -110 -110 -125 -125 -135 -135
ef -10 -14 -18 -23 -23 -28 -28 -35 -35 - - - - - - - - - - - - - - - -
f -6 -10 -13 -16 -16 -20 -20 -25 -25 -30 -30 -36 -36 -43 -43 -43 -50 -50 -50 -56 -56 -62 -62 -68 -68
fg -4 -6 -8 -10 -10 -12 -12 -15 -15 - - - - - - - - - - - - - - - -
g -2 -4 -5 -6 -6 -7 -7 -9 -9 -10 -10 -12 -12 -14 -14 -14 -15 -15 -15 -17 -17 -18 -18 -20 -20
k 0 1 1 1 1 2 2 2 2 2 2 3 3 3 3 3 4 4 4 4 4 4 4 5 5
m 2 4 6 7 7 8 8 9 9 11 11 13 13 15 15 15 17 17 17 20 20 21 21 23 23
n 4 8 10 12 12 15 15 17 17 20 20 23 23 27 27 27 31 31 31 34 34 37 37 40 40
p 6 12 15 18 18 22 22 26 26 32 32 37 37 43 43 43 50 50 50 56 56 62 62 68 68
r 10 15 19 23 23 28 28 34 34 41 43 51 54 63 65 68 77 80 84 94 98 108 114 126 132
s 14 19 23 28 28 35 35 43 43 53 59 71 79 92 100 108 122 130 140 158 170 190 208 232 252
t - - - - - - 41 48 54 66 75 91 104 122 134 146 166 180 196 218 240 268 294 330 360
u 18 23 28 33 33 41 48 60 70 87 102 124 144 170 190 210 236 258 284 315 350 390 435 490 540
v - - - - 39 47 55 68 81 102 120 146 172 202 228 252 284 310 340 385 425 475 530 595 660
x 20 28 34 40 45 54 64 80 97 122 146 178 210 248 280 310 350 385 425 475 525 590 660 740 820
y - - - - - 63 75 94 114 144 174 214 254 300 340 380 425 470 520 580 650 730 820 920 1000
z 26 35 42 50 60 73 88 112 136 172 210 258 310 365 415 465 520 575 640 710 790 900 1000 1100 1250
za 32 42 52 64 77 98 118 148 180 226 274 335 400 470 535 600 670 740 820 920 1000 1150 1300 1450 1600
zb 40 50 67 90 108 136 160 200 242 300 360 445 525 620 700 780 880 960 1050 1200 1300 1500 1650 1850 2100
zc 60 80 97 130 150 188 218 274 325 405 480 585 690 800 900 1000 1150 1250 1350 1550 1700 1900 2100 2400 2600
"""
_STEPS_IT = (3, 6, 10, 18, 30, 50, 80, 120, 180, 250, 315, 400, 500)
# js apart, these are the only classes j and J: deviations ei and ES by main step.
_J = {
    "j5": (-2, -2, -2, -3, -4, -5, -7, -9, -11, -13, -16, -18, -20),
    "j6": (-2, -2, -2, -3, -4, -5, -7, -9, -11, -13, -16, -18, -20),
    "j7": (-4, -4, -5, -6, -8, -10, -12, -15, -18, -21, -26, -28, -32),
    "j8": (-6,),
    "J6": (2, 5, 5, 6, 8, 10, 13, 16, 18, 22, 25, 29, 33),
    "J7": (4, 6, 8, 10, 12, 14, 18, 22, 26, 30, 36, 39, 43),
    "J8": (6, 10, 12, 15, 20, 24, 28, 34, 41, 47, 55, 60, 66),
}


def _table(text: str) -> tuple[list[float], dict[str, list[float | None]]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    rows = {key: [None if v == "-" else float(v) for v in row] for key, *row in lines}
    return [float(step) for step in head[1:]], rows


_SIZES, _TOLERANCES = _table(_IT)
STEPS, _DEVIATIONS = _table(_SHAFTS)
LETTERS = ("h", "j", "js", *_DEVIATIONS)
GRADES = tuple(name.removeprefix("IT") for name in _TOLERANCES)


def tolerance(size: float, grade: str) -> float:
    """The standard tolerance of a grade."""
    found = _TOLERANCES[f"IT{grade}"][bisect_left(_SIZES, size)]
    assert found is not None
    return found


def _deviation(letter: str, size: float) -> float | None:
    if size <= 1 and letter in "ab":
        return None
    return _DEVIATIONS[letter][bisect_left(STEPS, size)]


def expected(size: float, letter: str, grade: str) -> tuple[float, float] | None:
    """Lower and upper deviation of a class; None where the standard defines none."""
    small = letter.lower()
    if small in ("j", "js", "h"):
        return _about_zero(size, letter, grade)
    if small < "h":
        return _loose(size, letter, grade)
    tight = _tight_shaft if letter.islower() else _tight_hole
    return tight(size, letter, grade)


def _about_zero(size: float, letter: str, grade: str) -> tuple[float, float] | None:
    width = tolerance(size, grade)
    if letter in ("js", "JS"):
        return -width / 2, width / 2
    if letter in ("h", "H"):
        return (-width, 0.0) if letter == "h" else (0.0, width)
    row = _J.get(letter + grade, ())
    place = bisect_left(_STEPS_IT, size)
    if place >= len(row):
        return None
    value = float(row[place])
    return (value, value + width) if letter == "j" else (value - width, value)


def _loose(size: float, letter: str, grade: str) -> tuple[float, float] | None:
    """Letters a to g lie below zero by es, A to G as far above it."""
    es = _deviation(letter.lower(), size)
    if es is None:
        return None
    width = tolerance(size, grade)
    return (es - width, es) if letter.islower() else (-es, -es + width)


def _tight_shaft(size: float, letter: str, grade: str) -> tuple[float, float] | None:
    ei = _deviation(letter, size)
    if letter == "k" and grade not in "4567":
        ei = 0.0
    return None if ei is None else (ei, ei + tolerance(size, grade))


def _tight_hole(size: float, letter: str, grade: str) -> tuple[float, float] | None:
    """K to ZC: ES = −ei + Δ, Δ = ITn − IT(n−1) up to IT8 (K, M, N) or IT7, above 3 mm and IT2."""
    number = GRADES.index(grade) - 1
    ei = _deviation(letter.lower(), size)
    if ei is None:
        return None
    if number > 8 and letter == "K":
        es = 0.0 if size <= 3 else None
    elif number > 8 and letter == "N":
        es = None if size <= 1 else -4.0 if size <= 3 else 0.0
    elif (letter, number) == ("M", 6) and 250 < size <= 315:
        es = -9.0
    else:
        reaches = number <= (8 if letter in "KMN" else 7) and number > 2 and size > 3
        finer = GRADES[GRADES.index(grade) - 1]
        es = -ei + (tolerance(size, grade) - tolerance(size, finer) if reaches else 0.0)
    return None if es is None else (es - tolerance(size, grade), es)
