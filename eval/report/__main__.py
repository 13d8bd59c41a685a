"""Usage: python3 -m report FOLDER -o REPORT.html: one page from the JSON files of portcullis-eval."""
