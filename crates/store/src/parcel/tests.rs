use trust::{BoardId, DeviceId, KemSecret, OpenedSlot, open_parcel, seal_parcel};

use super::*;

const ID: [u8; PARCEL_ID] = [4; PARCEL_ID];

fn slot() -> OpenedSlot {
    OpenedSlot {
        key: ParcelKey::from_bytes([1; 32]),
        board: BoardId([2; 32]),
        device: DeviceId([3; 32]),
    }
}

fn bob() -> KemSecret {
    KemSecret::from_bytes([7; 32])
}

fn head() -> ParcelHead {
    let slots = vec![seal_parcel(&slot(), &ID, &bob().public(), [5; 32]).unwrap()];
    let mut head = ParcelHead { id: ID, slots };
    let mut draw = |bytes: &mut [u8]| {
        bytes.fill(9);
        Ok(())
    };
    head.fill_up(&mut draw).unwrap();
    head
}

fn write(path: &Path, records: &[Vec<u8>]) -> [u8; 32] {
    let mut writer = ParcelWriter::begin(path, &head(), &slot().key, false).unwrap();
    for record in records {
        writer.add(record).unwrap();
    }
    let digest = writer.digest();
    writer.end().unwrap();
    digest
}

fn read(path: &Path) -> Result<(Vec<Vec<u8>>, [u8; 32]), ParcelError> {
    let (mut reader, _, id) =
        ParcelReader::open(path, &mut |slot, id| open_parcel(slot, id, &bob()))?;
    assert_eq!(id, ID);
    let mut records = Vec::new();
    while let Some(record) = reader.next_record()? {
        records.push(record.to_vec());
    }
    Ok((records, reader.digest()))
}

fn records() -> Vec<Vec<u8>> {
    vec![
        vec![1; 10],
        Vec::new(),
        vec![2; 70_000],
        b"the last".to_vec(),
    ]
}

#[test]
fn records_come_back_in_their_order_with_the_digest_that_was_signed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("for-bob");
    let digest = write(&path, &records());
    assert_eq!(read(&path).unwrap(), (records(), digest));
    // The number of somebody's devices is theirs.
    assert_eq!(head().slots.len(), 4);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(8).any(|part| part == b"the last"));
}

#[test]
fn one_that_waits_for_the_disk_on_its_way_is_as_whole_as_a_short_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("for-bob");
    let records: Vec<Vec<u8>> = (0..20).map(|number| vec![number; 500_000]).collect();
    assert!(records.concat().len() as u64 > 2 * AHEAD);
    let digest = write(&path, &records);
    assert_eq!(read(&path).unwrap(), (records, digest));
}

#[test]
fn any_byte_that_is_another_and_any_end_that_is_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("for-bob");
    write(&path, &[vec![1; 300], b"the last".to_vec()]);
    let good = std::fs::read(&path).unwrap();
    let spoilt = folder.path().join("spoilt");
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 0x40;
        std::fs::write(&spoilt, &bytes).unwrap();
        let refused = read(&spoilt).unwrap_err();
        let word = match at {
            0..16 => matches!(refused, ParcelError::NoParcel),
            16 => matches!(refused, ParcelError::TooNew),
            // A count of slots that is larger than what is there reads like a cut, and so does another end.
            36 => true,
            _ if at >= good.len() - END.len() => matches!(refused, ParcelError::CutShort),
            _ => matches!(refused, ParcelError::Damaged(_)),
        };
        assert!(word, "byte {at}: {refused}");
        std::fs::write(&spoilt, &good[..at]).unwrap();
        let refused = read(&spoilt).unwrap_err();
        let word = match at {
            0..16 => matches!(refused, ParcelError::NoParcel),
            _ => matches!(refused, ParcelError::CutShort),
        };
        assert!(word, "cut at {at}: {refused}");
    }
    std::fs::write(&spoilt, [&good[..], &[0]].concat()).unwrap();
    assert!(read(&spoilt).is_err());
}

#[test]
fn it_opens_for_no_other_device() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("for-bob");
    write(&path, &records());
    let carol = KemSecret::from_bytes([8; 32]);
    let opened = ParcelReader::open(&path, &mut |slot, id| open_parcel(slot, id, &carol));
    assert!(matches!(opened, Err(ParcelError::NotForHere)));
    let folder = ParcelReader::open(folder.path(), &mut |_, _| None);
    assert!(matches!(folder, Err(ParcelError::NoParcel)));
}

#[test]
fn nothing_is_written_over_unasked_and_nothing_is_left_of_what_was_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("for-bob");
    std::fs::write(&path, b"mine").unwrap();
    let refused = ParcelWriter::begin(&path, &head(), &slot().key, false).map(|_| ());
    assert!(matches!(refused, Err(ParcelError::Exists(_))));
    let mut writer = ParcelWriter::begin(&path, &head(), &slot().key, true).unwrap();
    writer.add(&[1; 70_000]).unwrap();
    drop(writer);
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    // One that comes while it is written stays as well.
    let other = folder.path().join("other");
    let writer = ParcelWriter::begin(&other, &head(), &slot().key, false).unwrap();
    std::fs::write(&other, b"mine").unwrap();
    assert!(matches!(writer.end(), Err(ParcelError::Exists(_))));
    assert_eq!(std::fs::read(&other).unwrap(), b"mine");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    let writer = ParcelWriter::begin(&path, &head(), &slot().key, true).unwrap();
    writer.end().unwrap();
    assert_eq!(read(&path).unwrap().0, Vec::<Vec<u8>>::new());
}

/// What this app writes, a later one must read: the bytes never change.
#[test]
fn the_frozen_file_is_what_is_written_and_reads_back() {
    const FROZEN: &str = include_str!("../../tests/parcel.txt");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("for-bob");
    let records = [vec![1; 300], Vec::new(), b"the last".to_vec()];
    write(&path, &records);
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(data_encoding::HEXLOWER.encode(&bytes), FROZEN.trim());
    assert_eq!(read(&path).unwrap().0, records);
}

#[test]
fn a_link_that_somebody_laid_on_the_stick_is_not_written_through() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    std::fs::write(&mine, b"mine").unwrap();
    let path = folder.path().join("for-bob");
    std::os::unix::fs::symlink(&mine, beside(&path, ".part")).unwrap();
    write(&path, &records());
    assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
    assert_eq!(read(&path).unwrap().0, records());
}

/// Where the folder is that is a stick of 128 KiB.
const STICK: &str = "MANYHANDS_TEST_STICK";

#[test]
fn bad_input_54_a_full_stick_is_told_leaves_nothing_half_and_takes_the_file_once_there_is_room() {
    let Ok(stick) = std::env::var(STICK) else {
        // The same test in a room of its own, with a small disk in it.
        let folder = tempfile::tempdir().unwrap();
        let script = "mount -t tmpfs -o size=128k none \"$MANYHANDS_TEST_STICK\" && exec \"$0\" --exact \"$1\"";
        let name = std::thread::current().name().unwrap().to_owned();
        let ran = std::process::Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
            .arg(std::env::current_exe().unwrap())
            .arg(name)
            .env(STICK, folder.path())
            .output();
        match ran {
            Ok(ran) if ran.status.success() => {
                let said = String::from_utf8_lossy(&ran.stdout).into_owned();
                assert!(said.contains("1 passed"), "{said}");
            }
            Ok(ran) if ran.status.code() == Some(101) => {
                panic!("{}", String::from_utf8_lossy(&ran.stdout));
            }
            // No rooms on this machine.
            Ok(_) | Err(_) => {}
        }
        return;
    };
    let path = Path::new(&stick).join("for-bob");
    let filling = Path::new(&stick).join("photos");
    std::fs::write(&filling, vec![1; 64 << 10]).unwrap();
    let records: Vec<Vec<u8>> = (0..9).map(|number| vec![number; 10_000]).collect();
    let mut writer = ParcelWriter::begin(&path, &head(), &slot().key, false).unwrap();
    let mut full = None;
    for record in &records {
        if let Err(error) = writer.add(record) {
            full = Some(error);
            break;
        }
    }
    let full = match full {
        Some(error) => {
            drop(writer);
            error
        }
        None => writer.end().unwrap_err(),
    };
    assert!(
        matches!(full, ParcelError::Store(StoreError::DiskFull(_))),
        "{full}"
    );
    let left = std::fs::read_dir(&stick)
        .unwrap()
        .map(|file| file.unwrap().file_name());
    assert_eq!(left.collect::<Vec<_>>(), ["photos"]);
    std::fs::remove_file(&filling).unwrap();
    write(&path, &records);
    assert_eq!(read(&path).unwrap().0, records);
}
