"""From evidence to ratings: a published rule, and what becomes of it when a source is taken away.

The strength of a piece of evidence follows from the test that it is and from the way it came out
(Van Evera 1997; Collier 2011): a hoop that holds says little and one that fails says much; a
smoking gun that is seen says much and one that is not says little; a straw in the wind says
little, a doubly decisive test much, whichever way it comes out.
"""

import pandas as pd

STRONG = {
    ("supports", "smoking gun"),
    ("supports", "doubly decisive"),
    ("opposes", "hoop"),
    ("opposes", "doubly decisive"),
}
# Claims that nothing weak can decide: what somebody wants, what ought to be.
INNER = {"motive", "normative"}


def weigh(evidence: pd.DataFrame) -> pd.DataFrame:
    """The rows of `evidence` that count, with `strong` (bool).

    Parameters
    ----------
    evidence : DataFrame
        Rows of ledger/evidence: at least `direction`, `test` and `kind`.

    Returns
    -------
    DataFrame
        The rows that speak for or against. Findings that speak neither way and results of models
        do not count: a model shows that something is possible, not that it happened.

    References
    ----------
    Van Evera (1997); Collier (2011).

    Examples
    --------
    >>> evidence = pd.DataFrame({"id": ["e1", "e2"], "claim": "c", "direction": "supports",
    ...                          "test": ["smoking gun", "hoop"], "kind": "press",
    ...                          "source": ["a", "b"], "other_sources": None})
    >>> list(weigh(evidence)["strong"])
    [True, False]
    """
    counted = evidence[(evidence["direction"] != "neutral") & (evidence["kind"] != "model")]
    pairs = zip(counted["direction"], counted["test"], strict=True)
    return counted.assign(strong=[pair in STRONG for pair in pairs])


def origins(cited: pd.Series, sources: pd.DataFrame) -> pd.Series:
    """Who stands behind each row, as a frozenset of publishers (a source without one is its own).

    Parameters
    ----------
    cited : Series of frozenset
        Ids of sources, as from the function `cited`.
    sources : DataFrame
        `id` and `publisher`.

    Returns
    -------
    Series of frozenset
        Publishers, indexed as `cited`.

    Examples
    --------
    >>> sources = pd.DataFrame({"id": ["a", "b"], "publisher": ["A", None]})
    >>> sorted(origins(pd.Series([frozenset({"a", "b"})]), sources)[0])
    ['A', 'b']
    """
    publisher = dict(zip(sources["id"], sources["publisher"].fillna(sources["id"]), strict=True))
    return cited.map(lambda ids: frozenset(publisher[each] for each in ids))


def cited(evidence: pd.DataFrame) -> pd.Series:
    """Ids of all sources of each row, as a frozenset.

    Parameters
    ----------
    evidence : DataFrame
        `source`, one id, and `other_sources`, ids with semicolons between them or missing.

    Returns
    -------
    Series of frozenset
        Indexed as `evidence`.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": ["a"], "other_sources": ["b; c"]})
    >>> sorted(cited(rows)[0])
    ['a', 'b', 'c']
    """
    others = evidence["other_sources"].fillna(evidence["source"])
    cells = zip(evidence["source"], others, strict=True)
    found = [
        frozenset(part.strip() for part in f"{first};{others}".split(";"))
        for first, others in cells
    ]
    return pd.Series(found, index=evidence.index, dtype=object)


def rate(
    evidence: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame,
    due: set[str] | frozenset[str] = frozenset(),
) -> pd.Series:
    """The rating that the rule gives to each claim, indexed by claim id.

    Parameters
    ----------
    evidence : DataFrame
        Rows of ledger/evidence.
    claims : DataFrame
        `id` and `kind` of each claim, from ledger/claims.
    sources : DataFrame
        `id` and `publisher`.
    due : set of str
        Forecasts whose outcome is known; the others cannot be decided by weak evidence, as little
        as motives and norms.

    Returns
    -------
    Series of str
        "supported", "mostly supported", "mixed", "not supported", "contradicted" or
        "not testable".

    Examples
    --------
    >>> evidence = pd.DataFrame({"id": ["e1", "e2"], "claim": "c", "direction": "supports",
    ...                          "test": ["smoking gun", "hoop"], "kind": "press",
    ...                          "source": ["a", "b"], "other_sources": None})
    >>> claims = pd.DataFrame({"id": ["c"], "kind": ["fact"]})
    >>> sources = pd.DataFrame({"id": ["a", "b"], "publisher": ["A", None]})
    >>> rate(evidence, claims, sources)["c"]
    'supported'
    """
    counted = weigh(evidence)
    groups = _groups(counted.assign(origins=origins(cited(counted), sources)), "claim")
    ratings = {
        claim: _rating(groups.get(claim, counted.iloc[:0]), closed=closed)
        for claim, closed in _closed(claims, due).items()
    }
    return pd.Series(ratings, name="rule", dtype=object).rename_axis("claim")


def _closed(claims: pd.DataFrame, due: set[str] | frozenset[str]) -> dict[str, bool]:
    """For each claim whether only strong evidence can decide it."""
    inner = claims["kind"].isin(INNER) | ((claims["kind"] == "forecast") & ~claims["id"].isin(due))
    return dict(zip(claims["id"], inner, strict=True))


def _groups(rows: pd.DataFrame, by) -> dict:
    return dict(list(rows.groupby(by, sort=False)))


def _rating(rows: pd.DataFrame, *, closed: bool) -> str:
    """The rule itself. closed: only strong evidence can decide this claim."""
    support, against = (rows[rows["direction"] == way] for way in ("supports", "opposes"))
    strong_for, strong_against = support["strong"].any(), against["strong"].any()
    if rows.empty or (closed and not strong_for and not strong_against):
        return "not testable"
    if strong_for and strong_against:
        return "mixed"
    if strong_against:
        return "contradicted" if support.empty and _several(against) else "not supported"
    if strong_for:
        return "supported" if against.empty and _several(support) else "mostly supported"
    # Weak evidence decides neither way unless it comes from several hands and from one side only.
    if support.empty:
        return "not supported" if _several(against) else "mixed"
    return "mostly supported" if against.empty and _several(support) else "mixed"


def rate_together(rows: pd.DataFrame, sources: pd.DataFrame) -> str:
    """The rating that the rule gives to one statement on `rows`, as `weigh` returns them.

    Parameters
    ----------
    rows : DataFrame
        Evidence on one statement, which may come from several claims.
    sources : DataFrame
        `id` and `publisher`.

    Returns
    -------
    str
        As from `rate`.

    Examples
    --------
    >>> evidence = pd.DataFrame({"id": ["e1", "e2"], "claim": "c", "direction": "supports",
    ...                          "test": ["smoking gun", "hoop"], "kind": "press",
    ...                          "source": ["a", "b"], "other_sources": None})
    >>> sources = pd.DataFrame({"id": ["a", "b"], "publisher": ["A", None]})
    >>> rate_together(weigh(evidence[1:]), sources)
    'mixed'
    """
    return _rating(rows.assign(origins=origins(cited(rows), sources)), closed=False)


def _several(rows: pd.DataFrame) -> bool:
    return len(frozenset().union(*rows["origins"])) > 1


def leave_one_out(
    evidence: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame,
    due: set[str] | frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Which ratings of the rule change when one source is taken away.

    Parameters
    ----------
    evidence, claims, sources, due
        As for `rate`.

    Returns
    -------
    DataFrame
        One row for each source and claim whose rating changes: `source`, `claim`, `before` and
        `after`. A row of evidence that rests on other sources, too, stays with those.

    Examples
    --------
    >>> evidence = pd.DataFrame({"id": ["e1", "e2"], "claim": "c", "direction": "supports",
    ...                          "test": ["smoking gun", "hoop"], "kind": "press",
    ...                          "source": ["a", "b"], "other_sources": None})
    >>> claims = pd.DataFrame({"id": ["c"], "kind": ["fact"]})
    >>> sources = pd.DataFrame({"id": ["a", "b"], "publisher": ["A", None]})
    >>> leave_one_out(evidence, claims, sources).values.tolist()
    [['a', 'c', 'supported', 'mixed'], ['b', 'c', 'supported', 'mostly supported']]
    """
    before, closed = rate(evidence, claims, sources, due), _closed(claims, due)
    evidence = weigh(evidence)  # what does not count changes nothing when it goes
    evidence = evidence.assign(cited=cited(evidence))
    touched = evidence[["claim", "cited"]].explode("cited").drop_duplicates()
    touched = touched.rename(columns={"cited": "away"}).sort_values(["away", "claim"])
    cases = touched.merge(evidence, on="claim")
    left = [ids - {away} for ids, away in zip(cases["cited"], cases["away"], strict=True)]
    cases = cases.assign(origins=origins(pd.Series(left, dtype=object), sources))
    groups = _groups(cases[cases["origins"].map(bool)], ["away", "claim"])
    changes = []
    for source, claim in touched[["away", "claim"]].itertuples(index=False):
        rating = _rating(groups.get((source, claim), cases.iloc[:0]), closed=closed[claim])
        if rating != before[claim]:
            changes.append((source, claim, before[claim], rating))
    return pd.DataFrame(changes, columns=["source", "claim", "before", "after"])


def without(evidence: pd.DataFrame, source: str) -> pd.DataFrame:
    """The evidence that is left when `source` is not believed.

    Parameters
    ----------
    evidence : DataFrame
        Rows of ledger/evidence.
    source : str
        Id of the source that is taken away.

    Returns
    -------
    DataFrame
        The rows with another source, with `source` and `other_sources` without the one taken.

    Examples
    --------
    >>> evidence = pd.DataFrame({"id": ["e1", "e2"], "claim": "c", "direction": "supports",
    ...                          "test": ["smoking gun", "hoop"], "kind": "press",
    ...                          "source": ["a", "b"], "other_sources": None})
    >>> list(without(evidence, "a")["id"])
    ['e2']
    """
    left = cited(evidence).map(lambda ids: sorted(ids - {source}))
    kept = evidence[left.map(bool)]
    left = left[left.map(bool)]
    return kept.assign(
        source=left.map(lambda ids: ids[0]),
        other_sources=left.map(lambda ids: ";".join(ids[1:]) or None),
    )


FACTUAL = ("fact", "quotation", "measure")
UPHELD = ("supported", "mostly supported")


def tally(judged: pd.DataFrame) -> dict[str, int]:
    """How the factual claims fared, by claim and by paragraph of the articles.

    Claims of cause, motive, norm and forecast are left out: by the rule weak evidence cannot
    decide them, so that a share of them would describe the rule and not the articles. The unit is
    arbitrary, too, since a sentence can be cut into many claims; the paragraphs in which all
    factual claims are upheld, and those in which any is, give the range.

    Parameters
    ----------
    judged : DataFrame
        One row a claim: `kind`, `rating`, `article` and `paragraph`.

    Returns
    -------
    dict of str to int
        Numbers of factual claims by what was found, and of paragraphs: all of them, those in which
        all factual claims are upheld, and those in which any is.

    Examples
    --------
    >>> judged = pd.DataFrame({"kind": "fact", "rating": ["supported", "mixed"],
    ...                        "article": "a", "paragraph": [1, 1]})
    >>> found = tally(judged)
    >>> found["upheld"], found["paragraphs-all"], found["paragraphs-any"]
    (1, 0, 1)
    """
    factual = judged[judged["kind"].isin(FACTUAL)]
    found = factual["rating"].value_counts()
    upheld = factual["rating"].isin(UPHELD)
    paragraphs = upheld.groupby([factual["article"], factual["paragraph"]])
    return {
        "factual": len(factual),
        "upheld": int(upheld.sum()),
        "partly": int(found.get("mixed", 0)),
        "not-supported": int(found.get("not supported", 0)),
        "contradicted": int(found.get("contradicted", 0)),
        "untestable": int(found.get("not testable", 0)),
        "paragraphs": paragraphs.ngroups,
        "paragraphs-all": int(paragraphs.all().sum()),
        "paragraphs-any": int(paragraphs.any().sum()),
    }


DECIDED = ("came true", "partly", "did not")  # outcomes of a forecast


def due(forecasts: pd.DataFrame) -> set[str]:
    """Claims whose forecasts have an outcome.

    Parameters
    ----------
    forecasts : DataFrame
        `claim` and `outcome`.

    Returns
    -------
    set of str
        Ids of claims with an outcome of `DECIDED`.

    Examples
    --------
    >>> due(pd.DataFrame({"claim": ["c", "d"], "outcome": ["partly", "open"]}))
    {'c'}
    """
    return set(forecasts.loc[forecasts["outcome"].isin(DECIDED), "claim"])
