//! Compartments: the parts of a board that have keys of their own.
//!
//! Owns their names and bytes. Never decides who gets the key of one.

use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::ItemId;

/// A part of a board with a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compartment {
    /// Headers and certificates: every member gets it whole.
    Members,
    /// The items and statements that all members read.
    Main,
    /// What coordinators and stewards read only.
    Coordinators,
    /// Reports from outside, for coordinators.
    Inbox,
    /// The sealed part of one household's case; named by the shared item that it belongs to.
    Case(ItemId),
}

/// The number of [`Compartment::Case`], which has content.
const CASE: u8 = 4;

impl<C> Encode<C> for Compartment {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::Members => e.u8(0)?.ok(),
            Self::Main => e.u8(1)?.ok(),
            Self::Coordinators => e.u8(2)?.ok(),
            Self::Inbox => e.u8(3)?.ok(),
            Self::Case(item) => {
                e.array(2)?.u8(CASE)?.array(1)?;
                item.encode(e, ctx)
            }
        }
    }
}

impl<'b, C> Decode<'b, C> for Compartment {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, decode::Error> {
        if d.datatype()? == minicbor::data::Type::Array {
            let shape = (d.array()?, d.u8()?, d.array()?);
            if shape != (Some(2), CASE, Some(1)) {
                return Err(decode::Error::message("an unknown compartment"));
            }
            return ItemId::decode(d, ctx).map(Self::Case);
        }
        match d.u8()? {
            0 => Ok(Self::Members),
            1 => Ok(Self::Main),
            2 => Ok(Self::Coordinators),
            3 => Ok(Self::Inbox),
            _ => Err(decode::Error::message("an unknown compartment")),
        }
    }
}
