//! Limits of this machine. They may delay or refuse what a person does here, and decide nothing else.

/// How many items go into one write of an import, so that nothing else waits for long.
pub(crate) const IMPORT_CHUNK: usize = 200;
/// The largest picture that is searched for a QR code, in bytes.
pub(crate) const PICTURE_BYTES: usize = 16 * 1024 * 1024;
/// The longest side of such a picture, in pixels.
pub(crate) const PICTURE_SIDE: u32 = 8_000;
/// The most rows of one window.
pub(crate) const WINDOW: u32 = 500;
/// The most lines of an item's history that are shown.
pub(crate) const HISTORY: usize = 200;
