"""Hostile programs, each with the verdict it must get, and their honest twins. See README.md."""
