//! The text of a QR code in a picture that a person has chosen.
//!
//! Never keeps the picture. What is not a small picture is refused before it is unpacked.

use std::io::Cursor;

use image::{ImageReader, Limits};

use crate::api::{AppError, ErrorCode};
use crate::limits::{PICTURE_BYTES, PICTURE_SIDE};

/// Reads the first QR code in a picture (PNG, JPEG or WebP) given in base64.
pub(crate) fn read_qr(base64: &str) -> Result<String, AppError> {
    if base64.len() / 4 * 3 > PICTURE_BYTES {
        return Err(
            AppError::new(ErrorCode::TooLarge, "picture too large").with("limit", PICTURE_BYTES)
        );
    }
    let bytes = crate::readings::from_base64(base64)?;
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(no_code)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(PICTURE_SIDE);
    limits.max_image_height = Some(PICTURE_SIDE);
    limits.max_alloc = Some(u64::from(PICTURE_SIDE) * u64::from(PICTURE_SIDE) * 4);
    reader.limits(limits);
    let picture = reader.decode().map_err(no_code)?.into_luma8();
    let (width, height) = (picture.width(), picture.height());
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
            // The picture is at most PICTURE_SIDE wide, far below u32.
            let (x, y) = (u32::try_from(x).unwrap_or(0), u32::try_from(y).unwrap_or(0));
            picture.get_pixel(x, y).0[0]
        });
    let found = prepared
        .detect_grids()
        .into_iter()
        .find_map(|grid| grid.decode().ok());
    match found {
        Some((_, text)) => Ok(text),
        None => Err(AppError::new(ErrorCode::NoQrCode, "no code in the picture")),
    }
}

fn no_code(error: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::NoQrCode, error)
}
