"""What `make chaos` plays: floods, stalls, refusals and kills, and what each costs a member who only asks something."""
