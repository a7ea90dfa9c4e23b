"""The tasks of one part: model, measures, limits, trials, baseline."""
