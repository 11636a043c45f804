"""The shop kept by its own runner while parts die, stand still, and the world outside misbehaves."""
