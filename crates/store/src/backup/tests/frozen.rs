//! The outer layer of a backup, frozen: its header, and how pieces are sealed.

use std::fs::File;

use super::super::sealed::SealedWriter;
use super::*;

const FROZEN: &str = include_str!("../../../tests/backup.txt");

/// A file of these bytes, with a nonce that is no surprise.
fn sealed(clear: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    let mut nonce = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    };
    let file = File::create(&path).unwrap();
    let mut writer = SealedWriter::begin(file, &key(), &mut nonce).unwrap();
    writer.add(clear).unwrap();
    writer.end().unwrap();
    std::fs::read(path).unwrap()
}

#[test]
fn the_bytes_of_a_backup_s_outer_layer_are_frozen() {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let short = sealed(b"what stands in a backup");
    let long = sealed(&[0x5a; 64 * 1024 + 100]);
    let made = [
        format!("person seed: {}", hex(seed().expose())),
        format!("one piece: {}", hex(&short)),
        format!("two pieces, BLAKE3: {}", blake3::hash(&long).to_hex()),
    ];
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() && FROZEN.is_empty() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/backup.txt");
        std::fs::write(path, made.join("\n") + "\n").unwrap();
        return;
    }
    assert_eq!(made.to_vec(), FROZEN.lines().collect::<Vec<_>>());
}
