"""The page on payment on account: its tables, worked by hand, against what comes out when Wexmoor's one line is changed."""

import re
import shutil
from pathlib import Path

import pytest
from tests.unit.examples.figures import EXAMPLES, pence

import gainshare as gs

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "payment-on-account.md"


@pytest.fixture
def settlement(tmp_path):
    folder = shutil.copytree(EXAMPLES / "wexmoor", tmp_path / "wexmoor", ignore=shutil.ignore_patterns("settlements"))
    agreement = folder / "agreement.yaml"
    text = agreement.read_text(encoding="utf-8")
    assert text.count("payment: actual_cost") == 1
    agreement.write_text(text.replace("payment: actual_cost", "payment: on_account"), encoding="utf-8")
    return gs.assess_folder(folder, "2024/25", as_of="2025-07-31", kind="final").settlement


def table(heading):
    """Return the rows of the page's table that starts with this heading, figures in whole pence."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |")) + 2
    found = []
    for line in lines[start:]:
        if not line.startswith("|"):
            return found
        found.append([figure(cell.strip()) for cell in line.strip("|").split("|")])
    return found


def figure(cell):
    plain = cell.replace(",", "").replace("−", "-")
    return pence(plain) if re.fullmatch(r"-?[0-9]+\.[0-9]{2}", plain) else cell


def test_every_party_is_owed_or_owes_what_the_page_works_out(settlement):
    found = {
        payment.party: [
            payment.on_account.incurred,
            payment.on_account.share,
            payment.on_account.funded,
            payment.on_account.received,
            payment.on_account.paid,
            payment.due,
        ]
        for payment in settlement.payments
    }

    assert found == {party: figures for party, *figures in table("party") if party != "all"}


def test_the_lines_of_the_page_are_right_in_themselves_and_add_up():
    *lines, (_, *totals) = table("party")

    for party, incurred, share, funded, received, paid, net in lines:
        assert incurred + share - funded - received + paid == net, party
    assert [sum(column) for column in zip(*(figures for _, *figures in lines), strict=True)] == totals
    assert totals[-1] == 0


def test_the_targets_of_the_page_are_contracts_and_adjustments(settlement):
    targets = table("provider")

    for provider, _, value, adjustments, target in targets:
        assert value + adjustments == target, provider
    assert sum(target for *_, target in targets) == settlement.target
    for funder in ("WX-ICB", "WX-CNC"):
        funded = settlement.net_payment(funder).on_account.funded
        assert funded == sum(target for _, by, _, _, target in targets if by == funder)


def test_the_fewest_transfers_are_those_of_the_page(settlement):
    assert [[one.payer, one.payee, one.amount] for one in settlement.transfers] == table("payer")


def test_no_smaller_group_of_parties_comes_to_nothing():
    nets = [figures[-1] for party, *figures in table("party") if party != "all"]

    subsets = [sum(net for bit, net in enumerate(nets) if mask >> bit & 1) for mask in range(1, 2 ** len(nets) - 1)]

    assert 0 not in subsets
