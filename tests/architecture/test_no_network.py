"""Tests run without a network: the guard of conftest.py refuses."""

import socket

import pytest


def test_a_connection_is_refused():
    with pytest.raises(pytest.fail.Exception, match="asked for the network"):
        socket.create_connection(("localhost", 9))


def test_a_connection_by_hand_is_refused():
    with socket.socket() as plug, pytest.raises(pytest.fail.Exception, match="asked for the network"):
        plug.connect(("localhost", 9))


def test_looking_up_a_name_is_refused():
    with pytest.raises(pytest.fail.Exception, match="asked for the network"):
        socket.getaddrinfo("localhost", 80)
