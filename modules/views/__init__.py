"""The pages of training events, of their lists and report, and of the flyer's note."""
