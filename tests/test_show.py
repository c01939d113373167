"""A figure leaves the book complete or not at all."""

import base64
import json
import re
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from moscow_aims import data, show
from moscow_aims.drawing import theme

DATA = pd.DataFrame({"answer": ["yes", "no"], "share": [34.0, 66.0], "source": "article-b"})
PARTS = dict(
    id="a-figure", title="More say no than yes", alt="Bar chart of answers: no leads", data=DATA
)


def drawn(colour=theme.FIRST):
    fig, ax = theme.figure(2.0)
    ax.barh(DATA["answer"], DATA["share"], color=theme.FIRST)
    ax.plot([0, 1], [0, 1], color=colour)
    return fig


def test_a_complete_figure_has_all_its_parts():
    bundle = show.finish(drawn(), **PARTS, note="A note.").bundle
    content = bundle[show.FIGURE]
    assert content["id"] == "fig-a-figure"
    assert content["sources"][0]["text"].endswith("(2025-12-03)")
    assert content["csv"] == "answer,share,source\nyes,34.0,article-b\nno,66.0,article-b\n"
    assert content["data"].splitlines()[1] == "yes,34,article-b"
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")


SCHEMA = json.loads(
    Path(__file__).parents[1].joinpath("scripts/reportbook/content/bundle.schema.json").read_bytes()
)


def check(kind: str, content: dict) -> dict:
    """What comes out of the pipe to the book, which is as its schema says."""
    content = json.loads(json.dumps(content))
    jsonschema.validate(content, {**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return content


def test_what_is_handed_over_is_as_the_schema_says():
    figure = show.finish(drawn(), **PARTS).bundle
    check("figure", figure[show.FIGURE])
    assert figure["image/png"], "it stands beside the bundle, for notebooks"
    table = show.table(DATA, id="answers", title="Answers", links={"answer": ["a", "b"]}).bundle
    check("table", table[show.TABLE])


def test_the_words_may_stand_in_the_page():
    bundle = show.figure(drawn(), "a-figure", data=DATA).bundle
    content = check("figure", bundle[show.FIGURE])
    assert not {"title", "alt"} & set(content) and content["note"] == ""
    table = check("table", show.table(DATA, "answers").bundle[show.TABLE])
    assert "title" not in table


def test_a_table_can_name_the_sources():
    bare, named = DATA.drop(columns="source"), DATA.assign(other_sources="article-a")
    content = show.figure(drawn(), "a-figure", data=bare, sources=named).bundle[show.FIGURE]
    assert [line["text"].split(" (")[0] for line in content["sources"]] == [
        "Article B", "Article A"
    ]  # fmt: skip


def test_a_notebook_shows_the_words_of_a_cell_as_markdown(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", lambda bundle, raw: shown.append(bundle))
    show.finish(drawn(), **PARTS, note="A note.")
    assert shown[0]["text/markdown"] == "**More say no than yes**\n\nA note."
    assert show.CAPTION in shown[0], "which is how the book knows not to show it"


def test_the_best_graded_source_stands_first_and_copies_behind_originals():
    rows = [("d", "D", "press"), ("copy", "B", "mirror"), ("b", "B", "press"), ("a", "A", "press")]
    cited = pd.DataFrame(rows, columns=["id", "reliability", "kind"])
    assert show._best_first(cited)["id"].tolist() == ["a", "b", "copy", "d"]
    assert show._best_first(cited[2:0:-1])["id"].tolist() == ["b", "copy"]


def test_a_figure_names_what_was_computed_and_then_its_best_source():
    data = DATA.assign(source=["wikimili-csto", "own-computation"], other_sources="nato-2002-05-28")
    content = show.finish(drawn(), **{**PARTS, "data": data}).bundle[show.FIGURE]
    assert [line["text"].split(" (")[0] for line in content["sources"]] == [
        "Moscow Aims Project", "NATO", "WikiMili"
    ]  # fmt: skip


def test_the_same_figure_twice_is_the_same_bytes():
    first, second = (show.finish(drawn(), **PARTS).bundle for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"alt": " "}, "Figure 'a-figure' has no alt text"),
        ({"alt": "x" * 251}, "alt text of 251 characters, 250 are allowed"),
        ({"title": ""}, "Figure 'a-figure' has no title"),
        ({"id": "A figure"}, "must be lower-case words joined by hyphens"),
        ({"data": DATA.drop(columns="source")}, "Figure 'a-figure' has no source"),
    ],
)
def test_a_missing_part_is_named(changed, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        show.finish(drawn(), **{**PARTS, **changed})


def test_a_source_that_is_not_in_the_table():
    with pytest.raises(KeyError, match="data/sources.csv is no 'nobody'"):
        show.finish(drawn(), **{**PARTS, "data": DATA.assign(source="nobody")})


def test_a_colour_without_a_dark_partner():
    with pytest.raises(ValueError, match="#123456, which has no dark partner"):
        show.finish(drawn("#123456"), **PARTS)


def bar(ax):
    ax.barh([0], [1], color="#123456")


def rules(ax):
    ax.vlines([0], 0, 1, colors="#123456")


def marker(ax):
    ax.plot([0], [0], "o", color=theme.FIRST, markerfacecolor="#123456")


@pytest.mark.parametrize("draw", [bar, rules, marker])
def test_no_mark_escapes_the_palette(draw):
    fig, ax = theme.figure(2.0)
    draw(ax)
    with pytest.raises(ValueError, match="#123456, which has no dark partner"):
        show.finish(fig, **PARTS)


def test_a_scale_has_partners_in_the_dark():
    fig, ax = theme.figure(2.0)
    ax.pcolormesh([[0.0, 1.0], [2.0, 3.0]])
    assert show.finish(fig, **PARTS).bundle
    fig, ax = theme.figure(2.0)
    ax.pcolormesh([[0.0, 1.0], [2.0, 3.0]], cmap="cividis")
    with pytest.raises(ValueError, match="which has no dark partner"):
        show.finish(fig, **PARTS)


def test_words_about_a_pale_mark_are_darker_than_it():
    fig = drawn(theme.EUROPE)
    fig.axes[0].text(0, 0, "Europe", color=theme.EUROPE)
    svg = show.finish(fig, **PARTS).bundle[show.FIGURE]["picture"]
    assert f"fill: {theme.TYPE[theme.EUROPE]}" in svg and f"stroke: {theme.EUROPE}" in svg


@pytest.mark.parametrize("part", ["title", "alt", "note"])
def test_a_missing_value_is_not_said(part):
    with pytest.raises(ValueError, match="says a missing value"):
        show.finish(drawn(), **{**PARTS, part: "Support is nan per cent"})


@pytest.mark.parametrize(
    "value, text", [(16479.0, "16479"), (12345.6, "12345.6"), (0.34, "0.34"), (1607, "1607")]
)
def test_numbers_in_the_data_table(value, text):
    assert show._cell(value) == text


def test_type_too_small_to_read():
    fig = drawn()
    fig.axes[0].text(0, 0, "tiny", size=6)
    with pytest.raises(ValueError, match="'tiny' in 6 points"):
        show.finish(fig, **PARTS)


def test_weak_sources_are_said_below(monkeypatch):
    weak = data.load("sources").assign(reliability="D")
    monkeypatch.setattr(show, "describe_sources", lambda ids: weak[weak["id"].isin(ids)])
    content = show.finish(drawn(), **PARTS).bundle[show.FIGURE]
    assert "Rests only on sources graded D or lower." in content["note"]


def test_a_table_names_its_rows_first():
    shown = show.table(DATA, id="answers", title="Answers").bundle
    assert shown[show.TABLE]["shown"].splitlines()[0] == "answer,share,source"
    assert "<th>0</th>" not in shown["text/html"], "no number before the name, in notebooks either"


def test_a_table_says_what_its_rows_are_chosen_by_and_lead_to():
    to = {"answer": ["a/page"] * len(DATA)}
    shown = show.table(DATA, id="answers", title="Answers", pick=["share"], links=to).bundle
    assert shown[show.TABLE]["pick"] == ["share"]
    assert shown[show.TABLE]["links"] == {0: ["a/page"] * len(DATA)}


def test_a_table_of_entries_holds_in_its_rows_what_others_hold_in_their_data():
    folds = [[("Why", [["asked", ["there", "a/page"]]])]] * len(DATA)
    shown = show.table(
        DATA, id="answers", title="Answers", chips=["answer"], entries={"answer": folds}
    ).bundle[show.TABLE]
    content = check("table", shown)
    assert (content["kind"], content["chips"], content["data"]) == (
        "answer",
        [0],
        "answer,share,source\n",
    )
    with pytest.raises(jsonschema.ValidationError, match="folds"):
        check("table", {name: part for name, part in shown.items() if name != "folds"})
