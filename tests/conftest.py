"""What holds for every test."""

from hypothesis import settings

# A busy machine must not fail a test: speed is measured in benchmarks/, never here.
settings.register_profile("nnexp", deadline=None)
# The same tree passes or fails the same way whenever it is judged; every other run looks for more.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("nnexp")
