"""The two articles step by step: what carries each step of their arguments, and what it lacks."""

import pandas as pd

from moscow_aims import data
from moscow_aims.methods import argument, weighing


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
            cited = rows.loc[rows.index.intersection(data.ids(step.evidence))]
            found[step.id] = weighing.rate_together(cited.assign(direction="supports"), sources)
        else:
            found[step.id] = argument.find_worst(known[claim] for claim in data.ids(step.claims))
    return pd.Series(found, dtype=object)


def judge(verdicts: pd.DataFrame) -> pd.DataFrame:
    """The arguments of the ledger with `rating` (what carries them) and `label`.

    verdicts: rows of the ledger, with `claim` and `rating`.
    """
    arguments, evidence = data.load("ledger/arguments"), data.load("ledger/evidence")
    rated = ratings(arguments, verdicts, evidence, data.load("sources"))
    found = argument.labels(rated.map(argument.STRENGTH), data.load("ledger/relations"))
    return arguments.assign(rating=rated.to_numpy(), label=found.to_numpy())


def conclusions(
    judged: pd.DataFrame, relations: pd.DataFrame, verdicts: pd.DataFrame, article: str
) -> pd.DataFrame:
    """An article's conclusions, each with what carries it and what it lacks.

    judged: result of `judge`.   relations, verdicts: rows of the ledger.
    Returns one row per conclusion: `Claim` (the weakest that it makes itself), `Result`, `Conclusion`,
    `What carries it` (the premises behind it that stand) and `What it lacks` (its claims that do
    not stand, then the objections to it or to its inferences that do, each once).
    """
    known = judged.set_index("id")
    rating = verdicts.set_index("claim")["rating"]
    strength = rating.map(argument.STRENGTH)
    rows, told = [], set()
    for end in judged.query("article == @article and role == 'conclusion'").itertuples():
        inferences = _starts(relations, end.id, "supports")
        premises = [p for i in inferences for p in _ends(relations, i, "depends_on")]
        carried = [
            known.loc[p, "text"] for p in premises if known.loc[p, "label"] == argument.STANDS
        ]
        own = data.ids(end.claims)
        weak = [claim for claim in own if strength[claim] != argument.STANDS]
        short = [
            f"{word.capitalize()}: {', '.join(claim for claim in weak if rating[claim] == word)}."
            for word in dict.fromkeys(rating[weak])
        ]
        doubts = [o for n in (end.id, *inferences) for o in _starts(relations, n, "objects_to")]
        doubts = [o for o in doubts if known.loc[o, "label"] == argument.STANDS and o not in told]
        told |= set(doubts)
        rows.append(
            {
                "Claim": min(own, key=lambda claim: argument.LABELS.index(strength[claim])),
                "Result": end.label,
                "Conclusion": end.text,
                "What carries it": " ".join(carried) or "No premise that stands.",
                "What it lacks": " ".join([*short, *known.loc[doubts, "text"]]) or "–",
            }
        )
    return pd.DataFrame(rows)


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
        claims = {claim: rating[claim] for claim in data.ids(step.claims)}
        needed = _ends(relations, step.id, "depends_on")
        backed = _starts(relations, step.id, "supports")
        against = [
            n for n in _starts(relations, step.id, "objects_to") if label[n] == argument.STANDS
        ]
        weak = [
            f"{claim} is {word}"
            for claim, word in claims.items()
            if argument.STRENGTH[word] != argument.STANDS
        ]
        weak += [f"{n} {label[n]}" for n in needed if label[n] != argument.STANDS]
        if backed and argument.STANDS not in set(label[backed]):
            weak += [f"{n} {label[n]}" for n in backed]
        texts = judged.set_index("id")["text"]
        rows.append(
            {
                "Step": step.id,
                "Role": step.role,
                "In our words": step.text,
                "What carries it": ", ".join([*claims, *needed, *backed]),
                "What it lacks": ". ".join(
                    [*weak, *(f"Objection {n}: {texts[n]}" for n in against)]
                ),
                "Label": step.label,
            }
        )
    return pd.DataFrame(rows)


def _ends(relations: pd.DataFrame, start: str, relation: str) -> list[str]:
    return list(relations.query("`from` == @start and relation == @relation")["to"])


def _starts(relations: pd.DataFrame, end: str, relation: str) -> list[str]:
    return list(relations.query("to == @end and relation == @relation")["from"])


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
