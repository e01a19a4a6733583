"""Forms about people: accounts and roles in Wagtail's admin, and what people choose for themselves."""
