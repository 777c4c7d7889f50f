//! The app without a window: one person, then two, over real connections on this machine.

mod alone;
mod lists;
mod people;
mod roles;
mod screen;
mod screens;
mod together;
mod typing;
mod undoing;
