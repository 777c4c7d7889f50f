//! Whom a network of the node wants to meet, and for whom it keeps places.
//!
//! Owns nothing: it follows from the boards, joins and reports that are met here.

use std::collections::BTreeSet;

use tokio::time::Instant;
use trust::EndpointId;

use super::Net;
use crate::node::dial::{arriving, devices, is_open};
use crate::node::links::Known;
use crate::peer::Face;

impl Net {
    /// Brings the book of peers up to date.
    pub(in crate::node) fn refresh(&self) {
        let (boards, joins) = (self.boards(), self.joins());
        let mut book = self.book();
        if self.face == Face::Open {
            for hint in self.public.told.borrow().iter() {
                book.hear_of(hint, self.loopback, Instant::now());
            }
            for report in self.public.reports.borrow().iter() {
                book.start_with(&report.hints);
            }
            let mut carried = self.carried();
            carried.extend(self.reported_to());
            book.carry_for(carried);
        }
        book.refresh(&boards, &joins, Instant::now());
    }

    /// Returns whom reports on their way name.
    fn reported_to(&self) -> BTreeSet<EndpointId> {
        let reports = self.public.reports.borrow();
        let open = reports.iter().filter(|report| report.done.is_none());
        open.flat_map(|report| &report.hints)
            .map(|hint| hint.endpoint)
            .collect()
    }

    /// Returns whom open joins ask.
    pub(in crate::node) fn asked(&self) -> BTreeSet<EndpointId> {
        let joins = self.joins();
        let open = joins.iter().filter(|join| is_open(join));
        let hints = open.flat_map(|join| &join.ticket.endpoints);
        let boards = self.boards();
        let boards = boards.iter().flat_map(arriving);
        let mut asked: BTreeSet<EndpointId> =
            hints.chain(boards).map(|hint| hint.endpoint).collect();
        if self.face == Face::Open {
            asked.extend(self.reported_to());
        }
        asked
    }

    /// Returns who was met for the boards that this device carries.
    fn carried(&self) -> BTreeSet<EndpointId> {
        let carried = self.public.carried.borrow();
        let peers = carried.iter().flat_map(|view| &view.peers);
        peers.copied().collect()
    }

    /// Returns for whom places are kept.
    pub(in crate::node) fn known(&self) -> Known {
        let mut endpoints = self.asked();
        if self.face == Face::Open {
            endpoints.extend(self.carried());
        }
        let boards = self.boards();
        let members = boards.iter().flat_map(devices);
        endpoints.extend(members.map(|(endpoint, ..)| endpoint));
        Known {
            endpoints,
            met: self.public.met.borrow().clone(),
        }
    }
}
