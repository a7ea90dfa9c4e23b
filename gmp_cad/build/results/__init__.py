"""What a run says to scripts and services: findings as JSON, JUnit, SARIF, Markdown."""
