"""How good the networks behind analyses are, measured on known pictures, clips and sounds."""
