//! The fuzz targets of `testkit`, for cargo-fuzz: one program for each, all of one line.

/// Runs the target of this name over an input.
///
/// # Panics
/// Where something does not hold: a find.
pub fn run(name: &str, bytes: &[u8]) {
    let target = testkit::fuzz::target(name).expect("a target of testkit");
    (target.run)(bytes);
}
