"""How the alliance decides: bodies and seats, meetings, decisions, disputes and registers, as pure functions of what is known."""
