"""Export records and job postings of firms: the plugin that the benchmark measures."""
