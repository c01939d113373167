"""Which conclusions of the two articles stand? Argument maps and their grounded labelling.

Arguments attack each other as in Dung (1995), "On the acceptability of arguments", Artificial
Intelligence 77, 321-357. Beyond Dung, an inference falls with any premise that it needs, and a
conclusion stands only on an inference that stands. Support has no agreed theory; see Cayrol and
Lagasquie-Schiex (2013), "Bipolarity in argumentation graphs".
"""

import textwrap

import networkx as nx
import pandas as pd
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle

from report import figures, style, tables

IN, OUT, OPEN = "in", "out", "open"
ATTACKS = ("attacks", "undercuts")
# What the verdict on a claim does to the argument that makes it, from the worst on.
FALLS = ("contradicted", "not supported")
CONTESTED = ("mixed", "not testable")
RATINGS = (*FALLS, *CONTESTED, "mostly supported", "supported")

# -- The framework -----------------------------------------------------------------------------


def framework(
    arguments: pd.DataFrame, relations: pd.DataFrame, verdicts: pd.DataFrame, contested=CONTESTED
) -> nx.DiGraph:
    """The map as a graph whose edges carry `relation`: attacks, undercuts, supports, depends_on.

    arguments: `id`, `role` and `claims` (ids separated by ";").   relations: `from`, `to`,
    `relation`.   verdicts: `claim` and `rating`.
    A premise, inference or conclusion whose worst claim is contradicted or not supported is
    attacked by a node "verdict on <id>" that nothing attacks. If the worst is in `contested`, that
    verdict and the node attack each other. A node whose worst claim is mixed or not testable
    attacks its counter-arguments in return, too: neither side has won.
    A counter-argument rests on the verdicts that it names and is not attacked by them.
    Raises KeyError when a claim has no verdict or a relation an end that is no argument.
    """
    graph = nx.DiGraph()
    worst = dict(zip(arguments["id"], ratings(arguments, verdicts), strict=True))
    for row in arguments.itertuples():
        graph.add_node(row.id, role=row.role, rating=worst[row.id])
    for start, end, relation in zip(
        relations["from"], relations["to"], relations["relation"], strict=True
    ):
        for node in (start, end):
            if node not in worst:
                raise KeyError(f"Relation {start} {relation} {end}: {node!r} is no argument.")
        graph.add_edge(start, end, relation=relation)
    for node in arguments.loc[arguments["role"] != "counter", "id"]:
        if worst[node] in (*FALLS, *contested):
            graph.add_node(f"verdict on {node}", role="verdict", rating="")
            graph.add_edge(f"verdict on {node}", node, relation="attacks")
        if worst[node] in CONTESTED:
            for attacker in attackers(graph, node):
                graph.add_edge(node, attacker, relation="attacks")
    return graph


def ratings(arguments: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """The worst verdict among the claims of each argument, "" where it makes no claim.

    From the worst on: contradicted, not supported, mixed, not testable, mostly supported,
    supported. An argument is no better than the weakest thing it says.
    A counter-argument makes no claim: those beside it are the claims on whose verdicts it rests.
    """
    known = verdicts.set_index("claim")["rating"]
    return [
        min((known[claim] for claim in tables.ids(cell)), key=RATINGS.index, default="")
        if role != "counter"
        else ""
        for cell, role in zip(arguments["claims"], arguments["role"], strict=True)
    ]


def attackers(graph: nx.DiGraph, node: str) -> list[str]:
    """Nodes that attack or undercut `node`."""
    return [n for n in graph.predecessors(node) if graph.edges[n, node]["relation"] in ATTACKS]


def needs(graph: nx.DiGraph, node: str) -> list[str]:
    """Nodes that `node` depends on, all of them."""
    return [n for n in graph.successors(node) if graph.edges[node, n]["relation"] == "depends_on"]


def backing(graph: nx.DiGraph, node: str) -> list[str]:
    """Nodes that support `node`, of which it takes one."""
    return [n for n in graph.predecessors(node) if graph.edges[n, node]["relation"] == "supports"]


def grounded(graph: nx.DiGraph) -> dict[str, str]:
    """The grounded labelling: "in", "out" or "open" (undecided) for each node.

    From nothing labelled on, until nothing changes: a node is in when all its attackers are out,
    all that it depends on is in, and one of its supports is in, if it has any; it is out when an
    attacker is in, something it depends on is out, or all its supports are out. What is then left
    is open. Labels are only ever added, so the result is the least fixed point and the only one;
    without support it is the grounded labelling of Dung (1995).
    Raises ValueError for an edge whose relation is none of the four.
    """
    known = {*ATTACKS, "supports", "depends_on"}
    for start, end, relation in graph.edges(data="relation"):
        if relation not in known:
            raise ValueError(f"Edge from {start!r} to {end!r}: unknown relation {relation!r}.")
    labels = dict.fromkeys(graph, OPEN)
    changed = True
    while changed:
        changed = False
        for node in graph:
            if labels[node] != OPEN:
                continue
            against = {labels[n] for n in attackers(graph, node)}
            needed = {labels[n] for n in needs(graph, node)}
            backed = {labels[n] for n in backing(graph, node)}
            if against <= {OUT} and needed <= {IN} and (not backed or IN in backed):
                labels[node], changed = IN, True
            elif IN in against or OUT in needed or backed == {OUT}:
                labels[node], changed = OUT, True
    return labels


# -- Tables ------------------------------------------------------------------------------------


def labelled(graph: nx.DiGraph, arguments: pd.DataFrame) -> pd.DataFrame:
    """The arguments with `rating` (worst verdict), `acceptance` (in, open, out) and `ground`.

    graph: as `framework` gives it for these arguments.
    ground: what keeps the argument from being in, in words; empty if it is in.
    """
    labels = grounded(graph)
    ids = arguments["id"]
    return arguments.assign(
        rating=[graph.nodes[node]["rating"] for node in ids],
        acceptance=[labels[node] for node in ids],
        ground=[_ground(graph, labels, node) for node in ids],
    )


def _ground(graph: nx.DiGraph, labels: dict, node: str) -> str:
    if labels[node] == IN:
        return ""
    # What decides a label is labelled alike; an attacker of a node that is out is in.
    hostile = IN if labels[node] == OUT else OPEN
    found = []
    for attacker in attackers(graph, node):
        if labels[attacker] == hostile:
            verdict = graph.nodes[attacker]["role"] == "verdict"
            undercuts = graph.edges[attacker, node]["relation"] == "undercuts"
            word = "undercut" if undercuts else "attack"
            found.append(
                f"worst verdict: {graph.nodes[node]['rating']}" if verdict else f"{word} {attacker}"
            )
    found += [f"needs {n}" for n in needs(graph, node) if labels[n] == labels[node]]
    if backing(graph, node) and not any(labels[n] == IN for n in backing(graph, node)):
        found += [f"rests on {n}" for n in backing(graph, node) if labels[n] == labels[node]]
    return "; ".join(found)


def variants(
    arguments: pd.DataFrame, relations: pd.DataFrame, verdicts: pd.DataFrame
) -> pd.DataFrame:
    """How many conclusions of each article are in, open and out, by what is counted.

    Arguments as in `framework`. Variants: as drawn; claims that cannot be tested let stand; without
    the book's counter-arguments; with these and without verdicts; and the best case of the
    articles, without counter-arguments and with all that is mixed or not testable settled for them.
    Returns `variant`, `article`, `in`, `open`, `out`.
    """
    counters = set(arguments.loc[arguments["role"] == "counter", "id"])
    bare = arguments.assign(claims=None)
    alone = arguments[~arguments["id"].isin(counters)]
    unopposed = relations[~relations["from"].isin(counters)]
    cases = {
        "as drawn": framework(arguments, relations, verdicts),
        "claims that cannot be tested let stand": framework(
            arguments, relations, verdicts, contested=("mixed",)
        ),
        "without the book's counter-arguments": framework(alone, unopposed, verdicts),
        "counter-arguments without verdicts": framework(bare, relations, verdicts),
        "the articles' best case": framework(alone, unopposed, verdicts, contested=()),
    }
    conclusions = arguments[arguments["role"] == "conclusion"]
    rows = []
    for name, graph in cases.items():
        label = conclusions["id"].map(grounded(graph))
        for article, group in label.groupby(conclusions["article"]):
            counts = {word: int(group.eq(word).sum()) for word in (IN, OPEN, OUT)}
            rows.append({"variant": name, "article": article, **counts})
    return pd.DataFrame(rows)


def facts(nodes: pd.DataFrame, relations: pd.DataFrame, section: str) -> pd.DataFrame:
    """What `plot_map` draws, as rows to read: one per argument, from the premises to the end.

    nodes: as `labelled` gives it.   relations: as in `framework`.
    """
    ordered = nodes.set_index("id", drop=False).loc[_order(nodes, relations, section)]
    into = relations.assign(
        text=[
            f"{other} {word}"
            for other, word in zip(
                relations["from"].where(relations["relation"] != "depends_on", relations["to"]),
                relations["relation"].map(
                    {"depends_on": "needed", "supports": "leads here",
                     "attacks": "attacks", "undercuts": "undercuts"}
                ),
                strict=True,
            )
        ],
        at=relations["to"].where(relations["relation"] != "depends_on", relations["from"]),
    )
    bearing = into[into["from"].isin(ordered.index) | (into["relation"] == "depends_on")]
    texts = bearing.groupby("at")["text"].agg("; ".join)
    return pd.DataFrame(
        {
            "Argument": ordered["id"],
            "Role": ordered["role"],
            "In our words": ordered["text"],
            "Claims": ordered["claims"].fillna("").str.replace(";", ", "),
            "What bears on it": ordered["id"].map(texts).fillna(""),
            "Acceptance": ordered["acceptance"],
            "Why not in": ordered["ground"],
        }
    ).reset_index(drop=True)


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


# -- Plot --------------------------------------------------------------------------------------

# Inches: gutter for the article's own arrows, boxes of the article, gap, boxes of the book.
LEFT, WIDE, GAP, NARROW = 0.4, 2.27, 0.72, 1.78
LINE, PAD, SPACE = 0.165, 0.07, 0.17
LETTERS = {"own": 27, "counter": 19}  # a line
LOOK = {  # relation: colour, line style, width, what the key calls it
    "depends_on": (style.INK, "-", 1.1, "needed for"),
    "supports": (style.INK, "-", 2.6, "leads to"),
    "attacks": (style.RED, (0, (5, 2)), 1.6, "attacks"),
    "undercuts": (style.BLUE, (0, (1, 1.3)), 1.9, "undercuts"),
}
EDGE = {IN: "-", OPEN: (0, (4, 2)), OUT: (0, (1, 2))}
KEY = [("depends_on", "supports"), ("attacks", "undercuts")]


def plot_map(nodes: pd.DataFrame, relations: pd.DataFrame, section: str):
    """One part of an article's argument, premises at the top and conclusions below them.

    nodes: as `labelled` gives it.   relations: as in `framework`.   section: one of their sections;
    what it takes over from another one is drawn as well.
    The article's arguments stand in the left column, one a row, in an order in which each comes
    after all that it rests on; the book's counter-arguments stand beside their targets. Shape tells
    the role, the outline and a word the acceptance, line and word the relation.
    """
    order = _order(nodes, relations, section)
    row = nodes.set_index("id").loc[order]
    own = [node for node in order if row.role[node] != "counter"]
    beside = {
        target: node
        for node in order
        if row.role[node] == "counter"
        for target in relations.loc[relations["from"] == node, "to"]
        if target in own
    }
    text = {
        node: textwrap.wrap(row.label[node], LETTERS.get(row.role[node], LETTERS["own"]))
        for node in order
    }
    tall = {node: LINE * (1 + len(text[node])) + 2 * PAD for node in order}
    top, y = {}, 0.06
    for node in own:
        pair = [node, *([beside[node]] if node in beside else [])]
        height = max(tall[n] for n in pair)
        for n in pair:
            top[n] = y + (height - tall[n]) / 2
        y += height + SPACE
    fig, ax = style.figure(y + 0.72)
    fig.set_layout_engine("none")
    ax.set_position([0, 0, 1, 1])
    ax.set(xlim=(0, style.WIDTH), ylim=(y + 0.72, 0))
    ax.axis("off")
    for node in order:
        counter = row.role[node] == "counter"
        x, width = (LEFT + WIDE + GAP, NARROW) if counter else (LEFT, WIDE)
        _box(ax, node, row.loc[node], text[node], (x, top[node]), (width, tall[node]))
    middle = {node: top[node] + tall[node] / 2 for node in order}
    _gutter(ax, relations, own, middle)
    for target, counter in beside.items():
        relation = relations.loc[
            (relations["from"] == counter) & (relations["to"] == target), "relation"
        ].iloc[0]
        mutual = row.rating[target] in CONTESTED
        _across(ax, (middle[counter] + middle[target]) / 2, relation, mutual)
    _key(ax, y + 0.08)
    return fig


def _order(nodes: pd.DataFrame, relations: pd.DataFrame, section: str) -> list[str]:
    """The section's arguments and what they take over, each after all that it rests on."""
    own = nodes.loc[nodes["section"] == section, "id"]
    if own.empty:
        raise KeyError(f"No argument belongs to the section {section!r}.")
    depends = relations["relation"].eq("depends_on") & relations["from"].isin(own)
    drawn = {*own, *relations.loc[depends, "to"]}
    flow = nx.DiGraph()
    flow.add_nodes_from(node for node in nodes["id"] if node in drawn)
    for start, end, relation in zip(
        relations["from"], relations["to"], relations["relation"], strict=True
    ):
        if {start, end} <= drawn and relation in ("depends_on", "supports"):
            flow.add_edge(*((end, start) if relation == "depends_on" else (start, end)))
    rank = {node: place for place, node in enumerate(nodes["id"])}
    return list(nx.lexicographical_topological_sort(flow, key=rank.get))


def _box(ax, node: str, row, lines: list[str], corner, size) -> None:
    """One argument: rectangle premise, rounded inference, double conclusion, pointed counter."""
    (x, y), (width, height) = corner, size
    ink = style.GREY if row.acceptance == OUT else style.INK
    look = {"fc": style.PAPER, "ec": ink, "lw": 1.4, "ls": EDGE[row.acceptance], "zorder": 3}
    inset = 0.08
    if row.role == "inference":
        ax.add_patch(
            FancyBboxPatch((x + 0.1, y + 0.1), width - 0.2, height - 0.2,
                           boxstyle="round,pad=0.1,rounding_size=0.16", **look)
        )
        inset = 0.12
    elif row.role == "counter":
        tip = 0.14
        corners = [(x, y + height / 2), (x + tip, y), (x + width, y), (x + width, y + height),
                   (x + tip, y + height)]
        ax.add_patch(Polygon(corners, closed=True, **look))
        inset = 0.17
    else:
        ax.add_patch(Rectangle((x, y), width, height, **look))
        if row.role == "conclusion":
            ax.add_patch(
                Rectangle((x + 0.035, y + 0.035), width - 0.07, height - 0.07,
                          **look | {"fc": "none", "lw": 1.0})
            )
    words = {"size": 9, "va": "center", "zorder": 4, "color": ink}
    first = y + PAD + LINE / 2
    name = node if row.role == "counter" else f"{node} {row.role}"
    ax.text(x + inset, first, name, weight="bold", **words)
    ax.text(x + width - 0.09, first, row.acceptance, ha="right", style="italic", **words)
    for place, line in enumerate(lines, start=1):
        ax.text(x + inset, first + place * LINE, line, **words)


def _gutter(ax, relations: pd.DataFrame, own: list[str], middle: dict) -> None:
    """The article's own arrows, in lanes left of the boxes, a lane for each relation and end."""
    flow = relations[relations["relation"].isin(["depends_on", "supports"])]
    lanes = {}
    for start, end, relation in zip(flow["from"], flow["to"], flow["relation"], strict=True):
        if {start, end} <= set(own):
            # All that one inference needs shares a lane, and so does all that it leads to.
            source, target = (end, start) if relation == "depends_on" else (start, end)
            lanes.setdefault((relation, start), []).append((source, target))
    free = []  # the lowest point that each lane is taken to
    places = {node: place for place, node in enumerate(own)}
    spans = sorted(
        lanes.items(),
        key=lambda item: min(places[n] for pair in item[1] for n in pair),
    )
    for (relation, _), pairs in spans:
        rows = [places[n] for pair in pairs for n in pair]
        lane = next((k for k, low in enumerate(free) if low < min(rows)), len(free))
        free[lane:lane + 1] = [max(rows)]
        colour, _, width, _ = LOOK[relation]
        x = LEFT - 0.13 - 0.1 * lane
        for source, target in pairs:
            leave = middle[source] + (0.11 if relation == "supports" else 0.05)
            enter = middle[target] - 0.11
            ax.plot([LEFT, x, x], [leave, leave, enter], color=colour, lw=width, zorder=2,
                    solid_joinstyle="round")
            ax.add_patch(
                FancyArrowPatch((x, enter), (LEFT, enter), arrowstyle="-|>", mutation_scale=10,
                                color=colour, lw=width, shrinkA=0, shrinkB=0, zorder=2)
            )


def _across(ax, y: float, relation: str, mutual: bool) -> None:
    """An arrow from a counter-argument to its target; with two heads if the target answers."""
    colour, dashes, width, word = LOOK[relation]
    ax.add_patch(
        FancyArrowPatch((LEFT + WIDE + GAP, y), (LEFT + WIDE, y), color=colour, lw=width,
                        arrowstyle="<|-|>" if mutual else "-|>", mutation_scale=10, ls=dashes,
                        shrinkA=0, shrinkB=1, zorder=2)
    )
    ax.text(LEFT + WIDE + GAP / 2, y - 0.1, word, size=9, color=colour, ha="center", va="center")


def _key(ax, y: float) -> None:
    """What the lines mean."""
    for line, names in enumerate(KEY):
        for place, relation in enumerate(names):
            colour, dashes, width, word = LOOK[relation]
            x, at = LEFT + 1.5 * place, y + 0.2 * line + 0.06
            ax.plot([x, x + 0.35], [at, at], color=colour, lw=width, ls=dashes)
            ax.text(x + 0.43, at, word, size=9, color=style.INK, va="center")
    ax.text(LEFT, y + 0.47, "two heads: the attacked side answers", size=9, color=style.INK,
            va="center")
    for place, word in enumerate((IN, OPEN, OUT)):
        x, at = LEFT + 3.1, y + 0.2 * place + 0.06
        ax.plot([x, x + 0.35], [at, at], color=style.GREY if word == OUT else style.INK, lw=1.4,
                ls=EDGE[word])
        ax.text(x + 0.43, at, f"outline: {word}", size=9, color=style.INK, va="center")


def map_alt(nodes: pd.DataFrame, relations: pd.DataFrame, section: str) -> str:
    """Alt text of `plot_map`."""
    drawn = nodes[nodes["id"].isin(_order(nodes, relations, section))]
    roles = drawn["role"].value_counts()
    ends = drawn[(drawn["role"] == "conclusion") & (drawn["section"] == section)]
    said = ", ".join(ends["id"] + " " + ends["acceptance"])
    return (
        f"Argument map, premises above conclusions. Premises: {roles.get('premise', 0)}; "
        f"inferences: {roles.get('inference', 0)}; counter-arguments: {roles.get('counter', 0)}. "
        f"Conclusions: {said}."
    )


def map_figure(nodes: pd.DataFrame, relations: pd.DataFrame, section: str, *, title: str):
    """`plot_map` as the numbered figure `fig-map-<section>`, with `facts` as its data."""
    own = nodes[(nodes["section"] == section) & (nodes["role"] != "counter")]
    return figures.finish(
        plot_map(nodes, relations, section),
        id=f"map-{section}",
        title=title,
        alt=map_alt(nodes, relations, section),
        data=facts(nodes, relations, section),
        sources=[*own["source"].unique(), "own-computation"],
        note="Read from the top. One coder drew the map.",
    )
