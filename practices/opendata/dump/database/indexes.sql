-- Made when all rows are there.

CREATE UNIQUE INDEX texts_practice ON texts (practice, language);
CREATE INDEX practice_terms_practice ON practice_terms (practice);
CREATE INDEX practice_terms_code ON practice_terms (vocabulary, code);
CREATE INDEX practice_countries_practice ON practice_countries (practice);
CREATE INDEX practice_countries_country ON practice_countries (country, role);
CREATE INDEX practice_organisations_practice ON practice_organisations (practice);
CREATE INDEX practice_organisations_organisation ON practice_organisations (organisation);
CREATE INDEX practice_cities_practice ON practice_cities (practice);
CREATE INDEX practice_cities_city ON practice_cities (city);
CREATE INDEX practice_mechanisms_practice ON practice_mechanisms (practice);
CREATE INDEX practice_mechanisms_mechanism ON practice_mechanisms (mechanism);
CREATE INDEX figures_practice ON figures (practice);
CREATE INDEX exchanges_practice ON exchanges (practice);
CREATE INDEX exchanges_countries ON exchanges (provider, beneficiary);
CREATE INDEX links_practice ON links (practice);
CREATE INDEX links_other ON links (other);
CREATE INDEX particulars_practice ON particulars (practice);
CREATE INDEX attachments_practice ON attachments (practice);
CREATE INDEX study_tour_actions_practice ON study_tour_actions (practice);
CREATE INDEX training_centre_trainees_practice ON training_centre_trainees (practice);
CREATE INDEX labour_agreement_elements_practice ON labour_agreement_elements (practice);
CREATE INDEX country_group_members_group ON country_group_members (country_group);
CREATE INDEX country_group_members_country ON country_group_members (country);
CREATE INDEX mechanism_members_mechanism ON mechanism_members (mechanism);
CREATE INDEX mechanism_members_country ON mechanism_members (country);

INSERT INTO words (words) VALUES ('rebuild');
