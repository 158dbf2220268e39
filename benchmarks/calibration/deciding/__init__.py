"""How often sweeps that decide by themselves are right."""
