"""What the results of a class say, in numbers. Pure: it takes the nouns of `grader.model` and returns nouns."""
