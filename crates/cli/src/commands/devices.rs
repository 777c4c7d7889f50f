//! Several devices of one person: adding one, naming them, taking one away.

use std::io::Read;
use std::path::{Path, PathBuf};

use app::api::{
    DeviceRequestView, Intent, Outcome, OwnDeviceRow, Query, Reading, ReadingAnswer, RowData,
};
use serde_json::json;

use super::people;
use crate::answer::Answer;
use crate::args::DeviceAction;
use crate::entry;
use crate::here::{Here, defect};
use crate::parse::moment_text;
use crate::print::plain;
use crate::trouble::Trouble;
use crate::words::several;

/// More than an answer ever has.
const MAX_TEXT: u64 = 1024 * 1024;

/// Does what `mh device …` says.
///
/// # Errors
/// Whatever stands in the way, ready to be printed.
pub async fn device(here: &Here, action: DeviceAction) -> Result<Answer, Trouble> {
    match action {
        DeviceAction::List => list(here).await,
        DeviceAction::Name { name, device } => call(here, name, device).await,
        DeviceAction::Request { cancel: true } => cancel(here).await,
        DeviceAction::Request { cancel: false } => request(here).await,
        DeviceAction::Add { request, out } => add(here, &request, out).await,
        DeviceAction::Accept { answer } => accept(here, &answer).await,
        DeviceAction::Revoke { id } => match own(here, &id).await? {
            Some(device) => revoke(here, device).await,
            None => people::revoke_device(here, &id).await,
        },
    }
}

async fn request(here: &Here) -> Result<Answer, Trouble> {
    let Outcome::DeviceRequested { request } = here.dispatch(Intent::RequestDevice).await? else {
        return Err(defect("a request"));
    };
    let DeviceRequestView { text, number, .. } = &request;
    let lines = format!("{text}\nNumber: {number}\n");
    Ok(Answer::new(json!(request), lines).aside(
        "On a computer that you have already: mh device add REQUEST. It shows the same number. Bring what it answers back here: mh device accept ANSWER.",
    ))
}

async fn cancel(here: &Here) -> Result<Answer, Trouble> {
    here.dispatch(Intent::CancelDeviceRequest).await?;
    let done = "The request is given up: what was answered to it opens no more.";
    Ok(Answer::new(json!({ "cancelled": true }), "").aside(done))
}

async fn add(here: &Here, request: &str, out: Option<PathBuf>) -> Result<Answer, Trouble> {
    let request = text_of(request)?;
    let Outcome::DeviceAnswered { answer } = here.dispatch(Intent::AddDevice { request }).await?
    else {
        return Err(defect("an answer"));
    };
    let mut lines = String::new();
    match &out {
        Some(file) => {
            let written = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(file)
                .and_then(|mut open| std::io::Write::write_all(&mut open, answer.text.as_bytes()));
            written.map_err(|why| Trouble::file(file, &why))?;
            lines.push_str(&format!("{}\n", file.display()));
        }
        None => lines.push_str(&format!("{}\n", answer.text)),
    }
    lines.push_str(&format!("Number of the answer: {}\n", answer.number));
    let mut told = Answer::new(json!(answer), lines).aside(format!(
        "With it, {} becomes you, on {}. Compare the numbers first. Only that computer can open it, and it does so once: mh device accept ANSWER.",
        named(&answer.device),
        several(answer.boards, "board", "boards")
    ));
    if answer.words_needed {
        told = told.aside("It will ask for your twelve words: they are on paper only.");
    }
    Ok(told)
}

async fn accept(here: &Here, answer: &str) -> Result<Answer, Trouble> {
    let answer = text_of(answer)?;
    let reading = Reading::ReadDeviceAnswer {
        answer: answer.clone(),
    };
    let ReadingAnswer::ReadDeviceAnswer {
        person,
        number,
        boards,
        words_needed,
        ..
    } = here.session.read(reading).await?
    else {
        return Err(defect("what the answer says"));
    };
    let words = if words_needed {
        Some(entry::words()?)
    } else {
        None
    };
    let accepted = here
        .dispatch(Intent::AcceptDevice { answer, words })
        .await?;
    let Outcome::DeviceAccepted {
        boards: count,
        words_kept,
    } = accepted
    else {
        return Err(defect("that it was accepted"));
    };
    let names: Vec<String> = boards.iter().map(|name| plain(name).to_string()).collect();
    let result = json!({
        "person": person, "number": number, "names": boards, "boards": count,
        "wordsKept": words_kept,
    });
    let coming = match count {
        0 => String::new(),
        1 => format!(" 1 board is on its way: {}", names.join(", ")),
        _ => format!(" {count} boards are on their way: {}", names.join(", ")),
    };
    let text = format!(
        "This computer is {}'s now (number of the answer: {number}).{coming}\n",
        plain(&person)
    );
    let mut told = Answer::new(result, text)
        .aside("They come from whoever can be reached: mh sync, or mh serve.");
    if words_kept {
        told = told.aside(
            "Your twelve words are kept here now. Once the boards are here, mh recovery paper takes them out again.",
        );
    }
    Ok(told)
}

async fn list(here: &Here) -> Result<Answer, Trouble> {
    let devices = own_devices(here).await?;
    let mut text = String::new();
    for device in &devices {
        let state = match (
            device.me,
            device.revoked,
            device.connected,
            device.last_seen,
        ) {
            (true, ..) => "this one".to_owned(),
            (_, true, ..) => "taken away".to_owned(),
            (_, _, true, _) => "connected".to_owned(),
            (.., Some(at)) => format!("last seen {}", moment_text(at)),
            (.., None) => "not seen yet".to_owned(),
        };
        let boards = device.boards.iter().filter(|board| !board.revoked);
        let boards: Vec<String> = boards.map(|board| plain(&board.name).to_string()).collect();
        let name = named(&device.name);
        text.push_str(&format!("{}  {name}  {state}", device.short));
        if !boards.is_empty() {
            text.push_str(&format!("  {}", boards.join(", ")));
        }
        text.push('\n');
    }
    Ok(Answer::new(json!({ "devices": devices }), text))
}

async fn call(here: &Here, name: String, device: Option<String>) -> Result<Answer, Trouble> {
    let device = match device {
        None => None,
        Some(named) => Some(own(here, &named).await?.map_or(named, |own| own.device)),
    };
    let result = json!({ "device": device, "name": name });
    here.dispatch(Intent::NameDevice { device, name }).await?;
    let told = "Only you see this name, on your devices.";
    Ok(Answer::new(result, "").aside(told))
}

async fn revoke(here: &Here, device: OwnDeviceRow) -> Result<Answer, Trouble> {
    let intent = Intent::RevokeOwnDevice {
        device: device.device.clone(),
    };
    let Outcome::DeviceRevoked { boards, pending } = here.dispatch(intent).await? else {
        return Err(defect("that it was taken away"));
    };
    let result = json!({ "device": device.device, "boards": boards, "pending": pending });
    let mut told = Answer::new(result, "").aside(format!(
        "{} is off {}. What it has read it keeps.",
        named(&device.name),
        several(boards, "board", "boards")
    ));
    if !pending.is_empty() {
        let names: Vec<String> = pending.iter().map(|name| plain(name).to_string()).collect();
        told = told.aside(format!(
            "On {} the keys change once the computer of a coordinator has heard of it. Until then it could read what is written now.",
            names.join(", ")
        ));
    }
    Ok(told)
}

/// Returns the own device that a name or the beginning of an id means; `None` where it is none.
async fn own(here: &Here, wanted: &str) -> Result<Option<OwnDeviceRow>, Trouble> {
    let wanted = wanted.trim().to_lowercase();
    let fits = |row: &OwnDeviceRow| {
        let by_id = wanted.len() >= 4 && row.device.starts_with(&wanted);
        by_id || (!wanted.is_empty() && row.name.to_lowercase() == wanted)
    };
    let mut found: Vec<OwnDeviceRow> = own_devices(here).await?;
    found.retain(fits);
    if found.len() > 1 {
        let ids: Vec<String> = found.into_iter().map(|row| row.device).collect();
        return Err(Trouble::which("whichDevice", "devices", &ids));
    }
    Ok(found.pop())
}

async fn own_devices(here: &Here) -> Result<Vec<OwnDeviceRow>, Trouble> {
    let rows = here.view(Query::OwnDevices).await?.into_iter();
    let device = |data: RowData| {
        if let RowData::OwnDevice(device) = data {
            Some(device)
        } else {
            None
        }
    };
    Ok(rows.filter_map(|row| device(row.data)).collect())
}

fn named(name: &str) -> String {
    if name.is_empty() {
        "A device without a name".to_owned()
    } else {
        plain(name).to_string()
    }
}

/// Returns a text that was given as it is, as a file, or on standard input.
fn text_of(given: &str) -> Result<String, Trouble> {
    let mut text = String::new();
    if given == "-" {
        let read = std::io::stdin().take(MAX_TEXT).read_to_string(&mut text);
        read.map_err(|why| Trouble::file("-".as_ref(), &why))?;
        return Ok(text);
    }
    let path = Path::new(given);
    if given.len() < 4_096 && path.is_file() {
        let open = std::fs::File::open(path).map_err(|why| Trouble::file(path, &why))?;
        let read = open.take(MAX_TEXT).read_to_string(&mut text);
        read.map_err(|why| Trouble::file(path, &why))?;
        return Ok(text);
    }
    Ok(given.to_owned())
}
