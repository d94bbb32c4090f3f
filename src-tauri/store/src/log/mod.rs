//! The output log.
