"""The alliance manager closes month 7: who has handed in what, a reminder, and a return that goes back for some of its rows."""

import pytest

from gainshare.web.shared.models import Message

MONTH = "M7 2026/27 (October 2026)"


@pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without"])
def test_the_manager_chases_a_return_and_sends_another_back_for_its_rows(visitor, is_scripted):
    # given an alliance in which two of five returns of month 7 are in
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.reads(f"{MONTH}: 2 of 5 cost returns in.")

    # when the manager opens the month and reminds Openhand
    manager.follows("Awaited: the return of Openhand Homes")
    manager.reads("2 of 5 cost returns in, 1 of them accepted.")
    manager.presses("Send reminder to Openhand Homes")

    # then the reminder is on its way, in words and a link without a figure, and the page says when
    manager.reads("A reminder is on its way to 1 person at Openhand Homes")
    assert "Reminded" in manager.row("Openhand Homes")
    sent = Message.objects.get(kind="reminder")
    assert sent.to == "openhand@wexmoor.example"
    assert "£" not in sent.body
    assert "/costs/2026-10/" in sent.body

    # when the manager returns two rows of Fernway's return with a comment
    manager.follows("Open the return of Fernway")
    manager.unfolds("Return it to the party")
    manager.types("Why it goes back", "Peer workers were counted twice.")
    manager.types("Which lines it is about", "1, 2")
    manager.presses("Return it", exact=True)

    # then it has gone back, for those rows
    manager.reads("has gone back to Fernway Recovery")
    manager.reads("Peer workers were counted twice.")
    manager.reads("Lines: 1, 2.")

    # and Fernway finds it on its desk, and corrects it in a new version
    fernway = visitor("fernway@wexmoor.example", is_scripted=is_scripted)
    fernway.follows("Put right the return of Fernway Recovery")
    fernway.reads("Peer workers were counted twice.")
    fernway.presses("Correct it in a new version")
    fernway.reads("Cost return: Fernway Recovery")


def test_a_provider_cannot_remind_or_send_back(visitor):
    trust = visitor("trust@wexmoor.example")

    trust.follows("Hand in the return of Wexmoor Vale Mental Health")

    assert trust.page.get_by_role("button", name="Send reminder").count() == 0
    trust.follows("Open the return of Fernway")
    assert trust.page.get_by_text("Return it to the party").count() == 0
    trust.reads("You see this party's totals by cost type.")
