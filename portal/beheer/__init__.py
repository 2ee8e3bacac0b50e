"""Pages for officers and stewards: autorisaties, activities, and who saw a person. Reading them is a use like any other."""
