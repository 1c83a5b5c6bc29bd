"""What is written in the lab, each act one function."""
