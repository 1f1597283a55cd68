"""The parties of an alliance: their roles, dates, succession and shares."""
