"""A YAML file becomes plain values with their lines; whatever is wrong with it becomes Problems, soon and all together."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.files.text_file import read_file
from gainshare.files.yaml_reader import YAML_BYTES_LIMIT, read_yaml

AGREEMENT = """\
alliance:
  name: Wexmoor
parties:
- id: WX-MHT
  name: Mental health trust
- id: WX-OPH
  name: Openhand Homes
regime:
  stages:
  - share: {gain: 50%}
  - limit:
      side: nop
      max: 100% of margin
  - [a, b]
"""

SECONDS_ALLOWED = 5
"""Far more than any of the hostile files takes, far less than what they are made for."""


def read(text):
    return read_yaml(text.encode(), "agreement.yaml")


def values(text):
    document, problems = read(text)
    assert problems == ()
    return document.data


def problems_of(text):
    return read(text)[1]


def only_problem(text):
    (problem,) = problems_of(text)
    return problem


def seconds_for(data):
    start = time.perf_counter()
    document, problems = read_yaml(data, "agreement.yaml")
    assert problems
    assert document is None or problems[0].severity == "error"
    return time.perf_counter() - start


# What a scalar means


@pytest.mark.parametrize("text", ["null", "Null", "NULL", "~", ""])
def test_null_and_nothing_are_none(text):
    assert values(f"a: {text}\n") == {"a": None}


@pytest.mark.parametrize(("text", "value"), [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False)])
def test_true_and_false_are_truth_values(text, value):
    assert values(f"- {text}") == [value]


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("-12", -12), ("+7", 7), ("007", 7), ("0o17", 15), ("0xFF", 255), ("9" * 40, int("9" * 40))]
)
def test_an_integer_is_an_int(text, value):
    (found,) = values(f"- {text}")

    assert found == value
    assert type(found) is int


@pytest.mark.parametrize("text", ["1.50", "-0.1", ".5", "5.", "1e3", "2.5E-40", "0." + "3" * 39])
def test_a_decimal_keeps_its_digits(text):
    (found,) = values(f"- {text}")

    assert isinstance(found, Decimal)
    assert found.as_tuple() == Decimal(text).as_tuple()


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-31",
        "2024/25",
        "10%",
        "2/3",
        ".nan",
        ".inf",
        "-.inf",
        "yes",
        "no",
        "on",
        "12:30",
        "1_000",
        "1,000",
        "0b11",
        "0o8",
        "nulls",
        "1e",
    ],
)
def test_everything_else_is_text(text):
    assert values(f"- {text}") == [text]


@pytest.mark.parametrize("text", ['"1"', "'true'", '"null"', '""', "|-\n  1"])
def test_a_text_in_quotation_marks_or_below_a_bar_is_text(text):
    assert values(f"- {text}")[0] == text.strip("\"'|-\n ")


@pytest.mark.parametrize("text", ["9" * 41, "0x" + "f" * 41, "1." + "1" * 40, "1e41", "1e-41", "1e" + "9" * 5000])
def test_a_number_beyond_forty_digits_is_refused(text):
    problem = only_problem(f"a: 1\nb: {text}\n")

    assert "40" in problem.message
    assert problem.source == Source("agreement.yaml", 2, "b")
    assert problem.found == text


def test_keys_are_text_in_the_order_of_the_file():
    assert list(values("z: 1\n1: 2\ntrue: 3\nnull: 4\n1.0: 5\n")) == ["z", "1", "true", "null", "1.0"]


def test_an_alias_repeats_a_value_of_its_own():
    data = values("a: &x {n: [1, 2]}\nb: *x\nc: &y 5\nd: *y\n")

    assert data == {"a": {"n": [1, 2]}, "b": {"n": [1, 2]}, "c": 5, "d": 5}
    assert data["a"] is not data["b"]
    assert data["a"]["n"] is not data["b"]["n"]


def test_a_byte_order_mark_is_welcome():
    document, problems = read_yaml(b"\xef\xbb\xbfa: 1\n", "a.yaml")

    assert document.data == {"a": 1}
    assert problems == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_count_whatever_ends_them(end):
    document, _ = read(f"a: 1{end}{end}b: 2{end}")

    assert document.line(("b",)) == 3


# Where a value is


@pytest.mark.parametrize(
    ("path", "line", "words"),
    [
        (("alliance", "name"), 2, "alliance/name"),
        (("parties",), 3, "parties"),
        (("parties", 0), 4, "parties/WX-MHT"),
        (("parties", 1, "name"), 7, "parties/WX-OPH/name"),
        (("regime", "stages", 0), 10, "regime/stages/share"),
        (("regime", "stages", 1, "limit", "max"), 13, "regime/stages/limit/max"),
        (("regime", "stages", 2, 1), 14, "regime/stages/2/1"),
        ((), 1, ""),
    ],
)
def test_a_value_has_a_line_and_a_path_in_words(path, line, words):
    document, _ = read(AGREEMENT)

    assert document.line(path) == line
    assert document.source(path) == Source("agreement.yaml", line, words)


@pytest.mark.parametrize(
    ("path", "line", "words"),
    [
        (("parties", 1, "ods_code"), 6, "parties/WX-OPH/ods_code"),
        (("parties", 9, "name"), 3, "parties/9/name"),
        (("nothing", "here"), 1, "nothing/here"),
        (("alliance", "name", "deeper", 0), 2, "alliance/name/deeper/0"),
    ],
)
def test_a_value_that_is_missing_has_the_line_of_what_is_around_it(path, line, words):
    document, _ = read(AGREEMENT)

    assert document.source(path) == Source("agreement.yaml", line, words)


def test_a_value_inside_an_alias_has_the_line_where_it_is_written():
    document, _ = read("a: &x\n  n: 1\nb:\n  - *x\n")

    assert document.line(("b", 0)) == 4
    assert document.line(("b", 0, "n")) == 2


def test_a_document_cannot_be_changed():
    document, _ = read("a: 1")

    with pytest.raises(AttributeError):
        document.name = "other"
    with pytest.raises(TypeError):
        document.lines["a",] = 7


# What is refused, with the rest still read


def test_a_key_given_twice_names_both_lines_and_the_first_stands():
    document, (problem,) = read("a: 1\nb:\n  c: 2\n  'c': 3\n")

    assert "“c” is given twice, on lines 3 and 4" in problem.message
    assert problem.source == Source("agreement.yaml", 4, "b/c")
    assert document.data == {"a": 1, "b": {"c": 2}}


def test_keys_that_become_the_same_text_are_given_twice():
    assert "given twice" in only_problem('1: a\n"1": b\n').message


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("!!python/object/apply:os.system [id]", "!!python/object/apply:os.system"),
        ("!x 1", "!x"),
        ("!!str 1", "!!str"),
        ("! 1", "!"),
        ("!<tag:a> {}", "tag:a"),
    ],
)
def test_a_tag_is_refused(value, found):
    problem = only_problem(f"a: 1\nb: {value}\n")

    assert problem.message == "Tags are not read."
    assert problem.found == found
    assert problem.source.line == 2


def test_a_merge_key_is_refused_and_may_be_quoted():
    problem = only_problem("a: &x {n: 1}\nb:\n  <<: *x\n")

    assert "<<" in problem.message
    assert problem.source == Source("agreement.yaml", 3, "b/<<")
    assert "alias" in problem.fix
    assert values('"<<": 1') == {"<<": 1}


@pytest.mark.parametrize("text", ["? [a, b]\n: 1", "? {a: 1}\n: 1", "{[a]: 1}", "a: &x 1\n*x : 2", "? - a\n  - b\n: 1", ": 1"])
def test_a_key_that_is_no_text_is_refused(text):
    assert "key" in only_problem(text).message


def test_an_alias_inside_the_value_it_repeats_is_refused():
    assert "inside the value" in only_problem("a: &x [1, *x]").message


def test_an_alias_without_an_anchor_is_refused():
    problem = only_problem("a: 1\nb: *nobody\n")

    assert problem.source == Source("agreement.yaml", 2, "b")
    assert problem.found == "*nobody"


def test_an_anchor_given_twice_is_refused():
    assert "anchor" in only_problem("- &x 1\n- &x 2\n").message


def test_half_a_character_is_refused():
    assert "half a character" in only_problem(r'a: "\ud800"').message


def test_a_directive_is_refused():
    assert [problem.source.line for problem in problems_of("%YAML 1.1\n%TAG !a! tag:a\n---\na: 1\n")] == [3, 3]
    assert values("%YAML 1.2\n---\na: 1\n") == {"a": 1}


def test_a_control_character_is_refused_on_each_line_that_holds_one():
    assert [problem.source.line for problem in problems_of("a: x\x00y\nb: 1\nc: \x07\nd: \x85\n")] == [1, 3, 4]


def test_an_escaped_control_character_is_read():
    assert values(r'a: "\0\x07"') == {"a": "\0\x07"}


def test_everything_is_reported_together():
    text = "a: 1\na: 2\nb: !x 3\nc:\n  <<: {}\nd: *nobody\ne: 1e99\nf: \x01\n? [k]\n: 1\n"

    assert [problem.source.line for problem in problems_of(text)] == [2, 3, 5, 6, 7, 8, 9]


def test_what_stands_before_a_mistake_of_syntax_is_reported_with_it():
    document, problems = read("a: 1\na: 2\nb: x: y\n")

    assert document is None
    assert [problem.source.line for problem in problems] == [2, 3]


def test_the_list_of_problems_ends_with_how_many_more_there_are():
    problems = problems_of("- !x y\n" * 150)

    assert len(problems) == 101
    assert problems[-1].message == "50 more problems are not listed here."


# What cannot be read to its end


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(text):
    document, (problem,) = read(text)

    assert document is None
    assert problem.message == "The file is empty."


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "--- a\n--- b\n", "a: 1\n...\nb: 2\n"])
def test_more_than_one_document_is_refused(text):
    document, (problem,) = read(text)

    assert document is None
    assert "more than one document" in problem.message


@pytest.mark.parametrize(
    ("text", "line", "found", "fix"),
    [
        ("a:\n\tb: 1\n", 2, "b: 1", "spaces"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "c: 2", "spaces"),
        ("a: 1\nname: Note: this\n", 2, "name: Note: this", "quotation marks"),
        ("a: 1\n  b: 2\n", 2, "b: 2", "indented"),
        ("a: 'abc\nb: 1\n", 1, "a: 'abc", "Close it"),
        ('x: 1\na: "abc\nb: 1\n', 2, 'a: "abc', "Close it"),
        ("a: [1, 2\nb: 3\n", 2, "b: 3", "Close the bracket"),
        ("a: {x: 1]\n", 1, "a: {x: 1]", "Close the bracket"),
        ("a: 1\nb: ]\n", 2, "b: ]", "Delete it"),
        ("a:\n  b: 1\n c: 2\n", 3, "c: 2", "Indent"),
        ("a: 1\nhello\nb: 2\n", 2, "hello", "colon and a space"),
        ("a: 1\nb:2\nc: 3\n", 2, "b:2", "colon and a space"),
        ("a: %x\n", 1, "a: %x", "quotation marks"),
        ("a: `x`\n", 1, "a: `x`", "quotation marks"),
        ("a: * note\n", 1, "a: * note", "quotation marks"),
        ('a: "C:\\Users"\n', 1, 'a: "C:\\Users"', "two backslashes"),
        ("a: - b\n", 1, "a: - b", "line of its own"),
        ("a: | x\n", 1, "a: | x", "quotation marks"),
        ("- a\nb: 1\n", 2, "b: 1", "Indent"),
        ('a: "\\UFFFFFFFF"', 1, 'a: "\\UFFFFFFFF"', "quotation marks"),
        ("%YAML 1." + "1" * 5000, 1, None, "Check"),
    ],
)
def test_a_mistake_of_syntax_names_the_line_the_text_and_the_cure(text, line, found, fix):
    document, (problem,) = read(text)

    assert document is None
    assert problem.source.line == line
    assert found is None or problem.found == found
    assert fix in problem.fix


def test_a_bracket_that_is_not_closed_names_the_line_where_it_opens():
    assert "line 2" in only_problem("a: 1\nb: [1,\n  2\nc: 3\n").message


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        ("a: 1\nb: café\n".encode("latin-1"), 2, "not in UTF-8"),
        ("a: 1\nb: 5 €\n".encode("cp1252"), 2, "not in UTF-8"),
        ("a: café\n".encode("utf-16"), 1, "UTF-16"),
        ("a: café\n".encode("utf-16-be"), 1, "UTF-16"),
        ("a: café\n".encode("utf-32"), 1, "UTF-16"),
        (b"a: \xff\xfe\n", 1, "not in UTF-8"),
    ],
)
def test_another_encoding_is_refused_with_what_to_do(data, line, words):
    document, (problem,) = read_yaml(data, "agreement.yaml")

    assert document is None
    assert words in problem.message
    assert problem.source.line == line
    assert "Save the file as UTF-8" in problem.fix


def test_the_character_that_cannot_be_read_is_shown():
    assert only_problem_of_bytes("a: 1\nname: café\n".encode("cp1252")).found == "name: café"


def only_problem_of_bytes(data):
    (problem,) = read_yaml(data, "agreement.yaml")[1]
    return problem


# Hostile files


@pytest.mark.parametrize("opening", ["[", "[\n", "{a: ", "- ", "? ", "- - ", "[{a: "])
def test_nesting_a_hundred_thousand_deep_is_refused_soon(opening):
    document, problems = read(opening * 100_000)

    assert document is None
    assert "50 deep" in problems[-1].message
    assert seconds_for((opening * 100_000).encode()) < SECONDS_ALLOWED


def test_nesting_fifty_deep_is_read_and_fifty_one_is_not():
    assert values("[" * 50 + "]" * 50)
    assert "50 deep" in only_problem("[" * 51 + "]" * 51).message


def billion_laughs(levels, width=10):
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, levels)]
    return "\n".join(lines)


def test_aliases_of_aliases_are_counted_as_if_written_out():
    text = billion_laughs(10)

    document, (problem,) = read(text)

    assert document is None
    assert "10,000 values" in problem.message
    assert problem.source.line <= 6
    assert seconds_for(text.encode()) < 1


def test_ten_thousand_repeats_are_read_and_one_more_is_not():
    assert len(values("a: &a 1\nb:\n" + "- *a\n" * 10_000)["b"]) == 10_000
    assert "10,000" in only_problem("a: &a 1\nb:\n" + "- *a\n" * 10_001).message


def test_aliases_that_nest_too_deep_are_refused():
    text = "a0: &a0 [1]\n" + "".join(f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 100))

    assert "50 deep" in only_problem(text).message


def test_a_plain_file_may_hold_more_values_than_aliases_may():
    assert len(values("- a\n" * 20_000)) == 20_000


@pytest.mark.slow
def test_more_than_two_hundred_thousand_values_are_refused():
    assert "200,000" in only_problem("- a\n" * 200_001).message


@pytest.mark.parametrize("data", [b"- !" + b"x" * 4_000_000, b"- &" + b"x" * 4_000_000, b"'" * 4_999_999])
def test_a_word_of_millions_of_characters_is_refused_at_once(data):
    assert seconds_for(data) < 1


def test_a_file_over_the_limit_is_refused_whole():
    document, (problem,) = read_yaml(b" " * (YAML_BYTES_LIMIT + 1), "agreement.yaml")

    assert document is None
    assert "5,000,001 bytes; at most 5,000,000 are read" in problem.message


# Reading the bytes


def test_a_file_of_a_hundred_megabytes_is_refused_without_being_read(tmp_path):
    path = tmp_path / "agreement.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)

    start = time.perf_counter()
    problem = read_file(path, YAML_BYTES_LIMIT)

    assert time.perf_counter() - start < 0.1
    assert "100,000,000 bytes; at most 5,000,000" in problem.message
    assert problem.source == Source("agreement.yaml")


def test_a_file_within_the_limit_is_read(tmp_path):
    path = tmp_path / "agreement.yaml"
    path.write_bytes(b"a: 1\n")

    assert read_file(path, 5) == b"a: 1\n"


def test_a_missing_file_is_a_problem(tmp_path):
    problem = read_file(tmp_path / "agreement.yaml", 10)

    assert "There is no file" in problem.message
    assert "agreement.yaml" in problem.message


def test_a_folder_is_a_problem(tmp_path):
    assert "a folder" in read_file(tmp_path, 10).message


@pytest.mark.parametrize("name", ["a\0b", "x" * 5_000])
def test_a_name_that_no_file_can_have_is_a_problem(tmp_path, name):
    assert isinstance(read_file(tmp_path / name, 10), Problem)


def test_a_file_one_may_not_read_is_a_problem(tmp_path, monkeypatch):
    path = tmp_path / "agreement.yaml"
    path.write_bytes(b"a: 1\n")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)

    assert "may not read" in read_file(path, 10).message


def test_a_file_that_grows_while_it_is_read_stays_within_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "agreement.yaml"
    path.write_bytes(b"12345678")
    small = path.stat()
    path.write_bytes(b"1234567890123")
    monkeypatch.setattr(type(path), "stat", lambda self: small)

    assert "at most 10" in read_file(path, 10).message


# Whatever comes


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.text("ab1 \n\r\t:#-'\"|>&*!%@`?,[]{}\\<~.=\0", max_size=60).map(str.encode)
)
def test_nothing_is_raised_whatever_the_bytes(data):
    document, problems = read_yaml(data, "x.yaml")

    assert document is not None or any(problem.severity == "error" for problem in problems)
    assert all(str(problem) and problem.fix for problem in problems)
