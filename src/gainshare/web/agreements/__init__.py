"""The agreement as immutable versions, approved by every party."""
