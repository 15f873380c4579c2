"""Which masks a person should look at, why, and in which order; what is said of them; what is asked again."""
