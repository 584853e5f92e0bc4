"""What is kept: tables, transactions, encryption, and one module of functions for each noun."""
