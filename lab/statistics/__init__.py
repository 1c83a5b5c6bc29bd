"""What the answers say: plain numbers in, plain numbers out. No Django in here."""
