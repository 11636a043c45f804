"""Where Meta and Ghala post: signature over the raw bytes, inbox, 200."""
