"""What a shop does: one function a use case, each inside one unit of work."""
