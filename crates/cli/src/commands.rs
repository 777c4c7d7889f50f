//! What each word of `mh` does: one intent or reading of the app, and its answer in both forms.
//!
//! Owns the order of questions to the app. Never writes to a board by itself.

mod address;
mod aside;
mod bringing;
mod carried;
mod cases;
mod devices;
mod drafts;
mod files;
mod held;
mod helper;
mod items;
mod keep;
mod lists;
mod network;
mod only_here;
mod people;
mod person;
mod relay;
mod reports;
mod share;
mod status;
mod stewards;
mod stock;

use crate::answer::{Answer, Out};
use crate::args::words::HideWord;
use crate::args::{
    AddressSwitch, Cli, Command, HelperAction, OnOff, SetAsideAction, StewardsAction, TicketsAction,
};
use crate::here::Here;
use crate::session::Beside;
use crate::trouble::Trouble;

pub use helper::carry;
pub use keep::keeping;
pub use relay::relay;
pub use share::serve;

/// What has to run beside the command, if this process does the work.
pub fn beside(command: &Command) -> Beside {
    match command {
        Command::Serve
        | Command::CheckNetwork { .. }
        | Command::Sync(_)
        | Command::Join(_)
        | Command::HideAddress(_)
        | Command::Invite(_) => Beside::Network,
        // Others hear of it the sooner the better.
        Command::Role { .. }
        | Command::Stewards {
            action:
                Some(
                    StewardsAction::Propose { .. }
                    | StewardsAction::Agree { .. }
                    | StewardsAction::Recover { .. },
                ),
        }
        | Command::Vouch { .. }
        | Command::AskAgain { .. }
        | Command::KeepHidden { .. }
        | Command::Case { .. }
        | Command::Report { .. }
        | Command::Remove(_)
        | Command::Device { .. }
        | Command::Tickets {
            action: Some(TicketsAction::Remove { .. }),
        } => Beside::Network,
        // A large list takes its time, a large file too, and so does whoever types into standard input.
        Command::Import(_) | Command::Attach { .. } | Command::Carry(_) => Beside::Others,
        Command::Add(args) if args.title == "-" => Beside::Others,
        Command::Vault { .. }
        | Command::Recovery { .. }
        | Command::Backup { .. }
        | Command::Name { .. }
        | Command::New { .. }
        | Command::Boards
        | Command::Add(_)
        | Command::Edit { .. }
        | Command::Claim(_)
        | Command::Release { .. }
        | Command::Deliver { .. }
        | Command::Withdraw { .. }
        | Command::Stock(_)
        | Command::Comment { .. }
        | Command::Attachments { .. }
        | Command::SaveAttachment(_)
        | Command::Archive { .. }
        | Command::Restore { .. }
        | Command::Undo
        | Command::List(_)
        | Command::Drafts(_)
        | Command::Show { .. }
        | Command::Export(_)
        | Command::Tickets {
            action: None | Some(TicketsAction::List),
        }
        | Command::People { .. }
        | Command::Met { .. }
        | Command::Block { .. }
        | Command::Inbox { .. }
        | Command::SetAside { .. }
        | Command::Stewards {
            action: None | Some(StewardsAction::List | StewardsAction::Seen),
        }
        | Command::HoldNew { .. }
        | Command::Hide { .. }
        | Command::ShowAgain { .. }
        | Command::Rename { .. }
        | Command::Leave { .. }
        | Command::Joins
        | Command::Helper(_)
        | Command::Relay(_)
        | Command::OnlyHere
        | Command::Status(_)
        | Command::Settings { .. } => Beside::Nothing,
    }
}

/// Does what the command line says.
///
/// # Errors
/// Whatever stands in the way, ready to be printed.
pub async fn run(cli: Cli, here: &Here, out: Out) -> Result<Answer, Trouble> {
    match cli.command {
        Command::Name { name } => person::name(here, name).await,
        Command::New {
            board_name,
            template,
            recovery_key,
            name,
        } => {
            person::introduce(here, name).await?;
            person::new_board(here, board_name, template.into(), recovery_key).await
        }
        Command::Boards => lists::boards(here).await,
        Command::Add(args) if args.title == "-" => items::add_lines(here, args, out).await,
        Command::Add(args) => items::add(here, args).await,
        Command::Edit { code, changes } => items::edit(here, &code, changes).await,
        Command::Claim(args) => items::claim(here, args).await,
        Command::Release { code } => items::release(here, &code).await,
        Command::Deliver {
            code,
            quantity,
            note,
        } => items::deliver(here, &code, quantity, note).await,
        Command::Withdraw { code, note } => items::withdraw(here, &code, note).await,
        Command::Stock(args) => stock::stock(here, args).await,
        Command::Comment { code, text } => items::comment(here, &code, text).await,
        Command::Attach { code, file } => files::attach(here, &code, &file).await,
        Command::Attachments { code } => files::attachments(here, &code).await,
        Command::SaveAttachment(args) => files::save(here, args).await,
        Command::Archive { code } => items::archive(here, &code).await,
        Command::Restore { code } => items::restore(here, &code).await,
        Command::Undo => items::undo(here).await,
        Command::List(args) => lists::items(here, args).await,
        Command::Show { code } => lists::show(here, &code).await,
        Command::Import(args) => lists::import(here, args).await,
        Command::Export(args) => lists::export(here, args).await,
        Command::Invite(args) => share::invite(here, args).await,
        Command::Tickets { action } => match action {
            None | Some(TicketsAction::List) => people::tickets(here).await,
            Some(TicketsAction::Remove { id }) => people::remove_ticket(here, &id).await,
        },
        Command::People { person } => people::people(here, person).await,
        Command::Role { person, role } => people::role(here, &person, role).await,
        Command::Remove(args) => people::remove(here, args).await,
        Command::Met { person, not } => people::met(here, &person, !not).await,
        Command::Block { person, not } => people::block(here, &person, !not).await,
        Command::Device { action } => devices::device(here, action).await,
        Command::Case { action } => cases::case(here, action).await,
        Command::Report {
            ticket,
            text,
            forget,
        } => reports::report(here, ticket.zip(text), forget).await,
        Command::Inbox { ticket } => cases::inbox(here, ticket).await,
        Command::SetAside { action } => match action {
            None | Some(SetAsideAction::List) => aside::list(here).await,
            Some(SetAsideAction::LetIn { ids, of }) => held::let_in(here, &ids, of).await,
        },
        Command::Stewards { action } => stewards::stewards(here, action).await,
        Command::Vouch { person } => held::vouch(here, &person).await,
        Command::HoldNew { to } => held::hold_new(here, matches!(to, OnOff::On)).await,
        Command::AskAgain { code, text } => aside::ask_again(here, &code, text).await,
        Command::KeepHidden { code, reason, note } => {
            aside::keep_hidden(here, &code, reason, note).await
        }
        Command::Hide {
            code,
            reason,
            only_me,
        } => aside::hide(here, &code, reason, only_me, true).await,
        Command::ShowAgain { code, only_me } => {
            aside::hide(here, &code, HideWord::Other, only_me, false).await
        }
        Command::Rename { name } => aside::rename(here, name).await,
        Command::Leave { copy } => aside::leave(here, copy).await,
        Command::HideAddress(args) => {
            address::hide(here, matches!(args.to, AddressSwitch::On)).await
        }
        Command::Join(args) => share::join(here, args).await,
        Command::Joins => share::joins(here).await,
        Command::Helper(args) => match args.action {
            Some(HelperAction::Stop { id }) => helper::stop(here, &id).await,
            // With a ticket it is carried by `carry`, before this.
            Some(HelperAction::List) | None => helper::list(here).await,
        },
        Command::Sync(args) if args.stop || args.go_on => bringing::stop(here, args.stop).await,
        Command::Sync(args) => share::sync(here, args.seconds).await,
        Command::CheckNetwork { addresses } => network::check_network(here, addresses).await,
        Command::Carry(what) => carried::carry(here, what).await,
        Command::Drafts(args) => drafts::drafts(here, args).await,
        Command::OnlyHere => only_here::only_here(here).await,
        Command::Status(args) => status::status(here, args.seen, out).await,
        Command::Settings { changes } => person::settings(here, changes).await,
        // These have no folder open, or open it otherwise.
        Command::Serve
        | Command::Relay(_)
        | Command::Vault { .. }
        | Command::Recovery { .. }
        | Command::Backup { .. } => Err(crate::here::defect("a command")),
    }
}
