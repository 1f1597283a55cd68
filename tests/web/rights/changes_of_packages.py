"""What to do so that each address of packages of works changes something: the address, who asks, and the form."""

import uuid

from tests.web.packages.described import described

FORM = {"title": "Crisis flat", "what": "Two beds.", "value": "20,000"}
CHECK = {"legal_basis": "exempt", "finding": "no_go", "note": "It is a service.", "version": "1"}
ON = {"checked_on_day": "9", "checked_on_month": "11", "checked_on_year": "2026"}


def describe_call_off(small):
    return small.address("describe_call_off", package="HOMES"), "manager", FORM | {"token": uuid.uuid4()}


def change_call_off(small):
    return small.address("change_call_off", of=described(small).pk), "manager", FORM | {"seen": "1"}


def check_call_off(small):
    return small.address("check_call_off", of=described(small).pk), "lawyer", CHECK | ON


def withdraw_call_off(small):
    return small.address("withdraw_call_off", of=described(small).pk), "manager", {"reason": "Not needed."}


CHANGES = {
    "describe_call_off": describe_call_off,
    "change_call_off": change_call_off,
    "check_call_off": check_call_off,
    "withdraw_call_off": withdraw_call_off,
}
