"""Project -> frames -> result: plan, chain, segmented export, preview, measurement."""
