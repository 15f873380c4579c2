"""The review in the window: the queue of doubtful masks, what is said of them, comparing with before, statistics."""
