"""The measured twelve tasks in django-viewflow, for comparison; it knows nothing of our product but the fields."""
