"""Stands before the real package on the path of a plain pytest, and holds none of it: only what checks import."""
