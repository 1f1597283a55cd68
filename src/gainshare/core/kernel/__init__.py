"""What every part of the core stands on: money, periods, curves, allocation, amounts, steps and problems."""
