//! Several devices of one person: adding one, naming them, taking one off all boards.
//!
//! Owns the names of devices, which stay on this device. What a request and an answer are, `trust` says; what comes of
//! them, `node`.

use std::collections::BTreeMap;
use std::sync::Arc;

use node::{AnswerNames, NodeError};
use trust::{BoardId, DeviceAnswer, DeviceRequest, DeviceTextError, MAX_DEVICE_NAME, PackedPerson};

use crate::api::{
    AppError, DeviceAnswerView, DeviceRequestView, ErrorCode, Outcome, ReadingAnswer, Secret,
};
use crate::desk::{At, Desk};
use crate::live::{Touched, TouchedBoard};
use crate::safety;
use crate::views::board_name;

mod computer;
mod own;

pub(crate) use computer::computer;
pub(crate) use own::{list, names_on, revoke};

/// A text that is longer makes a QR code which a camera cannot read from a screen.
const FITS_QR: usize = 1_800;
/// What the file of an answer is called.
const FILE: &str = "manyhands-answer.txt";

/// Calls an own device so.
pub(crate) fn name(desk: &Desk, device: Option<&str>, name: &str) -> Result<Outcome, AppError> {
    let name = model::clean_name(name);
    if name.len() > MAX_DEVICE_NAME {
        return Err(AppError::bad_field("name", "tooLong"));
    }
    let endpoint = match device {
        None => desk.node.endpoint(),
        Some(device) => own::find(desk, device)?,
    };
    desk.local.name_device(&endpoint.to_string(), &name)?;
    desk.tell(Touched {
        settings: true,
        network: true,
        ..Touched::default()
    });
    Ok(Outcome::Done { undoable: false })
}

/// Asks to become another device of a person.
pub(crate) async fn request(desk: &Arc<Desk>) -> Result<Outcome, AppError> {
    let name = own_name(desk)?;
    let request = desk.node.request_device(name).await?;
    Ok(Outcome::DeviceRequested {
        request: request_view(&request),
    })
}

/// Gives the request up.
pub(crate) async fn cancel_request(desk: &Arc<Desk>) -> Result<Outcome, AppError> {
    desk.node.cancel_device_request().await?;
    Ok(Outcome::Done { undoable: false })
}

/// Returns the open request.
pub(crate) async fn open_request(desk: &Arc<Desk>) -> Result<ReadingAnswer, AppError> {
    let request = desk.node.device_request().await?;
    Ok(ReadingAnswer::OpenDeviceRequest {
        request: request.as_ref().map(request_view),
    })
}

/// Says what a request says.
pub(crate) fn read_request(desk: &Desk, text: &str) -> Result<ReadingAnswer, AppError> {
    let request = parse_request(text)?;
    Ok(ReadingAnswer::ReadDeviceRequest {
        name: model::clean_name(&request.name),
        number: request.number(),
        mine: request.endpoint == desk.node.endpoint(),
    })
}

/// Answers a request with the person and their boards.
pub(crate) async fn add(desk: &Arc<Desk>, text: &str) -> Result<Outcome, AppError> {
    let request = parse_request(text)?;
    let name = desk.local.settings().name;
    if name.is_empty() {
        return Err(AppError::new(ErrorCode::NameMissing, "no display name yet"));
    }
    let mut boards = BTreeMap::new();
    for info in desk.node.boards() {
        let at = desk.at(&info.board.to_string())?;
        boards.insert(info.board, name_of(desk, at).await?);
    }
    let names = AnswerNames {
        person: name,
        device: own_name(desk)?,
        boards,
    };
    let count = desk.node.boards().len();
    let (answer, words_needed) = desk.node.answer_device(request.clone(), names).await?;
    let device = model::clean_name(&request.name);
    if !device.is_empty() {
        let endpoint = request.endpoint.to_string();
        desk.local.name_device(&endpoint, &device)?;
    }
    let text = answer.to_text();
    Ok(Outcome::DeviceAnswered {
        answer: DeviceAnswerView {
            number: answer.number(),
            fits_qr: text.len() <= FITS_QR,
            file_name: FILE.to_owned(),
            device,
            boards: u32::try_from(count).unwrap_or(u32::MAX),
            words_needed,
            text,
        },
    })
}

/// Says who this device would become, and which boards come with it.
pub(crate) async fn read_answer(desk: &Arc<Desk>, text: &str) -> Result<ReadingAnswer, AppError> {
    let answer = parse_answer(text)?;
    let number = answer.number();
    let package = desk.node.read_answer(answer).await?;
    let board = |board: &trust::PackedBoard| model::clean_line(&board.name);
    Ok(ReadingAnswer::ReadDeviceAnswer {
        person: model::clean_name(&package.name),
        device: model::clean_name(&package.device),
        number,
        boards: package.boards.iter().map(board).collect(),
        words_needed: matches!(package.person, PackedPerson::OnPaper(_)),
    })
}

/// Becomes the person's who answered.
pub(crate) async fn accept(
    desk: &Arc<Desk>,
    text: &str,
    words: Option<Secret>,
) -> Result<Outcome, AppError> {
    let answer = parse_answer(text)?;
    let words = words.as_ref().map(safety::words).transpose()?;
    let accepted = desk.node.accept_device(answer, words).await?;
    let mut settings = desk.local.settings();
    let person = model::clean_name(&accepted.person);
    if settings.name != person && !person.is_empty() {
        settings.name = person;
        desk.local.save_settings(&settings)?;
    }
    let device = model::clean_name(&accepted.device);
    if !device.is_empty() {
        let endpoint = accepted.endpoint.to_string();
        desk.local.name_device(&endpoint, &device)?;
    }
    let mut touched = Touched {
        settings: true,
        network: true,
        ..Touched::default()
    };
    let people = TouchedBoard {
        people: true,
        ..TouchedBoard::default()
    };
    let of = |board: &BoardId| (*board, people.clone());
    touched.boards.extend(accepted.boards.iter().map(of));
    desk.tell(touched);
    Ok(Outcome::DeviceAccepted {
        boards: u32::try_from(accepted.boards.len()).unwrap_or(u32::MAX),
        words_kept: accepted.words_kept,
    })
}

fn request_view(request: &DeviceRequest) -> DeviceRequestView {
    DeviceRequestView {
        text: request.to_text(),
        number: request.number(),
        name: model::clean_name(&request.name),
    }
}

/// Returns what the person calls their devices; this one has the computer's name until it gets another.
pub(crate) fn names(desk: &Desk) -> Result<BTreeMap<String, String>, AppError> {
    let mut names = desk.local.device_names()?;
    if !desk.computer.is_empty() {
        let own = desk.node.endpoint().to_string();
        names.entry(own).or_insert_with(|| desk.computer.clone());
    }
    Ok(names)
}

/// Returns what this device is called.
fn own_name(desk: &Desk) -> Result<String, AppError> {
    let names = names(desk)?;
    let own = desk.node.endpoint().to_string();
    Ok(names.get(&own).cloned().unwrap_or_default())
}

async fn name_of(desk: &Arc<Desk>, at: At) -> Result<String, AppError> {
    let promised = at.info.arriving.clone();
    let board = at.id;
    let find = move |c: &rusqlite::Connection, number| board_name(c, number, &at);
    let name = desk.look(board, find).await?;
    // A board that has not arrived yet is called as the other device called it.
    let promised = promised.filter(|_| name.is_empty());
    Ok(promised.map_or(name, |promised| model::clean_line(&promised.name)))
}

fn parse_request(text: &str) -> Result<DeviceRequest, AppError> {
    DeviceRequest::parse(text).map_err(|error| of_kind(error, "not-a-request"))
}

fn parse_answer(text: &str) -> Result<DeviceAnswer, AppError> {
    DeviceAnswer::parse(text).map_err(|error| of_kind(error, "not-an-answer"))
}

/// Returns the error of a text; `kind` says what was wanted.
fn of_kind(error: DeviceTextError, kind: &str) -> AppError {
    let is_other = error == DeviceTextError::OtherText;
    let error = AppError::from(error);
    if is_other {
        error.with("why", kind)
    } else {
        error
    }
}

/// Tells a refusal of one board from what stands in the way of all.
const fn is_of_one_board(error: &NodeError) -> bool {
    matches!(error, NodeError::NotAllowed(_) | NodeError::NoBoard(_))
}
