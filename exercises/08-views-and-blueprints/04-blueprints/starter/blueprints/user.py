"""The pages of a user."""

# TODO 1: user_bp, with /profile/

# TODO 2: /settings/
