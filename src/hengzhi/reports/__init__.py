"""Quality analysis reports: chapters whose every number is a figure, rendered to DOCX, PDF and HTML, and sealed."""
