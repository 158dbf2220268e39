"""A user's own function as a trainable.

`signature` reads settings off it, `code` names it by its content and takes it to workers, `metrics`
says what the names that it yields mean, `surroundings` seeds it and bears with what it does beside
training, `run` follows it from row to row, `trainable` is the door. `marks` is what users write.
"""
