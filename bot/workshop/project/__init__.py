"""A Rasa project read from its folder, every part with the file and line where it stands."""
