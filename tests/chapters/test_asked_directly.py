import pandas as pd
import pytest
from moscow_aims import chronicles, data, poll_readings, show
from moscow_aims.chapters import asked_directly, land_or_alliance


@pytest.fixture(scope="module")
def answers():
    return data.load("survey/chronicles-shares")


@pytest.fixture(scope="module")
def differences():
    return data.load("survey/chronicles-differences")


@pytest.fixture(scope="module")
def forms(answers, russia, sources, deff):
    return asked_directly.forms(answers, poll_readings.lists(russia, sources, 1607, deff))


@pytest.fixture(scope="module")
def costs(differences, russia, deff):
    return asked_directly.costs(land_or_alliance.gaps(land_or_alliance.arms(russia, 1607), deff), differences)


def test_the_order_of_the_two_sides_changes_with_the_form(forms):
    first = forms.groupby("form", sort=False)["side"].first()
    assert first.to_dict() == {
        "Forced choice of an aim": asked_directly.ALLIANCE,
        "Separate ratings": asked_directly.ALLIANCE,
        "Several answers": asked_directly.LAND,
        "Open question": asked_directly.LAND,
        "Swap of land already held": asked_directly.LAND,
    }
    ordered = forms.groupby("form")["share"].apply(lambda part: part.is_monotonic_decreasing)
    assert ordered.all()


def test_each_form_has_both_sides_and_one_pollster(forms):
    groups = forms.groupby("form")
    assert (groups["side"].nunique() == 2).all() and (groups["pollster"].nunique() == 1).all()
    assert forms["low"].lt(forms["share"]).all() and forms["high"].gt(forms["share"]).all()


def test_an_answer_that_is_not_in_the_tables_is_refused(answers, russia, sources, deff):
    lists = poll_readings.lists(russia, sources, 1607, deff)
    with pytest.raises(KeyError):
        asked_directly.forms(answers[answers["answer"] != "nato"], lists)


def test_costs_are_those_of_each_pollster(costs):
    groups = costs.groupby("words", sort=False)
    assert list(groups["pollster"].first()) == ["Levada Center", chronicles.POLLSTER]
    land, failure = (part["cost"] for _, part in groups)
    assert land.tolist() == [36, 41, 41, 47, 47]
    assert failure.round(1).tolist() == [11.2, 8.8]


def test_the_lead_by_sample_and_order_in_words(differences):
    table = asked_directly.steady(differences).set_index("Who was asked")
    lead = table["NATO minus land, points"]
    assert lead["Sample: never asked before"] == "20 (14 to 26)"
    assert len(table) == 8 and table["n"].sum() == 2 * 1812 + 1812


def test_every_level_of_the_model_has_words():
    model = data.load("survey/chronicles-model")
    table = asked_directly.choosers(model)
    assert len(table) == len(model) and table["words"].notna().all()
    with pytest.raises(KeyError):
        asked_directly.choosers(model[model["level"] != "village"])


def test_other_pollsters_are_read_from_the_polls(russia):
    table = asked_directly.others(russia).set_index("Who and when")
    row = table.loc["Savanta ComRes for CNN, Feb 2022"]
    assert (row["Alliance"], row["Land"]) == (
        "keep Ukraine out of NATO 50",
        "reunite with Ukraine 36",
    )


def test_pictures_show_every_row_in_the_palette(forms, costs):
    who = asked_directly.choosers(data.load("survey/chronicles-model"))
    drawn = {
        "forms": (asked_directly.plot_forms(forms), forms["share"]),
        "costs": (asked_directly.plot_costs(costs), costs["cost"]),
        "choosers": (asked_directly.plot_choosers(who), who["adjusted"]),
    }
    for name, (fig, values) in drawn.items():
        show.require_palette(fig, name)
        texts = pd.Series([text.get_text() for ax in fig.axes for text in ax.texts])
        written = texts[texts.str.fullmatch(r"\d+")]
        assert sorted(written) == sorted(f"{value:.0f}" for value in values), name


def test_each_panel_has_its_own_scale_from_zero(forms):
    limits = [ax.get_xlim() for ax in asked_directly.plot_forms(forms).axes]
    assert all(low == 0 for low, _ in limits) and len({high for _, high in limits}) == 5
