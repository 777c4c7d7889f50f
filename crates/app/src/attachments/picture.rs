//! Pictures: taken apart and made anew in Rust, so that nothing of them goes anywhere but what one sees.
//!
//! Owns what counts as a picture (PNG, JPEG, WebP, by their bytes and not by their name), how large one may be, and that
//! size is looked at before anything is unpacked. What else a file holds (where and when it was taken, the camera, a
//! smaller picture in it) does not come along. Everything else is no picture, and is never shown.

use std::io::{BufRead, Cursor, Seek};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::api::{AppError, ErrorCode};

/// The most pixels.
const MOST_PIXELS: u64 = 40_000_000;
/// The most memory that one is unpacked into: as many pixels of three colours. Turning one takes as much again beside it,
/// and its file stands beside both (`MOST_OF_A_PICTURE`): together they stay below the 300 MB that any input may take.
const MOST_MEMORY: u64 = MOST_PIXELS * 3;
/// How good a photograph stays.
const QUALITY: u8 = 90;
/// The longer side of a preview, in pixels.
const PREVIEW: u32 = 320;

/// A picture that was made anew.
pub(super) struct Clean {
    pub(super) bytes: Vec<u8>,
    pub(super) media: &'static str,
    /// The ending that goes with it, and the other endings of the same.
    pub(super) endings: &'static [&'static str],
}

/// Says which kind of picture these bytes begin.
pub(super) fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    matches!(
        format,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP
    )
    .then_some(format)
}

/// Makes a picture anew, turned as it is to be seen, and without anything beside it.
pub(super) fn clean(bytes: &[u8]) -> Result<Clean, AppError> {
    let format = format(bytes).ok_or_else(|| no_picture("not a picture"))?;
    let (mut picture, turn) = unpack(Cursor::new(bytes), format)?;
    picture.apply_orientation(turn);
    // A photograph in WebP becomes a JPEG; what one can see through becomes a PNG.
    let see_through = picture.color().has_alpha();
    let as_jpeg = format == ImageFormat::Jpeg || format == ImageFormat::WebP && !see_through;
    let mut out = Vec::new();
    if as_jpeg {
        let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        let written = picture.into_rgb8().write_with_encoder(encoder);
        written.map_err(AppError::internal)?;
        return Ok(Clean {
            bytes: out,
            media: "image/jpeg",
            endings: &["jpg", "jpeg"],
        });
    }
    write_png(picture, &mut out)?;
    Ok(Clean {
        bytes: out,
        media: "image/png",
        endings: &["png"],
    })
}

/// Makes the small picture that the window shows.
pub(super) fn preview(bytes: &[u8]) -> Result<Vec<u8>, AppError> {
    let format = format(bytes).ok_or_else(|| no_picture("not a picture"))?;
    let (picture, turn) = unpack(Cursor::new(bytes), format)?;
    // Small first, then turned.
    let mut small = picture.thumbnail(PREVIEW, PREVIEW);
    small.apply_orientation(turn);
    let mut out = Vec::new();
    write_png(small, &mut out)?;
    Ok(out)
}

fn write_png(picture: DynamicImage, out: &mut Vec<u8>) -> Result<(), AppError> {
    let plain = if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    };
    let written = plain.write_to(&mut Cursor::new(out), ImageFormat::Png);
    written.map_err(AppError::internal)
}

/// Looks at the size first, then unpacks within bounds. Returns how it is to be turned as well.
fn unpack(
    from: impl BufRead + Seek,
    format: ImageFormat,
) -> Result<(DynamicImage, Orientation), AppError> {
    let mut reader = ImageReader::with_format(from, format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unpacked)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        let message = format!("a picture of {width} x {height}");
        return Err(AppError::new(ErrorCode::BadFile, message).with("why", "manyPixels"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(unpacked)?;
    Ok((picture, orientation))
}

fn unpacked(error: ImageError) -> AppError {
    let why = if matches!(error, ImageError::Limits(_)) {
        "manyPixels"
    } else {
        "brokenPicture"
    };
    AppError::new(ErrorCode::BadFile, error).with("why", why)
}

fn no_picture(error: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::BadFile, error).with("why", "brokenPicture")
}

#[cfg(test)]
pub(crate) mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    /// A small JPEG with an EXIF part that says: turn a quarter, and a planted place.
    pub(crate) fn photo() -> Vec<u8> {
        let picture = RgbImage::from_fn(64, 32, |x, _| {
            if x < 32 {
                Rgb([250, 10, 10])
            } else {
                Rgb([10, 10, 250])
            }
        });
        let mut out = Vec::new();
        picture
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, 95))
            .unwrap();
        // Big-endian TIFF, one entry: orientation 6.
        let mut exif =
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPS 12 Birch Lane");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let mut photo = out[..2].to_vec();
        photo.extend_from_slice(&[0xff, 0xe1]);
        photo.extend_from_slice(&length);
        photo.extend_from_slice(&exif);
        photo.extend_from_slice(&out[2..]);
        photo
    }

    fn holds(bytes: &[u8], words: &[u8]) -> bool {
        bytes.windows(words.len()).any(|part| part == words)
    }

    #[test]
    fn a_photo_is_turned_as_it_is_seen_and_says_nothing_else() {
        let photo = photo();
        assert!(holds(&photo, b"Birch"));
        let clean = clean(&photo).unwrap();
        assert_eq!(clean.media, "image/jpeg");
        assert!(!holds(&clean.bytes, b"Birch") && !holds(&clean.bytes, b"Exif"));
        let picture = image::load_from_memory(&clean.bytes).unwrap().into_rgb8();
        assert_eq!(picture.dimensions(), (32, 64), "turned a quarter");
        let (top, bottom) = (picture.get_pixel(16, 4), picture.get_pixel(16, 60));
        assert!(top.0[0] > 200 && bottom.0[2] > 200, "{top:?} {bottom:?}");
        // What was made anew is a picture again, and a preview of it is small.
        let small = image::load_from_memory(&preview(&clean.bytes).unwrap()).unwrap();
        assert!(small.width() <= PREVIEW && small.height() <= PREVIEW);
    }

    #[test]
    fn a_png_with_words_in_it_loses_them_and_stays_see_through() {
        let picture = image::RgbaImage::from_pixel(8, 8, image::Rgba([1, 2, 3, 40]));
        let mut png = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .unwrap();
        // A chunk of text behind the header: length, kind, words, and a checksum that readers pass over or not.
        let text = b"Comment\0taken at 12 Birch Lane";
        let mut chunk = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
        chunk.extend_from_slice(b"tEXt");
        chunk.extend_from_slice(text);
        chunk.extend_from_slice(&crc(&chunk[4..]).to_be_bytes());
        png.splice(33..33, chunk);
        assert!(holds(&png, b"Birch"));
        let clean = clean(&png).unwrap();
        assert_eq!(clean.media, "image/png");
        assert!(!holds(&clean.bytes, b"Birch"));
        let again = image::load_from_memory(&clean.bytes).unwrap().into_rgba8();
        assert_eq!(again.get_pixel(0, 0).0, [1, 2, 3, 40]);
    }

    /// The checksum of PNG.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
            })
        })
    }

    /// The beginning of a PNG that says that it is so large.
    pub(crate) fn bomb(side: u32) -> Vec<u8> {
        beginning(side, 8)
    }

    /// The beginning of a PNG of four colours at so many bits.
    fn beginning(side: u32, bits: u8) -> Vec<u8> {
        let mut header = b"IHDR".to_vec();
        header.extend_from_slice(&side.to_be_bytes());
        header.extend_from_slice(&side.to_be_bytes());
        header.extend_from_slice(&[bits, 6, 0, 0, 0]);
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
        png.extend_from_slice(&header);
        png.extend_from_slice(&crc(&header).to_be_bytes());
        png.extend_from_slice(b"\0\0\0\0IDAT");
        png.extend_from_slice(&crc(b"IDAT").to_be_bytes());
        png
    }

    #[test]
    fn bad_input_35_a_picture_of_900_megapixels_is_refused_before_it_is_unpacked() {
        for side in [30_000, 6_400, u32::MAX >> 1] {
            let refused = clean(&bomb(side)).err().unwrap();
            assert_eq!(refused.code, ErrorCode::BadFile, "{side}");
            let refused = preview(&bomb(side)).unwrap_err();
            assert_eq!(refused.code, ErrorCode::BadFile, "{side}");
        }
        assert_eq!(
            clean(&bomb(30_000)).err().unwrap().details["why"],
            "manyPixels"
        );
    }

    #[test]
    fn bad_input_35_few_pixels_of_many_bits_are_refused_before_they_are_unpacked_too() {
        for (side, bits, refused) in [
            (5_000, 16, true),
            (4_000, 16, true),
            (6_000, 8, true),
            // These are unpacked, and found to be cut.
            (5_000, 8, false),
            (3_500, 16, false),
        ] {
            let why = preview(&beginning(side, bits)).unwrap_err().details;
            assert_eq!(why["why"] == "manyPixels", refused, "{side} at {bits}");
        }
    }

    #[test]
    fn bad_input_34_what_may_hold_a_script_is_no_picture() {
        for hostile in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"<!doctype html><script>alert(1)</script>",
            b"%PDF-1.7 /JavaScript",
            b"GIF89a\x01\0\x01\0",
            b"BM",
            b"",
        ] {
            assert!(format(hostile).is_none());
            assert!(clean(hostile).is_err() && preview(hostile).is_err());
        }
    }
}
