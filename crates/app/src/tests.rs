//! The app without a window: one person, then two, over real connections on this machine.

mod alone;
mod board_life;
mod damage;
mod keeping;
mod lists;
mod marks;
mod people;
mod removing;
mod roles;
mod screen;
mod screens;
mod taking_back;
mod tickets;
mod together;
mod typing;
mod undoing;
