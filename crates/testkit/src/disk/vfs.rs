//! The VFS: SQLite's own for this system, with a [`Disk`] asked before each call.
//!
//! The one place of the tests with unsafe code. A file of ours is a head and, behind it, the file of SQLite's own VFS.
#![expect(
    unsafe_code,
    reason = "SQLite asks disks by C functions; no crate wraps a VFS that stands in front of SQLite's own"
)]

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::null_mut;
use std::sync::{Arc, OnceLock};

use rusqlite::ffi;

use super::{Call, Disk, Fault, Step};

/// A file of ours. The other VFS's file lies behind it.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    watched: *mut Watched,
}

struct Watched {
    disk: Arc<Disk>,
    name: String,
}

/// What is behind ours, and what is in front.
struct Both {
    real: *mut ffi::sqlite3_vfs,
    methods: ffi::sqlite3_io_methods,
}

// SAFETY: SQLite's own VFS lives as long as the process and is made for many threads; only its pointer is kept.
unsafe impl Send for Both {}
// SAFETY: as above.
unsafe impl Sync for Both {}

static BOTH: OnceLock<Both> = OnceLock::new();

/// Puts the VFS in front, once in a process.
pub(super) fn install() {
    BOTH.get_or_init(|| {
        // SAFETY: SQLite's own VFS is copied as a value, with other names of ours; the copy lives for ever.
        unsafe {
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            let mut ours = *real;
            ours.szOsFile += c_int::try_from(size_of::<File>()).unwrap();
            ours.zName = c"manyhands-tests".as_ptr();
            ours.pNext = null_mut();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let registered = ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1);
            assert_eq!(registered, ffi::SQLITE_OK);
            Both {
                real,
                methods: methods(),
            }
        }
    });
}

fn both() -> &'static Both {
    BOTH.get().unwrap()
}

const fn methods() -> ffi::sqlite3_io_methods {
    ffi::sqlite3_io_methods {
        // Without memory mapping: each read is asked for.
        iVersion: 2,
        xClose: Some(close),
        xRead: Some(read),
        xWrite: Some(write),
        xTruncate: Some(truncate),
        xSync: Some(sync),
        xFileSize: Some(file_size),
        xLock: Some(lock),
        xUnlock: Some(unlock),
        xCheckReservedLock: Some(check_reserved_lock),
        xFileControl: Some(file_control),
        xSectorSize: Some(sector_size),
        xDeviceCharacteristics: Some(device_characteristics),
        xShmMap: Some(shm_map),
        xShmLock: Some(shm_lock),
        xShmBarrier: Some(shm_barrier),
        xShmUnmap: Some(shm_unmap),
        xFetch: None,
        xUnfetch: None,
    }
}

/// Returns the file behind ours.
unsafe fn behind(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite gave `szOsFile` bytes, which is both.
    unsafe { file.cast::<File>().add(1).cast() }
}

unsafe fn watched<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Watched> {
    // SAFETY: set by `open`, cleared by `close`.
    unsafe { (*file.cast::<File>()).watched.as_ref() }
}

/// Calls a function of the file behind.
macro_rules! real {
    ($file:expr, $name:ident $(, $argument:expr)*) => {{
        // SAFETY: the file behind is open; the arguments are SQLite's own.
        unsafe {
            let file = behind($file);
            (*(*file).pMethods).$name.unwrap()(file $(, $argument)*)
        }
    }};
}

fn watched_at(name: *const c_char) -> Option<Watched> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite's names end with a zero.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    let path = Path::new(OsStr::from_bytes(bytes));
    let disk = Disk::of(path)?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Watched { disk, name })
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let watched = watched_at(name);
    // SAFETY: `file` has room for ours and the one behind; SQLite reads `pMethods` also after a failure.
    unsafe {
        (*file).pMethods = std::ptr::null();
        (*file.cast::<File>()).watched = null_mut();
        if let Some(watched) = &watched
            && watched.disk.take(Call::Open).is_some()
        {
            return ffi::SQLITE_CANTOPEN;
        }
        let real = both().real;
        let code = (*real).xOpen.unwrap()(real, name, behind(file), flags, out);
        if code != ffi::SQLITE_OK {
            return code;
        }
        (*file).pMethods = &raw const both().methods;
        if let Some(watched) = watched {
            (*file.cast::<File>()).watched = Box::into_raw(Box::new(watched));
        }
        code
    }
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    let watched = watched_at(name);
    if let Some(watched) = &watched
        && watched.disk.take(Call::Delete).is_some()
    {
        return ffi::SQLITE_IOERR_DELETE;
    }
    // SAFETY: the arguments are SQLite's own.
    let code = unsafe { (*both().real).xDelete.unwrap()(both().real, name, sync_folder) };
    if let (ffi::SQLITE_OK, Some(Watched { disk, name: file })) = (code, watched) {
        let synced = sync_folder != 0;
        disk.record(Step::Delete { file, synced });
    }
    code
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: made by `open` from a box, and taken back once.
    unsafe {
        let ours = file.cast::<File>();
        if !(*ours).watched.is_null() {
            drop(Box::from_raw((*ours).watched));
            (*ours).watched = null_mut();
        }
    }
    real!(file, xClose)
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    to: *mut c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    let fault = unsafe { watched(file) }.and_then(|watched| watched.disk.take(Call::Read));
    if fault == Some(Fault::Io) {
        return ffi::SQLITE_IOERR_READ;
    }
    let code = real!(file, xRead, to, amount, at);
    let length = usize::try_from(amount).unwrap();
    // SAFETY: SQLite gave room for so many bytes, and the read has filled all of them, with zeros at the end of a file.
    let bytes = unsafe { std::slice::from_raw_parts_mut(to.cast::<u8>(), length) };
    match fault {
        Some(Fault::Half) => {
            bytes[length / 2..].fill(0);
            ffi::SQLITE_IOERR_SHORT_READ
        }
        Some(Fault::Flip) => {
            bytes[length / 3] ^= 1 << (length % 8);
            code
        }
        Some(Fault::Full | Fault::Io) | None => code,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file.
    let Some(watched) = (unsafe { watched(file) }) else {
        return real!(file, xWrite, from, amount, at);
    };
    let fault = watched.disk.take(Call::Write);
    let mut size = 0;
    if !watched.disk.has_room()
        && (real!(file, xFileSize, &raw mut size) != ffi::SQLITE_OK
            || at + i64::from(amount) > size)
    {
        return ffi::SQLITE_FULL;
    }
    let (written, answer) = match fault {
        Some(Fault::Full) => return ffi::SQLITE_FULL,
        Some(Fault::Io) => return ffi::SQLITE_IOERR_WRITE,
        Some(Fault::Half) => (amount / 2, ffi::SQLITE_IOERR_WRITE),
        Some(Fault::Flip) | None => (amount, ffi::SQLITE_OK),
    };
    let code = real!(file, xWrite, from, written, at);
    if code != ffi::SQLITE_OK {
        return code;
    }
    // SAFETY: SQLite hands in at least so many bytes.
    let bytes =
        unsafe { std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(written).unwrap()) };
    watched.disk.record(Step::Write {
        file: watched.name.clone(),
        at: usize::try_from(at).unwrap(),
        bytes: bytes.to_vec(),
    });
    answer
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    let watched = unsafe { watched(file) };
    if watched.is_some_and(|watched| watched.disk.take(Call::Truncate).is_some()) {
        return ffi::SQLITE_IOERR_TRUNCATE;
    }
    let code = real!(file, xTruncate, length);
    if let (ffi::SQLITE_OK, Some(watched)) = (code, watched) {
        watched.disk.record(Step::Truncate {
            file: watched.name.clone(),
            length: usize::try_from(length).unwrap(),
        });
    }
    code
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: an open file.
    let Some(watched) = (unsafe { watched(file) }) else {
        return real!(file, xSync, flags);
    };
    let file = watched.name.clone();
    // What the tape says is synced need not be on a disk.
    if watched.disk.take(Call::Sync).is_some() {
        watched.disk.record(Step::FailedSync { file });
        return ffi::SQLITE_IOERR_FSYNC;
    }
    watched.disk.record(Step::Sync { file });
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    real!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    real!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(
    file: *mut ffi::sqlite3_file,
    what: c_int,
    argument: *mut c_void,
) -> c_int {
    real!(file, xFileControl, what, argument)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    real!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    real!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    real!(file, xShmMap, page, size, extend, out)
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    real!(file, xShmLock, offset, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    real!(file, xShmBarrier);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    real!(file, xShmUnmap, delete)
}
