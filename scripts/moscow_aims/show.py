"""The one way a picture or a table leaves the book: titled, described, sourced, with its data."""

import base64
import csv
import io
import re
from collections.abc import Iterator
from html import escape
from typing import Any

import ipywidgets as widgets
import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from PIL import Image

from moscow_aims import prose
from moscow_aims.data import ids as split_ids
from moscow_aims.data import sources as describe_sources
from moscow_aims.drawing import theme

FIGURE = "application/vnd.book.figure+json"
TABLE = "application/vnd.book.table+json"
CAPTION = "application/vnd.book.caption+json"
CONTROL = "application/vnd.jupyter.widget-view+json"
ALT_LENGTH = 250
DPI = 200  # of the PNG
MISSING = re.compile(r"\b(nan|NaN|NaT|None|inf)\b|<NA>")
WEAK = set("DEF")


class Shown:
    """What a cell shows: a bundle for the book and a plain picture or text for a notebook."""

    def __init__(self, bundle: dict):
        self.bundle = bundle

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle, {"image/png": {"width": 560}}


def figure(
    fig,
    id: str,
    *,
    data: pd.DataFrame,
    sources: list[str] | pd.DataFrame | None = None,
) -> Shown:
    """Turn a drawn figure into the numbered figure `fig-<id>`, whose words stand in the page.

    fig: matplotlib Figure made by `theme.figure`.
    data: the plotted values; its columns `source` and `other_sources` name the sources unless
    `sources` does: ids, or the table whose columns name them.
    Raises ValueError when it has no source, a colour without a dark partner or too small type.
    """
    require_id(id)
    darken_type(fig)
    require_palette(fig, id)
    cited = _sources(id, data, sources)
    picture, png = svg(fig, id), _png(fig)
    plt.close(fig)
    content = {
        "id": f"fig-{id}",
        "picture": picture,
        "dark": theme.DARK,
        **_apparatus(data, cited),
    }
    return Shown({FIGURE: content, "image/png": png, "text/plain": f"Figure {id}"})


def table(
    frame: pd.DataFrame,
    id: str,
    *,
    title: str = "",
    sources: list[str] | pd.DataFrame | None = None,
    note: str = "",
    data: pd.DataFrame | None = None,
    pick: list[str] | None = None,
    links: dict[str, list] | None = None,
    chips: list[str] | None = None,
    entries: dict[str, list] | None = None,
) -> Shown:
    """Turn a small DataFrame into the numbered table `tab-<id>` of the book.

    frame: what is shown, ready to read; its first column names the rows and is no number.
    title, note: only in chapters whose words do not stand in the page.
    pick: columns by whose values readers can choose rows; the whole table can then be searched.
    links: for a column, where each cell leads: a page (without ending, from the book's folder) or,
    as `role:name`, what a role of the book finds; of cells with commas, a list for their parts.
    chips: columns whose cells are marked as one of few words, such as verdicts.
    entries: makes the rows entries that a role finds by their first cell: name of the role -> per
    row what unfolds below the second cell, pairs of a name and a list of items; an item is a list
    of texts and of pairs of text and link. The rows then say what `data` holds.
    data: what the download holds, if it says more than `frame`; its column `source` names the
    sources unless `sources` does.
    Raises ValueError when a part is missing.
    """
    require_id(id)
    data = frame if data is None else data
    content = {
        "id": f"tab-{id}",
        "shown": _cells(frame),
        "pick": pick or [],
        "links": {list(frame.columns).index(name): to for name, to in (links or {}).items()},
        "chips": [list(frame.columns).index(name) for name in chips or []],
        **_apparatus(data, _sources(id, data, sources)),
    }
    for kind, folds in (entries or {}).items():
        content |= {"kind": kind, "folds": folds, "data": _cells(data.head(0))}
    shown = Shown(
        {TABLE: content, "text/html": frame.to_html(index=False), "text/plain": f"Table {id}"}
    )
    return _said(shown, id, title, note) if title else shown


# -- Words in code, until all chapters have theirs in the page -------------------------------------


def finish(
    fig,
    *,
    id: str,
    title: str,
    alt: str,
    data: pd.DataFrame,
    sources: list[str] | None = None,
    note: str = "",
) -> Shown:
    """As `figure`, with the words in the cell.

    title: the finding, one sentence; it becomes the caption.
    alt: type of chart, what is plotted, the finding; at most 250 characters.
    note: what the reader must know not to misread it.
    Raises ValueError, too, when a part is missing.
    """
    require_alt(id, alt)
    return _said(figure(fig, id, data=data, sources=sources), id, title, note, alt)


def _said(shown: Shown, id: str, title: str, note: str, alt: str = "") -> Shown:
    """The same with its words, which are displayed first where no book is built."""
    if not title.strip():
        raise ValueError(f"Figure {id!r} has no title: state the finding in one sentence.")
    for text in (title, note):
        _require_no_gap(id, text)
    content = shown.bundle.get(FIGURE) or shown.bundle[TABLE]
    content["title"], content["note"] = title, f"{note} {content['note']}".strip()
    if alt:
        content["alt"] = alt
    shown.bundle["text/plain"] = f"{title}\n{alt}".strip()
    display({CAPTION: {}, "text/markdown": f"**{title}**\n\n{note}".strip()}, raw=True)
    return shown


def require_alt(id: str, alt: str) -> None:
    """Raise ValueError unless the alt text is complete and short."""
    _require_no_gap(id, alt)
    if not alt.strip():
        raise ValueError(f"Figure {id!r} has no alt text: say chart, what is plotted, finding.")
    if len(alt) > ALT_LENGTH:
        raise ValueError(
            f"Figure {id!r} has an alt text of {len(alt)} characters, {ALT_LENGTH} are allowed."
        )


def _require_no_gap(id: str, text: str) -> None:
    if MISSING.search(text):
        raise ValueError(f"Figure {id!r} says a missing value: {text!r}.")


# -- What goes into the bundle ----------------------------------------------------------------------


def require_id(id: str) -> None:
    """Raise ValueError unless the id can stand in an address."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
        raise ValueError(f"Figure id {id!r} must be lower-case words joined by hyphens.")


def svg(fig, salt: str) -> str:
    """The figure as an SVG element without date, its ids fixed by `salt`."""
    _settle(fig)
    out = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": salt}):
        fig.savefig(out, format="svg", metadata={"Date": None})
    picture = out.getvalue()
    picture = picture[picture.index("<svg") :]
    return re.sub(r"\s*<metadata>.*?</metadata>", "", picture, flags=re.DOTALL)


def _settle(fig) -> None:
    """Lay the figure out for good: matplotlib would do it twice for each file that it saves."""
    if not fig.get_layout_engine():
        return
    fig.get_layout_engine().execute(fig)
    fig.set_layout_engine(None)  # "none" would draw everything once more for each file
    for ax in fig.axes:  # the solver's last digits differ from run to run, and with them the ids
        ax.set_position([round(edge, 9) for edge in ax.get_position().bounds])
    for legend in fig.legends:  # the layout moves those that stand outside the axes
        corner = legend.get_window_extent().transformed(fig.transFigure.inverted()).p0
        legend.borderaxespad = 0
        legend.set_loc("lower left")
        legend.set_bbox_to_anchor(corner, transform=fig.transFigure)


def darken_type(fig) -> None:
    """Write words in the colour of their marks, but dark enough to be read."""
    for text in fig.findobj(Text):
        colour = to_hex(text.get_color())
        text.set_color(theme.TYPE.get(colour, colour))


def require_palette(fig, id: str) -> None:
    """Raise ValueError for a colour without a dark partner and for type too small for a phone."""
    seen = list(_visible(fig))
    for colour in _colours(seen) - set(theme.DARK) - set(theme.FIXED):
        raise ValueError(
            f"Figure {id!r} uses the colour {colour}, which has no dark partner: "
            "take the colours from moscow_aims.drawing.theme."
        )
    for text in seen:
        if isinstance(text, Text) and text.get_fontsize() < theme.SMALLEST and _says(text):
            raise ValueError(
                f"Figure {id!r} writes {text.get_text()!r} in {text.get_fontsize():g} points, "
                f"at least {theme.SMALLEST:g} can be read on a phone."
            )


def _visible(artist: Artist) -> Iterator[Artist]:
    """The artist and all in it that can be seen."""
    if artist.get_visible():
        yield artist
        for part in artist.get_children():
            yield from _visible(part)


def _says(text: Text) -> bool:
    return bool(text.get_text().strip())


def _colours(artists: list[Artist]) -> set[str]:
    """Colours that are drawn with."""
    drawn = []
    for artist in artists:
        match artist:
            case Text() if _says(artist):
                drawn.append(artist.get_color())
            case Line2D():
                drawn += [artist.get_color(), artist.get_markerfacecolor()]
                drawn.append(artist.get_markeredgecolor())
            case Patch():
                drawn += [artist.get_facecolor(), artist.get_edgecolor()]
            case Collection() if artist.get_array() is None:
                drawn += [*artist.get_facecolor(), *artist.get_edgecolor()]
            case Collection():
                drawn += [*artist.to_rgba(artist.get_array().ravel())]
    rows = {tuple(row) for colour in drawn for row in to_rgba_array(colour)}
    return {to_hex(row) for row in rows if row[3] > 0}


def _sources(id: str, data: pd.DataFrame, given: list[str] | pd.DataFrame | None) -> pd.DataFrame:
    ids = given if isinstance(given, list) else _named(data if given is None else given)
    if not ids:
        raise ValueError(f"Figure {id!r} has no source: give `sources` or a column `source`.")
    return _best_first(describe_sources(ids))


def _named(frame: pd.DataFrame) -> list[str]:
    """Ids of all sources that the rows of a table name."""
    columns = [name for name in ("source", "other_sources") if name in frame]
    return [part for name in columns for cell in frame[name].dropna() for part in split_ids(cell)]


def _best_first(cited: pd.DataFrame) -> pd.DataFrame:
    """What the book computed, then by reliability letter, originals before copies.

    What is alike in these stays in the order of first mention.
    """
    grade = cited["reliability"].mask(cited["kind"] == "computation", "")
    keyed = cited.assign(grade=grade, copy=cited["kind"] == "mirror")
    return keyed.sort_values(["grade", "copy"], kind="stable")[cited.columns]


def credit(source) -> str:
    """Who said it and when, as a source line names a row of `sources.csv`."""
    who = next(part for part in (source.author, source.publisher, source.title) if pd.notna(part))
    return f"{who} ({source.published})" if pd.notna(source.published) else f"{who} (undated)"


def reference(source) -> str:
    """A row of `sources.csv` as it is cited: who, when, what, where, seen on which day."""
    return " ".join(filter(None, [_work(source), *_place(source)]))


def _work(source) -> str:
    """Who, when, what and where it appeared, each said once."""
    start = credit(source)
    parts = [source.title, source.publisher]
    new = [part for part in parts if pd.notna(part) and not start.startswith(f"{part} (")]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in [start, *new])


def _place(source) -> tuple[str, str]:
    """The address and the day on which it was opened; blank without an address."""
    if pd.isna(source.url):
        return "", ""
    return source.url, f"(accessed {source.accessed.day} {source.accessed:%B %Y})."


def _apparatus(data: pd.DataFrame, cited: pd.DataFrame) -> dict:
    """Source line, what is to be noted of the sources, and data; for figures and tables alike."""
    graded = cited.loc[cited["kind"] != "computation", "reliability"]
    weak = len(graded) and set(graded) <= WEAK
    links = [
        {
            "text": credit(source),
            "title": source.title if pd.notna(source.title) else "",
            "work": _work(source),
            **dict(zip(("url", "seen"), _place(source), strict=True)),
        }
        for source in cited.itertuples()
    ]
    return {
        "sources": links,
        "note": "Rests only on sources graded D or lower." if weak else "",
        "csv": data.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"),
        "data": _cells(data),
    }


def _cells(frame: pd.DataFrame) -> str:
    """The frame as a reader sees it, as CSV: one text is passed on faster than many."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(map(str, frame.columns))
    rows.writerows(map(_cell, row) for row in frame.itertuples(index=False))
    return out.getvalue()


def _cell(value) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        whole = len(str(int(abs(value))))
        return f"{value:.{max(4, whole + 1)}g}"
    return str(value)


def _png(fig) -> str:
    """Base64 PNG of the figure, on white ground."""
    pixels, out = io.BytesIO(), io.BytesIO()
    fig.savefig(pixels, format="rgba", dpi=DPI, facecolor=theme.PAPER)
    across = round(DPI * fig.get_figwidth())
    size = across, len(pixels.getvalue()) // (4 * across)
    # Without the transparency that nothing uses, and in few colours: a third of the bytes.
    picture = Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB").quantize(256)
    picture.save(out, "png", dpi=(DPI, DPI), compress_level=6)
    return base64.b64encode(out.getvalue()).decode()


# -- Sliders ---------------------------------------------------------------------------------


def slider(
    draw,
    id,
    *,
    data,
    values,
    start,
    label,
    sources=None,
    numbers=lambda value: {},
    title="",
    alt=None,
    note="",
):
    """Turn `draw(value)` for the value chosen on a slider into the numbered figure `fig-<id>`.

    Every pane is drawn beforehand and the control is linked to the panes in the browser, so that
    mouse, touch and keyboard work without Python. Print and a page without scripts show the pane
    at `start`.

    draw: function value -> matplotlib Figure; all panes must share their axis ranges.
    values: the choices, at least two, in the order of the slider.   start: one of them.
    label: name of the control, read aloud to those who do not see it.
    data, sources: as in `figure`.
    numbers: function value -> what that pane's alt text says otherwise than the page, as for
    `prose.give`; the words in the page are those of all panes.
    title, note, and alt (function value -> alt text of that pane): only in chapters whose words do
    not stand in the page.
    Raises ValueError when `start` is not among `values`, when there is but one value, when a value
    cannot be drawn, and when a pane has no alt text, a colour without a dark partner or other axis
    ranges than the first.
    """
    alt = alt or (lambda value: f"Figure {id}, {label}: {value}")
    values = list(values)
    if len(values) < 2:
        raise ValueError(f"Slider {id!r} has fewer than two values.")
    if start not in values:
        raise ValueError(f"Slider {id!r} starts at {start!r}, which is not among its values.")
    drawn = [_for_value(draw, value, id) for value in values]
    _require_same_ranges(drawn, id)
    panes = [
        _pane(fig, id, f"{id}-{number}", str(value), _for_value(alt, value, id))
        for number, (fig, value) in enumerate(zip(drawn, values, strict=True))
    ]
    first = values.index(start)
    control = _control(label, panes, first)
    frame = figure(drawn[first], id, data=data, sources=sources)
    if title:
        frame = _said(frame, id, title, note, panes[first]["alt"])
    else:
        for pane, value in zip(panes, values, strict=True):
            del pane["alt"]
            pane["numbers"] = prose.written(**_for_value(numbers, value, id))
    frame.bundle[FIGURE]["slider"] = {"label": label, "start": first, "panes": panes}
    frame.bundle[CONTROL] = control._repr_mimebundle_()[CONTROL]
    return frame


def _control(label: str, panes: list[dict], first: int) -> widgets.VBox:
    """The slider of a notebook."""
    stack = widgets.Stack([widgets.HTML(_described(pane)) for pane in panes], selected_index=first)
    control = widgets.SelectionSlider(
        options=[(pane["value"], number) for number, pane in enumerate(panes)],
        value=first,
        description=label,
        continuous_update=True,
        style={"description_width": "initial"},
        layout={"width": "100%"},
    )
    # The index, never the value: a page without Python knows the choices only by their number.
    widgets.jslink((control, "index"), (stack, "selected_index"))
    return widgets.VBox([widgets.HTML(theme.variables()), control, stack])


def _described(pane: dict) -> str:
    """The picture, named for screen readers, its colours following the notebook's theme."""
    name = f'<svg role="img" aria-label="{escape(pane["alt"])}" '
    return theme.themed(pane["picture"]).replace("<svg ", name, 1)


def _for_value(make, value, id: str):
    try:
        return make(value)
    except Exception as error:
        reason = " ".join(f"{type(error).__name__} {error}".split())
        raise ValueError(
            f"Slider {id!r} has nothing to show at {value!r} ({reason}): "
            "expected `values` for which its data have rows."
        ) from error


def _require_same_ranges(drawn, id: str) -> None:
    ranges = [[(*ax.get_xlim(), *ax.get_ylim()) for ax in fig.axes] for fig in drawn]
    if any(other != ranges[0] for other in ranges):
        raise ValueError(f"Slider {id!r} has panes with different axis ranges: fix the limits.")


def _pane(fig, id: str, salt: str, value: str, alt: str) -> dict[str, Any]:
    """One pane: what it is chosen by, what it shows, and that in words."""
    require_alt(id, alt)
    darken_type(fig)
    require_palette(fig, id)
    picture = svg(fig, salt)
    plt.close(fig)
    return {"value": value, "picture": picture, "alt": alt}
