"""The demonstration: invented people in every role, made by calling the real actions."""
