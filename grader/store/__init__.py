"""Results that are kept: whatever is killed, what was graded once is not lost."""
