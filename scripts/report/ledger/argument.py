"""Which conclusions of the two articles stand? One rule over steps, claims and objections.

A step is as strong as the weakest thing that it says or needs, and a conclusion takes the strongest
of the inferences that lead to it: the weakest-link principle without accrual of Pollock (2001),
"Defeasible reasoning with variable degrees of justification", Artificial Intelligence 133, 233-282.
An objection that stands weakens what it objects to and does not refute it; only evidence against a
claim does. Better evidence can therefore never weaken what it supports: the rule is monotone in the
sense of Baroni, Rago and Toni (2018), "How many properties do we need for gradual argumentation?",
Proceedings of the AAAI Conference on Artificial Intelligence 32.
"""

import networkx as nx
import pandas as pd

from report import figures, tables
from report.ledger import RATINGS, weighing

FAILS, UNDECIDED, STANDS = LABELS = ("fails", "undecided", "stands")
STRENGTH = {
    "contradicted": FAILS,
    "not supported": FAILS,
    "not testable": UNDECIDED,
    "mixed": UNDECIDED,
    "mostly supported": STANDS,
    "supported": STANDS,
}
RELATIONS = ("depends_on", "supports", "objects_to")


def labels(strength: pd.Series, relations: pd.DataFrame) -> pd.Series:
    """The label of each argument: fails, undecided or stands.

    Parameters
    ----------
    strength : Series of str
        What an argument's own evidence allows at best, one of `LABELS`, indexed by its id.
    relations : DataFrame
        `from`, `to` and `relation`, one of `RELATIONS`: an inference depends on premises and
        supports a conclusion, an objection objects to any of them.

    Raises
    ------
    KeyError
        If an end of a relation is no argument.
    ValueError
        If a relation is unknown, or arguments rest on each other in a circle.

    Examples
    --------
    >>> links = pd.DataFrame([("i", "p", "depends_on"), ("i", "c", "supports")],
    ...                      columns=["from", "to", "relation"])
    >>> labels(pd.Series({"p": "undecided", "i": "stands", "c": "stands"}), links)["c"]
    'undecided'
    """
    graph = _graph(strength.index, relations)
    try:
        order = list(nx.topological_sort(graph))
    except nx.NetworkXUnfeasible:
        raise ValueError(f"Arguments rest on each other: {nx.find_cycle(graph)}.") from None
    found: dict[str, int] = {}
    for node in order:
        below = {relation: _strengths(graph, node, relation, found) for relation in RELATIONS}
        carried = min([LABELS.index(strength[node]), *below["depends_on"]])
        if below["supports"]:
            carried = min(carried, max(below["supports"]))
        if LABELS.index(STANDS) in below["objects_to"]:
            carried = min(carried, LABELS.index(UNDECIDED))
        found[node] = carried
    return pd.Series({node: LABELS[found[node]] for node in strength.index}, dtype=object)


def _graph(nodes: pd.Index, relations: pd.DataFrame) -> nx.DiGraph:
    """Arguments with an edge from each to those whose label it decides."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for start, end, relation in relations[["from", "to", "relation"]].itertuples(index=False):
        for node in (start, end):
            if node not in nodes:
                raise KeyError(f"Relation {start} {relation} {end}: {node!r} is no argument.")
        if relation not in RELATIONS:
            raise ValueError(f"Relation {start} {relation} {end}: {relation!r} is unknown.")
        ends = (end, start) if relation == "depends_on" else (start, end)
        graph.add_edge(*ends, relation=relation)
    return graph


def _strengths(graph: nx.DiGraph, node: str, relation: str, found: dict[str, int]) -> list[int]:
    edges = graph.in_edges(node, data="relation")
    return [found[start] for start, _, kind in edges if kind == relation]


def ratings(
    arguments: pd.DataFrame,
    verdicts: pd.DataFrame,
    evidence: pd.DataFrame,
    sources: pd.DataFrame,
) -> pd.Series:
    """What carries each argument, as a rating of the ledger, indexed by the argument's id.

    A step of an article has the worst verdict among its claims, and "supported" if it makes no
    claim. An objection of this book has the rating that the rule gives to the rows of evidence on
    which it rests, all of them read as speaking for it.
    """
    known = verdicts.set_index("claim")["rating"]
    rows = weighing.weigh(evidence).set_index("id")
    found = {}
    for step in arguments.itertuples():
        if step.role == "objection":
            cited = rows.loc[rows.index.intersection(tables.ids(step.evidence))]
            found[step.id] = weighing.rate_together(cited.assign(direction="supports"), sources)
        else:
            found[step.id] = worst(known[claim] for claim in tables.ids(step.claims))
    return pd.Series(found, dtype=object)


def worst(found) -> str:
    """The rating that decides about a step, "supported" for none."""
    order = sorted(RATINGS, key=lambda rating: LABELS.index(STRENGTH[rating]))
    return min(found, key=order.index, default="supported")


def judge() -> pd.DataFrame:
    """The arguments of the ledger with `rating` (what carries them) and `label`."""
    arguments = tables.load("ledger/arguments")
    rated = ratings(
        arguments,
        tables.load("ledger/verdicts"),
        tables.load("ledger/evidence"),
        tables.load("sources"),
    )
    found = labels(rated.map(STRENGTH), tables.load("ledger/relations"))
    return arguments.assign(rating=rated.to_numpy(), label=found.to_numpy())


# -- Tables ------------------------------------------------------------------------------------


def steps(
    judged: pd.DataFrame, relations: pd.DataFrame, verdicts: pd.DataFrame, article: str
) -> pd.DataFrame:
    """An article's argument step by step: what it says, what carries it, what it lacks.

    judged: result of `judge`.   relations, verdicts: rows of the ledger.
    """
    own = judged[judged["article"] == article]
    label = judged.set_index("id")["label"]
    rating = verdicts.set_index("claim")["rating"]
    rows = []
    for step in own.itertuples():
        claims = {claim: rating[claim] for claim in tables.ids(step.claims)}
        needed = _ends(relations, step.id, "depends_on")
        backed = _starts(relations, step.id, "supports")
        against = [n for n in _starts(relations, step.id, "objects_to") if label[n] == STANDS]
        weak = [f"{claim} is {word}" for claim, word in claims.items() if STRENGTH[word] != STANDS]
        weak += [f"{n} {label[n]}" for n in needed if label[n] != STANDS]
        if backed and STANDS not in set(label[backed]):
            weak += [f"{n} {label[n]}" for n in backed]
        texts = judged.set_index("id")["text"]
        rows.append(
            {
                "Step": step.id,
                "Role": step.role,
                "In our words": step.text,
                "What carries it": ", ".join([*claims, *needed, *backed]),
                "What it lacks": ". ".join(
                    [*weak[:1], *weak[1:], *(f"Objection {n}: {texts[n]}" for n in against)]
                ),
                "Label": step.label,
            }
        )
    return pd.DataFrame(rows)


def _ends(relations: pd.DataFrame, start: str, relation: str) -> list[str]:
    return list(relations.query("`from` == @start and relation == @relation")["to"])


def _starts(relations: pd.DataFrame, end: str, relation: str) -> list[str]:
    return list(relations.query("to == @end and relation == @relation")["from"])


def show(
    judged: pd.DataFrame, relations: pd.DataFrame, verdicts: pd.DataFrame, article: str, *, title: str
) -> figures.Shown:
    """`steps` as the numbered table `tab-steps-<article>`."""
    shown = steps(judged, relations, verdicts, article)
    return figures.table(
        shown,
        id=f"steps-{article.lower()}",
        title=title,
        sources=[f"article-{article.lower()}", "own-computation"],
        note="One coder split the argument into steps. A label says what this book's evidence "
        "carries, not what is true.",
    )


def retold(paragraphs: pd.DataFrame, claims: pd.DataFrame, article: str) -> pd.DataFrame:
    """An article paragraph by paragraph: what it says, and which claims were taken from it.

    paragraphs: `article`, `paragraph`, `id`, `kind` (text, or what else it is), `gist`, `note`.
    claims: `article`, `paragraph`, `id`.   A paragraph without claims shows its note.
    """
    part = paragraphs[paragraphs["article"] == article]
    own = claims[claims["article"] == article].groupby("paragraph")["id"].agg(", ".join)
    labelled_gist = part["kind"].str.capitalize() + ": " + part["gist"]
    return pd.DataFrame(
        {
            "Paragraph": part["id"],
            "In our words": part["gist"].where(part["kind"].eq("text"), labelled_gist),
            "Claims": part["paragraph"].map(own).fillna(part["note"]).fillna(""),
        }
    ).reset_index(drop=True)
