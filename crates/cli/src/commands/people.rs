//! Who is on the board: looked at, given roles, removed, met, blocked; the board's tickets.

use app::api::{Intent, InvitationRow, Query, Reading, ReadingAnswer, RowData};
use serde_json::json;

use crate::answer::Answer;
use crate::args::RemoveArgs;
use crate::args::words::RoleWord;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;

/// Lists who is on the board, or shows one person.
pub async fn people(here: &Here, person: Option<String>) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let Some(named) = person else {
        let people = here.people(&board).await?;
        let text = print::people(&people);
        return Ok(Answer::new(
            json!({ "board": board, "people": people }),
            text,
        ));
    };
    let person = here.person(&board, &named).await?.person;
    let query = Query::Person {
        board: board.clone(),
        person,
    };
    let RowData::PersonPage(page) = here.only(query).await? else {
        return Err(defect("a person"));
    };
    let text = print::person(&page);
    Ok(Answer::new(json!({ "board": board, "person": page }), text))
}

/// Gives somebody another role.
pub async fn role(here: &Here, named: &str, role: RoleWord) -> Result<Answer, Trouble> {
    let (board, person, name) = meant(here, named).await?;
    let role: app::api::Role = role.into();
    let intent = Intent::SetRole {
        board: board.clone(),
        person: person.clone(),
        role,
    };
    here.dispatch(intent).await?;
    let result = json!({ "board": board, "person": person, "role": role });
    Ok(Answer::new(result, "").aside(format!("{name} has another role now.")))
}

/// Removes somebody.
pub async fn remove(here: &Here, args: RemoveArgs) -> Result<Answer, Trouble> {
    let (board, person, name) = meant(here, &args.person).await?;
    if args.ask {
        let intent = Intent::AskToRemove {
            board: board.clone(),
            person: person.clone(),
            reason: args.reason.into(),
            note: args.note,
        };
        here.dispatch(intent).await?;
        let result = json!({ "board": board, "person": person, "asked": true });
        return Ok(Answer::new(result, "").aside(format!(
            "Asked the stewards to remove {name}. Until one of them decides, nothing changes."
        )));
    }
    let (through, let_in) = if args.drop_work {
        taken_along(here, &board, &person).await?
    } else {
        (0, 0)
    };
    let intent = Intent::RemovePerson {
        board: board.clone(),
        person: person.clone(),
        reason: args.reason.into(),
        note: args.note,
        keep_work: !args.drop_work,
        let_go: args.let_go,
        hide_let_in: args.hide_let_in,
    };
    here.dispatch(intent).await?;
    let mut result = json!({ "board": board, "person": person });
    if args.drop_work {
        result["through"] = json!(through);
        result["letIn"] = json!(let_in);
    }
    let mut answer = Answer::new(result, "").aside(format!(
        "Removed {name}. From now on nothing new of the board can be read by them; what they have seen they keep."
    ));
    if through > 0 {
        let whom = some(through, "person", "people");
        answer = answer.aside(if args.let_go {
            format!("{whom} had come in, or got their role, only through {name}: that ended too.")
        } else {
            format!(
                "{whom} whom {name} let in, or gave a role, stay as they are, with what they did."
            )
        });
    }
    if let_in > 0 {
        let what = some(let_in, "thing", "things");
        answer = answer.aside(if args.hide_let_in {
            format!("{what} of theirs that coordinators had let in: hidden for everybody.")
        } else {
            format!(
                "{what} of theirs that coordinators had let in: still shown. `mh hide` hides one."
            )
        });
    }
    Ok(answer.aside("`mh people PERSON` tells who knows of it."))
}

/// Returns how many people are on the board only through somebody, and how many things of theirs stay.
async fn taken_along(here: &Here, board: &str, person: &str) -> Result<(u32, u32), Trouble> {
    let reading = Reading::PreviewRemoval {
        board: board.to_owned(),
        person: person.to_owned(),
    };
    let answer = here.session.read(reading).await?;
    let ReadingAnswer::PreviewRemoval { people, let_in } = answer else {
        return Err(defect("what a removal takes along"));
    };
    Ok((people, let_in))
}

fn some(count: u32, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// Notes that somebody was met in person, on this device only.
pub async fn met(here: &Here, named: &str, on: bool) -> Result<Answer, Trouble> {
    let (board, person, name) = meant(here, named).await?;
    let result = json!({ "board": board, "person": person, "met": on });
    here.dispatch(Intent::MarkMet { board, person, on }).await?;
    let told = if on { "noted" } else { "not noted any more" };
    Ok(Answer::new(result, "").aside(format!("Met {name} in person: {told}.")))
}

/// Folds away what somebody makes and says, on this device only.
pub async fn block(here: &Here, named: &str, on: bool) -> Result<Answer, Trouble> {
    let (board, person, name) = meant(here, named).await?;
    let result = json!({ "board": board, "person": person, "blocked": on });
    here.dispatch(Intent::Block { board, person, on }).await?;
    let told = if on { "folded away" } else { "shown" };
    Ok(Answer::new(result, "").aside(format!("What {name} makes and says is {told}, for you.")))
}

/// Takes a device off the board.
pub async fn revoke_device(here: &Here, device: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let wanted = device.trim().to_lowercase();
    let mut fits = Vec::new();
    for person in here.people(&board).await? {
        let query = Query::Person {
            board: board.clone(),
            person: person.person,
        };
        if let RowData::PersonPage(page) = here.only(query).await? {
            let devices = page.device_list.into_iter();
            fits.extend(
                devices
                    .map(|line| line.device)
                    .filter(|id| !wanted.is_empty() && id.starts_with(&wanted)),
            );
        }
    }
    let device = match <[String; 1]>::try_from(fits) {
        Ok([device]) => device,
        Err(fits) if fits.is_empty() => wanted,
        Err(fits) => return Err(Trouble::which("whichDevice", "devices", &fits)),
    };
    let intent = Intent::RevokeDevice {
        board: board.clone(),
        device: device.clone(),
    };
    here.dispatch(intent).await?;
    let answer = Answer::new(json!({ "board": board, "device": device }), "");
    Ok(answer.aside("The device is off the board. What it has read it keeps."))
}

/// Lists the board's tickets.
pub async fn tickets(here: &Here) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let tickets = all_tickets(here, &board).await?;
    let text = print::tickets(&tickets);
    Ok(Answer::new(
        json!({ "board": board, "tickets": tickets }),
        text,
    ))
}

/// Removes a ticket, by the beginning of its id.
pub async fn remove_ticket(here: &Here, id: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let wanted = id.trim().to_lowercase();
    let mut fits: Vec<String> = all_tickets(here, &board)
        .await?
        .into_iter()
        .map(|ticket| ticket.ticket)
        .filter(|ticket| !wanted.is_empty() && ticket.starts_with(&wanted))
        .collect();
    if fits.len() > 1 {
        return Err(Trouble::which("whichTicket", "tickets", &fits));
    }
    let ticket = fits.pop().unwrap_or(wanted);
    let intent = Intent::RemoveTicket {
        board: board.clone(),
        ticket: ticket.clone(),
    };
    here.dispatch(intent).await?;
    let answer = Answer::new(json!({ "board": board, "ticket": ticket }), "");
    Ok(answer.aside("Removed. Nobody comes in by it once this is known to whoever they ask."))
}

async fn all_tickets(here: &Here, board: &str) -> Result<Vec<InvitationRow>, Trouble> {
    let query = Query::Invitations {
        board: board.to_owned(),
    };
    let rows = here.view(query).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            if let RowData::Invitation(ticket) = row.data {
                Some(ticket)
            } else {
                None
            }
        })
        .collect())
}

/// The board, the person's id, and what to call them.
async fn meant(here: &Here, named: &str) -> Result<(String, String, String), Trouble> {
    let board = here.the_board().await?.board;
    let row = here.person(&board, named).await?;
    let name = print::plain(&row.name);
    let name = if name.is_empty() {
        row.person.get(..8).unwrap_or(&row.person).to_owned()
    } else {
        name
    };
    Ok((board, row.person, name))
}
