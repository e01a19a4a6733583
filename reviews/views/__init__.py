"""The reviewer's rooms: queue.py what waits, review.py one submission, deciding.py, talking.py."""
