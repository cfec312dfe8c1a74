"""What the public reads of complaints."""
