"""From the figures in build/bench/*.json to docs/performance.md.

Run with the root of the repository and eval/ on the path: the plots are those of eval/report.
"""
