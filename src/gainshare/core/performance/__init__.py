"""Performance: the framework, its measures, their observations, scores and scorecard."""
