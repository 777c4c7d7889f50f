//! The app without a window: one person, then two, over real connections on this machine.

mod alone;
mod appeals;
mod board_life;
mod cases;
mod damage;
mod devices;
mod held;
mod keeping;
mod lists;
mod losing;
mod marks;
mod people;
mod removing;
mod roles;
mod screen;
mod screens;
mod stewards;
mod taking_back;
mod tickets;
mod together;
mod typing;
mod undoing;
