"""Rounds are taken in turns, and their ratios are compared, not their sums."""

import pytest

from benchmarks.rounds import Contender, in_turns, ratio, rotated


class Server:
    """Uses 10 ms of processor time for each request it is asked."""

    def __init__(self, port):
        self.port, self.asked = port, 0

    def cpu(self):
        return self.asked * 0.010


class Client:
    """Notes who was asked, in which order; every request takes 20 ms, but the first of a round a second."""

    def __init__(self, *servers):
        self.servers = {server.port: server for server in servers}
        self.turns = []

    def ask(self, port, requests, count, keep_alive):
        self.turns.append((port, count))
        self.servers[port].asked += count
        return [1.0] + [0.020] * (count - 1)


def test_each_round_begins_with_another_contender():
    assert [rotated(["a", "b", "c"], by) for by in range(4)] == [
        ["a", "b", "c"],
        ["b", "c", "a"],
        ["c", "a", "b"],
        ["a", "b", "c"],
    ]


def test_contenders_are_warmed_up_and_then_measured_in_turns():
    one, two = Contender(Server(1), ["/"], 5), Contender(Server(2), ["/"], 7)
    client = Client(one.server, two.server)
    in_turns(client, [one, two], rounds=2)
    assert client.turns == [(1, 20), (2, 20), (1, 5), (2, 7), (2, 7), (1, 5)]
    assert one.cpu == pytest.approx([10, 10])
    assert one.wall == pytest.approx([20, 20])


def test_one_disturbed_round_does_not_change_the_ratio():
    assert ratio([2.0, 90.0, 2.2], [1.0, 1.0, 1.0]) == 2.2


def test_contenders_with_different_numbers_of_rounds_cannot_be_compared():
    with pytest.raises(ValueError, match="shorter"):
        ratio([1.0, 2.0], [1.0])
