"""What a party says stays with it until all are shown: no page, file or message of anybody else would read otherwise had it said otherwise.

The same alliance is walked twice: every address, asked for by somebody in every role, once for each of two sets of words that the others
said. Both walks have to read the same, byte for byte.
"""

import hashlib
import io
import itertools
import json
import re
import zipfile
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.web.governed import PROPOSAL, TESTED
from tests.web.making import give, person
from tests.web.rights.walking import patterns, things_of

from gainshare.web.audit import verifying
from gainshare.web.audit.export import export
from gainshare.web.audit.models import Entry
from gainshare.web.governance import calling, meeting_acts, proposing
from gainshare.web.governance.minutes import draft_minutes
from gainshare.web.governance.models import Voice
from gainshare.web.shared.kept_files import path_of
from gainshare.web.shared.models import Message

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
SPEAKERS = {"BRD": "owner_leader", "TRU": "leader", "CHA": "charity_leader"}
SEATS = {"chair": "ALT-independent-chair", **{who: f"ALT-{code}-director" for code, who in SPEAKERS.items()}}
OF_PARTY = {"TRU": ("leader", "deputy", "lead", "contributor"), "CHA": ("charity_leader", "other_lead"), "BRD": ("owner_leader", "owner")}
OF_NONE = ("manager", "finance", "auditor", "lawyer", "analyst", "chair", "partner", "wider", "administrator", "stranger")
"""Who is there for no party; the stranger is not signed in."""
FEW = {"TRU": ("leader",), "CHA": ("charity_leader",), None: ("manager", "chair", "wider", "administrator", "stranger")}
ALL = {**OF_PARTY, None: OF_NONE}
HOW = ("in a meeting", "in writing")
"""How the decision is open for agreement."""
QUICK = [*((*one, HOW[0]) for one in FEW.items()), ("CHA", FEW["CHA"], HOW[1])]
WHO = [*QUICK, *(pytest.param(*one, how, marks=pytest.mark.deep) for how in HOW for one in ALL.items())]
"""Who looks, by the party that they are there for, and at what; everybody looking at both takes minutes."""
SECRETS = ("Quetzal", "Wombat", "Axolotl", "Narwhal", "Okapi", "Pangolin")
RANDOM = re.compile(rb'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]*|("csrfmiddlewaretoken": ?")[^"]*')
TOKEN = re.compile(r"(?<=token=)[^&]*")
"""What is drawn anew for each page: the token against forged forms, and the one by which the same form is known again."""


def agrees():
    return {"word": "agree"}


def reserves(secret):
    return {"word": "agree_with_reservations", "reason": f"The {secret} is not there."}


def cannot(secret, other):
    return {"word": "cannot_agree", "reason": f"The {secret} is not there.", "would_change": f"First the {other}."}


OWN = (agrees(), reserves("bus"))
"""What the party of whoever looks says in both: it is not a secret to them."""
ONE = (
    (cannot("Quetzal", "Wombat"), agrees()),
    (agrees(), {"word": "abstain"}),
    (cannot("Axolotl", "Narwhal"), {"word": "taken_back"}),
)
OTHER = (
    (agrees(), cannot("Narwhal", "Quetzal")),
    (reserves("Okapi"), reserves("Pangolin")),
    (reserves("Wombat"), {"word": "taken_back"}),
)
"""What the other parties say, one after the other; each says as much in both."""


@pytest.fixture
def things(small, request):
    """The alliance with something at every address, and a decision that is open: in a meeting with everybody there, or in writing."""
    file = path_of("0" * 64)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x")
    made = things_of(small, "TRU", "lead")
    small.people["wider"] = person("wider@small.example.org")
    give(small.alliance, small.people["wider"], "wider_team")
    small.people["administrator"] = person("administrator@small.example.org", is_site_administrator=True)
    chair, meeting = small.seat("chair"), made.others["meetings"]
    if getattr(request, "param", HOW[0]) == HOW[0]:
        decision = made.others["decisions"]
        proposing.place_on_agenda(by=chair, of=decision.pk, meeting=meeting)
    else:
        urgent = proposing.propose(by=small.seat("manager"), proposal=replace(PROPOSAL, is_urgent=True))
        decision = made.others["decisions"] = proposing.answer_tests(by=chair, of=urgent.pk, **TESTED, result="pass")
    meeting_acts.open_meeting(by=chair, of=meeting.pk)
    for who, seat in SEATS.items():
        meeting_acts.attend(by=chair, of=meeting.pk, seat=seat, person=small.people[who], is_there=True)
    calling.open_call(by=chair, of=decision.pk, link=lambda _: "https://example.org/decision")
    return made


def say(things, said):
    """Let parties say one thing after another, by their codes."""
    small = things.small
    for code, words in said.items():
        for one in words:
            calling.say(by=small.seat(SPEAKERS[code]), of=things.others["decisions"].pk, party=small.parties[code], **one)


def show(things):
    calling.show(by=things.small.seat("chair"), of=things.others["decisions"].pk)


def browser(small, who):
    return Client() if who == "stranger" else small.client(who)


def addresses(things):
    """Return every address of the application that a browser can ask for, and the journal by each of its filters."""
    small, found = things.small, []
    for one, route in patterns():
        found.append(reverse(one.name, kwargs=things.keywords(one.name, route)))
    decision = things.others["decisions"].pk
    propose = small.address("propose_decision")
    found += [f"{propose}?token={decision}", f"{propose}?token={decision}&takes_up={things.others['decisions'].reference}"]
    filters = [f"action={action}" for action in sorted(set(Entry.objects.values_list("action", flat=True)))]
    filters += [f"who={small.people[who].pk}" for who in SPEAKERS.values()]
    filters += [f"organisation={party.organisation_id}" for party in small.parties.values()]
    filters += [f"subject=decision:{decision}", "since=2026-11-10", "until=2026-11-10", "page=2"]
    found += [f"{small.address('journal')}?{each}" for each in filters]
    found += [f"{reverse('site_journal')}?{each}" for each in filters]
    found += [
        f"{small.address('decisions')}?{each}"
        for each in ("q=ward", "show=open", "show=adopted", "show=other", *map("q={}".format, SECRETS))
    ]
    return found


def answer(client, method, address):
    """Return what is answered, without what is drawn anew each time; nothing of it stays."""
    cookies = client.cookies.output()
    with transaction.atomic():
        got = getattr(client, method)(address)
        content = b"".join(got.streaming_content) if got.streaming else got.content
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    if got.headers.get("Content-Type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            content = b"\n".join(name.encode() + b"\n" + folder.read(name) for name in folder.namelist())
    location = TOKEN.sub("", got.headers.get("Location", ""))
    return got.status_code, got.headers.get("Content-Type"), location, RANDOM.sub(rb"\1", content)


def walked(things, clients, said):
    """Return what everybody reads everywhere after parties have said something; they have said nothing afterwards."""
    with transaction.atomic():
        say(things, said)
        found = {(who, address): answer(client, "get", address) for who, client in clients.items() for address in addresses(things)}
        found |= {(who, "copy"): answer(client, "post", things.small.address("export")) for who, client in clients.items()}
        found["outbox"] = sorted(Message.objects.values_list("to", "subject", "body"))
        salts = list(Voice.objects.values_list("salt", flat=True))
        texts = [one[3] for key, one in found.items() if key != "outbox"] + [str(found["outbox"]).encode()]
        assert [salt for salt in salts if any(salt.encode() in text for text in texts)] == []
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(("party", "readers", "things"), WHO, indirect=["things"])
def test_nothing_that_anybody_reads_depends_on_what_other_parties_have_said_before_it_is_shown(things, party, readers):
    others = [code for code in SPEAKERS if code != party]
    own = {} if party is None else {party: OWN}
    clients = {who: browser(things.small, who) for who in readers}

    one, other = (walked(things, clients, own | dict(zip(others, said, strict=False))) for said in (ONE, OTHER))

    assert [key for key in one if one[key] != other[key]] == []
    texts = {key: found[3] for key, found in one.items() if key != "outbox"}
    assert [(key, word) for key, text in texts.items() for word in SECRETS if word.encode() in text and f"q={word}" not in key[1]] == []
    assert sum(found[0] == 200 for key, found in one.items() if key != "outbox") > 20 * len(clients)


@pytest.mark.parametrize("things", [HOW[0], pytest.param(HOW[1], marks=pytest.mark.deep)], indirect=True)
def test_the_outcome_is_told_to_nobody_before_the_show_even_if_every_party_has_said_the_same(things):
    clients = {who: browser(things.small, who) for who in ("chair", "wider")}

    one, other = (walked(things, clients, dict.fromkeys(SPEAKERS, said)) for said in ((agrees(),), (cannot("Quetzal", "Wombat"),)))

    assert [key for key in one if one[key] != other[key]] == []


LAST = {"BRD": ONE[0], "TRU": OTHER[1], "CHA": ONE[2]}
"""The board could not agree and then agreed; the trust reworded its reservation; the charity could not agree and took that back."""
KEPT, GONE = ("Pangolin",), ("Quetzal", "Wombat", "Okapi", "Axolotl", "Narwhal")
"""The words that count when all are shown, and those that were changed or taken back before."""


def read(things, who, name, **query):
    """Return what somebody reads on a page of the decision, or of the alliance."""
    of = {} if name in {"journal", "export"} else {"of": things.others["decisions"].pk}
    return things.small.client(who).get(things.small.address(name, **of), query).content.decode()


def secrets_in(text):
    return {word for word in SECRETS if word in text}


@pytest.mark.parametrize("who", [*SPEAKERS.values(), "deputy", "lead", *OF_NONE[:8]])
def test_after_the_show_everybody_who_sees_rounds_reads_what_counted_and_nothing_that_was_changed_before(things, who):
    say(things, LAST)
    show(things)

    text = read(things, who, "decision")

    sees = things.small.seat(who).may("decisions.read_journey")
    assert secrets_in(text) == (set(KEPT) if sees else set())
    assert ("Small Charity said nothing" in text) == sees


def test_after_the_show_the_journal_tells_every_word_in_its_order_to_those_who_read_it_also_what_was_changed_or_taken_back(things):
    say(things, LAST)
    assert secrets_in(read(things, "auditor", "journal", action="decision.voiced")) == set()
    show(things)

    told = [json.loads(entry.content.text) for entry in Entry.objects.filter(action="decision.voiced").order_by("number")]

    assert [(one["names"]["party"], one["after"]["word"], one["after"]["reason"]) for one in told] == [
        (f"Small {name}", one["word"], one.get("reason", ""))
        for name, code in (("Board", "BRD"), ("Trust", "TRU"), ("Charity", "CHA"))
        for one in LAST[code]
    ]
    for who in ("manager", "finance", "auditor", "lawyer", "leader", "chair"):
        text = read(things, who, "journal", action="decision.voiced")
        assert secrets_in(text) == (set(KEPT) | set(GONE) if things.small.seat(who).may("journal.read") else set()), who


def test_after_the_show_the_minutes_tell_what_counted_alone(things):
    say(things, LAST)
    meeting = things.others["meetings"]
    meeting.refresh_from_db()
    assert secrets_in(draft_minutes(meeting)) == set()
    show(things)

    assert secrets_in(draft_minutes(meeting)) == set(KEPT)


def test_a_copy_of_the_alliance_has_the_voices_of_a_round_once_it_is_shown(things):
    say(things, LAST)
    manager, address = things.small.client("manager"), things.small.address("export")
    assert secrets_in(answer(manager, "post", address)[3].decode()) == set()
    show(things)

    assert secrets_in(answer(manager, "post", address)[3].decode()) == set(KEPT) | set(GONE)


def test_what_was_said_of_a_proposal_that_is_taken_back_before_the_show_is_never_told(things):
    small, decision = things.small, things.others["decisions"]
    say(things, LAST)
    proposing.withdraw(by=small.seat("manager"), of=decision.pk, reason="Not now.")
    meeting_acts.end(by=small.seat("chair"), of=things.others["meetings"].pk)

    readers = [browser(small, who) for who in ("manager", "deputy")]
    pages = [answer(client, "get", address)[3] for client in readers for address in addresses(things)]
    pages += [answer(small.client("manager"), "post", small.address("export"))[3]]

    # The trust's own people, its deputy among them, see its own reservation still.
    own = answer(small.client("deputy"), "get", reverse("decision", kwargs={"alliance": small.alliance.pk, "of": decision.pk}))[3]
    found = {word for page in pages if page != own for word in SECRETS if word.encode() in page and f'value="{word}"'.encode() not in page}
    assert found == set()
    assert secrets_in(own.decode()) == set(KEPT)


def test_a_sealed_word_cannot_be_guessed_from_its_digest_although_there_are_only_a_few_words(things):
    say(things, {"BRD": (agrees(),), "TRU": (agrees(),)})
    chain = str(things.small.alliance.pk)
    head = verifying.head_of(chain)

    lines = b"".join(export(head, verifying.entries_of(head)))

    sealed = [line for line in map(json.loads, lines.splitlines()[1:]) if line["is_sealed"]]
    assert [line["content"] for line in sealed] == [None, None]
    voices = {str(voice.party.organisation): voice for voice in Voice.objects.select_related("party__organisation")}
    assert len({line["content_digest"] for line in sealed}) == 2  # two that say the same are not told to be the same
    guesses = {}
    for name, word in itertools.product(voices, ("agree", "abstain", "taken_back")):
        content = {
            "after": {"round": 1, "word": word, "reason": "", "would_change": ""},
            "names": {"reference": str(things.others["decisions"]), "party": name},
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        known = ("", *(str(value) for line in sealed for value in line.values()), chain, head.hash)
        guesses |= {hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest(): word for salt in known}
        guesses[hashlib.sha256(text.encode()).hexdigest()] = word
    assert not {line["content_digest"] for line in sealed} & set(guesses)
    # With the salt, which nobody is told, the guess is right: so the salt is all that keeps it, and it has 128 bits.
    for name, voice in voices.items():
        assert re.fullmatch("[0-9a-f]{32}", voice.salt)
        assert voice.salt.encode() not in lines
        assert json.loads(voice.sealed)["names"]["party"] == name
        assert hashlib.sha256(f"{voice.salt}\n{voice.sealed}".encode()).hexdigest() in {line["content_digest"] for line in sealed}
    assert len({voice.salt for voice in voices.values()}) == 2
