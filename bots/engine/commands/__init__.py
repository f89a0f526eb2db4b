"""What commands are, as values, and how a line is read as one. Knows no function behind them."""
