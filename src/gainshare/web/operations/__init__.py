"""What keeps an installation in order: its journal and its messages on screen, and copies of everything."""
