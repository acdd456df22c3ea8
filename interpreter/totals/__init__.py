"""What many decisions come to: totals, progress against targets, who gains and who loses."""
