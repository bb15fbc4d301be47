"""The parts of the site, a module each."""
