"""Can a leader's stake in office close the range of deals that both states would accept?

Russia wins a war about a prize worth one with probability p; it costs Russia c_r and the other side
c_u. Russia's leader feels the share phi of Russia's cost and values office at B, which he keeps
with probability s_fight if he fights and s_settle if he settles. The state's own view is phi = 1,
B = 0: its range is never empty, since costs are not negative.

Arguments are the same for `bargaining_range`, `width` and `war`:
p                    Russia's chance of victory, in [0, 1];
c_r, c_u             costs of war in shares of the prize, >= 0;
phi                  share of Russia's cost that the leader feels, in [0, 1];
B                    value of office in shares of the prize, >= 0;
s_fight, s_settle    chances to stay in office, in [0, 1].
Source: Fearon (1995); the bias after Jackson & Morelli (2007).
"""

from moscow_aims.methods.games import domain


def bargaining_range(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0):
    """Smallest share Russia's leader accepts and largest the other side grants: (low, high).

    low = p - phi c_r + B (s_fight - s_settle), not below 0; high = p + c_u, not above 1.
    low > high means that no division suits both. low may exceed 1: no share is enough.
    Raises ValueError for values outside the ranges above.
    """
    domain.proportion("probability", p=p, s_fight=s_fight, s_settle=s_settle)
    domain.proportion("share of the cost", phi=phi)
    domain.not_negative("cost", c_r=c_r, c_u=c_u)
    domain.not_negative("value of office", B=B)
    return max(0, p - phi * c_r + B * (s_fight - s_settle)), min(1, p + c_u)


def width(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0):
    """high - low: how much room there is for a deal; negative without any.

    phi c_r + c_u - B (s_fight - s_settle) as long as both ends lie within the prize.
    Raises ValueError for values outside the ranges above.
    """
    low, high = bargaining_range(p, c_r, c_u, phi, B, s_fight, s_settle)
    return high - low


def war(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0) -> bool:
    """Whether no deal suits both: B (s_fight - s_settle) > phi c_r + c_u, within the prize.

    Raises ValueError for values outside the ranges above.
    """
    return bool(width(p, c_r, c_u, phi, B, s_fight, s_settle) < 0)
