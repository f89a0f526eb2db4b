"""Commands as values, and how a line is read as one. The functions behind them are in `handlers`."""
