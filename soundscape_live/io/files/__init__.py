"""Reading of files: themes, mappings, controllers and show files, each parsed once into frozen types."""
