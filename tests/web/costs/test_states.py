"""A return from its draft to its acceptance, and every way back: by the views, as people do it."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError
from tests.web.small import PASTED, lines_of

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.costs import actions, reviewing
from gainshare.web.costs.models import Line, Query, Return
from gainshare.web.costs.writing import Stale
from gainshare.web.shared.models import Message


def said(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def confirmed(seen, **more):
    return {"seen": seen, "token": uuid.uuid4(), "declared_as": "Finance director", "confirmed": "on", **more}


def amounts(one):
    return list(one.lines.values_list("cost_type", "category", "amount"))


def october(small, **only):
    return Return.objects.get(alliance=small.alliance, month=2026 * 12 + 9, **only)


def test_a_return_is_begun_pasted_declared_queried_answered_and_accepted(small, lead, finance):
    lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
    one = october(small)
    assert (one.status, one.reference, str(one.due_on)) == ("draft", "SUB-2026-10-TRU", "2026-11-14")

    lead.post(small.address("paste_return", of=one.pk), {"text": PASTED, "use": "1", "seen": 1})
    assert amounts(one) == [("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00), ("margin", "Margin", 500_00)]

    one.refresh_from_db()
    answer = lead.post(small.address("declare_return", of=one.pk), confirmed(one.row_version))
    one.refresh_from_db()
    assert (one.status, one.declared_as, str(one.submitted_on)) == ("submitted", "Finance director", "2026-11-10")
    assert "is handed in" in said(answer)

    finance.post(small.address("query_return", of=one.pk), {"line": "2", "question": "Why so little?"})
    one.refresh_from_db()
    assert one.status == "queried"
    answer = finance.post(small.address("accept_return", of=one.pk), {"seen": one.row_version})
    assert "A query has not been answered" in said(answer)

    asked = Query.objects.get(of=one)
    lead.post(small.address("answer_query", of=one.pk, query=asked.pk), {"answer": "A price fell."})
    one.refresh_from_db()
    assert one.status == "submitted"

    finance.post(small.address("accept_return", of=one.pk), {"seen": one.row_version})
    one.refresh_from_db()
    assert (one.status, one.accepted_by) == ("accepted", small.people["finance"])
    done = Entry.objects.filter(subject=f"return:{one.pk}").order_by("number").values_list("action", flat=True)
    assert list(done) == ["return.started", "return.saved", "return.submitted", "return.queried", "query.answered", "return.accepted"]


def test_each_step_tells_those_who_are_next_without_a_figure(small, lead, finance):
    one = small.draft()
    lead.post(small.address("declare_return", of=one.pk), confirmed(one.row_version))
    one.refresh_from_db()
    finance.post(small.address("give_back_return", of=one.pk), {"seen": one.row_version, "reason": "Pay looks like September's."})

    told = set(Message.objects.values_list("kind", "to"))

    assert {("submitted", "finance@small.example.org"), ("submitted", "second_finance@small.example.org")} <= told
    assert {("returned", "lead@small.example.org"), ("returned", "contributor@small.example.org")} <= told
    assert not [text for text in Message.objects.values_list("body", flat=True) if "6,100" in text or "8,500" in text or "£" in text]


def test_what_came_back_is_corrected_in_a_new_version_and_the_old_one_stays(small, lead, finance):
    one = small.submitted()
    finance.post(small.address("give_back_return", of=one.pk), {"seen": one.row_version, "reason": "Pay looks wrong.", "lines": "3, 1"})
    page = lead.get(small.address("return", of=one.pk)).content.decode()
    assert "Pay looks wrong." in page
    assert "Lines: 1, 3." in page

    lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
    new = october(small, status="draft")

    assert (new.version, new.corrects, new.reference) == (2, one, "SUB-2026-10-TRU-v2")
    assert amounts(new) == amounts(one)
    one.refresh_from_db()
    assert one.status == "returned"


def test_a_version_that_was_corrected_long_ago_is_not_begun_anew(small, lead, finance):
    one = small.submitted()
    reviewing.give_back(by=small.seat("finance"), of=one.pk, seen=one.row_version, reason="Wrong.")
    lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
    new = october(small, status="draft")
    actions.declare(by=small.seat("lead"), of=new.pk, seen=new.row_version, declared_as="Director", token=uuid.uuid4())
    new.refresh_from_db()
    reviewing.accept(by=small.seat("finance"), of=new.pk, seen=new.row_version)

    answer = lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})

    assert "has been handed in" in said(answer)
    assert not Return.objects.filter(status="draft").exists()


def test_a_change_that_came_back_and_was_corrected_is_not_added_a_second_time(small, lead):
    seat, checker = small.seat("lead"), small.seat("finance")
    month = Return.objects.get(reference="S-2026-09-TRU")
    for _ in range(2):
        lead.post(small.address("restate_month", month="2026-09"), {"party": "TRU", "reason": "An invoice came late."})
        lead.post(small.address("start_return", month="2026-09"), {"party": "TRU"})
        change = Return.objects.get(month=month.month, status="draft", party=month.party)
        if not change.lines.exists():
            line = lines_of(("direct", "Drugs", 100_00, {"note": "An invoice came late."}))
            actions.save_lines(by=seat, of=change.pk, seen=change.row_version, lines=line)
            change.refresh_from_db()
        actions.declare(by=seat, of=change.pk, seen=change.row_version, declared_as="Director", token=uuid.uuid4())
        change.refresh_from_db()
        if change.version == 2:
            reviewing.give_back(by=checker, of=change.pk, seen=change.row_version, reason="Say which invoice.")
        else:
            reviewing.accept(by=checker, of=change.pk, seen=change.row_version)

    answer = lead.post(small.address("start_return", month="2026-09"), {"party": "TRU"})

    assert "restate the month" in said(answer)
    assert not Return.objects.filter(status="draft").exists()


def test_a_draft_that_is_put_aside_stays_on_file_and_counts_nowhere(small, lead, finance):
    one = small.draft()

    lead.post(small.address("discard_return", of=one.pk), {"seen": one.row_version})

    one.refresh_from_db()
    assert (one.status, one.lines.count()) == ("discarded", 3)
    assert "Not started" in finance.get(small.address("month", month="2026-10")).content.decode()
    lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
    assert october(small, status="draft").version == 2


def test_there_is_one_open_draft_of_a_month(small, lead):
    for _ in range(3):
        lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})

    assert october(small).version == 1


def test_a_month_that_was_handed_in_is_not_begun_again(small, lead):
    small.submitted()

    answer = lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})

    assert "The month's return has been handed in." in said(answer)


@pytest.mark.parametrize("status", ["submitted", "queried", "returned", "accepted", "discarded"])
def test_only_a_draft_is_changed(small, status):
    one = small.submitted() if status != "discarded" else small.draft()
    if status == "discarded":
        actions.discard(by=small.seat("lead"), of=one.pk, seen=one.row_version)
    if status == "queried":
        reviewing.ask(by=small.seat("finance"), of=one.pk, line_number=None, question="Why?")
    if status == "returned":
        reviewing.give_back(by=small.seat("finance"), of=one.pk, seen=one.row_version, reason="Wrong.")
    if status == "accepted":
        reviewing.accept(by=small.seat("finance"), of=one.pk, seen=one.row_version)
    one.refresh_from_db()
    assert one.status == status
    seat, before = small.seat("lead"), amounts(one)

    for change in (
        lambda: actions.save_lines(by=seat, of=one.pk, seen=one.row_version, lines=()),
        lambda: actions.discard(by=seat, of=one.pk, seen=one.row_version),
        lambda: actions.declare(by=seat, of=one.pk, seen=one.row_version, declared_as="X", token=uuid.uuid4()),
    ):
        with pytest.raises(Refused):
            change()

    assert amounts(one) == before


@pytest.mark.parametrize(
    ("address", "body", "words"),
    [
        ("query_return", {"line": "", "question": ""}, "Write what you ask."),
        ("query_return", {"line": "9", "question": "Why?"}, "The return has no line 9."),
        ("query_return", {"line": "9" * 30, "question": "Why?"}, "The return has no line"),
        ("give_back_return", {"seen": "2", "reason": ""}, "Say why it goes back."),
        ("give_back_return", {"seen": "3", "reason": "x", "lines": "two"}, "Give line numbers with commas between, such as 2, 5."),
        ("give_back_return", {"seen": "3", "reason": "x", "lines": "9" * 5_000}, "Give line numbers"),
        ("give_back_return", {"seen": "1", "reason": "x"}, "Somebody else has changed this return since you opened it."),
        ("give_back_return", {"seen": "3", "reason": "A long reason", "lines": "1, 99"}, "The return has no line 99."),
    ],
)
def test_a_check_that_cannot_be_done_says_why_keeps_what_was_typed_and_changes_nothing(small, finance, address, body, words):
    one = small.submitted()

    answer = finance.post(small.address(address, of=one.pk), body)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    for field in ("question", "reason"):
        assert not body.get(field) or f">{body[field]}</textarea>" in page
    assert f'value="{body.get("line") or body.get("lines") or ""}"' in page
    one.refresh_from_db()
    assert one.status == "submitted"


def test_an_acceptance_of_what_was_not_seen_says_so_and_changes_nothing(small, finance):
    one = small.submitted()

    answer = finance.post(small.address("accept_return", of=one.pk), {"seen": "1"})

    assert "Somebody else has changed this return since you opened it." in said(answer)
    one.refresh_from_db()
    assert one.status == "submitted"


def test_the_versions_of_a_month_lead_to_one_another(small, lead, finance):
    first = small.submitted()
    reviewing.give_back(by=small.seat("finance"), of=first.pk, seen=first.row_version, reason="Wrong.")
    lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
    second = october(small, status="draft")

    assert small.address("return", of=second.pk) in lead.get(small.address("return", of=first.pk)).content.decode()
    assert small.address("return", of=first.pk) in lead.get(small.address("return", of=second.pk)).content.decode()
    assert small.address("return", of=second.pk) not in finance.get(small.address("return", of=first.pk)).content.decode(), "a draft"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"declared_as": ""}, "Give your post."),
        ({"confirmed": ""}, "Tick that you confirm the return."),
        ({"seen": "1"}, "Somebody else has changed this return since you opened it."),
    ],
)
def test_a_declaration_that_is_wanting_says_what(small, lead, body, words):
    one = small.draft()

    answer = lead.post(small.address("declare_return", of=one.pk), {**confirmed(one.row_version), **body})

    assert words in said(answer)
    one.refresh_from_db()
    assert one.status == "draft"


def test_the_same_form_again_is_the_same_submission(small, lead):
    one = small.draft()
    body = confirmed(one.row_version)

    lead.post(small.address("declare_return", of=one.pk), body)
    answer = lead.post(small.address("declare_return", of=one.pk), body)

    assert "It counts once." in said(answer)
    assert Entry.objects.filter(action="return.submitted").count() == 1


def test_a_form_of_another_return_is_not_taken(small, lead):
    body = confirmed(2)
    lead.post(small.address("declare_return", of=small.draft().pk), body)
    other = small.draft(month=2026 * 12 + 10)

    answer = lead.post(small.address("declare_return", of=other.pk), {**body, "seen": other.row_version})

    assert "This form was used for another return." in said(answer)
    other.refresh_from_db()
    assert other.status == "draft"


def test_the_same_change_again_is_the_same_submission(small):
    seat = small.seat("lead")
    line = lines_of(("direct", "Drugs", 100_00, {"note": "An invoice came late."}))
    found = []
    for _ in range(2):
        month = Return.objects.get(reference="S-2026-09-TRU")
        one = actions.start_restatement(by=seat, party=month.party, month=month_of_row(month), reason="An invoice came late.")
        actions.save_lines(by=seat, of=one.pk, seen=one.row_version, lines=line)
        one.refresh_from_db()
        found.append(actions.declare(by=seat, of=one.pk, seen=one.row_version, declared_as="X", token=uuid.uuid4()))

    assert [done.is_same for done in found] == [False, True]
    assert found[0].of == found[1].of
    assert Line.objects.filter(of__status="submitted", amount=100_00).count() == 1


def month_of_row(one):
    from gainshare.web.costs.convert import month_of

    return month_of(one.month)


# -- four eyes
def test_nobody_accepts_what_they_declared(small):
    from tests.web.making import give

    give(small.alliance, small.people["lead"], "alliance_finance_lead")
    one = small.submitted("contributor", "lead")
    client = small.client("lead")

    answer = client.post(small.address("accept_return", of=one.pk), {"seen": one.row_version})

    assert "Somebody else has to check it." in said(answer)
    assert "somebody else has to check it" in client.get(small.address("return", of=one.pk)).content.decode()
    one.refresh_from_db()
    assert one.status == "submitted"


@pytest.mark.parametrize("did", ["began it", "saved a line of it"])
def test_nobody_accepts_what_they_prepared(small, did):
    from tests.web.making import give

    give(small.alliance, small.people["contributor"], "alliance_finance_lead")
    one = small.draft("contributor" if did == "began it" else "lead")
    if did != "began it":
        actions.save_lines(by=small.seat("contributor"), of=one.pk, seen=one.row_version, lines=lines_of(*amounts(one)))
        one.refresh_from_db()
    actions.declare(by=small.seat("lead"), of=one.pk, seen=one.row_version, declared_as="Director", token=uuid.uuid4())
    one.refresh_from_db()
    seat = small.seat("contributor")

    for check in (
        lambda: reviewing.accept(by=seat, of=one.pk, seen=one.row_version),
        lambda: reviewing.ask(by=seat, of=one.pk, line_number=None, question="Why?"),
        lambda: reviewing.give_back(by=seat, of=one.pk, seen=one.row_version, reason="Wrong."),
    ):
        with pytest.raises(Refused, match="Somebody else has to check it"):
            check()


def test_a_contributor_prepares_and_does_not_declare(small):
    client = small.client("contributor")
    one = small.draft("contributor")

    page = client.get(small.address("check_return", of=one.pk)).content.decode()
    answer = client.post(small.address("declare_return", of=one.pk), confirmed(one.row_version))

    assert "A finance lead of your organisation declares it." in page
    assert answer.status_code == 403


# -- two people at once
def typed(seen, pay):
    return {"seen": seen, "r1-kind": "direct|Pay", "r1-amount": pay, "r2-kind": "direct|Drugs", "r2-amount": "1900"}


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_stored(small, lead):
    one = small.draft()
    address = small.address("edit_return", of=one.pk)
    small.client("contributor").post(address, typed(one.row_version, "6200.00"))

    answer = lead.post(address, typed(one.row_version, "6300.00"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has changed this return since you opened it." in page
    assert 'value="6300.00"' in page
    assert "£6,200.00" in page
    assert ("direct", "Pay", 6_200_00) in amounts(one)
    one.refresh_from_db()
    lead.post(address, typed(one.row_version, "6300.00"))
    assert ("direct", "Pay", 6_300_00) in amounts(one)


def test_what_was_typed_while_somebody_handed_the_return_in_stands_beside_what_was_handed_in(small, lead):
    one = small.submitted()

    answer = small.client("contributor").post(small.address("edit_return", of=one.pk), typed(one.row_version - 1, "6300.00"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The return has been handed in." in page
    assert 'value="6300.00"' in page
    assert "£6,100.00" in page
    assert ("direct", "Pay", 6_100_00) in amounts(one)


def test_rows_pasted_while_somebody_handed_the_return_in_are_still_there(small, lead):
    one = small.submitted()

    answer = lead.post(small.address("paste_return", of=one.pk), {"text": PASTED, "use": "1", "seen": one.row_version})

    assert answer.status_code == 422
    assert "The return has been handed in." in answer.content.decode()
    assert "6,100.00" in answer.content.decode()


@pytest.mark.parametrize("name", ["edit_return", "check_return", "paste_return"])
def test_an_old_link_to_a_draft_leads_to_the_return_once_it_is_handed_in(small, lead, name):
    one = small.submitted()

    answer = lead.get(small.address(name, of=one.pk))

    assert answer.url == small.address("return", of=one.pk)


def test_pasted_rows_do_not_replace_what_somebody_else_saved_meanwhile(small, lead):
    one = small.draft()
    small.client("contributor").post(small.address("edit_return", of=one.pk), typed(one.row_version, "6200.00"))
    body = {"text": PASTED, "use": "1"}

    answer = lead.post(small.address("paste_return", of=one.pk), {**body, "seen": one.row_version})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has changed this return since you opened it." in page
    assert "6,100.00" in page
    assert ("direct", "Pay", 6_200_00) in amounts(one)
    one.refresh_from_db()
    assert f'name="seen" value="{one.row_version}"' in page
    lead.post(small.address("paste_return", of=one.pk), {**body, "seen": one.row_version})
    assert ("direct", "Pay", 6_100_00) in amounts(one)


def test_what_was_declared_is_what_was_seen(small):
    one = small.draft()
    actions.save_lines(by=small.seat("contributor"), of=one.pk, seen=one.row_version, lines=lines_of(("direct", "Pay", 1)))

    with pytest.raises(Stale):
        actions.declare(by=small.seat("lead"), of=one.pk, seen=one.row_version, declared_as="X", token=uuid.uuid4())


@pytest.mark.parametrize("said_by_the_database", ["database is locked", "deadlock detected\nDETAIL: Process 1 waits"])
def test_a_step_that_waited_too_long_for_others_says_so_and_is_not_half_done(small, lead, monkeypatch, said_by_the_database):
    one = small.draft()

    def give_up(**_):
        raise OperationalError(said_by_the_database)

    monkeypatch.setattr(actions, "save_lines", give_up)
    answer = lead.post(small.address("edit_return", of=one.pk), typed(one.row_version, "6300.00"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Too many people are saving at once" in answer.content.decode()
    assert ("direct", "Pay", 6_100_00) in amounts(one)


def test_any_other_fault_of_the_database_is_not_called_a_busy_moment(small, lead, monkeypatch):
    def fail(**_):
        raise OperationalError("no such table: costs_line")

    monkeypatch.setattr(actions, "save_lines", fail)
    with pytest.raises(OperationalError):
        lead.post(small.address("edit_return", of=small.draft().pk), typed(2, "6300.00"))
