//! The names under which people write the fields in their lists: data, no rules.

use super::KIND;
use crate::api::ItemKind;

/// The fields of a need or an offer, in the order of the form.
#[rustfmt::skip]
pub(super) const ASKED: &[&str] = &[
    "title", "what", "quantity", "unit", "urgency", "neededBy", "area", "site", "details",
    "importRef",
];
/// The fields of a site.
#[rustfmt::skip]
pub(super) const SITE: &[&str] = &[
    "title", "siteKind", "address", "area", "lat", "lon", "hours", "accepts", "details",
    "importRef",
];
/// The fields of a supply.
#[rustfmt::skip]
pub(super) const SUPPLY: &[&str] = &["title", "category", "unit", "minimum", "details", "importRef"];

/// The names of one field: letters and digits in lower case, the best first.
pub(super) struct Names {
    pub field: &'static str,
    pub names: &'static [&'static str],
}

const fn names(field: &'static str, names: &'static [&'static str]) -> Names {
    Names { field, names }
}

/// Names that mean the same in a list of whatever kind.
#[rustfmt::skip]
pub(super) const COMMON: &[Names] = &[
    names("title", &["title", "name", "item", "itemname", "headline", "subject", "summary"]),
    names("unit", &["unit", "units", "uom", "unitofmeasure", "per", "packsize"]),
    names("area", &[
        "area", "borough", "neighbourhood", "neighborhood", "district", "quarter", "ward", "zone",
        "region", "city", "town", "village", "locality", "suburb", "county",
    ]),
    names("details", &[
        "details", "detail", "comments", "comment", "notes", "note", "remarks", "remark", "description",
        "info", "moreinfo", "additionalinformation", "text", "message",
    ]),
    // Not "id" and "no": two lists that are both numbered from 1 would take each other's rows for their own.
    names("importRef", &["importref", "importreference", "externalid", "externalref", "uuid", "guid"]),
    names(KIND, &["kind", "itemkind"]),
];

/// Names in a list of needs or offers.
#[rustfmt::skip]
pub(super) const ASKED_NAMES: &[Names] = &[
    names("title", &[
        "need", "needed", "whatisneeded", "request", "requested", "wanted", "offer", "offered",
        "offering", "whatisoffered", "skill", "service", "task", "goods", "resource", "product",
    ]),
    names("what", &["what", "type", "category", "sort"]),
    names("quantity", &[
        "quantity", "qty", "amount", "number", "howmany", "howmuch", "count", "quantityneeded",
        "numberneeded", "quantityrequested", "quantityoffered", "amountneeded", "places",
    ]),
    names("urgency", &["urgency", "priority", "urgent", "importance", "severity"]),
    names("neededBy", &[
        "neededby", "needby", "by", "deadline", "due", "duedate", "date", "when", "until", "bywhen",
        "requiredby", "availableuntil",
    ]),
    names("site", &["site", "sitename", "hub", "deliverto", "shelter", "pantry", "place", "where"]),
    names("area", &["location", "address"]),
];

/// Names in a list of sites.
#[rustfmt::skip]
pub(super) const SITE_NAMES: &[Names] = &[
    names("title", &[
        "site", "sitename", "hub", "hubname", "place", "placename", "location", "locationname",
        "facility", "facilityname", "organisation", "organization", "shelter", "pantry",
    ]),
    names("siteKind", &["sitekind", "type", "sitetype", "facilitytype", "category"]),
    names("address", &[
        "address", "streetaddress", "street", "fulladdress", "addressline1", "location", "where",
    ]),
    names("lat", &["lat", "latitude", "y"]),
    names("lon", &["lon", "long", "lng", "longitude", "x"]),
    names("hours", &[
        "hours", "openingtimes", "openinghours", "opentimes", "openhours", "open", "times", "opening",
        "hoursofoperation", "schedule",
    ]),
    names("accepts", &[
        "accepts", "accepting", "acceptsdonations", "donationsaccepted", "takes", "needs",
        "whattobring", "acceptsdoesnotaccept",
    ]),
];

/// Names in a list of supplies.
#[rustfmt::skip]
pub(super) const SUPPLY_NAMES: &[Names] = &[
    names("title", &[
        "supply", "supplies", "article", "product", "goods", "good", "material", "resource",
        "stockitem", "catalogueitem", "catalogitem",
    ]),
    names("category", &["category", "group", "itemcategory", "section", "class", "type", "shelf"]),
    names("minimum", &[
        "minimum", "min", "minstock", "minimumquantity", "minquantity", "lowat", "reorderat",
        "reorderlevel", "atleast",
    ]),
];

/// Headings that speak for one kind, with how loudly they do.
#[rustfmt::skip]
pub(super) const SPEAK_FOR: &[(ItemKind, u32, &[&str])] = &[
    (ItemKind::Need, 4, &[
        "need", "needed", "whatisneeded", "request", "requested", "wanted", "neededby", "needby",
        "requiredby", "quantityneeded", "numberneeded", "quantityrequested", "amountneeded",
    ]),
    (ItemKind::Need, 2, &[
        "urgency", "priority", "urgent", "quantity", "qty", "howmany", "deadline", "due", "duedate",
    ]),
    (ItemKind::Offer, 4, &[
        "offer", "offered", "offering", "whatisoffered", "quantityoffered", "availableuntil",
    ]),
    (ItemKind::Offer, 3, &["skill", "donor", "provider", "giver"]),
    (ItemKind::Supply, 4, &[
        "supply", "supplies", "minimum", "minstock", "minimumquantity", "minquantity", "lowat",
        "reorderlevel", "reorderat", "stockitem", "catalogueitem", "catalogitem", "onhand", "stock",
        "instock", "shelf",
    ]),
    (ItemKind::Supply, 1, &["item", "itemname", "unit", "units", "category", "itemcategory", "uom"]),
    (ItemKind::Site, 4, &[
        "lat", "latitude", "lon", "lng", "longitude", "openingtimes", "openinghours", "openhours",
        "hours", "hoursofoperation", "sitekind", "sitetype", "facilitytype", "hubname", "facility",
        "facilityname", "accepts",
    ]),
    (ItemKind::Site, 2, &["address", "streetaddress", "site", "sitename", "borough", "hub", "shelter"]),
];
