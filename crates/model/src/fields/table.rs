//! The table: which kinds of items there are and which fields each has, in the order of its form.

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A hub, a pantry, a shelter.
    Site,
    /// Something that is needed.
    Need,
    /// Something that is offered.
    Offer,
    /// A catalogue item: goods that can be on a shelf.
    Supply,
    /// The board's own item: its name, its template, the sections that it does not use.
    Settings,
    /// What is known of one household, sealed for few: it stands in a compartment of its own, and in no list.
    Case,
}

/// How a field's text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Text with line breaks.
    Text,
    /// A whole number, not below zero.
    Number,
    /// One of [`FieldDef::choices`].
    Choice,
    /// A day, YYYY-MM-DD.
    Date,
    /// The id of a site.
    Site,
}

/// One field of a kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldDef {
    /// Its name in the document, camelCase.
    pub name: &'static str,
    /// How its text is meant.
    pub shape: Shape,
    /// The longest text, in characters.
    pub max_chars: usize,
    /// Whether an item must have it.
    pub required: bool,
    /// For a choice: what can be chosen.
    pub choices: &'static [&'static str],
}

impl Shape {
    /// Returns the word for the shape that the app shows to the UI.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Text => "text",
            Self::Number => "number",
            Self::Choice => "choice",
            Self::Date => "date",
            Self::Site => "site",
        }
    }
}

impl ItemKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Site,
        Self::Need,
        Self::Offer,
        Self::Supply,
        Self::Settings,
        Self::Case,
    ];

    /// Returns the word that stands in the document under `kind`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Need => "need",
            Self::Offer => "offer",
            Self::Supply => "supply",
            Self::Settings => "settings",
            Self::Case => "case",
        }
    }

    /// Reads the word that stands in the document; `None` for a kind of a newer app.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Returns the letter before the spoken code: `N-7K4Q` is a need.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Site => 'S',
            Self::Need => 'N',
            Self::Offer => 'O',
            Self::Supply => 'U',
            Self::Settings => 'B',
            Self::Case => 'C',
        }
    }

    /// Returns the fields in the order of the form.
    #[must_use]
    pub const fn fields(self) -> &'static [FieldDef] {
        match self {
            Self::Site => SITE,
            Self::Need | Self::Offer => NEED,
            Self::Supply => SUPPLY,
            Self::Settings => SETTINGS,
            Self::Case => CASE,
        }
    }

    /// Returns the field of that name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static FieldDef> {
        self.fields().iter().find(|def| def.name == name)
    }
}

const fn field(name: &'static str, shape: Shape, max_chars: usize) -> FieldDef {
    FieldDef {
        name,
        shape,
        max_chars,
        required: false,
        choices: &[],
    }
}

const fn choice(name: &'static str, choices: &'static [&'static str]) -> FieldDef {
    FieldDef {
        choices,
        ..field(name, Shape::Choice, 40)
    }
}

// 300 characters are about three lines of a phone; longer things belong into `details`.
const TITLE: FieldDef = FieldDef {
    required: true,
    ..field("title", Shape::Line, 300)
};
// Four bytes a character at most, so that the text stays below the 64 KiB of a string.
const DETAILS: FieldDef = field("details", Shape::Text, 16_000);
const IMPORT_REF: FieldDef = field("importRef", Shape::Line, 300);
const UNIT: FieldDef = field("unit", Shape::Line, 60);
const AREA: FieldDef = field("area", Shape::Line, 300);

const NEED: &[FieldDef] = &[
    TITLE,
    choice(
        "what",
        &["item", "service", "people", "space", "money", "information"],
    ),
    field("quantity", Shape::Number, 13),
    UNIT,
    choice("urgency", &["1", "2", "3", "4"]),
    field("neededBy", Shape::Date, 10),
    AREA,
    field("site", Shape::Site, 32),
    DETAILS,
    IMPORT_REF,
];

const SITE: &[FieldDef] = &[
    TITLE,
    field("siteKind", Shape::Line, 100),
    field("address", Shape::Line, 500),
    AREA,
    field("lat", Shape::Line, 40),
    field("lon", Shape::Line, 40),
    field("hours", Shape::Text, 2_000),
    field("accepts", Shape::Text, 4_000),
    DETAILS,
    IMPORT_REF,
];

const SUPPLY: &[FieldDef] = &[
    TITLE,
    field("category", Shape::Line, 100),
    UNIT,
    field("minimum", Shape::Number, 13),
    DETAILS,
    IMPORT_REF,
];

// `hiddenSections`: words with one space between them. `caseDays`: after so many days a case that is done is erased.
const SETTINGS: &[FieldDef] = &[
    TITLE,
    choice("template", &["relief"]),
    field("hiddenSections", Shape::Line, 300),
    choice("holdNew", &["yes", "no"]),
    field("caseDays", Shape::Number, 4),
];

// Nothing about papers or health: what is not asked for cannot be lost.
const CASE: &[FieldDef] = &[
    FieldDef {
        required: true,
        ..field("name", Shape::Line, 300)
    },
    field("address", Shape::Line, 500),
    field("phone", Shape::Line, 100),
    field("accessNotes", Shape::Text, 4_000),
];
