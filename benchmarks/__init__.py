"""Measures our speed against bare baselines: `make bench`.

Every figure is a ratio of two things measured in turns, in one run, on one machine: the page and a bare view
of the same bytes, the form step and a bare form, the certificate and the bare loop. Times differ between
machines, ratios hardly do. Everything runs on the loopback, on a database made for the run and removed after.
"""
