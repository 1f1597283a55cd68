"""The frameworks that come with gainshare: every measure runs on both engines, with the figures worked by hand beside the records."""

from fractions import Fraction

import pytest
from tests.builders import gainshare

from gainshare.files.definitions import read_definitions
from gainshare.files.library import library, title_of
from gainshare.measuring import run_measures

ENGINES = ["reference", pytest.param("duckdb", marks=pytest.mark.slow)]
JUNE, QUARTER, YEAR = "2024/25 M3", "2024/25 Q1", "2024/25"

# June 2024. Five people are open on the last day; Ed left on 10 June, Di came on 16 June: 4 × 30 + 15 + 10 = 145 person-days.
LAMBETH = {
    "people": """person_id,opened_on,closed_on,birth_year
ann,2020-01-01,,1980
bob,2020-01-01,,1990
cat,2020-01-01,,1954
di,2024-06-16,,2000
ed,2020-01-01,2024-06-10,1985
fay,2020-01-01,,1970
""",
    "smi_register": "person_id,registered_on,removed_on\nann,2020-01-01,\nbob,2020-01-01,\ncat,2020-01-01,\nfay,2020-01-01,2024-06-29\n",
    "wellbeing_scores": """person_id,date,raw_total
ann,2024-01-01,20
ann,2024-06-29,22
bob,2024-01-01,22
bob,2024-06-01,21
fay,2024-02-15,20
fay,2024-06-30,25
""",
    "swemwbs_metric": "recorded,used\n20,20\n21,21.5\n22,22\n25,24\n",
    "health_checks": "person_id,date,core_checks_done\nann,2024-06-30,6\nbob,2023-07-02,6\ncat,2023-07-01,6\nfay,2024-06-01,6\n",
    "unplanned_contacts": """person_id,date,kind
ann,2024-06-01,ae_attendance
ann,2024-06-01,crisis_referral
bob,2024-06-30,something_else
ed,2024-06-10,unplanned_admission
ed,2024-06-11,ae_attendance
""",
    "accommodation": """person_id,recorded_on,settled
ann,2023-12-01,N
ann,2024-05-01,Y
bob,2023-07-01,Y
cat,2024-05-01,Y
di,2024-06-20,N
""",
    "employment": "person_id,recorded_on,status\nann,2024-01-01,01\nbob,2023-08-01,01\nbob,2024-01-01,02\nfay,2024-01-01,02\n",
    "personal_budgets": """person_id,starts_on,ends_on,kind
ann,2024-01-01,,personal_health_budget
bob,2024-01-01,2024-06-29,direct_payment
cat,2024-06-30,,direct_payment
fay,2024-01-01,,managed_account
""",
    "reviews": "person_id,date,activity_hours\nann,2024-05-01,4\nbob,2024-05-01,3.5\nfay,2023-06-01,8\n",
    "peer_hours": "month,hours\n2024-03,99\n2024-04,10\n2024-05,12.5\n2024-06,7.5\n",
    "costs": """month,party,pass_through,amount
2024-03,A,no,777
2024-04,A,no,100.50
2024-05,A,no,200
2024-06,B,no,100
2024-06,B,yes,1000
""",
    "targets": "month,party,pass_through,amount\n2024-04,A,no,150\n2024-05,A,no,150\n2024-06,B,no,150\n2024-06,B,yes,500\n",
    "safeguarding": "person_id,started_on\nann,2024-06-05\ned,2024-06-20\n",
    "incidents": """person_id,date,kind,harm
ann,2024-06-02,self_harm,low
bob,2024-06-03,self_harm,none
cat,2024-06-04,other,none
fay,2024-06-05,other,none
""",
    "offences": "person_id,date\nann,2024-05-31\n",
}
MONTHS = Fraction(145, 30)
LAMBETH_FIGURES = {
    "wellbeing_improved": (JUNE, 1, 2),  # Ann rose by exactly 2; Bob fell by a half; Fay's scores lie 136 days apart
    "wellbeing_change": (JUNE, Fraction("1.5"), 2),
    "physical_health": (JUNE, 2, 3),  # Ann, Bob and Cat; Cat's check is 365 days old, Fay's register ended
    "unplanned_use": (JUNE, 3, MONTHS),
    "settled_home": (JUNE, 1, 4),  # Ann of Ann, Bob, Di and Fay; Cat is 70
    "home_recorded": (JUNE, 2, 4),
    "personal_budgets": (JUNE, 2, 5),
    "employed": (JUNE, 1, 4),
    "employment_recorded": (JUNE, 3, 4),
    "meaningful_activity": (JUNE, 1, 2),
    "social_value": (JUNE, 30, 5),
    "cost": (JUNE, Fraction("400.5"), 450),
    "safeguarding": (JUNE, 1, MONTHS),
    "self_harm": (JUNE, 2, MONTHS),
    "offending": (JUNE, 0, MONTHS),
    "reporting_culture": (JUNE, 3, 4),
}

# June 2024. Three people are in the cohort on the last day; Col left on 15 June, Dee came on 16 June: 2 × 30 + 2 × 15 = 90 person-days.
SYMPHONY = {
    "cohort": """person_id,joined_on,left_on,birth_year
abe,2020-01-01,,1940
bea,2020-01-01,,1950
col,2020-01-01,2024-06-15,1960
dee,2024-06-16,,1945
""",
    "reablement": """person_id,day_91,age_at_discharge,at_home
abe,2024-06-10,84,yes
bea,2024-06-11,74,no
zoe,2024-06-12,64,yes
col,2024-06-30,65,yes
""",
    "care_homes": "person_id,moved_in_on,moved_out_on\nbea,2024-01-01,\n",
    "frailty": "person_id,date,score\nabe,2023-10-01,4\nabe,2024-06-01,5\nbea,2024-01-01,6\nbea,2024-06-15,5\ndee,2024-06-20,3\n",
    "eq5d": "person_id,date,state\nabe,2023-12-01,33333\nabe,2024-06-01,21111\n",
    "eq5d_index": "recorded,used\n11111,1\n21111,0.9\n33333,0.2\n",
    "pam": "person_id,date,level\nabe,2023-12-01,2\nabe,2024-06-01,3\nbea,2023-12-01,3\nbea,2024-06-01,3\n",
    "social_care_survey": "person_id,date,quality_of_life\nabe,2024-10-01,18\nbea,2024-10-02,15\ncol,2024-10-03,24\n",
    "hba1c": "person_id,date,to_target\nabe,2024-01-01,no\nabe,2024-06-01,yes\n",
    "blood_pressure": "person_id,date,to_target\nabe,2024-06-01,yes\nbea,2024-06-01,no\n",
    "emergency_admissions": """person_id,admitted_on,acsc
abe,2024-06-01,yes
abe,2024-06-20,no
col,2024-06-15,yes
col,2024-06-16,yes
""",
    "care_plans": "person_id,agreed_on,shared\nabe,2023-07-02,yes\nbea,2024-06-01,no\n",
    "plan_reviews": "person_id,date,goals_met\nabe,2024-06-01,yes\nbea,2024-06-02,no\ndee,2024-06-30,\n",
    "medicines_reviews": "person_id,date\nabe,2024-06-30\nbea,2023-07-01\n",
    "ed_attendances": "person_id,arrived_on,within_four_hours\nabe,2024-06-01,yes\nbea,2024-06-02,no\ndee,2024-06-15,yes\n",
    "bed_days": "month,emergency_nights,delayed_days\n2024-05,99,9\n2024-06,40,6\n",
    "urgent_referrals": "referred_on,within_two_hours\n2024-05-31,no\n2024-06-01,yes\n2024-06-02,yes\n2024-06-03,no\n",
    "discharges": "discharged_on,by_noon\n2024-06-01,yes\n2024-06-02,no\n",
    "costs": "month,amount\n2024-03,9999\n2024-04,500\n2024-05,999.50\n2024-06,1000.50\n",
    "expected_costs": "month,amount\n2024-04,600\n2024-05,1000\n2024-06,1000\n",
    "workforce": """month,established,vacant,headcount,leavers,days_available,days_sick,peer_posts
2023-06,10,2,10,9,200,10,0
2023-07,10,2,10,2,200,10,0
2024-06,10,1,11,1,200,10,0.5
2024-06,5.5,0.5,6,0,110,2,1
""",
    "staff_survey": "date,engagement\n2024-11-01,7\n2024-11-01,6.5\n",
    "actions": "due_on,closed_on_time\n2024-06-10,yes\n2024-06-11,no\n2024-06-12,yes\n2024-06-13,\n",
    "ideas": "tested_on,team\n2024-04-10,north\n2024-05-01,north\n2024-06-30,south\n2024-07-01,south\n",
    "learning_responses": "completed_on,shared\n2024-06-01,yes\n",
    "learning_panel": "date,score\n2024-06-05,3\n2024-06-05,4\n2024-06-06,9\n",
}
YEARS = 90 / Fraction("365.25")
SYMPHONY_FIGURES = {
    "home_after_91_days": (JUNE, 2, 3),  # Zoe was 64
    "not_in_care_home": (JUNE, 2, 3),
    "frailty_change": (JUNE, 0, 2),  # +1 and −1
    "eq5d_change": (JUNE, Fraction("0.7"), 1),
    "activation_improved": (JUNE, 1, 2),
    "quality_of_life": (YEAR, 33, 2),  # Col had left
    "hba1c_to_target": (JUNE, 1, 1),
    "blood_pressure_to_target": (JUNE, 1, 3),
    "acsc_admissions": (JUNE, 2, YEARS),  # Abe's first, and Col's on the last day
    "shared_care_plan": (JUNE, 1, 3),
    "medicines_review": (JUNE, 1, 3),  # Bea's is 365 days old
    "goals_met": (JUNE, 1, 2),
    "ed_attendances": (JUNE, 2, YEARS),  # Dee was not in the cohort yet
    "ed_within_four_hours": (JUNE, 2, 3),
    "emergency_bed_days": (JUNE, 40, YEARS),
    "two_hour_response": (JUNE, 2, 3),
    "discharged_by_noon": (JUNE, 1, 2),
    "delayed_days": (JUNE, 6, 40),
    "cost_per_person_year": (JUNE, Fraction("1000.5"), YEARS),
    "cost_of_expected": (JUNE, 2500, 2600),
    "vacancies": (JUNE, Fraction("1.5"), Fraction("15.5")),
    "turnover": (JUNE, 3, 27),  # July 2023 is the first of the twelve months
    "sickness": (JUNE, 12, 310),
    "peer_posts": (JUNE, Fraction("1.5"), Fraction("15.5")),
    "staff_engagement": (YEAR, Fraction("13.5"), 2),
    "actions_on_time": (JUNE, 2, 4),
    "ideas_tested": (QUARTER, 3, None),
    "learning_shared": (JUNE, 1, 1),
    "learning_judged": (JUNE, 7, 2),
}
SETS = {"lambeth": (LAMBETH, LAMBETH_FIGURES), "symphony": (SYMPHONY, SYMPHONY_FIGURES)}


def write(name, folder):
    path = folder / f"{name}.yaml"
    path.write_text(library()[name], encoding="utf-8")
    for file, text in SETS[name][0].items():
        (folder / f"{file}.csv").write_text(text, encoding="utf-8")
    return path


def test_every_framework_has_its_records_and_figures_here():
    assert sorted(library()) == sorted(SETS)


@pytest.mark.parametrize("name", SETS)
def test_a_framework_is_a_file_of_definitions_without_a_problem(name, tmp_path):
    read = read_definitions(write(name, tmp_path))

    assert [measure.id for measure in read.measures] == list(SETS[name][1])
    assert all(measure.definition and measure.source and measure.steward for measure in read.measures)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SETS)
def test_every_measure_of_a_framework_comes_to_what_is_worked_by_hand(name, engine, tmp_path):
    path, expected = write(name, tmp_path), SETS[name][1]

    found = {}
    for period in dict.fromkeys(period for period, *_ in expected.values()):
        ids = [id_ for id_, (own, *_) in expected.items() if own == period]
        for value in run_measures(path, tmp_path, period, engine=engine, only=ids).values:
            found[value.measure] = (period, value.numerator, value.denominator)

    assert found == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_ideas_are_counted_by_team_as_well(engine, tmp_path):
    (value,) = run_measures(write("symphony", tmp_path), tmp_path, QUARTER, engine=engine, only=["ideas_tested"]).values

    assert dict(value.groups) == {("north",): 2, ("south",): 1}


def test_turnover_is_leavers_of_a_year_over_the_mean_headcount(tmp_path):
    (value,) = run_measures(write("symphony", tmp_path), tmp_path, JUNE, engine="reference", only=["turnover"]).values

    # 3 leavers ÷ (27 ÷ 12) × 100.
    assert value.value == Fraction(3, 1) / Fraction(27, 12) * 100


def test_the_command_lists_frameworks_and_prints_one_as_it_is():
    listed, printed = gainshare("measures", "library"), gainshare("measures", "library", "lambeth")

    assert listed.out.splitlines() == [f"{name:<8}  {title_of(text)}" for name, text in library().items()]
    assert (printed.status, printed.out) == (0, library()["lambeth"])


def test_a_framework_that_is_not_there_is_a_problem_that_names_the_others():
    ended = gainshare("measures", "library", "nothing")

    assert ended.status == 1
    assert "There is no framework “nothing”." in ended.err
    assert "Use one of: lambeth, symphony." in ended.err
