"""Benchmarks: how long the main jobs take, as ratios beside a peer, a hand-written rule or a limit, measured in one run."""
