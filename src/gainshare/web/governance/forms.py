"""What is asked about decisions and meetings: a proposal, its tests, a voice, a wording, an endorsement, a meeting and its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from gainshare.core.kernel.problem import Fault
from gainshare.core.openbook.amount_text import read_amount
from gainshare.files.governance_schedule import POUND, GovernanceSchedule
from gainshare.web.alliances.models import Party
from gainshare.web.costs.entering import plain
from gainshare.web.governance.meeting_acts import Noted
from gainshare.web.governance.models import AgendaItem, Decision
from gainshare.web.governance.proposing import CONSEQUENCES, Terms
from gainshare.web.shared.forms import date_field

WORDS = 5_000
"""Characters of the longest text that is typed into a box."""
NOTES = 20_000
"""Characters of the longest notes on an item."""
LIVE = "live"
"""The id of the form that everything typed on the page of an open meeting belongs to, so that no button loses any of it."""
VOICES = (
    ("agree", "Agree"),
    ("agree_with_reservations", "Agree with reservations"),
    ("cannot_agree", "Cannot agree"),
    ("abstain", "Abstain"),
)
"""What a party may say."""


class MoneyField(forms.CharField):
    """An amount in pounds, as people type it; read into whole pence."""

    def __init__(self, *, may_be_below_zero: bool = False, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        self.may_be_below_zero = may_be_below_zero
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(required=False, max_length=30, **more)

    def clean(self, value: object) -> int | None:
        """Return the amount in whole pence; None if nothing was typed."""
        text = str(super().clean(value)).strip().removeprefix("£").removeprefix("+")
        if not text:
            return None
        try:
            amount = read_amount(text, POUND)
        except Fault as fault:
            raise ValidationError(str(fault)) from fault
        if amount < 0 and not self.may_be_below_zero:
            raise ValidationError(f"{self.label} must be zero or more")
        return amount


def words(label: str, *, hint: str = "", is_required: bool = True, missing: str = "", longest: int = WORDS) -> forms.CharField:
    """Return a box for a text of several lines."""
    said = {"required": missing or f"Enter {label[:1].lower()}{label[1:]}"}
    return forms.CharField(
        label=label, help_text=hint, required=is_required, max_length=longest, widget=forms.Textarea, error_messages=said
    )


class TouchesForm(forms.Form):
    """What a wording commits and touches: reserved matters, and money, party by party."""

    amount = MoneyField(label="Money it commits in all, £", help_text="Leave it empty if nobody knows; then no delegation covers it")
    reserved = forms.MultipleChoiceField(label="Reserved matters that it touches", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, schedule: GovernanceSchedule, parties: Sequence[Party], **more: Any) -> None:  # noqa: ANN401
        """Offer the reserved matters of the schedule, and ask for money party by party."""
        super().__init__(*args, **more)
        self.parties = parties
        self.offer(
            "reserved", [(one.id, f"{one.id}: {one.text} ({_whose(one.party, parties)})") for one in schedule.terms.reserved_matters]
        )
        for party in parties:
            self.fields[f"commits_{party.code}"] = MoneyField(label=f"{party} commits, £")
            self.fields[f"effect_{party.code}"] = MoneyField(label=f"Change in the yearly costs of {party}, £", may_be_below_zero=True)

    def offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer choices in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def money_of(self, what: str) -> Mapping[str, int]:
        """Return the amounts of a column of the table of parties, by the party's code; those left empty are not there."""
        found = {party.code: self.cleaned_data.get(f"{what}_{party.code}") for party in self.parties}
        return {code: amount for code, amount in found.items() if amount is not None}


class ProposeForm(TouchesForm):
    """What is proposed."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Enter a title"})
    wording = words("What is to be agreed, word for word", missing="Enter the words that the parties are asked to agree to")
    put_to = forms.ChoiceField(label="Which body is it put to?", error_messages={"required": "Choose a body"})
    why = words("Why", hint="The purpose, and what it rests on", missing="Say why it is proposed")
    options = words(
        "Options that were looked at", hint="One in a line: its name, a colon, and what speaks for and against it", is_required=False
    )
    people = words("People affected", hint="Who is affected, and how", missing="Say who is affected, even if nobody is")
    equality = words("Equality impact", hint="Who might lose out, and what is done about it", missing="Say what the equality impact is")
    subject = forms.ChoiceField(label="Subject", required=False)
    is_urgent = forms.BooleanField(label="It cannot wait for the next meeting", required=False)
    approvals_by = date_field(label="Last day for reserved approvals", is_required=False)
    owner = forms.CharField(label="Who sees it through", max_length=200, required=False)
    review_on = date_field(label="Looked at again on", is_required=False)
    consequences = forms.MultipleChoiceField(
        label="What it leads to, if it is agreed",
        required=False,
        choices=list(CONSEQUENCES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    takes_up = forms.ChoiceField(label="An earlier decision that it takes up again", required=False)
    binds = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # Django's own arguments
        schedule: GovernanceSchedule,
        parties: Sequence[Party],
        earlier: Sequence[tuple[str, str]],
        **more: Any,  # noqa: ANN401
    ) -> None:
        """Offer what the schedule has: its bodies and subjects, and the decisions that can be taken up."""
        super().__init__(*args, schedule=schedule, parties=parties, **more)
        terms = schedule.terms
        self.offer("put_to", [(body.id, f"{body.name} ({body.id})") for body in terms.bodies if body.kind != "wider_team"])
        self.offer("subject", [("", "None of these"), *((one, one.replace("_", " ").capitalize()) for one in terms.kept_subjects)])
        self.offer("takes_up", [("", "None"), *earlier])

    def options_read(self) -> Sequence[Mapping[str, str]]:
        """Return the options, each with its name and what is said of it."""
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        return [{"name": line.partition(":")[0].strip(), "text": line.partition(":")[2].strip()} for line in lines]


def _whose(party: str, parties: Sequence[Party]) -> str:
    return "every party" if party == "all" else next((str(one) for one in parties if one.code == party), party)


class SeenForm(forms.Form):
    """Which round was on the page that a form was sent from."""

    round = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TestForm(SeenForm):
    """The principle test and the best-for-service test of a wording."""

    kept = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    """The mark of the answers that were on the page."""
    result = forms.ChoiceField(
        label="Is it the best for the service?",
        required=False,
        choices=(("pass", "Yes: the test is passed"), ("fail", "No: it is not passed")),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, schedule: GovernanceSchedule, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        """Ask for each principle and each question of the schedule."""
        super().__init__(*args, **more)
        self.schedule = schedule
        fields: dict[str, forms.Field] = {}
        for word in schedule.principles:
            fields[f"held_{word}"] = forms.ChoiceField(
                label=f"{word}: {schedule.principles[word]}",
                required=False,
                choices=(("met", "Met"), ("strained", "Strained")),
                widget=forms.RadioSelect,
            )
            fields[f"why_{word}"] = forms.CharField(
                label=f"{word}: why that is acceptable, or what was said", required=False, max_length=WORDS, widget=forms.Textarea
            )
        for question in schedule.terms.best_for_service:
            fields[f"answer_{question.id}"] = forms.CharField(label=question.text, required=False, max_length=WORDS, widget=forms.Textarea)
        self.fields = {**fields, **{name: self.fields[name] for name in ("result", "round", "kept")}}

    def clean(self) -> dict[str, Any] | None:
        """Ask why a strain is acceptable, at the principle that it is about."""
        given = super().clean() or self.cleaned_data
        for word in self.schedule.principles:
            if given.get(f"held_{word}") == "strained" and not given.get(f"why_{word}", "").strip():
                self.add_error(f"why_{word}", f"Say why it is acceptable that {word} is strained")
        return given

    def tell_what_is_kept(self, kept: Mapping[str, object], mark: str) -> None:
        """Say at each answer what somebody else has written meanwhile; sent once more, what is typed takes its place."""
        for name, value in kept.items():
            if value and str(value) != self.data.get(name, ""):
                self.add_error(name, f"Written meanwhile: {value}. Take it over, or send yours again to put it in its place")
        self.add_error(None, "Somebody else has answered the tests since you opened the page. Nothing was changed yet.")
        self.data = {name: self.data[name] for name in self.data} | {"kept": mark}

    def principles(self) -> Mapping[str, tuple[bool, str]]:
        """Return how the wording stands against each principle that was looked at."""
        given = self.cleaned_data
        looked_at = [word for word in self.schedule.principles if given.get(f"held_{word}")]
        return {word: (given[f"held_{word}"] == "met", given.get(f"why_{word}", "").strip()) for word in looked_at}

    def answers(self) -> Mapping[str, str]:
        """Return the answers that were given."""
        found = {one.id: self.cleaned_data.get(f"answer_{one.id}", "").strip() for one in self.schedule.terms.best_for_service}
        return {question: answer for question, answer in found.items() if answer}


class VoiceForm(SeenForm):
    """What a party says."""

    party = forms.CharField(max_length=60, widget=forms.HiddenInput)
    word = forms.ChoiceField(
        label="What does your party say?",
        choices=VOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what your party says"},
    )
    reason = words("Your reservation, or why you cannot agree", is_required=False)
    would_change = words("What would have to change for your party to agree", is_required=False)

    def clean(self) -> dict[str, Any] | None:
        """Ask for the reason of a reservation and of a no, and for what would change a no."""
        given = super().clean() or self.cleaned_data
        word = given.get("word")
        if word == "agree_with_reservations" and not given.get("reason", "").strip():
            self.add_error("reason", "Say what your reservation is")
        if word == "cannot_agree":
            if not given.get("reason", "").strip():
                self.add_error("reason", "Say why your party cannot agree")
            if not given.get("would_change", "").strip():
                self.add_error("would_change", "Say what would have to change for your party to agree")
        return given


class WordingForm(SeenForm, TouchesForm):
    """Another wording, or the same one again, with what it commits and touches."""

    wording = words("The wording for the next round", missing="Enter the wording")
    touches = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Whether the page asked what it commits and touches: nothing sent is otherwise no answer."""

    def terms(self) -> Terms | None:
        """Return what the wording commits and touches; None if that was not asked."""
        given = self.cleaned_data
        if not given["touches"]:
            return None
        return Terms(given["amount"], dict(self.money_of("commits")), dict(self.money_of("effect")), list(given["reserved"]))


def wording_form(row: Decision, wording: str, number: int, schedule: GovernanceSchedule, parties: Sequence[Party]) -> WordingForm:
    """Return the form of the next round as it is first shown: with the words, the money and the matters of the one before."""
    first: dict[str, object] = {"wording": wording, "round": number, "touches": True, "reserved": list(row.reserved)}
    money = {"amount": row.amount}
    money |= {f"commits_{code}": pence for code, pence in row.commitments.items()}
    money |= {f"effect_{code}": pence for code, pence in row.effects.items()}
    first |= {name: plain(pence, POUND.places) for name, pence in money.items() if pence is not None}
    return WordingForm(initial=first, auto_id="reword-%s", schedule=schedule, parties=parties)


class ReasonForm(forms.Form):
    """Why something is done that ends something."""

    reason = words("Why", missing="Say why", longest=2_000)


class RecuseForm(forms.Form):
    """Who takes no part in a decision, and why."""

    person = forms.ChoiceField(label="Who takes no part", error_messages={"required": "Choose who takes no part"})
    reason = words("Why", missing="Say why, such as the interest that they declared", longest=2_000)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(people)


class EndorseForm(SeenForm):
    """What a party's own board or officer said."""

    party = forms.CharField(max_length=60, widget=forms.HiddenInput)
    kind = forms.CharField(max_length=10, widget=forms.HiddenInput)
    says = forms.ChoiceField(
        label="What was decided?",
        choices=(("given", "Approved"), ("refused", "Refused")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say what was decided"},
    )
    given_by = forms.CharField(label="Who decided it, such as the board", max_length=200, error_messages={"required": "Say who decided it"})
    given_on = date_field(label="Decided on")
    reason = words("Why it was refused", is_required=False, longest=2_000)

    def clean(self) -> dict[str, Any] | None:
        """Ask for the reason of a refusal."""
        given = super().clean() or self.cleaned_data
        if given.get("says") == "refused" and not given.get("reason", "").strip():
            self.add_error("reason", "Say why it was refused")
        return given


class ConsequenceForm(forms.Form):
    """What became of something that a decision leads to."""

    kind = forms.ChoiceField(choices=list(CONSEQUENCES.items()), widget=forms.HiddenInput)
    says = forms.ChoiceField(choices=(("done", "Done"), ("dropped", "Not needed")), error_messages={"required": "Say what became of it"})
    note = forms.CharField(
        label="What was done, or why it is not needed",
        max_length=500,
        error_messages={"required": "Say what was done, or why it is not needed"},
    )


class PaperForm(forms.Form):
    """A paper to attach."""

    paper = forms.FileField(
        label="Paper",
        help_text="A PDF, XLSX, CSV, PNG, JPEG or EML file of at most 20 MB, without macros",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another one"},
    )


class PlanForm(forms.Form):
    """When a body meets."""

    body = forms.ChoiceField(label="Body", error_messages={"required": "Choose a body"})
    day = date_field(label="Day", hint="For example, 26 11 2026")
    place = forms.CharField(label="When and where, or how to join", max_length=200, required=False)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["body"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(bodies)


class MoveForm(forms.Form):
    """The day to which a meeting is moved."""

    day = date_field(label="The new day", hint="For example, 3 12 2026")
    reason = words("Why it is moved", missing="Say why it is moved", longest=2_000)


class ItemForm(forms.Form):
    """An item of words for an agenda."""

    title = forms.CharField(label="Item", max_length=200, error_messages={"required": "Enter what the item is about"})


class NotesForm(forms.Form):
    """What is said on each item of an agenda, and what stood there when the page was opened; sent with every button of an open meeting."""

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        """Ask for the notes of each item."""
        super().__init__(*args, **more)
        self.items = items
        if self.is_bound:  # what was not on the page that was sent stays as it is
            as_it_is = {f"{what}_{one.pk}": one.notes for one in items for what in ("notes", "before")}
            self.data = as_it_is | {name: self.data[name] for name in self.data}
        for one in items:
            box = forms.CharField(
                label="What was said",
                required=False,
                initial=one.notes,
                widget=forms.Textarea(attrs={"form": LIVE}),
                validators=[MaxLengthValidator(NOTES, "What is said on an item has %(limit_value)d characters at most")],
            )
            self.fields[f"notes_{one.pk}"] = box
            before = forms.CharField(required=False, initial=one.notes, widget=forms.HiddenInput(attrs={"form": LIVE}))
            self.fields[f"before_{one.pk}"] = before

    def changed_notes(self) -> Sequence[Noted]:
        """Return the notes that were changed on the page."""
        found = [Noted(one.pk, self._said("before", one), self._said("notes", one)) for one in self.items]
        return [one for one in found if one.before != one.notes]

    def _said(self, what: str, item: AgendaItem) -> str:
        said: str = self.cleaned_data.get(f"{what}_{item.pk}", "")
        return said.replace("\r\n", "\n")

    def refuse(self, item: AgendaItem) -> None:
        """Keep what was typed on an item that somebody else wrote on meanwhile, and say what stands there now."""
        field, before = f"notes_{item.pk}", f"before_{item.pk}"
        self.data = {**self.data, before: item.notes}
        now = f"“{item.notes}”" if item.notes else "nothing"
        self.add_error(
            field, f"Somebody else wrote on {item.title} meanwhile. It says now: {now}. Put the two together, and save it again."
        )


class MinutesForm(forms.Form):
    """The minutes, put right."""

    minutes = words("Minutes", missing="The minutes cannot be empty", longest=100_000)
