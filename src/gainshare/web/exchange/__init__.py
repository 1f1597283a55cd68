"""A whole alliance in and out: started from a folder or a template, and taken away as a folder that `gainshare assess` reads."""
