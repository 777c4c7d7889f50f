//! Bob floods a board: what is held of it, by the rows alone.

use super::*;

const BOB: PersonId = PersonId([2; 32]);
const CAROL: PersonId = PersonId([3; 32]);
const MINUTE: i64 = 60_000;

/// Rows as the index has them, of which the rule looks at these columns only.
fn rows(made: impl IntoIterator<Item = (u8, PersonId, i64)>) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE items (board INTEGER, item BLOB, creation BLOB, made_by BLOB, made_at INTEGER)",
        )
        .unwrap();
    for (number, by, at) in made {
        connection
            .execute(
                "INSERT INTO items VALUES (1, ?, ?, ?, ?)",
                (
                    ItemId([number; 16]).as_bytes(),
                    EntryId([number; 32]).as_bytes(),
                    by.as_bytes(),
                    at,
                ),
            )
            .unwrap();
    }
    connection
}

fn watching() -> Held {
    Held {
        me: Some(CAROL),
        may_let_in: true,
        watched: BTreeSet::from([BOB]),
        ..Held::default()
    }
}

/// The items that a list asks for as held.
fn listed(held: &Held, connection: &Connection, own: bool) -> Vec<u8> {
    let (sql, bound) = held.condition(1, own);
    let sql = format!("SELECT item FROM items WHERE board = 1 AND {sql} ORDER BY item");
    let mut statement = connection.prepare(&sql).unwrap();
    let found = statement.query_map(rusqlite::params_from_iter(bound), |row| row.get(0));
    found
        .unwrap()
        .map(|item| item.map(|item: [u8; 16]| item[0]).unwrap())
        .collect()
}

/// The same, asked of each item alone.
fn alone(held: &Held, connection: &Connection, made: &[(u8, PersonId, i64)]) -> Vec<u8> {
    let is_held = |(number, by, at): &(u8, PersonId, i64)| {
        let item = (ItemId([*number; 16]), *by, *at);
        held.item(connection, 1, item).unwrap().is_some()
    };
    let mut all: Vec<u8> = made
        .iter()
        .filter(|made| is_held(made))
        .map(|made| made.0)
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn what_is_beyond_sixty_in_an_hour_is_held_and_a_pause_ends_it() {
    let mut made: Vec<(u8, PersonId, i64)> = (1..=80)
        .map(|number| (number, BOB, i64::from(number) * 1_000))
        .collect();
    made.push((90, BOB, 80 * 1_000 + FLOOD_MS));
    // Others are not touched by it.
    made.extend((100..=170).map(|number| (number, CAROL, i64::from(number) * 1_000)));
    let expected: Vec<u8> = (61..=80).collect();
    for turn in 0..3 {
        made.rotate_left(turn * 37);
        let connection = rows(made.clone());
        assert_eq!(listed(&watching(), &connection, false), expected);
        assert_eq!(alone(&watching(), &connection, &made), expected);
    }
}

#[test]
fn one_a_minute_is_usual_for_ever() {
    let made: Vec<_> = (1..=250)
        .map(|number| (number, BOB, i64::from(number) * MINUTE))
        .collect();
    let connection = rows(made.clone());
    assert_eq!(listed(&watching(), &connection, false), Vec::<u8>::new());
    assert_eq!(alone(&watching(), &connection, &made), Vec::<u8>::new());
}

#[test]
fn what_was_let_in_is_shown_and_ones_own_is_in_its_place() {
    let made: Vec<_> = (1..=64).map(|number| (number, BOB, 0)).collect();
    let connection = rows(made.clone());
    let mut held = watching();
    held.let_in.insert(ItemId([62; 16]));
    assert_eq!(listed(&held, &connection, false), [61, 63, 64]);
    assert_eq!(alone(&held, &connection, &made), [61, 63, 64]);
    held.me = Some(BOB);
    assert_eq!(listed(&held, &connection, false), Vec::<u8>::new());
    assert_eq!(listed(&held, &connection, true), [61, 63, 64]);
    let view = held
        .item(&connection, 1, (ItemId([64; 16]), BOB, 0))
        .unwrap()
        .unwrap();
    assert_eq!(
        (view.why, view.mine, view.may_let_in),
        (HeldWhy::Flood, true, false)
    );
}

#[test]
fn newcomers_and_what_a_coordinator_asked_for() {
    let made = [(1, BOB, 0), (2, CAROL, 0), (3, CAROL, 1)];
    let connection = rows(made);
    let held = Held {
        newcomers: BTreeSet::from([BOB]),
        asked_items: BTreeSet::from([ItemId([3; 16])]),
        ..Held::default()
    };
    assert_eq!(listed(&held, &connection, true), [1, 3]);
    assert_eq!(alone(&held, &connection, &made), [1, 3]);
    assert!(!held.is_empty() && Held::default().is_empty());
    assert_eq!(
        held.comment(EntryId([1; 32]), BOB, false).unwrap().why,
        HeldWhy::Newcomer
    );
    assert_eq!(held.comment(EntryId([1; 32]), BOB, true), None);
    assert_eq!(held.comment(EntryId([1; 32]), CAROL, false), None);
}

#[test]
fn however_many_an_editor_lets_in_lists_answer() {
    let made: Vec<_> = (0..=200).map(|number| (number, BOB, MINUTE)).collect();
    let connection = rows(made.iter().copied());
    let mut held = watching();
    let before = listed(&held, &connection, true);
    assert!(before.contains(&200));
    // More than SQLite takes as values of one statement; the last of them is one that would be held.
    let others = (0..40_000_u32).map(|number| {
        let mut id = [0xff; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        ItemId(id)
    });
    held.let_in.extend(others);
    assert_eq!(listed(&held, &connection, true), before);
    held.let_in.insert(ItemId([200; 16]));
    let after = listed(&held, &connection, true);
    assert!(!after.contains(&200) && after.len() + 1 == before.len());
}

/// More than SQLite takes as values of their own.
const VERY_MANY: u16 = 33_000;

fn made_up(number: u16) -> ItemId {
    let mut id = [0xee; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    ItemId(id)
}

#[test]
fn lists_answer_whatever_others_let_in_or_asked_to_hold() {
    let made: Vec<_> = (1..=64).map(|number| (number, BOB, 0)).collect();
    let connection = rows(made.clone());
    let mut held = watching();
    held.let_in = (0..VERY_MANY).map(made_up).collect();
    held.let_in.insert(ItemId([62; 16]));
    held.asked_items = (0..VERY_MANY).map(made_up).collect();
    assert_eq!(listed(&held, &connection, false), [61, 63, 64]);
    assert_eq!(alone(&held, &connection, &made), [61, 63, 64]);
    assert!(held.condition(1, false).1.len() < 8);
}

#[test]
fn who_is_let_in_is_asked_of_what_would_be_held_only() {
    let connection = rows((1..=64).map(|number| (number, BOB, 0)));
    let mut adopted: BTreeSet<EntryId> = (0..VERY_MANY)
        .map(|number| {
            let mut id = [0xee; 32];
            id[..2].copy_from_slice(&number.to_be_bytes());
            EntryId(id)
        })
        .collect();
    // One that nobody's mark would hold, and one that waits.
    adopted.extend([EntryId([7; 32]), EntryId([62; 32])]);
    let asked = std::cell::RefCell::new(Vec::new());
    let mut held = watching();
    held.let_in_of(&connection, 1, |item, creation| {
        asked.borrow_mut().push(item.0[0]);
        adopted.contains(&creation)
    })
    .unwrap();
    let mut asked = asked.into_inner();
    asked.sort_unstable();
    assert_eq!(asked, [61, 62, 63, 64]);
    assert_eq!(held.let_in, BTreeSet::from([ItemId([62; 16])]));
    assert_eq!(listed(&held, &connection, false), [61, 63, 64]);
}
