"""Mail about practices: what waits in the outbox, what a mail says, and who is reminded of what is late."""
