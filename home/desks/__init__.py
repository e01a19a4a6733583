"""Where people arrive after signing in: a desk for each role that has one, put together from all rooms."""
