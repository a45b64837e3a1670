"""The stages of retold: each takes domain objects and gives domain objects back."""
