"""What tests share: builders of domain objects, and the reader of cases."""
