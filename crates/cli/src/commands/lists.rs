//! Looking, and lists in and out.

use std::io::{Read, Write};
use std::path::Path;

use app::api::{
    ImportColumn, ImportPreview, ImportRequest, ImportSource, Intent, ItemKind, ItemsFilter,
    Outcome, Reading, ReadingAnswer,
};
use serde_json::json;

use super::drafts;
use crate::answer::Answer;
use crate::args::{ExportArgs, ImportArgs, ListArgs};
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::Trouble;
use crate::words;

/// Lists the boards.
pub async fn boards(here: &Here) -> Result<Answer, Trouble> {
    let boards = here.boards().await?;
    let mut answer = Answer::new(json!({ "boards": boards }), print::boards(&boards));
    // Fewer than there were? This says why.
    for notice in here.notices().await? {
        answer = answer.aside(words::told(&notice));
    }
    Ok(if boards.is_empty() {
        answer.aside("No boards yet. `mh new NAME` makes one, `mh join TICKET` joins one.")
    } else {
        answer
    })
}

/// Lists things on a board.
pub async fn items(here: &Here, args: ListArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let kind: Option<ItemKind> = args.kind.map(Into::into);
    let filter = ItemsFilter {
        kinds: kind.into_iter().collect(),
        states: args.states.into_iter().map(Into::into).collect(),
        text: args.find.unwrap_or_default(),
        archived: args.archived,
        mine: args.mine,
        folded: args.hidden,
        held: args.held,
        asked_again: args.asked_again,
    };
    let narrowed = filter
        != ItemsFilter {
            kinds: filter.kinds.clone(),
            ..ItemsFilter::default()
        };
    let items = here.items(&board, filter).await?;
    let (unchecked, drafts) = if narrowed {
        (Vec::new(), Vec::new())
    } else {
        (
            here.unchecked(&board).await?,
            drafts::of(here, &board).await?,
        )
    };
    let mut result = json!({ "board": board, "total": items.len(), "items": items });
    if !unchecked.is_empty() || !drafts.is_empty() {
        // Nothing of it is among the items: it is somebody's word, or it is not done yet.
        if !unchecked.is_empty() {
            result["unchecked"] = json!(unchecked);
        }
        if !drafts.is_empty() {
            result["drafts"] = json!(drafts);
        }
        let listed = if items.is_empty() {
            String::new()
        } else {
            print::items(&items, kind)
        };
        let parts = [
            listed,
            print::unchecked(&unchecked, kind),
            print::meanwhile(&drafts),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        return Ok(Answer::new(result, parts.join("\n")));
    }
    let answer = Answer::new(result, print::items(&items, kind));
    Ok(match (items.is_empty(), narrowed) {
        (false, _) => answer,
        (true, true) => answer.aside("Nothing fits."),
        (true, false) => answer.aside(format!("No {} yet.", kind.map_or("things", words::kinds))),
    })
}

/// Shows one thing.
pub async fn show(here: &Here, code: &str) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let page = here.item(&board, code).await?;
    let text = print::item_page(&page);
    Ok(Answer::new(json!({ "board": board, "item": page }), text))
}

/// Brings a list in, or tells what would happen.
pub async fn import(here: &Here, args: ImportArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let bytes = read_all(&args.file).map_err(|why| Trouble::file(&args.file, &why))?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let mut request = ImportRequest {
        source: ImportSource::Bytes {
            name: name.into_owned(),
            base64: data_encoding::BASE64.encode(&bytes),
        },
        kind: args.kind.map(Into::into),
        columns: None,
    };
    let mut preview = preview(here, &board, &request).await?;
    if !args.columns.is_empty() {
        request.columns = Some(mapped(&preview, &args)?);
        request.kind = Some(preview.kind);
        preview = self::preview(here, &board, &request).await?;
    }
    if args.preview {
        let text = preview_text(&preview);
        return Ok(problems(
            Answer::new(json!({ "board": board, "preview": preview }), text),
            &preview,
        ));
    }
    let intent = Intent::Import {
        board: board.clone(),
        request,
    };
    let Outcome::Imported {
        added,
        already_there,
        skipped,
    } = here.dispatch(intent).await?
    else {
        return Err(defect("what came of the import"));
    };
    let text = format!(
        "{} added, {already_there} already there, {skipped} left out",
        words::counted(added, preview.kind)
    );
    let result = json!({
        "board": board, "kind": preview.kind, "added": added, "alreadyThere": already_there,
        "skipped": skipped, "problems": preview.problems, "encoding": preview.encoding,
    });
    Ok(problems(Answer::new(result, text), &preview))
}

async fn preview(
    here: &Here,
    board: &str,
    request: &ImportRequest,
) -> Result<ImportPreview, Trouble> {
    let reading = Reading::PreviewImport {
        board: board.to_owned(),
        request: request.clone(),
    };
    let ReadingAnswer::PreviewImport { preview } = here.session.read(reading).await? else {
        return Err(defect("a preview"));
    };
    Ok(preview)
}

/// The guess of the columns, with what `--map` says in its place.
fn mapped(preview: &ImportPreview, args: &ImportArgs) -> Result<Vec<ImportColumn>, Trouble> {
    let mut columns = preview.columns.clone();
    for map in &args.columns {
        let field = Some(map.value.trim().to_owned()).filter(|field| !field.is_empty());
        if let Some(field) = &field
            && !preview.fields.contains(field)
        {
            let known = preview.fields.join(", ");
            return Err(Trouble::usage(format!(
                "There is no field called {field}. There are: {known}"
            )));
        }
        let wanted = map.name.to_lowercase();
        let Some(at) = columns
            .iter()
            .position(|column| column.heading.to_lowercase() == wanted)
        else {
            let headings: Vec<&str> = columns
                .iter()
                .map(|column| column.heading.as_str())
                .collect();
            let known = headings.join(", ");
            return Err(Trouble::usage(format!(
                "There is no column called {}. There are: {known}",
                map.name
            )));
        };
        for column in &mut columns {
            if column.field == field {
                column.field = None;
            }
        }
        columns[at].field = field;
    }
    Ok(columns)
}

fn preview_text(preview: &ImportPreview) -> String {
    let mut text = format!(
        "{} to add, {} already there, {} left out; read as {}\n",
        words::counted(preview.new, preview.kind),
        preview.already_there,
        preview.problems.len(),
        preview.encoding
    );
    for column in &preview.columns {
        let field = column.field.as_deref().unwrap_or("(left out)");
        text.push_str(&format!("  {} → {field}\n", print::plain(&column.heading)));
    }
    text
}

fn problems(mut answer: Answer, preview: &ImportPreview) -> Answer {
    for problem in &preview.problems {
        let what = match (problem.why.as_str(), &problem.field) {
            ("noTitle", _) => "has no title".to_owned(),
            (_, Some(field)) => format!("{field} cannot be read"),
            (_, None) => "cannot be read".to_owned(),
        };
        answer = answer.aside(format!("row {}: {what}: left out", problem.line));
    }
    if let Some(told) = words::unknown_sites(preview.unknown_sites, &preview.unknown_site_names) {
        answer = answer.aside(told);
    }
    if preview.encoding.contains('+') {
        answer = answer.aside(format!(
            "The file mixes {}: look at letters with accents.",
            preview.encoding
        ));
    }
    answer
}

fn read_all(path: &Path) -> std::io::Result<Vec<u8>> {
    // One byte more than the limit is enough to be told that it is too large.
    let limit = u64::try_from(app::import::MAX_FILE_BYTES)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?
            .take(limit)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Writes a file that is not there yet.
pub(super) fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}

/// Writes the board as a file.
pub async fn export(here: &Here, args: ExportArgs) -> Result<Answer, Trouble> {
    let board = here.the_board().await?.board;
    let reading = Reading::Export {
        board: board.clone(),
        format: args.format.into(),
        kinds: args.kinds.into_iter().map(Into::into).collect(),
    };
    let ReadingAnswer::Export { file_name, text } = here.session.read(reading).await? else {
        return Err(defect("an export"));
    };
    if let Some(path) = args.out {
        write_new(&path, &text).map_err(|why| Trouble::file(&path, &why))?;
        let path = path.display().to_string();
        return Ok(Answer::new(json!({ "board": board, "file": path }), "")
            .aside(format!("Written: {path}")));
    }
    // The mark in front is for spreadsheet programs that open a file; a pipe gets plain UTF-8.
    let text = text.trim_start_matches('\u{feff}').to_owned();
    Ok(Answer::new(
        json!({ "board": board, "fileName": file_name, "text": text }),
        text,
    ))
}
