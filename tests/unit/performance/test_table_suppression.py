"""Tables of counts: what is suppressed beside the small counts, what is said of totals, what two releases give away."""

import numpy as np
import pytest

import gainshare as gs
from gainshare.core.kernel.problem import Fault, Invalid
from gainshare.core.performance.count_table import CountTable, guess_total, with_totals
from gainshare.core.performance.disclosure import SUPPRESSION, changed

UNROUNDED = SUPPRESSION["numerator_under_5"]


def table(*rows, total="Total"):
    """Return a table with totals of the counts given, rows A, B … and columns x, y …."""
    plain = CountTable(tuple("ABCDEFGH"[: len(rows)]), tuple("stuvwxyz"[-len(rows[0]) :]), rows)
    return with_totals(plain, total) if total else plain


def shown(published):
    return [" ".join(str(cell) for cell in row) for row in published.table.cells]


def why(published):
    return {(cell.row, cell.column): cell.why for cell in published.suppressed}


# One table


def test_a_single_small_count_takes_three_more_with_it_the_smallest_that_will_do():
    # The other ways round hide 12 + 30 + 14, 12 + 30 … : with C the cells 11 and 6 are fewest people.
    found = gs.suppress(table((3, 12, 20), (30, 14, 9), (11, 6, 25)), UNROUNDED)

    assert shown(found) == ["[c] [c] 20 35", "30 14 9 53", "[c] [c] 25 42", "44 32 54 130"]
    assert why(found) == {("A", "x"): "small", ("A", "y"): "secondary", ("C", "x"): "secondary", ("C", "y"): "secondary"}


def test_the_audit_says_what_a_reader_can_still_say():
    # A: x + y = 15, C: x + y = 17, x: A + C = 14. A reader who knows that only A, x is small: C, y of 5 or more leaves A, x from 2.
    found = gs.suppress(table((3, 12, 20), (30, 14, 9), (11, 6, 25)), UNROUNDED)

    assert [(cell.least, cell.most) for cell in found.suppressed] == [(2, 4), (11, 13), (10, 12), (5, 7)]


def test_two_small_counts_in_a_line_hide_each_other():
    # The total of x is 4 and small itself; 60 − 50 − 6 would give it away, so the next total goes too.
    found = gs.suppress(table((3, 2, 20), (1, 4, 30)), UNROUNDED)

    assert shown(found) == ["[c] [c] 20 25", "[c] [c] 30 35", "[c] [c] 50 60"]


def test_two_counts_of_0_that_their_total_would_tell_are_hidden_by_a_third_cell():
    # x + y = 0 would say that both are 0, and the total itself is small.
    found = gs.suppress(CountTable(("A", "B"), ("x", "y", "z", "Total"), ((0, 0, 9, 9), (10, 10, 10, 30)), "Total"), UNROUNDED)

    assert shown(found) == ["[c] [c] [c] 9", "10 10 10 30"]
    assert [(cell.least, cell.most) for cell in found.suppressed] == [(0, 4), (0, 4), (5, 9)]


def test_a_small_total_is_suppressed_with_its_cells():
    found = gs.suppress(table((1, 2), (20, 30)), UNROUNDED)

    # 53 − 50 would tell the total of A, so a further total goes, the smaller of the two; 21 − 20 and 32 − 30 would tell the cells.
    assert shown(found) == ["[c] [c] [c]", "[c] [c] [c]", "21 32 53"]
    assert why(found)["A", "Total"] == "small"


def test_a_row_of_a_single_cell_is_suppressed_with_its_total():
    found = gs.suppress(CountTable(("A", "B"), ("x", "Total"), ((3, 3), (9, 9)), "Total"), UNROUNDED)

    assert shown(found) == ["[c] [c]", "9 9"]


def test_one_row_with_a_total_loses_one_more_cell():
    found = gs.suppress(CountTable(("A",), ("x", "y", "z", "Total"), ((3, 12, 20, 35),), "Total"), UNROUNDED)

    assert shown(found) == ["[c] [c] 20 35"]


def test_without_totals_there_is_nothing_to_subtract_and_nothing_more_is_suppressed():
    found = gs.suppress(table((3, 12, 20), (30, 14, 9), total=""), UNROUNDED)

    assert shown(found) == ["[c] 12 20", "30 14 9"]
    assert [(cell.least, cell.most) for cell in found.suppressed] == [(0, 4)]


def test_totals_of_rows_alone_leave_the_columns_free():
    found = gs.suppress(CountTable(("A", "B"), ("x", "y", "All"), ((3, 12, 15), (30, 14, 44)), "All"), UNROUNDED)

    assert shown(found) == ["[c] [c] 15", "30 14 44"]


def test_rounding_can_be_shelter_enough():
    # 35 rounded is 33 to 37, 10 is 8 to 12, 20 is 18 to 22: x is anything from −1 to 11, so that nothing more need be hidden.
    rule = gs.Suppression(secondary="where_rounding_tells")

    found = gs.suppress(table((3, 12, 20), (30, 14, 9), (11, 6, 25)), rule)

    assert shown(found) == ["[c] 10 20 35", "30 15 10 55", "10 5 25 40", "45 30 55 130"]
    assert [(cell.least, cell.most) for cell in found.suppressed] == [(0, 4)]


def test_by_itself_rounding_is_not_taken_for_a_shelter():
    # Unrounded, 35 − 12 − 20 would tell the 3; 12, 11 and 6 are the fewest people whose cells hide it in its row and its column.
    found = gs.suppress(table((3, 12, 20), (30, 14, 9), (11, 6, 25)), "national")

    assert shown(found) == ["[c] [c] 20 35", "30 15 10 55", "[c] [c] 25 40", "45 30 55 130"]


def test_where_zeros_are_shown_they_hide_nothing():
    rule = UNROUNDED.model_copy(update={"zero": "shown"})

    found = gs.suppress(table((3, 0, 20), (30, 14, 9), (11, 0, 25)), rule)

    assert shown(found) == ["[c] 0 [c] 23", "30 14 9 53", "[c] 0 [c] 36", "44 14 54 112"]


def test_of_equal_cells_the_first_in_reading_order_is_taken():
    found = gs.suppress(CountTable(("A",), ("x", "y", "z", "Total"), ((3, 9, 9, 21),), "Total"), UNROUNDED)

    assert shown(found) == ["[c] [c] 9 21"]


def test_a_cell_where_there_can_be_none_stays_and_hides_nothing():
    found = gs.suppress(CountTable(("A", "B"), ("x", "y", "z", "Total"), ((3, "[z]", 20, 23), (30, 14, 9, 53)), "Total"), UNROUNDED)

    assert shown(found) == ["[c] [z] [c] 23", "30 14 9 53"]


def test_nothing_is_suppressed_where_nothing_is_small():
    found = gs.suppress(table((10, 12), (30, 14)), UNROUNDED)

    assert found.suppressed == ()
    assert found.notes() == ("No cell is suppressed.", "A count below 5 is small (0 among them).", "Counts are not rounded.")


def test_the_notes_say_how_many_why_and_what_the_symbols_mean():
    assert gs.suppress(table((3, 12, 20), (30, 14, 9), (11, 6, 25)), UNROUNDED).notes() == (
        "4 cells suppressed ([c]): 1 because the count is small and 3 because a small count could be worked out from it.",
        "A count below 5 is small (0 among them).",
        "Counts are not rounded.",
        "[c] confidential: a small number, or one from which a small number could be worked out.",
    )


# What cannot be


def test_a_small_count_that_nothing_can_hide_is_refused():
    # Below 2, small is 0 or 1. Two of them under a total that is not small are both 1, even if the total is suppressed.
    rule = changed(SUPPRESSION["none"], below=2)

    with pytest.raises(Invalid) as refused:
        gs.suppress(CountTable(("A",), ("x", "y", "Total"), ((1, 1, 2),), "Total"), rule)

    assert [problem.source.field for problem in refused.value.problems] == ["A, x", "A, y"]
    assert "could be worked out from the rest of the table, whatever else is suppressed" in str(refused.value)


def test_totals_that_are_no_sums_are_refused_all_at_once():
    with pytest.raises(Invalid) as refused:
        gs.suppress(CountTable(("A", "B"), ("x", "y", "Total"), ((3, 12, 16), (30, 14, 45)), "Total"))

    assert [(problem.source.field, problem.message) for problem in refused.value.problems] == [
        ("A, Total", "The total is not the sum of its row, which is 15."),
        ("B, Total", "The total is not the sum of its row, which is 44."),
    ]


def test_a_missing_count_in_a_line_with_a_total_is_refused():
    with pytest.raises(Invalid, match=r"A, y: A cell whose line has a total has no count.*\[x\]"):
        gs.suppress(CountTable(("A",), ("x", "y", "Total"), ((3, "[x]", 15),), "Total"))


@pytest.mark.parametrize(
    ("rows", "columns", "cells", "total", "said"),
    [
        (("A", "A"), ("x",), ((1,), (2,)), "", "2 rows are called “A”."),
        (("A",), ("x", "x"), ((1, 2),), "", "2 columns are called “x”."),
        (("A",), ("x",), ((1,), (2,)), "", "1 labels of rows, but 2 rows of cells"),
        (("A",), ("x", "y"), ((1,),), "", "The row has 1 cell, but there are 2 columns."),
        (("A",), ("x",), ((-1,),), "", "A, x: -1 is no count."),
        (("A",), ("x",), (("*",),), "", "A, x: '*' is no count."),
        (("A",), ("x",), ((True,),), "", "True is no count."),
        (("A",), ("x",), ((1,),), "Total", "No row or column is called “Total”."),
        ((), ("x",), (), "", "The table has no rows of counts."),
        (("A",), ("x",), ((1, 2),), "", "The row has 2 cells, but there is 1 column."),
    ],
)
def test_what_is_no_table_is_refused(rows, columns, cells, total, said):
    with pytest.raises(Invalid) as refused:
        CountTable(rows, columns, cells, total)

    assert said in str(refused.value)


def test_totals_are_added_once():
    found = table((1, "[z]"), (3, 4))

    assert found.cells == ((1, "[z]", 1), (3, 4, 7), (4, 4, 8))
    with pytest.raises(Fault, match="has a row or column “Total” already"):
        with_totals(found, "Total")
    with pytest.raises(Fault, match="A, x has no count"):
        with_totals(CountTable(("A",), ("x",), (("[c]",),)), "Total")


def test_a_label_that_says_total_is_taken_for_one_unless_there_are_several():
    assert guess_total(["A", "Total"], ["x", "Total"]) == "Total"
    assert guess_total(["A", "Total"], ["x", "All"]) == ""
    assert guess_total(["A"], ["x", "Totalled"]) == ""


@pytest.mark.parametrize(
    ("rows", "columns", "cells", "total", "line"),
    [
        (("A", "B", "Total"), ("x", "y"), ((3, 12), (30, 14), (33, 26)), "", "Total"),
        (("A", "B", "All wards"), ("x", "y", "Total"), ((3, 12, 15), (30, 14, 44), (33, 26, 59)), "Total", "All wards"),
        (("A", "B"), ("x", "y", "Row TOTAL"), ((3, 12, 15), (30, 14, 44)), "", "Row TOTAL"),
        (("N 1", "N 2", "N total", "S"), ("x", "y"), ((3, 12), (30, 14), (33, 26), (9, 9)), "", "N total"),
    ],
)
def test_a_total_that_is_not_named_as_one_is_refused_because_it_would_tell_what_is_small(rows, columns, cells, total, line):
    with pytest.raises(Invalid, match=f"{line}: This line is the sum of others, but is not named as a total"):
        gs.suppress(CountTable(rows, columns, cells, total), UNROUNDED)


def test_a_line_called_total_that_is_no_sum_and_a_sum_that_nothing_calls_a_total_are_counts():
    assert gs.suppress(CountTable(("A", "B", "Total people"), ("x",), ((7,), (8,), (12,))), UNROUNDED).suppressed == ()
    assert gs.suppress(CountTable(("A", "B", "C"), ("x",), ((7,), (8,), (15,))), UNROUNDED).suppressed == ()
    assert gs.suppress(CountTable(("Ash", "All Saints", "Elm"), ("x",), ((7,), (7,), (9,))), UNROUNDED).suppressed == ()


def test_whole_numbers_of_numpy_are_counts():
    found = CountTable(("A",), ("x", "y"), np.array([[7, 8]]))

    assert found.cells == ((7, 8),)
    assert {type(cell) for row in found.cells for cell in row} == {int}


# Two releases


def test_releases_without_a_cell_in_common_are_refused():
    with pytest.raises(Invalid, match="The two releases have no cell in common"):
        gs.compare_releases(CountTable(("A",), ("x",), ((7,),)), CountTable(("B",), ("x",), ((8,),)), UNROUNDED)


def test_a_table_minus_one_person_gives_that_person_away():
    found = gs.compare_releases(table((10, 12), (30, 14)), table((10, 12), (30, 13)), UNROUNDED)

    assert [(one.row, one.column, one.least, one.most) for one in found] == [
        ("B", "z", -1, -1),
        ("B", "Total", -1, -1),
        ("Total", "z", -1, -1),
        ("Total", "Total", -1, -1),
    ]
    assert found[0].message == "B, z: 1 person fewer than in the earlier release (14 before, 13 now)."


def test_all_wards_against_all_but_one_gives_the_last_ward_away():
    everybody, but_one = CountTable(("Women", "Men"), ("n",), ((40,), (60,))), CountTable(("Women", "Men"), ("n",), ((37,), (40,)))

    found = gs.compare_releases(everybody, but_one, UNROUNDED)

    assert [(one.row, one.least) for one in found] == [("Women", -3)]


def test_a_suppressed_count_that_the_later_release_tells_by_itself_is_found():
    before = CountTable(("A",), ("x", "y", "Total"), (("[c]", 20, "[c]"),), "Total")
    after = CountTable(("A",), ("x", "y", "Total"), (("[c]", 20, 23),), "Total")

    (found,) = gs.compare_releases(before, after, UNROUNDED)

    assert (found.row, found.column, found.kind, found.least) == ("A", "x", "count", 3)


def test_what_one_release_suppressed_is_filled_from_the_other_where_a_line_is_unchanged():
    # The earlier hides x and y of A, the later x and z: with y of 12 from the one and z of 20 from the other, x is 35 − 12 − 20 = 3.
    before = CountTable(("A",), ("x", "y", "z", "Total"), (("[c]", "[c]", 20, 35),), "Total")
    after = CountTable(("A",), ("x", "y", "z", "Total"), (("[c]", 12, "[c]", 35),), "Total")

    (found,) = gs.compare_releases(before, after, UNROUNDED)

    assert (found.kind, found.least) == ("count", 3)
    assert found.message == "A, x is suppressed, but who takes a line without a change for unchanged works out a count of 3."


def test_rounded_releases_hide_who_came_and_went():
    before, after = table((10, 15), (30, 15)), table((10, 20), (30, 15))
    rounded = [gs.suppress(one).table for one in (before, after)]

    assert gs.compare_releases(*rounded) == ()


def test_equal_releases_give_nothing_away():
    published = gs.suppress(table((3, 12, 20), (30, 14, 9), (11, 6, 25)), UNROUNDED).table

    assert gs.compare_releases(published, published, UNROUNDED) == ()


def test_only_cells_that_both_tables_have_are_compared():
    before = CountTable(("A", "B"), ("x", "Total"), ((10, 10), (20, 20)), "Total")
    after = CountTable(("B", "C"), ("x", "Total"), ((22, 22), (9, 9)), "Total")

    found = gs.compare_releases(before, after, UNROUNDED)

    assert [(one.row, one.column, one.least) for one in found] == [("B", "x", 2), ("B", "Total", 2)]


def test_a_release_by_another_rule_is_refused_cell_by_cell():
    with pytest.raises(Invalid) as refused:
        gs.compare_releases(table((10, 12), (30, 13)), table((10, 10), (30, 15)), "national")

    assert [problem.found for problem in refused.value.problems] == ["12", "22", "13", "43"]


def test_a_later_release_suppresses_what_the_earlier_one_would_give_away():
    before = gs.suppress(table((10, 12, 40), (30, 14, 25)), UNROUNDED).table

    found = gs.suppress(table((10, 12, 40), (30, 13, 25)), UNROUNDED, before)

    assert why(found)["B", "y"] == "difference"
    assert gs.compare_releases(before, found.table, UNROUNDED) == ()


def test_a_later_release_suppresses_again_what_the_earlier_one_suppressed():
    before = CountTable(("A",), ("x", "y", "z", "Total"), (("[c]", 12, "[c]", 35),), "Total")

    found = gs.suppress(CountTable(("A",), ("x", "y", "z", "Total"), ((3, 12, 20, 35),), "Total"), UNROUNDED, before)

    # By itself it would suppress y, the smallest; with the earlier release that would tell x, so z is suppressed again, and y need not be.
    assert shown(found) == ["[c] 12 [c] 35"]


def test_a_count_that_a_reader_would_work_out_wrongly_is_left_alone():
    # Of the 57, one went from the last column to the second: who takes the first row for unchanged is mistaken.
    before = gs.suppress(table((6, 3, 9), (12, 20, 7)), UNROUNDED).table

    found = gs.suppress(table((6, 4, 9), (12, 20, 6)), UNROUNDED, before)

    assert all(one.kind == "count" and one.least != 4 for one in gs.compare_releases(before, found.table, UNROUNDED))


def test_where_a_line_has_nothing_left_to_suppress_other_lines_are():
    before = gs.suppress(table((7, 6, 20), (1, 7, 9)), UNROUNDED).table

    found = gs.suppress(table((7, 5, 21), (0, 7, 8)), UNROUNDED, before)

    assert ("B", "x", "count", 0) not in [
        (one.row, one.column, one.kind, one.least) for one in gs.compare_releases(before, found.table, UNROUNDED)
    ]


def test_of_a_cell_and_a_total_that_hide_equally_well_the_total_stays():
    found = gs.suppress(CountTable(("A",), ("Total", "x", "y"), ((9, 0, 9),), "Total"), UNROUNDED)

    assert shown(found) == ["9 [c] [c]"]


def test_a_line_that_changed_is_not_filled_from_the_other_release():
    # With y of 12 from the earlier release x would be 36 − 12 − 20 = 4; but the total grew, and nobody knows where.
    before = CountTable(("A",), ("x", "y", "z", "Total"), (("[c]", 12, "[c]", 50),), "Total")
    after = CountTable(("A",), ("x", "y", "z", "Total"), (("[c]", "[c]", 20, 36),), "Total")

    assert gs.compare_releases(before, after, UNROUNDED) == ()


def test_a_change_of_as_many_as_may_be_published_is_no_giveaway():
    before, after = CountTable(("A", "B"), ("x",), ((20,), (20,))), CountTable(("A", "B"), ("x",), ((25,), (15,)))

    assert gs.compare_releases(before, after, UNROUNDED) == ()
