"""What holds for every test."""

from hypothesis import settings

# A busy machine must not fail a test: speed is measured in benchmarks/, never here.
settings.register_profile("nnexp", deadline=None)
settings.load_profile("nnexp")
