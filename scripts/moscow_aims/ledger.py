"""What the articles claim and how the book judges it, as tables for the chapters."""

import pandas as pd

from moscow_aims import data, show
from moscow_aims.methods import weighing

RATINGS = [
    "supported",
    "mostly supported",
    "mixed",
    "not supported",
    "contradicted",
    "not testable",
]


def claims(ids: list[str], id: str, title: str = "") -> show.Shown:
    """The claims `ids` as the numbered table `tab-<id>`.

    Raises DataError naming the ids that are not in data/ledger/claims.csv.
    """
    frame = _rows("ledger/claims", "id", ids)
    shown = pd.DataFrame(
        {
            "Claim": frame["id"],
            "In our words": frame["claim"],
            "Kind": frame["kind"],
            "What would show it wrong": frame["falsifier"],
        }
    )
    return show.table(shown, id, title=title, data=frame, links=links(frame["id"]))


def quoted(ids: list[str], id: str) -> show.Shown:
    """The operative words of the claims `ids`, in Chinese and translated, as `tab-<id>`.

    Raises DataError naming the ids that are not in data/ledger/claims.csv.
    """
    frame = _rows("ledger/claims", "id", ids)
    shown = pd.DataFrame(
        {
            "Claim": frame["id"],
            "In Chinese": frame["zh"].fillna(""),
            "In translation": frame["zh_en"].fillna(""),
            "In our words": frame["claim"],
        }
    )
    return show.table(shown, id, data=frame, links=links(frame["id"]))


def verdicts(ids: list[str], id: str, title: str = "") -> show.Shown:
    """The verdicts on the claims `ids` as the numbered table `tab-<id>`.

    Raises DataError naming the ids that are not in data/ledger/verdicts.csv.
    """
    frame = _rows("ledger/verdicts", "claim", ids)
    text = _rows("ledger/claims", "id", ids)["claim"].to_numpy()
    shown = pd.DataFrame(
        {
            "Claim": frame["claim"],
            "In our words": text,
            "Verdict": frame["rating"],
            "Confidence": frame["confidence"],
            "Note": frame["note"].fillna(""),
            "What would change it": frame["would_change"],
        }
    )
    to = links(frame["claim"])
    return show.table(shown, id, title=title, data=frame, links=to, chips=["Verdict"])


def lookup(id: str, title: str = "") -> show.Shown:
    """All claims as the table `tab-<id>`, where each has an address and its evidence in a fold."""
    notes = data.load("ledger/verdicts").set_index("claim")["note"]
    frame = judged()
    shown = pd.DataFrame(
        {
            "Claim": frame["id"],
            "In our words": frame["claim"],
            "In Chinese": frame["zh"].fillna(""),
            "Verdict": frame["rating"],
        }
    )
    rows = data.load("ledger/evidence").groupby("claim")
    sources = data.load("sources").set_index("id", drop=False)
    folds = [
        _fold(claim, notes[claim.id], rows.get_group(claim.id).itertuples(), sources)
        for claim in frame.itertuples()
    ]
    return show.table(
        shown,
        id,
        title=title,
        data=frame,
        links=links(frame["id"]),
        chips=["Verdict"],
        pick=["Article", "Part", "Kind", "Verdict", "Confidence"],
        entries={"claim": folds},
    )


def links(cells: pd.Series, column: str = "Claim") -> dict[str, list]:
    """Where a column of a table leads: each claim, alone or between commas, to its own row."""
    known = set(data.load("ledger/claims")["id"])
    return {
        column: [
            [f"claim:{part}" if part in known else "" for part in cell.split(", ")]
            for cell in cells
        ]
    }


def _fold(claim, note: str, evidence, sources: pd.DataFrame) -> list[tuple[str, list]]:
    """What unfolds below a claim: a row of `judged`, the verdict's note, its rows of evidence."""
    chapter = [claim.chapter, f"chapters/{claim.chapter}"]
    reasons = [note, claim.method_limits, claim.coherence, claim.adequacy, claim.relevance]
    said = {
        "The Chinese says": [[claim.zh_en]] if pd.notna(claim.zh_en) else [],
        "Note": [[claim.note]] if pd.notna(claim.note) else [],
        "Evidence": [_finding(row, sources.loc[row.source]) for row in evidence],
        "Why this verdict": [[" ".join(reason for reason in reasons if pd.notna(reason))]],
        "Why not by the rule": [[claim.departs]] if pd.notna(claim.departs) else [],
        "Rival explanations": [[claim.rivals]],
        "What would change it": [[claim.would_change]],
        "What would show the claim wrong": [[claim.falsifier]],
        "Confidence": [[claim.confidence]],
        "Kind": [[claim.kind]],
        "Article": [[claim.article]],
        "Paragraph": [[str(claim.paragraph)]],
        "Part": [[claim.part]],
        "Judged in": [[chapter]],
    }
    return [(name, items) for name, items in said.items() if items]


SPEAKS = {"supports": "For", "opposes": "Against", "neutral": "Neither"}


def _finding(row, source) -> list:
    """A row of evidence as an item: for or against, how strong, what was found, where to see it."""
    place = f"numref:{row.figure}" if pd.notna(row.figure) else f"chapters/{row.chapter}"
    said = f"{SPEAKS[row.direction]} ({row.test}): {row.finding} "
    by = show.credit(source)
    credit = [by, source.url] if pd.notna(source.url) else by
    return [said, ["the chapter", place], "; ", credit, "."]


def judged() -> pd.DataFrame:
    """All that the book says of each claim: claim and verdict in one row, with the rule's rating.

    Indexed from 0 in the order of the articles; columns of ledger/claims and ledger/verdicts, and
    `rule`.
    """
    claims, evidence = data.load("ledger/claims"), data.load("ledger/evidence")
    due = weighing.due(data.load("ledger/forecasts"))
    rule = weighing.rate(evidence, claims, data.load("sources"), due)
    verdicts = data.load("ledger/verdicts").drop(columns=["status", "source", "note"])
    both = claims.merge(verdicts, left_on="id", right_on="claim", suffixes=("", "_id"))
    return both.merge(rule, left_on="id", right_index=True)


def _rows(table: str, key: str, ids: list[str]) -> pd.DataFrame:
    return data.load(table).set_index(key, drop=False).loc[ids].reset_index(drop=True)
