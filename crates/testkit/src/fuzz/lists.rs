//! Target `lists`: files that a person imports, of any encoding and shape.

use app::api::ItemKind;
use app::import::{Known, List, MAX_ROWS, plan};

use super::{DEEPEST, Seed, Target, reached, seed};

pub(super) const TARGET: Target = Target {
    name: "lists",
    run,
    dress: None,
    seeds,
    longest: 60_000,
    words: &[
        b"\r\n",
        b"\t",
        b";",
        b"\"",
        b"Item,Unit",
        b"kind",
        b"=cmd|' /C calc'!A0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0",
        b"PK\x03\x04",
    ],
};

const NAMES: [&str; 4] = ["list.csv", "needs.csv", "supplies.tsv", "sites.txt"];
const KINDS: [Option<ItemKind>; 4] = [
    None,
    Some(ItemKind::Need),
    Some(ItemKind::Supply),
    Some(ItemKind::Site),
];

/// Any file ends in a plan or a word; no row is counted twice or lost in silence; the same file is the same plan.
fn run(bytes: &[u8]) {
    let Some((how, file)) = bytes.split_first() else {
        return;
    };
    let list = List {
        name: NAMES[usize::from(how & 3)],
        bytes: file,
        kind: KINDS[usize::from(how >> 2 & 3)],
        columns: None,
    };
    let known = Known {
        has_reference: &|reference| reference.ends_with('7'),
        site_named: &|name| (name == "Hall").then(|| "00".repeat(16)),
        takes: &|_, field, value| field != "title" || value.chars().count() <= 300,
    };
    let Ok(made) = plan(&list, &known) else {
        return;
    };
    reached(1);
    assert_eq!(
        plan(&list, &known).as_ref(),
        Ok(&made),
        "the same file is the same plan"
    );
    let counted = made.rows.len() as u64 + u64::from(made.already_there) + u64::from(made.skipped);
    let lines = file
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count() as u64
        + 1;
    assert!(
        counted <= lines && counted <= MAX_ROWS as u64,
        "{counted} rows in {lines} lines"
    );
    assert!(made.problems.len() <= 1_000);
    if !made.rows.is_empty() {
        reached(DEEPEST);
    }
    for row in &made.rows {
        assert!(
            u64::from(row.number) <= lines && row.number > 0,
            "a row stands in the file"
        );
        assert!(
            row.fields.contains_key("importRef"),
            "a second import adds nothing"
        );
        assert!(row.fields.values().all(|value| !value.contains('\0')));
    }
    assert!(made.preview(list.name).sample.len() <= 10);
}

fn seeds() -> Vec<Seed> {
    let with = |how: u8, text: &[u8]| [&[how][..], text].concat();
    let sixteen: Vec<u8> = "Item\tUnit\nWärme\tStück\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        seed(
            "supplies",
            with(
                2,
                b"Item,Unit,Category\nBlankets,pieces,warm\nSoup,l,food\n",
            ),
        ),
        seed(
            "needs",
            with(
                1,
                b"What;Quantity;Urgency;Where\nBlankets;10;high;Hall\nSoup;;low;\n",
            ),
        ),
        seed(
            "sites",
            with(
                3,
                b"Name\tAddress\tLat\tLon\nHall\t1 Main St\t40.6\t-74.0\n",
            ),
        ),
        seed(
            "kinds",
            with(0, b"kind,title,quantity\nneed,Blankets,10\nsite,Hall,\n"),
        ),
        seed("latin-1", with(6, b"Item,Unit\nW\xe4rme,St\xfcck\n")),
        seed("utf-16", with(2, &[&[0xff, 0xfe][..], &sixteen].concat())),
        seed(
            "utf-8-mark",
            with(2, b"\xef\xbb\xbfItem,Unit\r\nA,\"b\r\nc\"\r\n"),
        ),
        seed(
            "hostile-formula",
            with(2, b"Item,Unit\n\"=cmd|' /C calc'!A0\",+1\n@sum,-2\n"),
        ),
        seed(
            "hostile-open-quote",
            with(2, b"Item,Unit\n\"never closed,x\nA,b\nC,d\n"),
        ),
        seed("hostile-workbook", with(2, b"PK\x03\x04rubbish")),
        seed("hostile-zeros", with(2, &[0; 64])),
        seed("hostile-many-columns", with(2, ",".repeat(600).as_bytes())),
        seed(
            "hostile-broken-utf-8",
            with(2, b"Item,Unit\n\xc3\x28,\xf0\x9f\n"),
        ),
        seed(
            "hostile-html",
            with(
                2,
                b"Item,Unit\n<img src=x onerror=alert(1)>,javascript:alert(1)\n",
            ),
        ),
        seed(
            "hostile-ragged",
            with(2, b"Item,Unit\n\n\n,,,,,\nA\n,,b\n\r\r\n"),
        ),
    ]
}
