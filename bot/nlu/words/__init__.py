"""Words as data: the packs of ``data/words`` and ``data/countries``, and how the readers ask for their words by name."""
