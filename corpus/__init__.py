"""Invented messages that measure and fit what listens and what watches for risk: see GUIDE.md."""
