"""Read and change session cookies without knowing the key."""


# TODO 1: peek


# TODO 2: forge
