//! The person, the boards they make, and the settings of this device.

use app::api::{Intent, Outcome, Query, RowData, SettingsChange, SettingsView, Template};
use serde_json::json;

use crate::answer::Answer;
use crate::here::{Here, defect};
use crate::parse::Assignment;
use crate::print::{self, plain};
use crate::trouble::Trouble;

/// Says or changes the display name.
pub async fn name(here: &Here, name: Option<String>) -> Result<Answer, Trouble> {
    if let Some(name) = name {
        here.dispatch(Intent::SetName { name }).await?;
    }
    let settings = read_settings(here).await?;
    let text = plain(&settings.name);
    let answer = Answer::new(json!({ "name": settings.name }), text.clone());
    Ok(if text.is_empty() {
        answer.aside("No name yet. Say who you are: mh name NAME")
    } else {
        answer
    })
}

/// Sets the name that came along with another command.
pub async fn introduce(here: &Here, name: Option<String>) -> Result<(), Trouble> {
    if let Some(name) = name {
        here.dispatch(Intent::SetName { name }).await?;
    }
    Ok(())
}

/// Makes a board; one with a recovery key shows its words this once.
pub async fn new_board(
    here: &Here,
    board_name: String,
    template: Template,
    recovery_key: bool,
) -> Result<Answer, Trouble> {
    let name = board_name.clone();
    let intent = if recovery_key {
        Intent::CreateRecoverableBoard { name, template }
    } else {
        Intent::CreateBoard { name, template }
    };
    let made = here.dispatch(intent).await?;
    let (board, words) = if let Outcome::RecoverableBoard { board, words } = made {
        (board, words)
    } else if let Outcome::Board { board } = made {
        (board, Vec::new())
    } else {
        return Err(defect("a board"));
    };
    let made = format!("Made the board {}.", plain(&board_name));
    let result = json!({ "board": board, "name": board_name });
    if words.is_empty() {
        return Ok(Answer::new(result, board).aside(made));
    }
    let result = json!({ "board": board, "name": board_name, "recoveryKey": words });
    let text = format!("{board}\n{}", print::numbered(&words));
    Ok(Answer::new(result, text).aside(made).aside(
        "The twelve words are the board's recovery key, shown this once. Write them down: whoever has them can name other stewards (mh stewards recover PERSON).",
    ))
}

/// Shows the settings, after changing what is said.
pub async fn settings(here: &Here, changes: Vec<Assignment>) -> Result<Answer, Trouble> {
    if !changes.is_empty() {
        let change = settings_change(changes)?;
        here.dispatch(Intent::ChangeSettings { change }).await?;
    }
    let settings = read_settings(here).await?;
    let on = |set: bool| if set { "on" } else { "off" };
    let text = format!(
        "offline={}\nnearby={}\nshow-open={}\nrelays={}\nfolder={}\nversion={}\n",
        on(settings.work_offline),
        on(settings.local_discovery),
        on(settings.show_open),
        settings.relays.join(","),
        settings.data_folder,
        settings.version
    );
    let relays: String = settings.relay_states.iter().map(print::relay).collect();
    Ok(Answer::new(
        json!({ "settings": settings }),
        format!("{text}{relays}"),
    ))
}

fn settings_change(changes: Vec<Assignment>) -> Result<SettingsChange, Trouble> {
    let mut change = SettingsChange::default();
    for Assignment { name, value } in changes {
        match name.as_str() {
            "offline" => change.work_offline = Some(on_off(&name, &value)?),
            "nearby" => change.local_discovery = Some(on_off(&name, &value)?),
            "show-open" => change.show_open = Some(on_off(&name, &value)?),
            "relays" => {
                let urls = value.split(',').map(str::trim);
                change.relays = Some(
                    urls.filter(|url| !url.is_empty())
                        .map(str::to_owned)
                        .collect(),
                );
            }
            _ => {
                return Err(Trouble::usage(format!(
                    "There is no setting called {name}. There are: offline, nearby, show-open, relays"
                )));
            }
        }
    }
    Ok(change)
}

fn on_off(name: &str, value: &str) -> Result<bool, Trouble> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(Trouble::usage(format!("{name} is on or off."))),
    }
}

async fn read_settings(here: &Here) -> Result<SettingsView, Trouble> {
    let RowData::Settings(settings) = here.only(Query::Settings).await? else {
        return Err(defect("settings"));
    };
    Ok(settings)
}
