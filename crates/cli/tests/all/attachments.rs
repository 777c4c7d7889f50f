//! `mh attach`, `attachments`, `save-attachment`.

use super::home::Home;

#[test]
fn a_file_is_put_to_a_need_listed_and_saved_without_writing_over_another() {
    let alice = Home::with_board("Alice");
    let need = alice.json(&["add", "need", "Soup"]);
    let code = need["code"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.sh");
    std::fs::write(&path, b"echo hello").unwrap();
    let path = path.to_str().unwrap();
    let put = alice.json(&["attach", code, path])["attached"].take();
    assert_eq!(
        (put["name"].as_str(), put["picture"].as_bool()),
        (Some("run.sh"), Some(false))
    );
    let listed = alice.json(&["attachments", code])["attachments"].take();
    assert_eq!(listed[0]["name"], "run.sh");
    assert_eq!(
        (listed[0]["size"].as_u64(), listed[0]["risky"].as_bool()),
        (Some(10), Some(true))
    );
    let out = tempfile::tempdir().unwrap();
    let to = out.path().to_str().unwrap();
    for name in ["run.sh.txt", "run.sh (2).txt"] {
        let saved = alice.json(&["save-attachment", code, "run.sh", to])["saved"].take();
        assert_eq!(saved["asText"], true);
        let copy = out.path().join(name);
        assert_eq!(saved["path"].as_str(), copy.to_str());
        assert_eq!(std::fs::read(copy).unwrap(), b"echo hello");
    }
}
