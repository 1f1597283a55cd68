"""My desk: what waits for each person, and what does not."""

import re

from gainshare.web.costs import reviewing


def tasks(client):
    page = client.get("/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_return_that_nobody_has_begun_is_the_partys_to_hand_in_and_the_managers_to_chase(small):
    assert "Hand in the return of Small Trust for M7 2026/27 (October 2026)" in tasks(small.client("lead"))
    assert "Awaited: the return of Small Trust for M7 2026/27 (October 2026)" in tasks(small.client("manager"))
    assert "Small Charity" not in tasks(small.client("lead"))


def test_what_is_handed_in_waits_for_the_finance_lead_alone(small):
    small.submitted()

    assert "Check the return of Small Trust" in tasks(small.client("finance"))
    for who in ("lead", "manager", "owner", "auditor"):
        assert "return of Small Trust" not in tasks(small.client(who)), who


def test_what_came_back_is_the_partys_to_put_right_and_the_managers_to_chase(small):
    one = small.submitted()
    reviewing.give_back(by=small.seat("finance"), of=one.pk, seen=one.row_version, reason="Wrong.")

    assert tasks(small.client("lead")).count("return of Small Trust") == 1
    assert "Put right the return of Small Trust" in tasks(small.client("lead"))
    assert "Awaited: the return of Small Trust" in tasks(small.client("manager"))
    assert "Check the return" not in tasks(small.client("finance"))


def test_a_query_is_the_partys_to_answer(small):
    one = small.submitted()
    reviewing.ask(by=small.seat("finance"), of=one.pk, line_number=1, question="Why so much?")

    assert "Answer a query on the return of Small Trust" in tasks(small.client("lead"))


def test_somebody_without_a_part_in_the_costs_is_told_that_nothing_waits(small):
    words = tasks(small.client("lawyer"))

    assert "return of" not in words
    assert "Nothing" in words
