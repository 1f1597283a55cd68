"""Wexmoor's measures on Spark, on this machine and on a cluster of two workers; and what is said where Spark is not there."""

import builtins
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.records import NEEDS_SPARK

from gainshare.core.kernel.problem import Invalid
from gainshare.engines import spark_records
from gainshare.engines.open import open_engine
from gainshare.engines.spark_records import SparkWords, spark_path
from gainshare.measuring import run_measures

ROOT = Path(__file__).parents[3]
WEXMOOR = ROOT / "examples" / "wexmoor"


@pytest.mark.deep
@NEEDS_SPARK
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("each", [None, "month"])
def test_wexmoor_s_measures_are_the_same_on_spark(each):
    expected, found = (run_measures(WEXMOOR, WEXMOOR / "records", "2025/26", engine=engine, each=each) for engine in ("reference", "spark"))

    assert found.values == expected.values
    assert found.quality == expected.quality
    assert len(found.values) == (11 if each is None else 132)


@pytest.mark.deep
@NEEDS_SPARK
def test_wexmoor_s_measures_are_the_same_on_a_cluster_of_two_workers():
    # A process of its own: Spark takes its addresses from what surrounds it when it starts.
    ran = subprocess.run([sys.executable, "-m", "tests.spark_cluster"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=580)

    said = json.loads(ran.stdout.splitlines()[-1])
    assert (said["same"], said["same_quality"], said["workers"]) == (True, True, 2)
    assert said["values"] > 400


def test_a_machine_without_pyspark_is_told_what_to_install(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(spark_records, "import_module", missing)

    with pytest.raises(Invalid) as caught, open_engine("spark", {}):
        pass
    assert [str(problem) for problem in caught.value.problems] == [
        "error: Spark is not installed. Install gainshare[spark] and Java 17, or use the engine duckdb."
    ]


def test_a_machine_without_java_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(spark_records, "import_module", lambda name: builtins)
    monkeypatch.setattr(spark_records.shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(Invalid) as caught, open_engine("spark", {}):
        pass
    assert [str(problem) for problem in caught.value.problems] == [
        "error: Java is not installed, and Spark needs it. Install Java 17, or use the engine duckdb."
    ]


def test_what_spark_would_take_for_a_pattern_stands_for_itself(tmp_path):
    assert spark_path(tmp_path / "a[1] {b}*?.csv") == f"file://{tmp_path.resolve()}/a\\[1\\] \\{{b\\}}\\*\\?.csv"


def test_the_name_of_a_column_may_hold_spark_s_own_quotation_marks():
    assert SparkWords().quoted("a`b") == "`a``b`"
