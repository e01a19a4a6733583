"""Processor time and memory as the kernel's own tables give them."""

import os
import time

from benchmarks.processes import TICK, cpu_of, descendants, family, parent_of, resident

STAT = "4242 (a (strange) name) S 17 4242 4242 0 -1 4194304 900 80 0 0 150 30 20 4 20 0 1 0 5000 1 2 3"


def test_the_time_of_a_process_counts_its_ended_children_too():
    assert cpu_of(STAT) == 150 + 30 + 20 + 4


def test_the_parent_is_found_behind_a_name_with_brackets():
    assert parent_of(STAT) == 17


def test_descendants_are_children_and_their_children_and_nobody_else():
    assert descendants(1, {2: 1, 3: 2, 4: 9, 9: 0}) == [1, 2, 3]


def test_memory_is_what_is_resident():
    assert resident("Name:\tpython\nVmPeak:\t 900000 kB\nVmRSS:\t  133120 kB\n") == 130.0
    assert resident("Name:\tzombie\n") == 0.0


def test_our_own_process_is_read_from_the_kernel():
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass
    with open("/proc/self/stat") as stat:
        assert cpu_of(stat.read()) / TICK >= 0.05
    assert family(os.getpid())[0] == os.getpid()
