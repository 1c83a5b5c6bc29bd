"""The lab: a person and a machine look at the same stone. Public, and honest in every number."""
