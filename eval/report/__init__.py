"""Turns what portcullis-eval measured (JSON) into one HTML page and the tables of docs/accuracy.md.

Python's standard library only. `python3 -m report --help` with this folder's parent on the path.
"""
