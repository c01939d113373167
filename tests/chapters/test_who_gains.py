import numpy as np
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import who_gains


@pytest.fixture(scope="module")
def load():
    return {
        name: data.load(f"stalling/{name}")
        for name in "area area-points strikes losses aid finance".split()
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


def test_figures_of_single_months_stand_beside_the_map(load):
    found = who_gains.beside_map(who_gains.territory(load["area"]), load["area-points"])
    rows = found.set_index(["Month", "By"])
    assert rows.loc[("February 2026", "Black Bird Group"), ["Map", "Other count"]].tolist() == [
        "155",
        "−37",
    ]
    assert rows.loc[("September 2026", "Institute for the Study of War"), "Map"] == "–"
    # Years, weeks and figures before 2025 are left out.
    assert len(found) == 16 and found["Month"].iloc[0] == "March 2025"


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
        return (pd.Timestamp(start), pd.Timestamp(end), measure, value, "reported", "s")

    finance = pd.DataFrame(
        [
            row("2026-01-01", "2026-08-31", 5020.0),
            row("2025-01-01", "2025-08-31", 6026.0),
            row("2025-01-01", "2025-12-31", 8480.0),
            row("2024-01-01", "2024-12-31", np.nan),
            row("2025-01-01", "2025-01-31", 789.3),
            row("2025-01-01", "2025-12-31", 5600.0, "deficit"),
        ],
        columns=["period_start", "period_end", "measure", "value", "status", "source"],
    )
    found = who_gains.revenue(finance)
    assert found["label"].tolist() == ["2025", "Jan–Aug 2025", "Jan–Aug 2026"]
    assert found["value"].tolist() == [8480, 6026, 5020]
    assert found["months"].tolist() == [12, 8, 8]


def test_aid_of_nought_is_written(load):
    for ax, kind in zip(who_gains.plot_aid(load["aid"]).axes, who_gains.KINDS, strict=True):
        zeros = load["aid"].query("kind == @kind and eur_bn == 0 and partial == 'no'")
        assert sum(text.get_text() == "0" for text in ax.texts) == len(zeros) > 0
