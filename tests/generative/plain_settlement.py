"""A regime worked out a second time, slowly and plainly, from the meaning of each stage: what the engine is held against.

It knows nothing of the engine: it reads the data of `regime_strategies`, and its amounts mean what they mean there.
"""

from collections import defaultdict
from fractions import Fraction

from tests.generative.regime_strategies import AMOUNTS, COMPONENTS, CONDITIONS, CURVES, RATES, RELEASES

ZERO = Fraction(0)
MEANINGS = {**AMOUNTS, **RATES, **RELEASES, **CONDITIONS}


class Plain:
    """What everybody has while the stages are worked out one after another."""

    def __init__(self, inputs):
        self.names = dict(inputs)
        self.held = {component: defaultdict(Fraction) for component in COMPONENTS}
        self.levies = defaultdict(Fraction)
        self.parties = {}
        self.open = {"gain": Fraction(1), "pain": Fraction(1)}

    def meaning(self, text):
        if text in MEANINGS:
            return MEANINGS[text](self.names)
        if text.endswith(" * fee + 1"):
            return Fraction(text.split(" ", maxsplit=1)[0]) * self.names["fee"] + 1
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)

    def net(self, side):
        return sum(self.held[component][side] for component in COMPONENTS)

    def move(self, amount, giver, taker, component):
        self.held[component][giver] -= amount
        self.held[component][taker] += amount

    def shrink(self, side, other, amount, sign):
        """Bring what a side has nearer to nothing by an amount: cost first, as far as it goes, then performance."""
        from_cost = min(amount, max(self.held["cost"][side] * sign, ZERO)) if has_performance(self, side) else amount
        self.move(from_cost * sign, side, other, "cost")
        if amount != from_cost:
            self.move((amount - from_cost) * sign, side, other, "performance")

    # -- one method for each stage ----------------------------------------------------------------------------

    def variance(self, body):
        n = self.names
        n["T"] = n["toc"] * (1 + n["index"]) + n["scope"]
        n["V"] = n["T"] - (n["aoc"] - n["drugs"])

    def gate(self, body):
        arm, variance = body["arm"], self.names["V"]
        if variance * sign_of(arm) <= 0 or self.meaning(body["when"]):
            return
        through = self.open[arm] * self.meaning(body["factor"])
        self.held["cost"][body["else_to"]] += variance * (self.open[arm] - through)
        self.open[arm] = through

    def share(self, body):
        arm = "gain" if self.names["V"] >= 0 else "pain"
        bands, size, below = body[arm]["bands"], abs(self.names["V"]), ZERO
        basis = {"target": self.names["T"], "money": Fraction(1), "fee": self.names["fee"]}[body[arm]["basis"]]
        for band in bands:
            above = max(self.meaning(band["to"]) * basis, below) if "to" in band else max(size, below)
            within = max(min(size, above) - below, ZERO) * sign_of(arm) * self.open[arm]
            for side, part in band.items():
                if side != "to":
                    self.held["cost"][side] += within * self.meaning(part)
            below = above

    def modify(self, body):
        if self.net(body["side"]) * sign_of(body["arm"]) <= 0:
            return
        for component in COMPONENTS:
            kept = self.held[component][body["side"]] * self.factor(body)
            self.move(self.held[component][body["side"]] - kept, body["side"], body["other"], component)

    def factor(self, body):
        if "curve" in body:
            return CURVES[body["curve"]][1](self.names["ops"])
        for case in body["cases"]:
            if "otherwise" in case:
                return self.meaning(case["otherwise"])
            if self.meaning(case["when"]):
                return self.meaning(case["factor"])
        raise AssertionError("the last case is otherwise")

    def levy(self, body):
        if self.net(body["side"]) * sign_of(body["arm"]) <= 0:
            return
        for component in COMPONENTS:
            taken = self.held[component][body["side"]] * self.meaning(body["rate"])
            self.held[component][body["side"]] -= taken
            self.levies[body["to"]] += taken

    def limit(self, body):
        side, sign, component = body["side"], sign_of(body["arm"]), body["component"]
        has = self.net(side) if component == "net" else self.held[component][side]
        excess = max(has * sign - max(self.meaning(body["max"]), ZERO), ZERO)
        if component == "net":
            self.shrink(side, body["excess_to"], excess, sign)
        else:
            self.move(excess * sign, side, body["excess_to"], component)

    def relief(self, body):
        relieved = min(max(-self.net(body["side"]), ZERO), max(self.meaning(body["amount"]), ZERO))
        self.shrink(body["side"], body["to"], relieved, -1)

    def pool(self, body):
        released = self.released(body["release"])
        for source in body["sources"]:
            if "side" in source:
                has = self.held["cost"][source["side"]]
                self.move(has, source["side"], body["rest_to"], "cost")
                self.move(max(has, ZERO) * released, body["rest_to"], body["to"], "performance")
            else:
                self.move(self.meaning(source["money"]) * released, source["from"], body["to"], "performance")

    def fund(self, body):
        self.move(self.meaning(body["amount"]) * self.released(body["release"]), body["from"], body["to"], "performance")

    def released(self, release):
        return CURVES[release["curve"]][1](self.names["ops"]) if isinstance(release, dict) else self.meaning(release)

    def allocate(self, body):
        side = body["side"]
        weights = {party: self.meaning(weight) for party, weight in body["key"].items()}
        key = {party: weight / sum(weights.values()) for party, weight in weights.items()}
        has = {party: self.net(side) * part for party, part in key.items()}
        if "pain_cap" in body:
            caps = {party: max(self.meaning(cap), ZERO) for party, cap in body["pain_cap"].items()}
            spilt = spill(has, key, caps, among_parties=isinstance(body["spill_to"], list))
            taker = body["spill_to"][-1] if isinstance(body["spill_to"], list) else body["spill_to"]
            self.held["cost"][side] += spilt
            self.held["cost"][taker] -= spilt
        self.parties |= {(side, party): amount for party, amount in has.items()}


def sign_of(arm):
    return 1 if arm == "gain" else -1


def has_performance(plain, side):
    return side in plain.held["performance"] and plain.held["performance"][side] != 0


def spill(has, key, caps, *, among_parties):
    """Cap each party's pain in place, let the others bear the excess by key until one is full, and so on; return what nobody bore."""
    spilt = ZERO
    for party, cap in caps.items():
        excess = max(-has[party] - cap, ZERO)
        has[party] += excess
        spilt += excess
    while among_parties and spilt > 0:
        room = {party: caps[party] + has[party] if party in caps else None for party in has}
        takers = {party: key[party] for party in has if room[party] is None or room[party] > 0}
        if not takers:
            break
        whole = sum(takers.values())
        # As much as fills the first of them, or all of it.
        step = min([spilt, *(room[party] * whole / part for party, part in takers.items() if room[party] is not None)])
        for party, part in takers.items():
            has[party] -= step * part / whole
        spilt -= step
    return spilt


def settle_plainly(data, inputs):
    """Return what every side has in each component, what left the alliance, and what every party has."""
    plain = Plain(inputs)
    for entry in data["stages"]:
        ((word, body),) = entry.items()
        getattr(plain, word)(body)
    return plain
