//! The crate's tests, by what they hold: one file each.

mod adopting;
mod again;
mod apart;
mod bytes;
mod cuts;
mod devices;
mod disputes;
mod joining;
mod keys;
mod letting_in;
mod logs;
mod losing;
mod naive;
mod people;
mod random;
mod refusing;
mod removing;
mod reports;
mod scale;
mod sealing;
mod spec;
mod steering;
mod stewards;
mod tickets;
mod vectors;
mod worlds;
