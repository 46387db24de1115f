"""Fuzzing: commands of their own, whose core the test run uses for a shorter proof."""
