"""How good models are, measured the way papers do, so that anyone can check a card's figures."""
