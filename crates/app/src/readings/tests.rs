//! QR codes in pictures, and what is none.

use super::from_base64;
use super::qr::read_qr;
use crate::api::ErrorCode;

#[test]
fn a_picture_without_a_code_a_bomb_and_rubbish_are_told_apart_from_a_code() {
    let mut png = Vec::new();
    image::GrayImage::from_pixel(60, 60, image::Luma([255]))
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    let blank = data_encoding::BASE64.encode(&png);
    assert_eq!(read_qr(&blank).unwrap_err().code, ErrorCode::NoQrCode);
    let rubbish = data_encoding::BASE64.encode(b"no picture");
    assert_eq!(read_qr(&rubbish).unwrap_err().code, ErrorCode::NoQrCode);
    // The head of a PNG that claims a side of 100,000 pixels.
    let mut bomb = png.clone();
    bomb[16..20].copy_from_slice(&100_000u32.to_be_bytes());
    let bomb = data_encoding::BASE64.encode(&bomb);
    assert_eq!(read_qr(&bomb).unwrap_err().code, ErrorCode::NoQrCode);
    let large = "A".repeat(30 * 1024 * 1024);
    assert_eq!(read_qr(&large).unwrap_err().code, ErrorCode::TooLarge);
    assert_eq!(from_base64("***").unwrap_err().code, ErrorCode::BadFile);
}
