//! Bandit's own forms of a report, for what reads them: `bandit-json`, `csv`, `xml`, `yaml`.
//!
//! Names, types and units are Bandit's: lines from 1, columns from 0 in bytes of UTF-8, levels in upper
//! case, test ids and names where a rule has Bandit's code. A finding's lines are those that a
//! suppression comment would count on, its columns those of the node that it is a part of.

mod csv;
mod json;
mod record;
mod xml;
mod yaml;

pub(crate) use csv::render as csv;
pub(crate) use json::render as json;
pub(crate) use record::lines;
pub(crate) use xml::render as xml;
pub(crate) use yaml::render as yaml;
