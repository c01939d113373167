"""The design card is counted and asked for in full, and size does not cure a gap."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num
from matplotlib.text import Text
from moscow_aims import data
from moscow_aims.chapters import helsinki_experiment
from moscow_aims.drawing import theme
from moscow_aims.methods import shares


@pytest.fixture(scope="module")
def design():
    return data.load("survey/design")


@pytest.fixture(scope="module")
def waves():
    return helsinki_experiment.waves(data.load("survey/panels"))


def card(*rows):
    columns = ["id", "group", "item", "known", "source", "ask"]
    return pd.DataFrame(rows, columns=columns)


SMALL = card(
    ("a", "sample", "Quotas", "unknown", "one", "the team"),
    ("b", "design", "Attribute: territory", "article-only", "two", "the team"),
    ("c", "sample", "Season", "verified", "one", None),
    ("d", "sample", "Weights", "unknown", "two", "the team"),
    ("e", "sample", "Mode", "inferred", "one", "the author"),
)


# -- The card ----------------------------------------------------------------------------------


def test_counts_by_group_keep_the_order_of_the_card():
    counts = helsinki_experiment.known_by_group(SMALL)
    assert counts.values.tolist() == [["sample", 1, 0, 1, 2, 4], ["design", 0, 1, 0, 0, 1]]
    assert list(counts.columns) == ["group", *helsinki_experiment.KNOWN, "items"]


def test_every_row_of_the_card_is_counted_once(design):
    counts = helsinki_experiment.known_by_group(design)
    assert counts["items"].sum() == len(design)
    assert not counts["group"].duplicated().any()


def test_what_is_missing_is_listed_by_group_and_person():
    asked = helsinki_experiment.missing(SMALL)
    assert asked.values.tolist() == [
        ["sample", "Quotas; Weights", "", "the team", "one;two"],
        ["design", "", "Territory", "the team", "two"],
        ["sample", "", "Mode", "the author", "one"],
    ]


def test_nothing_verified_is_asked_and_nothing_open_is_forgotten(design):
    asked = helsinki_experiment.missing(design)
    listed = [item for name in ("unknown", "confirm") for item in asked[name] if item]
    listed = sorted(item for items in listed for item in items.split("; "))
    open_rows = design[design["known"] != "verified"]
    assert listed == sorted(helsinki_experiment.short(item) for item in open_rows["item"])


def test_an_open_row_needs_somebody_to_ask():
    with pytest.raises(ValueError, match="'a' of the design card does not say whom to ask"):
        helsinki_experiment.missing(SMALL.assign(ask=None))


def test_words_for_the_table_of_what_is_missing():
    words = helsinki_experiment.missing_words(
        helsinki_experiment.missing(SMALL), {"the team": "T", "the author": "A"}
    )
    assert words.loc[0].tolist() == ["Sample", "T", "Quotas; Weights", ""]
    assert words["Ask"].tolist() == ["T", "T", "A"]


def test_nobody_without_a_name_is_asked(design):
    with pytest.raises(KeyError, match="No name"):
        helsinki_experiment.missing_words(helsinki_experiment.missing(design), {})


def test_a_grade_that_has_no_words_is_refused(design):
    with pytest.raises(KeyError, match="guessed"):
        helsinki_experiment.known_by_group(design.assign(known="guessed"))


def test_claims_are_taken_apart_into_rows_of_the_card(design):
    parts = helsinki_experiment.claim_parts(design)
    claims = set(data.load("ledger/claims")["id"])
    assert set(parts["claim"]) == set(helsinki_experiment.CLAIMS) <= claims
    assert parts.loc[parts["claim"] == "B27.4", "id"].tolist() == ["finding-nato", "finding-34"]
    assert parts.loc[0, "heading"] == "B26.1: the survey"


def test_a_claim_that_asserts_a_row_the_card_lacks():
    with pytest.raises(ValueError, match="no row 'who'"):
        helsinki_experiment.claim_parts(SMALL)


def test_no_finding_of_the_study_is_taken_for_verified(design):
    # Of the study's own publication only the opening was read, which holds no result.
    findings = helsinki_experiment.claim_parts(design).query("claim.str.startswith('B27')")
    assert (findings["known"] == "article-only").all()


@pytest.mark.parametrize(
    ("item", "text"), [("Attribute: military measures", "Military measures"), ("data", "Data")]
)
def test_items_lose_what_their_heading_says(item, text):
    assert helsinki_experiment.short(item) == text


# -- The panel ---------------------------------------------------------------------------------


def test_waves_have_the_published_numbers(waves):
    # Records of PROPA waves 1, 2, 3 and 5.
    numbers = {(row.wave, row.mode): row.n for row in waves.itertuples()}
    assert numbers == {
        ("1", "online"): 4757,
        ("2", "online"): 4470,
        ("2", "telephone"): 1603,
        ("3", "online"): 3447,
        ("3", "telephone"): 1598,
        ("5", "online"): 2676,
    }


def test_a_wave_stands_in_the_middle_of_its_field_period(waves):
    first = waves[waves["wave"] == "1"].iloc[0]
    assert first["middle"] == pd.Timestamp("2024-03-17")


def test_the_experiment_is_not_entered_as_a_wave(waves):
    start, end = helsinki_experiment.SUMMER
    assert not ((waves["field_start"] <= end) & (waves["field_end"] >= start)).any()
    n = data.load("survey/polls").set_index("id").loc["helsinki-2025-07-nato-agree", "n"]
    assert n not in set(waves["n"])


def test_words_for_waves():
    words = helsinki_experiment.wave_words(data.load("survey/panels")).set_index("Wave")
    assert words.loc["PROPA 2", "Respondents"] == "4,470 online, 1,603 telephone"
    assert words.loc["PROPA 3", "Field dates"] == "Nov–Dec 2024"
    assert words.loc["PROPA 1", "Field dates"] == "13–21 Mar 2024"
    assert words.loc["PROPA 4", "Field dates"] == "dates not seen"
    assert words.loc["PROPA 4", "Respondents"] == "unknown"


# -- Precision ---------------------------------------------------------------------------------


def test_margins_are_the_textbook_ones():
    # Three points for a thousand, ten for a hundred; a design effect of two halves the sample.
    table = helsinki_experiment.margins(1000, {"all": 1, "tenth": 0.1}, deffs=[1, 2])
    assert (100 * table[1]).tolist() == pytest.approx([3.1, 9.6], abs=0.05)
    low, high = shares.wilson(0.5, 500)
    assert table.loc[0, 2] == pytest.approx((high - low) / 2)
    assert table["n"].tolist() == [1000, 100]


def test_total_error_adds_squares():
    # One half of 625: standard error 2 points; with a gap of 1.5 points the total is 2.5.
    row = helsinki_experiment.total_error(0.5, [625], [0.015]).iloc[0]
    assert row["sampling"] == pytest.approx(0.02)
    assert row["total"] == pytest.approx(0.025)
    assert row["sampling_part"] == pytest.approx(0.64)


def test_without_a_gap_the_error_is_sampling_and_without_end_it_is_the_gap():
    total = helsinki_experiment.total_error(0.5, [400, 10**12], [0, 0.03])["total"]
    assert total.tolist() == pytest.approx([0.025, np.hypot(0.025, 0.03), 0, 0.03], abs=1e-6)


@pytest.mark.parametrize(("share", "size"), [(1.2, 100), (0.5, 0)])
def test_impossible_shares_and_sizes_are_refused(share, size):
    with pytest.raises(ValueError):
        helsinki_experiment.total_error(share, [size], [0.01])


# -- Plots -------------------------------------------------------------------------------------


def marks(ax):
    """Marker, fill and colour of every single-point line, in drawing order."""
    return [
        (line.get_marker(), line.get_fillstyle(), line.get_color())
        for line in ax.lines
        if len(line.get_xdata()) == 1
    ]


def words(fig):
    return set(" ".join(text.get_text() for text in fig.findobj(Text)).split())


def test_card_marks_each_item_by_shape_and_shows_every_word():
    fig = helsinki_experiment.plot_card(SMALL, by="group")
    shown = marks(fig.axes[0])
    assert len(shown) == len(SMALL)
    assert len({(marker, fill) for marker, fill, _ in shown}) == SMALL["known"].nunique()
    assert {"Sample", "Quotas", "Season", "Weights", "Mode", "Design", "Territory"} <= words(fig)


def test_card_of_the_study_fits_its_columns(design):
    fig = helsinki_experiment.plot_card(design, by="group")
    fig.canvas.draw()
    edges = [fig.axes[0].get_window_extent().x1 * part for part in (0.51, 1.01)]
    for text in fig.axes[0].texts:
        box = text.get_window_extent()
        assert box.x1 <= next(edge for edge in edges if box.x0 < edge), text.get_text()


def test_bars_are_as_long_as_their_counts():
    counts = helsinki_experiment.known_by_group(SMALL)
    ax = helsinki_experiment.plot_known(counts).axes[0]
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert np.sum(widths, axis=0).tolist() == counts["items"].tolist()
    assert sorted(text.get_text() for text in ax.texts) == ["1", "1", "1", "2"]


def test_waves_are_not_joined_and_the_summer_is_marked(waves):
    ax = helsinki_experiment.plot_waves(waves).axes[0]
    assert len(marks(ax)) == len(waves)
    for line in ax.lines:
        # The only lines are field periods of one wave: level, and not over another wave.
        assert len(set(line.get_ydata())) <= 1
    band = ax.patches[0]
    ends = date2num(helsinki_experiment.SUMMER)
    assert [band.get_x(), band.get_x() + band.get_width()] == pytest.approx(ends)
    assert band.get_hatch()


def test_no_wave_lies_outside_the_years_shown(waves):
    late = waves.assign(field_end=pd.Timestamp("2027-05-02"))
    assert helsinki_experiment.plot_waves(late).axes[0].get_xlim()[1] >= date2num(
        pd.Timestamp("2027-05-02")
    )


def test_months_only_are_drawn_dashed(waves):
    ax = helsinki_experiment.plot_waves(waves).axes[0]
    periods = [line for line in ax.lines if len(line.get_xdata()) == 2]
    dashed = [line.get_linestyle() != "-" for line in periods]
    assert dashed == (waves["date_precision"] != "day").tolist()


def test_larger_samples_lie_lower_and_are_told_apart_without_colour():
    errors = helsinki_experiment.total_error(0.5, [360, 3600, 36000], np.linspace(0, 0.1, 5))
    ax = helsinki_experiment.plot_total_error(errors).axes[0]
    curves = [line for line in ax.lines if line.get_color() == theme.SYNTHETIC]
    ends = [line.get_ydata()[-1] for line in curves]
    assert ends == sorted(ends, reverse=True)
    assert ends[-1] == pytest.approx(10, abs=0.01)
    assert len({line.get_linestyle() for line in curves}) == 3
