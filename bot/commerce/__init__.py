"""What a shop is: pure rules, no input or output."""
