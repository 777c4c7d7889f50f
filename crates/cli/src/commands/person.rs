//! The person, the boards they make, and the settings of this device.

use app::api::{Intent, Outcome, Query, RowData, SettingsChange, SettingsView, Template};
use serde_json::json;

use crate::answer::Answer;
use crate::here::{Here, defect};
use crate::parse::Assignment;
use crate::print::plain;
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

/// Makes a board.
pub async fn new_board(
    here: &Here,
    board_name: String,
    template: Template,
    name: Option<String>,
) -> Result<Answer, Trouble> {
    introduce(here, name).await?;
    let intent = Intent::CreateBoard {
        name: board_name.clone(),
        template,
    };
    let Outcome::Board { board } = here.dispatch(intent).await? else {
        return Err(defect("a board"));
    };
    let text = board.clone();
    let aside = format!("Made the board {}.", plain(&board_name));
    Ok(Answer::new(json!({ "board": board, "name": board_name }), text).aside(aside))
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
        "offline={}\nnearby={}\nrelays={}\nfolder={}\nversion={}\n",
        on(settings.work_offline),
        on(settings.local_discovery),
        settings.relays.join(","),
        settings.data_folder,
        settings.version
    );
    Ok(Answer::new(json!({ "settings": settings }), text))
}

fn settings_change(changes: Vec<Assignment>) -> Result<SettingsChange, Trouble> {
    let mut change = SettingsChange::default();
    for Assignment { name, value } in changes {
        match name.as_str() {
            "offline" => change.work_offline = Some(on_off(&name, &value)?),
            "nearby" => change.local_discovery = Some(on_off(&name, &value)?),
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
                    "There is no setting called {name}. There are: offline, nearby, relays"
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
