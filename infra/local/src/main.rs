//! Portico on one machine.
fn main() {}
