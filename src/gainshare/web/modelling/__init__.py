"""What would be, and what is to come: forecasts and what-if; nothing here is kept."""
