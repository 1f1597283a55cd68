"""Random regimes as a file would hold them, with inputs that fall on their edges: band ends, gates, caps and half pennies.

Every amount, condition and curve that a regime may use stands here twice: as the text of an agreement, and as what it means in
Python, so that a test can work a regime out without the reader of that text.
"""

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

SIDES = ("owner", "nop", "pot", "charity")
PARTIES = ("trust", "federation", "club", "council", "board")
COMPONENTS = ("cost", "performance")


@dataclass(frozen=True)
class Case:
    """A regime and the figures that it is settled with."""

    data: dict
    inputs: dict


def clip(x, low, high):
    return min(max(x, low), high)


AMOUNTS = {
    "margin": lambda n: n["margin"],
    "100% of margin": lambda n: n["margin"],
    "10% of T": lambda n: n["T"] / 10,
    "min(8% of fee, 4% of T)": lambda n: min(n["fee"] * 8 / 100, n["T"] * 4 / 100),
    "max(margin - fee, 0) / 3": lambda n: max(n["margin"] - n["fee"], Fraction(0)) / 3,
    "fee + 2/3 of margin": lambda n: n["fee"] + n["margin"] * 2 / 3,
    "0": lambda n: Fraction(0),
    "12.5": lambda n: Fraction("12.5"),
}
RATES = {
    "2%": lambda n: Fraction(2, 100),
    "1/3": lambda n: Fraction(1, 3),
    "rate": lambda n: n["rate"],
    "0.5": lambda n: Fraction(1, 2),
    "1 - rate": lambda n: 1 - n["rate"],
}
CONDITIONS = {
    "V >= msr * T": lambda n: n["V"] >= n["msr"] * n["T"],
    "-V >= msr * T": lambda n: -n["V"] >= n["msr"] * n["T"],
    "abs(V) > msr * T": lambda n: abs(n["V"]) > n["msr"] * n["T"],
    "report == 1": lambda n: n["report"] == 1,
    "ops >= 0 and report == 1": lambda n: n["ops"] >= 0 and n["report"] == 1,
    "ops <= -30 or ops > 60": lambda n: n["ops"] <= -30 or n["ops"] > 60,
    "not ops < 30": lambda n: not n["ops"] < 30,
    "true": lambda n: True,
    "false": lambda n: False,
}
CURVES = {
    "upward": ({"points": [[-100, 0], [0, 0], [100, 1]]}, lambda x: clip(x / 100, Fraction(0), Fraction(1))),
    "both_ways": ({"points": [[-100, -1], [0, 0], [100, 1]]}, lambda x: clip(x / 100, Fraction(-1), Fraction(1))),
    "by_level": (
        {"points": [[0, 0], [30, 0], [30, "1/2"], [60, "1/2"], [60, 1], [100, 1]], "at_step": "upper"},
        lambda x: Fraction(0) if x < 30 else Fraction(1, 2) if x < 60 else Fraction(1),
    ),
    "factor": ({"points": [[-100, "0.5"], [100, "1.5"]]}, lambda x: 1 + clip(x, Fraction(-100), Fraction(100)) / 200),
}
RELEASES = {
    "clip(ops / 100, 0, 1)": lambda n: clip(n["ops"] / 100, Fraction(0), Fraction(1)),
    **{key: RATES[key] for key in ("1/3", "rate")},
}
BAND_ENDS = [Fraction(1, 50), Fraction(1, 20), Fraction(1, 10), Fraction(3, 20), Fraction(1, 4)]
KEYS = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 4), Fraction(1, 5)]

sides = st.sampled_from(SIDES)
arms = st.sampled_from(["gain", "pain"])
amounts = st.sampled_from(list(AMOUNTS))
rates = st.sampled_from(list(RATES))
conditions = st.sampled_from(list(CONDITIONS))
two_sides = st.permutations(SIDES).map(lambda order: order[:2])


@st.composite
def bands(draw, allow_negative):
    basis = draw(st.sampled_from(["target", "money", "fee"]))
    scale = 1000 if basis == "money" else 1
    ends = sorted(draw(st.sets(st.sampled_from(BAND_ENDS), max_size=3)))
    drawn = [{"to": str(end * scale), **draw(shares(allow_negative))} for end in ends]
    return {"basis": basis, "bands": [*drawn, draw(shares(allow_negative))]}


@st.composite
def shares(draw, allow_negative):
    if draw(st.integers(0, 3)) == 0:
        first, second = draw(two_sides)
        return {first: "rate", second: "1 - rate"}
    lowest = -2 if allow_negative else 0
    weights = {side: draw(st.integers(lowest, 6)) for side in draw(st.permutations(SIDES))[: draw(st.integers(1, 4))]}
    total = sum(weights.values())
    if total <= 0:
        return dict.fromkeys([next(iter(weights))], "100%")
    return {side: str(Fraction(weight, total)) for side, weight in weights.items()}


@st.composite
def gates(draw):
    factor = draw(st.sampled_from(["0", "1/2", "rate"]))
    return {"gate": {"arm": draw(arms), "when": draw(conditions), "else_to": draw(sides), "factor": factor}}


@st.composite
def modifications(draw):
    side, other = draw(two_sides)
    start = {"arm": draw(arms), "side": side, "other": other}
    if draw(st.booleans()):
        return {"modify": {**start, "score": "ops", "curve": draw(st.sampled_from(["upward", "by_level", "factor"]))}}
    cases = [{"when": draw(conditions), "factor": draw(rates)} for _ in range(draw(st.integers(1, 3)))]
    return {"modify": {**start, "cases": [*cases, {"otherwise": draw(rates)}]}}


@st.composite
def levies(draw):
    taker = draw(st.sampled_from(["levy", "treasury"]))
    return {"levy": {"arm": draw(arms), "side": draw(sides), "rate": draw(rates), "to": taker}}


@st.composite
def limits(draw):
    side, other = draw(two_sides)
    component = draw(st.sampled_from(["net", "cost", "performance"]))
    return {"limit": {"arm": draw(arms), "side": side, "max": draw(amounts), "excess_to": other, "component": component}}


@st.composite
def reliefs(draw):
    side, other = draw(two_sides)
    return {"relief": {"side": side, "amount": draw(amounts), "to": other}}


@st.composite
def releases(draw, curve):
    if draw(st.booleans()):
        return draw(st.sampled_from(list(RELEASES)))
    return {"score": "ops", "curve": draw(st.sampled_from([curve, "by_level"]))}


@st.composite
def pools(draw):
    holder, to, rest_to, other = draw(st.permutations(SIDES))
    giver = draw(st.sampled_from([rest_to, holder, other]))
    held, money = {"side": holder}, {"money": draw(st.sampled_from(["margin", "12.5"])), "from": giver}
    sources = draw(st.sampled_from([[held], [money], [held, money]]))
    return {"pool": {"sources": sources, "release": draw(releases("upward")), "to": to, "rest_to": rest_to}}


@st.composite
def funds(draw):
    giver, taker = draw(two_sides)
    amount = draw(st.sampled_from(["margin", "10% of T", "12.5"]))
    return {"fund": {"amount": amount, "from": giver, "to": taker, "release": draw(releases("both_ways"))}}


@st.composite
def allocations(draw):
    """Return stages that allocate one or two sides to parties; what spills goes to a side that is not allocated."""
    order = draw(st.permutations(SIDES))
    made = []
    for side in order[: draw(st.integers(0, 2))]:
        parties = draw(st.permutations(PARTIES))[: draw(st.integers(1, 5))]
        weights = [draw(st.integers(1, 9)) for _ in parties]
        if draw(st.booleans()):
            key = {party: str(Fraction(weight, sum(weights))) for party, weight in zip(parties, weights, strict=True)}
        else:
            key = {party: f"{weight} * fee + 1" for party, weight in zip(parties, weights, strict=True)}
        capped = draw(st.sets(st.sampled_from(parties)))
        body = {"side": side, "key": key}
        if capped:
            body["pain_cap"] = {party: draw(amounts) for party in parties if party in capped}
            body["spill_to"] = draw(st.sampled_from([order[3], ["parties", order[3]]]))
        made.append({"allocate": body})
    return made


@st.composite
def roundings(draw, stages):
    named = set(words_in(stages))
    orders = {arm: [side for side in draw(st.permutations(SIDES)) if side in named] for arm in ("gain", "pain")}
    return {
        "places": draw(st.sampled_from([0, 2, 3])),
        "mode": draw(st.sampled_from(["half_up", "half_even", "half_down", "up", "down"])),
        "order": orders,
        "odd_penny": draw(st.sampled_from(["largest_remainder", "first_in_order"])),
    }


def words_in(data):
    """Yield every text in the data, keys included."""
    if isinstance(data, str):
        yield data
    for item in [*data, *data.values()] if isinstance(data, dict) else data if isinstance(data, list) else []:
        yield from words_in(item)


AFTER_SHARES = {"modify": modifications(), "levy": levies(), "limit": limits(), "relief": reliefs(), "pool": pools(), "fund": funds()}
pence = st.integers(-1_000_000, 1_000_000).map(lambda number: Fraction(number, 100))


@st.composite
def figures(draw):
    """Return inputs whose variance often falls exactly on a band end, a gate or nothing, or half a penny beside it."""
    toc = draw(st.sampled_from([Fraction(1000), Fraction("8085.00"), Fraction("12345.67"), Fraction("999999.99"), Fraction(1)]))
    scope, index, drugs = draw(pence.map(abs)), draw(st.sampled_from([Fraction(0), Fraction("0.02"), Fraction(1, 3)])), Fraction("55.55")
    given = {
        "toc": toc,
        "scope": scope,
        "index": index,
        "drugs": drugs,
        "msr": draw(st.sampled_from([Fraction(0), Fraction("0.02"), Fraction("0.1")])),
        "report": Fraction(draw(st.integers(0, 1))),
        "ops": draw(st.sampled_from([-100, -30, 0, 30, 60, 100]) | st.integers(-400, 400).map(lambda n: Fraction(n, 4))) * Fraction(1),
        "margin": draw(st.sampled_from([Fraction(0), Fraction(8), Fraction("80.01"), Fraction(1000)])),
        "fee": draw(st.sampled_from([Fraction(0), Fraction(10), Fraction("333.33")])),
        "rate": draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2), Fraction("0.3333")])),
    }
    target = toc * (1 + index) + scope
    edge = draw(
        st.just(Fraction(0))
        | st.sampled_from(BAND_ENDS).map(lambda end: end * target)
        | st.sampled_from(BAND_ENDS).map(lambda end: end * 1000)
        | st.just(given["msr"] * target)
        | pence
    )
    beside = draw(st.sampled_from([Fraction(0), Fraction("0.01"), Fraction("-0.01"), Fraction("0.005"), Fraction(1, 3)]))
    sign = draw(st.sampled_from([1, -1]))
    return {**given, "aoc": target - sign * (edge + beside) + drugs}


@st.composite
def cases(draw, *, words=tuple(AFTER_SHARES), rounded=False, allow_negative=True):
    """Return a regime with its figures.

    Args:
        draw: Hypothesis.
        words: the stages that may follow the share, in any order.
        rounded: whether the regime rounds; without it amounts stay exact.
        allow_negative: whether a side's share of a band may be below nothing (another's is then above 100%).
    """
    variance = {
        "target": {"base": "toc", "adjust": [{"mul": "1 + index"}, {"add": "scope"}]},
        "actual": {"base": "aoc", "adjust": [{"subtract": "drugs"}]},
    }
    share = {"gain": draw(bands(allow_negative)), "pain": draw(bands(allow_negative))}
    chosen = draw(st.lists(st.sampled_from(words), max_size=6)) if words else []
    data = {
        "id": "drawn",
        "curves": {name: points for name, (points, _) in CURVES.items()},
        "stages": [
            {"variance": variance},
            *draw(st.lists(gates(), max_size=2)),
            {"share": share},
            *[draw(AFTER_SHARES[word]) for word in chosen],
            *draw(allocations()),
        ],
    }
    if rounded:
        data["round"] = draw(roundings(data["stages"]))
    return Case(data, draw(figures()))
