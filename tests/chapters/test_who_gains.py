import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import data
from moscow_aims.chapters import who_gains
from moscow_aims.drawing import theme


@pytest.fixture(scope="module")
def load():
    return {
        name: data.load(f"stalling/{name}")
        for name in "area area-points strikes losses aid finance sanctions readouts".split()
    }


def months(*starts, **columns):
    return pd.DataFrame({"month": pd.to_datetime(list(starts))} | columns)


def test_parts_of_periods_in_the_data(load):
    left = {
        name: set(load[name]["id"]) - set(who_gains.drop_partial(load[name])["id"])
        for name in ("strikes", "losses", "aid")
    }
    assert left["strikes"] == {"strikes-2026-06"}
    assert left["losses"] == {"losses-2026-08"}
    assert len(left["aid"]) == 6 and all(name.startswith("aid-2026-h1-") for name in left["aid"])


def test_a_revision_is_taken_off_the_change_whatever_its_sign():
    area = months(
        "2025-01-01",
        "2025-02-01",
        "2025-03-01",
        "2025-05-01",
        measured_on=pd.to_datetime(["2025-01-31", "2025-02-28", "2025-03-20", "2025-05-31"]),
        change_km2=[10.0, 100.0, -20.0, 5.0],
        revision_km2=[np.nan, 60.0, -115.0, np.nan],
    )
    found = who_gains.territory(area)
    assert found["gain"].tolist() == [10, 40, 95, 5]
    # The first month has none before it, the third ends early, the fifth follows a gap.
    assert found["whole"].tolist() == [False, True, False, False]


def test_the_changes_of_the_map_add_up_to_its_areas(load):
    area = load["area"]
    steps = area["km2"].diff().iloc[1:]
    assert steps.to_numpy() == pytest.approx(area["change_km2"].iloc[1:].to_numpy(), abs=0.15)


def test_a_month_stays_as_published_and_a_longer_figure_becomes_a_rate():
    points = pd.DataFrame(
        {
            "period_start": pd.to_datetime(["2025-01-01", "2025-01-01", "2025-02-01"]),
            "period_end": pd.to_datetime(["2025-01-31", "2025-03-01", "2025-02-07"]),
            "km2": [310.0, 600.0, -7.0],
        }
    )
    found = who_gains.rates(points)
    assert found["length"].tolist() == ["month", "longer", "shorter"]
    assert found["rate"].tolist() == pytest.approx([310, 300, -30])
    assert found["middle"].iloc[0] == pd.Timestamp("2025-01-16")


def test_half_years_leave_out_parts_and_count_their_months():
    area = months("2025-06-01", "2025-07-01", gain=[100.0, 300.0], whole=[True, True])
    strikes = months(
        "2025-01-01",
        "2025-06-01",
        "2025-07-01",
        drones=[10, 30, 999],
        missiles=[1, 3, 999],
        partial=["no", "no", "yes"],
    )
    losses = months("2025-02-01", claimed_in_month=[500], partial=["no"])
    aid = pd.DataFrame(
        [
            ("2025 H1", donor, kind, value, "no")
            for (donor, kind, value) in (
                ("us", "military", 0.0),
                ("europe", "military", 22.0),
                ("europe", "financial-humanitarian", 16.0),
            )
        ],
        columns=["half_year", "donor", "kind", "eur_bn", "partial"],
    )
    found = who_gains.half_years(area, strikes, losses, aid)
    assert found.index.tolist() == ["2025 H1", "2025 H2"]
    assert found["gain"].tolist() == [100, 300]
    assert found.loc["2025 H1", ["drones", "missiles", "losses"]].tolist() == [20, 2, 500]
    assert found.loc["2025 H1", "months_drones"] == 2
    assert found.loc["2025 H1", ["us_military", "europe_financial"]].tolist() == [0, 16]
    assert pd.isna(found.loc["2025 H2", ["drones", "losses", "us_military"]]).all()


def test_revenue_is_of_whole_years_and_of_sums_within_one():
    def row(start, end, value, measure="oil-gas-revenue"):
        return (pd.Timestamp(start), pd.Timestamp(end), measure, value, "s")

    finance = pd.DataFrame(
        [
            row("2026-01-01", "2026-08-31", 5020.0),
            row("2025-01-01", "2025-08-31", 6026.0),
            row("2025-01-01", "2025-12-31", 8480.0),
            row("2024-01-01", "2024-12-31", np.nan),
            row("2025-01-01", "2025-01-31", 789.3),
            row("2025-01-01", "2025-12-31", 5600.0, "deficit"),
        ],
        columns=["period_start", "period_end", "measure", "value", "source"],
    )
    found = who_gains.revenue(finance)
    assert found["label"].tolist() == ["2025", "Jan–Aug 2025", "Jan–Aug 2026"]
    assert found["value"].tolist() == [8480, 6026, 5020]


def test_subjects_count_what_is_said_and_what_is_not_known(load):
    readouts = pd.DataFrame(
        [
            ("kremlin", "prisoners", "yes"),
            ("kremlin", "ice-hockey", "yes"),
            ("white-house", "prisoners", "no"),
            ("white-house", "ice-hockey", "unknown"),
            ("press", "length", "yes"),
            ("press", "length", "yes"),
        ],
        columns=["party", "topic", "mentioned"],
    )
    found = who_gains.subjects(readouts, ["prisoners", "duration"], ["ice-hockey"]).set_index(
        "party"
    )
    assert found.loc["kremlin"].tolist() == [1, 1, 1]
    assert found.loc["white-house"].tolist() == [0, 0, 2]
    assert found.loc["press"].tolist() == [0, 0, 3]


def test_producers_are_never_joined_by_a_line(load):
    _, low = who_gains.plot_territory(
        who_gains.territory(load["area"]), who_gains.rates(load["area-points"])
    ).axes
    for line in low.lines:
        # A level bar over its own period, or the axis; marks have no line between them.
        level = len(set(np.round(np.asarray(line.get_ydata(), dtype=float), 6))) <= 1
        assert line.get_linestyle() == "None" or level


def test_every_producer_of_the_data_has_a_marker(load):
    assert set(load["area-points"]["producer"]) == set(who_gains.PRODUCERS)
    assert len({marker for _, marker in who_gains.PRODUCERS.values()}) == len(who_gains.PRODUCERS)


def hollow(ax):
    return sum(to_hex(bar.get_facecolor()) == theme.PAPER for bar in ax.patches)


def test_parts_of_periods_are_hollow(load):
    assert [hollow(ax) for ax in who_gains.plot_strikes(load["strikes"]).axes] == [1, 1]
    budget = who_gains.revenue(load["finance"])
    assert [hollow(ax) for ax in who_gains.plot_costs(budget, load["losses"]).axes] == [0, 1]


def test_aid_of_nought_is_written(load):
    for ax, kind in zip(who_gains.plot_aid(load["aid"]).axes, who_gains.KINDS, strict=True):
        zeros = load["aid"].query("kind == @kind and eur_bn == 0")
        assert sum(text.get_text() == "0" for text in ax.texts) == len(zeros) > 0


def test_every_step_on_sanctions_is_drawn(load):
    fig = who_gains.plot_sanctions(load["sanctions"])
    drawn = [
        line for line in fig.axes[0].lines if line.get_marker() in who_gains.DIRECTIONS.values()
    ]
    assert sum(len(line.get_xdata()) for line in drawn) == len(load["sanctions"])
    for line in drawn:
        filled = line.get_markerfacecolor() != theme.PAPER
        assert filled == (line.get_marker() == who_gains.DIRECTIONS["tighter"])
