//! The target `parcel` of `testkit`, for cargo-fuzz.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| testkit_fuzz::run("parcel", bytes));
