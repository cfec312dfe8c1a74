"""Official paper: what a document says, and how Word, PDF and HTML show it in the layout of GB/T 9704."""
