"""How different two colours look: CIEDE2000, and what people see whose cones lack one pigment.

Sources: Sharma, Wu and Dalal (2005), Color Research & Application 30(1), equations 2 to 22;
Machado, Oliveira and Fernandes (2009), IEEE TVCG 15(6), matrices of severity 1; IEC 61966-2-1.
"""

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranope": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)  # D65


def lab(color: str, sight: str = "normal") -> tuple[float, float, float]:
    """CIELAB of ``#rrggbb`` as it is seen."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    seen = [min(1, max(0, part)) for part in product(SIGHTS[sight], linear)]
    x, y, z = (bend(part / of) for part, of in zip(product(TO_XYZ, seen), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def product(matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def bend(t: float) -> float:
    return t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29


def difference(one: tuple, other: tuple) -> float:
    """CIEDE2000 of two CIELAB colours."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    c1, c2 = hypot(a1 * (1 + g), b1), hypot(a2 * (1 + g), b2)
    h1, h2 = (degrees(atan2(b, a * (1 + g))) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = 0 if grey else (h2 - h1 + 180) % 360 - 180
    if not grey and h2 - h1 == 180:
        turn = 180
    d_l, d_c, d_h = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    m_l, m_c = (l1 + l2) / 2, (c1 + c2) / 2
    if grey:
        m_h = h1 + h2
    elif abs(h1 - h2) <= 180:
        m_h = (h1 + h2) / 2
    else:
        m_h = (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2
    t = 1 - 0.17 * cos(radians(m_h - 30)) + 0.24 * cos(radians(2 * m_h))
    t += 0.32 * cos(radians(3 * m_h + 6)) - 0.20 * cos(radians(4 * m_h - 63))
    s_l = 1 + 0.015 * (m_l - 50) ** 2 / sqrt(20 + (m_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * m_c, 1 + 0.015 * m_c * t
    r_c = 2 * sqrt(m_c**7 / (m_c**7 + 25**7))
    r_t = -sin(radians(60 * exp(-(((m_h - 275) / 25) ** 2)))) * r_c
    l_part, c_part, h_part = d_l / s_l, d_c / s_c, d_h / s_h
    return sqrt(l_part**2 + c_part**2 + h_part**2 + r_t * c_part * h_part)


def apart(one: str, other: str) -> float:
    """The smallest difference of two colours for any of the three sights."""
    return min(difference(lab(one, sight), lab(other, sight)) for sight in SIGHTS)
