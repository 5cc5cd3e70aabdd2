"""What the shipped models were trained with: data that the project makes itself, and the scripts that learn from it."""
