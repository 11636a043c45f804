"""What the shop takes in time and memory, measured on the real processes; each script prints one table."""
