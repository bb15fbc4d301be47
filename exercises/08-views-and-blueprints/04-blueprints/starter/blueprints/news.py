"""The news."""

# TODO 1: news_bp, with /list/ and /detail/<int:id>/

# TODO 2: /links/
