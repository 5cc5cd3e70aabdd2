"""What the machine gives every process: its clock and its service supervisor. A leaf: it imports nothing of ours."""
