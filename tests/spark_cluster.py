"""A Spark cluster on this machine: one master and two workers of one core each, which listen on the loopback address only.

Run as a program, it works out Wexmoor's measures on such a cluster, holds them to the reference engine, and says what it found.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from gainshare.engines.spark_records import spark_session
from gainshare.measuring import run_measures

WORKERS = 2
ALONE = "127.0.0.1"
SECONDS_TO_START = 90
WEXMOOR = Path(__file__).parents[1] / "examples" / "wexmoor"


@contextmanager
def spark_cluster(folder):
    """Start a cluster, give its address, and end it."""
    master = f"spark://{ALONE}:{free_port()}"
    port = master.rpartition(":")[2]
    log = folder / "master.log"
    with ExitStack() as running:
        own = ["--host", ALONE, "--port", port, "--webui-port", str(free_port())]
        running.enter_context(spark_process("org.apache.spark.deploy.master.Master", own, log))
        wait_for(log, "I have been elected leader", 1)
        for number in range(WORKERS):
            own = ["--host", ALONE, "--cores", "1", "--memory", "1500M", "--webui-port", "0", "--work-dir", str(folder / f"work{number}")]
            running.enter_context(spark_process("org.apache.spark.deploy.worker.Worker", [*own, master], folder / f"worker{number}.log"))
        wait_for(log, "Registering worker", WORKERS)
        yield master


@contextmanager
def spark_process(name, arguments, log):
    home = Path(find_spec("pyspark").origin).parent
    surroundings = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": ALONE, "SPARK_NO_DAEMONIZE": "1"}
    with log.open("w", encoding="utf-8") as written:
        command = [str(home / "bin" / "spark-class"), name, *arguments]
        process = subprocess.Popen(command, env=surroundings, stdout=written, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(log, words, times):
    end = time.monotonic() + SECONDS_TO_START
    while log.read_text(encoding="utf-8", errors="replace").count(words) < times:
        if time.monotonic() > end:
            raise TimeoutError(f"No “{words}” in {SECONDS_TO_START} seconds:\n{log.read_text(encoding='utf-8', errors='replace')}")
        time.sleep(0.2)


def free_port():
    with socket.socket() as plug:
        plug.bind((ALONE, 0))
        return plug.getsockname()[1]


def main():
    """Say how many values of Wexmoor's measures there are, whether they are those of the reference engine, and on how many workers."""
    years = ["2023/24", "2024/25", "2025/26", "2026/27 to M7"]
    with tempfile.TemporaryDirectory() as folder, spark_cluster(Path(folder)) as master:
        Path(folder, "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 4\n", encoding="utf-8")  # few records, few parts
        os.environ.update(SPARK_LOCAL_IP=ALONE, SPARK_CONF_DIR=folder)
        session, _ = spark_session(master)
        started = time.monotonic()
        found = [run_measures(WEXMOOR, WEXMOOR / "records", year, engine="spark", each="month", spark_master=master) for year in years]
        seconds = time.monotonic() - started
        executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
        session.stop()
    expected = [run_measures(WEXMOOR, WEXMOOR / "records", year, engine="reference", each="month") for year in years]
    said = {
        "values": sum(len(run.values) for run in expected),
        "same": [run.values for run in found] == [run.values for run in expected],
        "same_quality": [run.quality for run in found] == [run.quality for run in expected],
        "workers": executors,
        "seconds": round(seconds, 1),
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
