"""Ways to set source and result against each other, one file each."""
