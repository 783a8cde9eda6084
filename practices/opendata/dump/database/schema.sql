-- Tables of registry.sqlite. What is not known is NULL. Dates are as exact as they are known: 2019, 2019-05, 2019-05-07.
-- `position` is the place of an entry in its list, from 1. Names in five languages are in columns label_en to label_ar.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Reference tables. A code that a practice names and no table of the registry knows stands here with no name but itself.

CREATE TABLE languages (code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE terms (
  vocabulary TEXT NOT NULL, code TEXT NOT NULL,
  label_en TEXT NOT NULL, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT,
  definition TEXT, parent_vocabulary TEXT, parent TEXT, position INTEGER, grouping TEXT, year INTEGER, is_binding INTEGER,
  url TEXT, acceptance TEXT NOT NULL DEFAULT 'unknown', replaced_by TEXT,
  PRIMARY KEY (vocabulary, code),
  FOREIGN KEY (parent_vocabulary, parent) REFERENCES terms (vocabulary, code),
  FOREIGN KEY (vocabulary, replaced_by) REFERENCES terms (vocabulary, code)
) WITHOUT ROWID;

CREATE TABLE countries (
  code TEXT PRIMARY KEY, iso3 TEXT, m49 TEXT,
  label_en TEXT NOT NULL, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT, latitude REAL, longitude REAL
) WITHOUT ROWID;

CREATE TABLE country_groups (
  code TEXT PRIMARY KEY, kind TEXT NOT NULL, parent TEXT REFERENCES country_groups (code),
  label_en TEXT NOT NULL, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT
) WITHOUT ROWID;

CREATE TABLE country_group_members (
  country TEXT NOT NULL REFERENCES countries (code), country_group TEXT NOT NULL REFERENCES country_groups (code),
  since TEXT, until TEXT, source TEXT
);

CREATE TABLE cities (
  code TEXT PRIMARY KEY, country TEXT REFERENCES countries (code),
  label_en TEXT NOT NULL, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT, latitude REAL, longitude REAL
) WITHOUT ROWID;

CREATE TABLE mechanisms (
  code TEXT PRIMARY KEY, acronym TEXT, category TEXT, established INTEGER, url TEXT, is_active INTEGER,
  label_en TEXT NOT NULL, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT
) WITHOUT ROWID;

CREATE TABLE mechanism_members (
  mechanism TEXT NOT NULL REFERENCES mechanisms (code), country TEXT NOT NULL REFERENCES countries (code),
  since INTEGER, until INTEGER
);

CREATE TABLE organisations (
  code TEXT PRIMARY KEY, acronym TEXT, type TEXT, country TEXT REFERENCES countries (code),
  city TEXT REFERENCES cities (code), parent TEXT REFERENCES organisations (code),
  mechanism TEXT REFERENCES mechanisms (code), url TEXT, acceptance TEXT NOT NULL DEFAULT 'unknown',
  replaced_by TEXT REFERENCES organisations (code),
  label_en TEXT NOT NULL, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT
) WITHOUT ROWID;

-- Practices: one row each, of the edition that is public

CREATE TABLE practices (
  code TEXT PRIMARY KEY, address TEXT NOT NULL, edition INTEGER NOT NULL, published TEXT NOT NULL, grade TEXT,
  original_language TEXT REFERENCES languages (code), type TEXT, modality TEXT, scope TEXT, status TEXT, evidence_level TEXT,
  start_year INTEGER, end_year INTEGER, requested_by TEXT, led_by TEXT, paid_by TEXT, cost_band TEXT
) WITHOUT ROWID;

CREATE TABLE texts (
  id INTEGER PRIMARY KEY, practice TEXT NOT NULL REFERENCES practices (code), language TEXT NOT NULL REFERENCES languages (code),
  origin TEXT NOT NULL, is_outdated INTEGER NOT NULL, title TEXT, summary TEXT, why TEXT, context TEXT, objectives TEXT,
  approach TEXT, results TEXT, difficulties TEXT, lessons TEXT, transfer TEXT, demand TEXT, caution TEXT
);

-- Every term of a practice: its type, scope, stage and evidence level, its themes, goals, sectors …
CREATE TABLE practice_terms (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL, vocabulary TEXT NOT NULL, code TEXT NOT NULL,
  FOREIGN KEY (vocabulary, code) REFERENCES terms (vocabulary, code)
);

CREATE TABLE practice_countries (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL,
  country TEXT NOT NULL REFERENCES countries (code), role TEXT NOT NULL
);

CREATE TABLE practice_organisations (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL,
  organisation TEXT NOT NULL REFERENCES organisations (code), role TEXT NOT NULL
);

CREATE TABLE practice_cities (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL,
  city TEXT NOT NULL REFERENCES cities (code), role TEXT
);

CREATE TABLE practice_mechanisms (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL,
  mechanism TEXT NOT NULL REFERENCES mechanisms (code)
);

-- Figures and answers name a source of the same practice by its key.
CREATE TABLE citations (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL, key TEXT NOT NULL, title TEXT, publisher TEXT,
  url TEXT, date TEXT, kind TEXT, language TEXT, locator TEXT, accessed TEXT, verification TEXT, archived_url TEXT,
  PRIMARY KEY (practice, key)
) WITHOUT ROWID;

CREATE TABLE figures (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL, value NUMERIC NOT NULL, unit TEXT, year INTEGER,
  source TEXT, label_en TEXT, label_fr TEXT, label_es TEXT, label_pt TEXT, label_ar TEXT,
  FOREIGN KEY (practice, source) REFERENCES citations (practice, key)
);

CREATE TABLE exchanges (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL,
  provider TEXT NOT NULL REFERENCES countries (code), beneficiary TEXT NOT NULL REFERENCES countries (code),
  date TEXT, format TEXT, subject TEXT, follow_up TEXT
);

CREATE TABLE links (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL,
  other TEXT NOT NULL REFERENCES practices (code), kind TEXT NOT NULL
);

CREATE TABLE particulars (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL
);

CREATE TABLE attachments (
  practice TEXT NOT NULL REFERENCES practices (code), position INTEGER NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL,
  media_type TEXT NOT NULL, size INTEGER NOT NULL, title TEXT, language TEXT, rights TEXT, has_consent INTEGER
);

-- What four types of practice have beside; lists of words and codes are JSON arrays.

CREATE TABLE study_tours (
  practice TEXT PRIMARY KEY REFERENCES practices (code), start_date TEXT, end_date TEXT, days INTEGER, delegation_size INTEGER,
  women INTEGER, participants TEXT, topics TEXT, host_bodies TEXT, agenda TEXT, report_url TEXT, follow_up TEXT, funding TEXT
) WITHOUT ROWID;

CREATE TABLE study_tour_actions (
  practice TEXT NOT NULL REFERENCES study_tours (practice), position INTEGER NOT NULL, action TEXT NOT NULL, state TEXT, due TEXT
);

CREATE TABLE training_centres (
  practice TEXT PRIMARY KEY REFERENCES practices (code), founded TEXT, host_body TEXT, legal_basis TEXT, member_countries TEXT,
  served_countries TEXT, languages TEXT, delivery TEXT, curriculum TEXT, accreditation TEXT, training_of_trainers INTEGER,
  fees TEXT
) WITHOUT ROWID;

CREATE TABLE training_centre_trainees (
  practice TEXT NOT NULL REFERENCES training_centres (practice), position INTEGER NOT NULL, year INTEGER,
  country TEXT REFERENCES countries (code), people INTEGER NOT NULL, women INTEGER, is_cumulative INTEGER, source TEXT,
  FOREIGN KEY (practice, source) REFERENCES citations (practice, key)
);

CREATE TABLE labour_agreements (
  practice TEXT PRIMARY KEY REFERENCES practices (code), legal_form TEXT, signed TEXT, in_force TEXT, term_years NUMERIC,
  renewal TEXT, renewed TEXT, ended TEXT, predecessor TEXT, successor TEXT, text_url TEXT, languages TEXT,
  joint_committee INTEGER, fees_paid_by TEXT, wage_floor NUMERIC, wage_currency TEXT, workers_covered INTEGER
) WITHOUT ROWID;

-- An element of the checklist that is not listed is unknown, not absent.
CREATE TABLE labour_agreement_elements (
  practice TEXT NOT NULL REFERENCES labour_agreements (practice), position INTEGER NOT NULL, element TEXT NOT NULL,
  answer TEXT NOT NULL, clause TEXT, note TEXT, source TEXT,
  FOREIGN KEY (practice, source) REFERENCES citations (practice, key)
);

CREATE TABLE city_cooperations (
  practice TEXT PRIMARY KEY REFERENCES practices (code), form TEXT, city_count INTEGER, network TEXT, instrument TEXT, adopted TEXT,
  editions TEXT, outputs TEXT, topics TEXT, tools TEXT, funding TEXT, migrant_participation TEXT, national_role TEXT
) WITHOUT ROWID;

-- Words of all texts: SELECT practice FROM texts JOIN words ON words.rowid = texts.id WHERE words MATCH 'recruitment';
CREATE VIRTUAL TABLE words USING fts5 (
  title, summary, why, context, objectives, approach, results, difficulties, lessons, transfer, demand, caution,
  content = 'texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
