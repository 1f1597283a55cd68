"""The packages of works: what each comes to adds up to the alliance, whatever is not known is said, and each role sees what it may."""

import re
from fractions import Fraction
from uuid import uuid4

import pytest
from tests.web import small as making
from tests.web.governed import SCHEDULE, Governed
from tests.web.making import give, person
from tests.web.packages.described import TEAM, checked, described
from tests.web.settlements.reading import text_of
from tests.web.small import make_small

from gainshare.files.yaml_writer import write_yaml
from gainshare.web.governance.bindable import bindable
from gainshare.web.packages.acting import Described
from gainshare.web.packages.models import CallOff
from gainshare.web.packages.roll_up import RollUp, roll_up

FORM = {"title": "Crisis house", "what": "Twelve beds, by the charity.", "value": "240,000"}
CHECK = {"legal_basis": "psr_most_suitable", "finding": "go", "note": "Criteria met.", "version": "1"}
ON = {"checked_on_day": "9", "checked_on_month": "11", "checked_on_year": "2026"}


def in_package(files, reference):
    """Return the files of the small alliance with the charity's targets and costs, and the first measure, in the package."""
    found = dict(files)
    for name in ("targets.csv", "costs.csv"):
        head, *rows = files[name].decode().splitlines()
        found[name] = "\n".join([f"{head},work_package", *(f"{row},{'HOMES' if 'CHA' in row else ''}" for row in rows)]).encode() + b"\n"
    terms = making.terms_of("Small", reference)
    terms["performance"]["areas"][0]["measures"][0]["work_package"] = "HOMES"
    return found | {"agreement.yaml": write_yaml(terms).encode()}


@pytest.fixture
def packaged(db, monkeypatch):
    files_of = making.files_of
    monkeypatch.setattr(making, "files_of", lambda name, reference, **more: in_package(files_of(name, reference, **more), reference))
    small = make_small()
    Governed(small, SCHEDULE.replace("members:\n", TEAM + "members:\n"))
    return small


def read(small, who, name, **more):
    answer = small.client(who).get(small.address(name, **more))
    return answer.status_code, text_of(answer.content.decode())


def test_target_and_cost_of_the_packages_add_up_to_the_alliance(packaged):
    # The charity's £4,000 a month are in the package, the trust's £10,500 in none. By October that is seven months of target; of cost there
    # are August and September: £3,500 a month of the charity, £8,500 of the trust.
    made = roll_up(packaged.alliance)

    assert isinstance(made, RollUp)
    found = {one.package: (one.target_of_year, one.target, one.actual, one.variance) for one in made.sums}
    assert found == {
        "HOMES": (48_000_00, 28_000_00, 7_000_00, 21_000_00),
        "": (126_000_00, 73_500_00, 17_000_00, 56_500_00),
    }
    assert made.period.word == "2026/27 to M7"
    together = made.together
    assert (together.target, together.actual) == (made.assessment.settlement.target, made.assessment.settlement.actual)


def test_points_of_the_packages_add_up_to_the_overall_score(packaged):
    made = roll_up(packaged.alliance)

    assert sum((one.points for one in made.sums), Fraction(0)) == sum(
        (line.weighted for line in made.assessment.scorecard.lines), Fraction(0)
    )
    assert made.of("HOMES").points == made.assessment.scorecard.line("M1").weighted


def test_the_list_shows_the_packages_then_what_is_in_none_then_all(packaged):
    status, text = read(packaged, "leader", "packages")

    assert status == 200
    assert "Homes not beds Homes team None yet" in text
    assert "Homes not beds £48,000.00 £28,000.00 £7,000.00 £21,000.00" in text
    assert "In no package £126,000.00 £73,500.00 £17,000.00 £56,500.00" in text
    assert "All £174,000.00 £101,500.00 £24,000.00 £77,500.00" in text


def test_money_shows_to_those_who_see_settlements_alone(packaged):
    for who, sees in (("leader", True), ("manager", True), ("auditor", True), ("lawyer", False), ("analyst", False), ("partner", False)):
        for name, more in (("packages", {}), ("package", {"package": "HOMES"})):
            status, text = read(packaged, who, name, **more)
            assert (status, "28,000" in text) == (200, sees), (who, name)


def test_a_package_shows_its_scope_its_team_its_contract_and_its_measures(packaged):
    _, text = read(packaged, "leader", "package", package="HOMES")

    assert "Scope Homes of one's own" in text
    assert "Team Homes team" in text
    assert "Contract C1: Small Board funds Small Trust" in text
    assert "Procurement check Required before anything is called off" in text
    assert "M1 Better" in text
    assert "M2" not in text


def test_where_nothing_names_a_package_the_page_says_so_and_what_to_do(governed, small):
    _, text = read(small, "manager", "packages")

    assert "No target, cost or measure names a package yet" in text
    assert "Name the package in the column work_package" in text


def test_a_team_without_a_package_in_the_agreement_is_said(small):
    Governed(small, SCHEDULE.replace("members:\n", TEAM.replace("HOMES", "WARD") + "members:\n"))

    _, text = read(small, "manager", "packages")

    assert "a team without a package in the agreement: Homes team (WARD)" in text
    assert "Homes not beds No team of this id in the schedule" in text


def test_a_package_that_is_not_there_is_not_found(governed, small):
    assert read(small, "manager", "package", package="WARD")[0] == 404
    assert small.client("manager").get(small.address("describe_call_off", package="WARD")).status_code == 404


def test_a_call_off_is_described_checked_and_put_forward_on_the_pages(governed, small):
    manager, lawyer = small.client("manager"), small.client("lawyer")
    described_at = manager.post(small.address("describe_call_off", package="HOMES"), {**FORM, "token": uuid4()})
    row = CallOff.objects.get()
    assert described_at.url == small.address("call_off", of=row.pk)
    assert "Write down a check" not in read(small, "manager", "call_off", of=row.pk)[1]

    lawyer.post(small.address("check_call_off", of=row.pk), CHECK | ON)

    text = read(small, "manager", "call_off", of=row.pk)[1]
    assert "Checked: go" in text
    assert "Provider Selection Regime: most suitable provider process" in text
    page = manager.get(small.address("call_off", of=row.pk)).content.decode()
    href = page.partition('href="' + small.address("propose_decision") + "?")[2].partition('"')[0].replace("&amp;", "&")
    form = manager.get(f"{small.address('propose_decision')}?{href}", follow=True).content.decode()
    assert "CO-01: call-off of Crisis house" in form
    assert 'value="240,000"' in form


def test_the_decision_leads_to_what_it_binds_for_those_who_may_see_it(governed, small):
    row = described(small)
    checked(small, row)
    made = governed.proposed(amount=240_000_00, binds=bindable(small.alliance, f"call_off:{row.pk}"))
    small.people["wider"] = person("wider@small.example.org")
    give(small.alliance, small.people["wider"], "wider_team")

    link = f'<a href="{small.address("call_off", of=row.pk)}">CO-01: call-off of Crisis house</a>'
    pages = {who: small.client(who).get(small.address("decision", of=made.pk)).content.decode() for who in ("leader", "wider")}

    assert {who: link in page for who, page in pages.items()} == {"leader": True, "wider": False}
    assert all("CO-01: call-off of Crisis house" in page for page in pages.values())


def test_a_long_description_does_not_make_an_address_too_long(governed, small):
    row = described(small, given=Described("Crisis house", "é" * 2_000, 240_000_00))
    checked(small, row)

    page = small.client("manager").get(small.address("call_off", of=row.pk)).content.decode()

    assert max(len(href) for href in re.findall('href="([^"]*)"', page)) < 4_000


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Say in a few words what is called off"),
        ({"what": ""}, "Describe the service, who is to deliver it, and from when"),
        ({"value": ""}, "Enter what it is worth over its whole term"),
        ({"value": "0"}, "Enter what it is worth over its whole term"),
        ({"value": "-5"}, "must be zero or more"),
        ({"value": "a lot"}, "a lot"),
    ],
)
def test_what_is_wrong_with_a_description_is_said_and_nothing_is_lost(governed, small, changed, said):
    answer = small.client("manager").post(small.address("describe_call_off", package="HOMES"), FORM | changed)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    kept = [value for name, value in FORM.items() if name not in changed]
    assert [value for value in kept if value not in text] == []
    assert not CallOff.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"legal_basis": ""}, "Choose the legal basis"),
        ({"legal_basis": "because"}, "Choose one of the legal bases"),
        ({"finding": ""}, "Choose go or no go"),
        ({"note": ""}, "Say why, so that somebody else can follow it"),
        ({"checked_on_day": "31"}, "must be a real date"),
        ({"version": ""}, "Open the page again"),
    ],
)
def test_what_is_wrong_with_a_check_is_said_and_nothing_is_lost(governed, small, changed, said):
    row = described(small)

    answer = small.client("lawyer").post(small.address("check_call_off", of=row.pk), CHECK | ON | changed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not row.checks.exists()


def test_a_change_goes_through_the_page_and_says_that_it_is_checked_again(governed, small):
    row = described(small)
    checked(small, row)
    manager = small.client("manager")
    form = manager.get(small.address("change_call_off", of=row.pk)).content.decode()
    assert 'value="240,000"' in form

    manager.post(small.address("change_call_off", of=row.pk), FORM | {"value": "250,000.50", "seen": "1"})

    text = read(small, "manager", "call_off", of=row.pk)[1]
    assert "£250,000.50" in text
    assert "To be checked against procurement law" in text
    assert "Before it was changed" in text


def test_a_call_off_is_taken_back_with_its_reason(governed, small):
    row = described(small)
    manager = small.client("manager")

    assert manager.post(small.address("withdraw_call_off", of=row.pk), {"reason": ""}).status_code == 422
    manager.post(small.address("withdraw_call_off", of=row.pk), {"reason": "Not needed."})

    assert "Withdrawn" in read(small, "manager", "package", package="HOMES")[1]


def test_the_list_asks_as_much_of_the_database_however_many_call_offs_there_are(governed, small, django_assert_max_num_queries):
    client = small.client("lawyer")
    for _ in range(6):
        checked(small, described(small))
    client.get(small.address("packages"))

    with django_assert_max_num_queries(24):
        client.get(small.address("packages"))
