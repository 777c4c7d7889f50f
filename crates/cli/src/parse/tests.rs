//! What can be typed, and what cannot.

use super::*;

#[test]
fn assignments() {
    let read = |text: &str| text.parse::<Assignment>().map(|it| (it.name, it.value));
    assert_eq!(read("unit=each"), Ok(("unit".into(), "each".into())));
    assert_eq!(read("details=a=b"), Ok(("details".into(), "a=b".into())));
    assert_eq!(read("unit="), Ok(("unit".into(), String::new())));
    assert!(read("unit").is_err());
    assert!(read("=each").is_err());
}

#[test]
fn stock_changes() {
    let read = |text: &str| text.parse::<StockChange>();
    assert_eq!(read("+5"), Ok(StockChange::Received(5)));
    assert_eq!(read("-7"), Ok(StockChange::GivenOut(7)));
    assert_eq!(read("=12"), Ok(StockChange::Counted(12)));
    assert_eq!(read("=0"), Ok(StockChange::Counted(0)));
    for text in [
        "5",
        "",
        "+",
        "+0",
        "-0",
        "--5",
        "+1.5",
        "=-1",
        "+99999999999",
        "é5",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn moments() {
    let read = |text: &str| text.parse::<Moment>();
    assert_eq!(read("2h"), Ok(Moment::In(7_200_000)));
    assert_eq!(read("3d"), Ok(Moment::In(259_200_000)));
    assert_eq!(read("1970-01-01"), Ok(Moment::At(86_399_999)));
    assert_eq!(
        read("2026-11-30").map(|it| moment_text(it.ms_after(0))),
        Ok("2026-11-30 23:59 UTC".into())
    );
    for text in [
        "",
        "h",
        "0h",
        "2",
        "2y",
        "-2h",
        "2026-13-01",
        "tomorrow",
        "2é",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
    assert_eq!(moment_text(951_782_400_000), "2000-02-29 00:00 UTC");
    assert_eq!(moment_text(-1), "1969-12-31 23:59 UTC");
}
