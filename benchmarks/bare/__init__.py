"""What we are measured against: Django with nothing of ours around it."""
