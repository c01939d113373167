"""Which conclusions stand? One rule over steps, claims and objections.

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

    Returns
    -------
    Series of str
        One of `LABELS` for each argument, indexed as `strength`.

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
    graph: nx.DiGraph[str] = nx.DiGraph()
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
    edges = graph.in_edges(node, data=True)
    return [found[start] for start, _, edge in edges if edge["relation"] == relation]


def find_worst(ratings) -> str:
    """The rating that decides about a step, "supported" for none.

    Parameters
    ----------
    ratings : iterable of str
        Ratings of the claims that a step states.

    Returns
    -------
    str
        The weakest of them.

    Examples
    --------
    >>> find_worst(["supported", "mixed"])
    'mixed'
    """
    order = sorted(STRENGTH, key=lambda rating: LABELS.index(STRENGTH[rating]))
    return min(ratings, key=order.index, default="supported")
