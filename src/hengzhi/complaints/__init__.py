"""Consumers' complaints (投诉) and reports of violations (举报, here `tipoff`)."""
