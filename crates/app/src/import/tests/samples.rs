//! The project's own sample lists, and the shared ones where they are.

use super::*;

const SUPPLIES: &[u8] = include_bytes!("../../../../../tests/data/supplies.csv");
const SITES: &[u8] = include_bytes!("../../../../../tests/data/sites.csv");
const NEEDS: &[u8] = include_bytes!("../../../../../tests/data/needs.csv");
const BROKEN: &[u8] = include_bytes!("../../../../../tests/data/supplies-broken-encoding.csv");

/// Imports a list; then a second time, which must add nothing.
fn import_twice(board: &mut Board, name: &str, bytes: &[u8]) -> Plan {
    let first = board.plan(&list(name, bytes)).unwrap();
    board.import(&first);
    let second = board.plan(&list(name, bytes)).unwrap();
    assert_eq!(second.rows, [], "{name}: a second import adds nothing");
    let rows = u32::try_from(first.rows.len()).unwrap();
    assert_eq!(second.already_there, rows + first.already_there, "{name}");
    assert_eq!(second.problems, first.problems, "{name}");
    first
}

#[test]
fn supplies() {
    let plan = import_twice(&mut Board::default(), "list.csv", SUPPLIES);
    assert_eq!(plan.kind, ItemKind::Supply);
    assert_eq!(
        mapped(&plan),
        [
            ("Category", "category"),
            ("Item", "title"),
            ("Unit", "unit")
        ]
    );
    assert_eq!(
        (plan.rows.len(), plan.already_there, plan.skipped),
        (64, 4, 0)
    );
    assert_eq!(plan.preview("list.csv").sample.len(), 10);
    assert!(titles(&plan).contains(&"=Water tablets"));
}

#[test]
fn sites() {
    let plan = import_twice(&mut Board::default(), "list.csv", SITES);
    assert_eq!(plan.kind, ItemKind::Site);
    assert_eq!(
        mapped(&plan),
        [
            ("Name", "title"),
            ("Type", "siteKind"),
            ("Address", "address"),
            ("Borough", "area"),
            ("Lat", "lat"),
            ("Lon", "lon"),
            ("Opening Times", "hours"),
            ("Comments", "details"),
        ]
    );
    assert_eq!(
        (plan.rows.len(), plan.already_there, plan.skipped),
        (20, 0, 0)
    );
    let desks = titles(&plan)
        .into_iter()
        .filter(|title| *title == "Flood Desk")
        .count();
    assert_eq!(desks, 2);
    let school = &plan.rows[5].fields;
    assert_eq!(
        school["details"],
        "<b>FULL</b> since Tuesday <script>alert('full')</script>"
    );
    assert!(plan.rows[0].fields["details"].starts_with("<font color=\"red\">URGENT"));
    assert!(plan.rows[4].fields["details"].contains("Hot food, phones charged.\nWarm room"));
}

#[test]
fn needs() {
    let mut board = Board::default();
    import_twice(&mut board, "sites.csv", SITES);
    let plan = import_twice(&mut board, "list.csv", NEEDS);
    assert_eq!(plan.kind, ItemKind::Need);
    assert_eq!((plan.rows.len(), plan.already_there), (7, 1));
    let problems: Vec<(u32, &str)> = plan
        .problems
        .iter()
        .map(|problem| (problem.line, problem.why.as_str()))
        .collect();
    assert_eq!(problems, [(9, "badField"), (10, "noTitle")]);
    let nappies = &plan.rows[0].fields;
    assert_eq!(nappies["urgency"], "3");
    assert_eq!(nappies["neededBy"], "2026-11-24");
    assert_eq!(nappies["site"], board.sites["St Brannoc's Hall"]);
    assert_eq!(plan.rows[1].fields["neededBy"], "2026-11-23");
    assert_eq!(plan.rows[4].fields["quantity"], "1200");
    assert_eq!(plan.rows[6].fields["area"], "Upper Town");
    assert_eq!(plan.rows[6].fields["details"], "Somewhere dry");
}

#[test]
fn broken_encoding() {
    let plan = import_twice(&mut Board::default(), "list.csv", BROKEN);
    assert_eq!(plan.encoding, "UTF-8 + windows-1252");
    assert_eq!(
        (plan.rows.len(), plan.already_there, plan.skipped),
        (11, 1, 0)
    );
    assert_eq!(plan.replaced, 1);
    assert_eq!(plan.doubtful_lines, [3, 4, 6, 7, 10, 11, 13]);
    let titles = titles(&plan);
    for title in [
        "Crème fraîche",
        "Crème brûlée",
        "Żurek",
        "Eau potable – 1,5 l",
        "Torch\u{fffd}es",
    ] {
        assert!(titles.contains(&title), "{title}");
    }
}

#[test]
fn a_kind_that_was_said_beats_the_headings() {
    let plan = Board::default()
        .plan(&List {
            kind: Some(ItemKind::Offer),
            ..list("list.csv", SUPPLIES)
        })
        .unwrap();
    assert_eq!(plan.rows.len(), 64);
    assert!(plan.rows.iter().all(|row| row.kind == ItemKind::Offer));
}

/// The relief lists that the design names. They are read from where they are, never copied.
#[test]
fn the_shared_lists_where_they_are() {
    let shared = |name: &str| {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
        std::fs::read(format!("{root}{name}")).ok()
    };
    let (Some(items), Some(sites)) = (shared("relief-items.csv"), shared("relief-sites.csv"))
    else {
        return;
    };
    let mut board = Board::default();
    let plan = import_twice(&mut board, "relief-items.csv", &items);
    assert_eq!(
        (plan.kind, plan.rows.len(), plan.skipped),
        (ItemKind::Supply, 101, 0)
    );
    let plan = import_twice(&mut board, "relief-sites.csv", &sites);
    assert_eq!(
        (plan.kind, plan.rows.len(), plan.skipped),
        (ItemKind::Site, 35, 0)
    );
    let twins = titles(&plan)
        .into_iter()
        .filter(|title| *title == "FEMA")
        .count();
    assert_eq!(twins, 2);
    assert!(plan.rows[0].fields["details"].contains("<font color=\"red\">URGENT"));
}
