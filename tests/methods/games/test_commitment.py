import itertools
from fractions import Fraction as F

import pytest
from moscow_aims.methods.games import commitment

WORKED = dict(p1=F("0.6"), p2=F("0.3"), delta=F("0.9"), d=F("0.1"))
GRID = [
    dict(p1=p1, p2=p2, delta=delta, d=d)
    for p1, p2, delta, d in itertools.product(
        [F("0.3"), F("0.6"), F(1)],
        [F(0), F("0.2"), F("0.3"), F("0.6")],
        [F("0.5"), F("0.9"), F("0.97")],
        [F(0), F("0.1"), F("0.4")],
    )
    if p2 <= p1
]


def accepted_offers(p1, p2, delta, d, rounds=400):
    """Offers of B for today, in hundredths, that A takes, each later period being bargained anew.

    Later B offers the least that A's weaker position makes it accept, as in any last period.
    """
    later = 0
    for _ in range(rounds):
        # A takes x if (1 - delta) x + delta * later is worth a war; B keeps x as low as it can.
        least = (p2 * (1 - d) - delta * later) / (1 - delta)
        later = (1 - delta) * min(1, max(0, least)) + delta * later
    return later, [
        x for x in range(101) if (1 - delta) * x / 100 + delta * later >= p1 * (1 - d) - 1e-9
    ]


def test_worked_case():
    assert commitment.fight_value(WORKED["p1"], WORKED["d"]) == F("0.54")
    assert commitment.peace_value(WORKED["p2"], WORKED["delta"], WORKED["d"]) == F("0.343")
    assert commitment.war(**WORKED)
    threshold = commitment.decline_threshold(WORKED["p1"], WORKED["delta"], WORKED["d"])
    assert float(threshold) == pytest.approx(0.5432, abs=5e-5)
    assert float(commitment.guarantee(**WORKED)) == pytest.approx(0.811, abs=5e-4)


@pytest.mark.parametrize("case", GRID)
def test_war_is_when_no_offer_is_accepted(case):
    later, offers = accepted_offers(**{name: float(value) for name, value in case.items()})
    assert later == pytest.approx(float(case["p2"] * (1 - case["d"])), abs=1e-6)
    assert commitment.war(**case) == (not offers)


@pytest.mark.parametrize("case", GRID)
def test_closed_form_and_threshold_agree_with_the_comparison(case):
    p1, p2, delta, d = case.values()
    assert commitment.war(**case) == ((p1 - delta * p2) * (1 - d) > 1 - delta)
    threshold = commitment.decline_threshold(p1, delta, d)
    assert threshold <= p1
    for weaker in (F(n, 40) * p1 for n in range(41)):
        assert commitment.war(p1, weaker, delta, d) == (weaker < threshold)


@pytest.mark.parametrize("case", GRID)
def test_guarantee_is_the_smallest_that_prevents_war(case):
    p1, p2, delta, d = case.values()
    least = commitment.guarantee(**case)
    assert 0 <= least <= 1
    for part in [F(n, 50) for n in range(51)] + [least]:
        kept = p2 + part * (p1 - p2)
        assert commitment.war(p1, kept, delta, d) == (part < least)


def test_guarantee_formula():
    p1, p2, delta, d = WORKED.values()
    threshold = commitment.decline_threshold(p1, delta, d)
    assert commitment.guarantee(**WORKED) == 1 - (p1 - threshold) / (p1 - p2)
    assert commitment.guarantee(p1, p1, delta, d) == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"p1": 1.1}, "The probability p1 is 1.1; it must lie between 0 and 1."),
        ({"p2": -0.1}, "The probability p2 is -0.1; it must lie between 0 and 1."),
        ({"p2": 0.7}, "The chance p2 is 0.7; it must not exceed p1, which is 3/5."),
        ({"delta": 0}, "The discount factor delta is 0; it must lie strictly between 0 and 1."),
        ({"d": 1}, "The share d that war destroys is 1; it must be at least 0 and below 1."),
        ({"d": -0.1}, "The share d that war destroys is -0.1; it must be at least 0 and below 1."),
    ],
)
@pytest.mark.parametrize("answer", [commitment.war, commitment.guarantee])
def test_nonsense_is_refused(answer, changed, sentence):
    with pytest.raises(ValueError) as error:
        answer(**(WORKED | changed))
    assert str(error.value) == sentence
