"""The web application: the alliances of many organisations, their open books and their journal, on Django."""
