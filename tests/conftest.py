"""What holds for every test: no network, one tier of counts at a time, and a plain word on what was left out.

The environment variable GAINSHARE_TEST_TIER is `test` (the default: quick), `check` (what CI runs) or `deep` (hours).
It sets how many examples Hypothesis tries. Tests marked `slow` are left out of `test`; those marked `deep` run only when asked for
(`make deep`).
"""

import os
import socket
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

TIER = os.environ.get("GAINSHARE_TEST_TIER", "test")
PROFILES = {"test": "dev", "check": "check", "deep": "deep"}

# The first two try the same examples each time: whoever changes the code meets the failure, not whoever comes next.
settings.register_profile("dev", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("check", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

os.environ["GAINSHARE_NO_SERVE"] = "1"  # the demonstration ends before its server

REFUSED_PLUGS = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "bind", "sendto")}
REFUSED = {name: getattr(socket, name) for name in ("getaddrinfo", "gethostbyname", "create_connection", "create_server")}
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}

left_out: list[str] = []


def pytest_configure():
    if TIER not in PROFILES:
        raise pytest.UsageError(f"GAINSHARE_TEST_TIER is {TIER!r}; it must be one of {', '.join(PROFILES)}.")
    settings.load_profile(PROFILES[TIER])


def pytest_collection_modifyitems(config, items):
    slow = [item for item in items if item.get_closest_marker("slow")] if TIER == "test" else []
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def pytest_deselected(items):
    left_out.extend(item.nodeid for item in items)


def pytest_sessionfinish(session):
    # A worker of pytest-xdist tells the controller, which prints. Each worker leaves out the same tests.
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    left_out[:] = sorted({*left_out, *getattr(node, "workeroutput", {}).get("left_out", [])})


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("left out")
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")
    terminalreporter.line(f"Tier {TIER!r}: each property was tried on {settings.default.max_examples:,} examples.")
    if TIER == "test":
        terminalreporter.line("`make check` runs the slow tests too, the journeys in a browser, and the web on PostgreSQL (15 minutes).")
    if TIER != "deep":
        terminalreporter.line(f"`make deep` tries {settings.get_profile('deep').max_examples:,} and runs the benchmarks; it takes hours.")
    if not left_out:
        terminalreporter.line("No test was left out.")
        return
    terminalreporter.line(f"{len(left_out)} {'test was' if len(left_out) == 1 else 'tests were'} left out:")
    for file, count in Counter(test.partition("::")[0] for test in left_out).items():
        terminalreporter.line(f"  {count:5} of {file}")


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse every connection and every look-up of a name."""

    def refuse(*args, **kwargs):
        pytest.fail(f"A test asked for the network: {args[1:] or args}. Tests run without one.", pytrace=True)

    with pytest.MonkeyPatch.context() as patch:
        for name in REFUSED_PLUGS:
            patch.setattr(socket.socket, name, refuse)
        for name in REFUSED:
            patch.setattr(socket, name, refuse)
        yield


@pytest.fixture(scope="module")
def loopback(no_network):
    """Let the tests of a module speak to this machine and to no other: Spark's own parts do."""

    def let(function, place):
        def guarded(*args, **kwargs):
            asked = args[place][0] if isinstance(args[place], tuple) else args[place]
            if asked not in THIS_MACHINE:
                pytest.fail(f"A test asked for the network: {asked}. It may speak to this machine only.", pytrace=True)
            return function(*args, **kwargs)

        return guarded

    with pytest.MonkeyPatch.context() as patch:
        for name, function in REFUSED_PLUGS.items():
            patch.setattr(socket.socket, name, let(function, -1))
        for name, function in REFUSED.items():
            patch.setattr(socket, name, let(function, 0))
        yield


@pytest.fixture(scope="module")
def spark(loopback):
    """Spark on this machine, started once for a module; every store of records has a session of its own in it."""
    from gainshare.engines.spark_records import spark_session

    session, _ = spark_session(None)
    yield session
    session.stop()
