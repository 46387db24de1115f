"""Fuzzing: commands of their own, whose core the test run uses too."""
