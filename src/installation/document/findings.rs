//! Collects what is wrong with one document, in the order of its lines.

use crate::problem::{Problem, Problems};

use super::{Document, Node};

/// More problems than this help nobody.
const MOST: usize = 100;

/// What has been found so far.
#[derive(Debug)]
pub struct Findings<'d> {
    document: &'d Document<'d>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    problems_unsaid: usize,
}

impl<'d> Findings<'d> {
    /// Nothing found yet.
    pub fn new(document: &'d Document<'d>) -> Self {
        Self {
            document,
            problems: Vec::new(),
            warnings: Vec::new(),
            problems_unsaid: 0,
        }
    }

    /// The text in which things are found.
    pub fn document(&self) -> &'d Document<'d> {
        self.document
    }

    /// The line that a value stands in, counted from 1.
    pub fn line_of(&self, node: Node<'_>) -> usize {
        self.document
            .problem(node.place(), String::new(), None)
            .line
    }

    /// Something that must be changed.
    pub fn wrong(&mut self, node: Node<'_>, message: String, hint: impl Into<String>) {
        self.wrong_at(node.place(), message, Some(hint.into()));
    }

    /// Something that must be changed, at a byte of the text.
    pub fn wrong_at(&mut self, place: usize, message: String, hint: Option<String>) {
        if self.is_full() {
            self.problems_unsaid += 1;
        } else {
            self.problems
                .push(self.document.problem(place, message, hint));
        }
    }

    /// Whether further problems are only counted, so that no hints need to be thought of.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= MOST
    }

    /// Something allowed that is probably not meant.
    pub fn unwise(&mut self, node: Node<'_>, message: String, hint: impl Into<String>) {
        if self.warnings.len() < MOST {
            let warning = self
                .document
                .problem(node.place(), message, Some(hint.into()));
            self.warnings.push(warning);
        }
    }

    /// All of it, in order.
    pub fn into_problems(mut self) -> Problems {
        let in_order = |a: &Problem, b: &Problem| (a.line, a.column).cmp(&(b.line, b.column));
        self.problems.sort_by(in_order);
        self.problems.dedup();
        self.warnings.sort_by(in_order);
        if self.problems_unsaid > 0 {
            let message = format!("and {} more problems", self.problems_unsaid);
            let hint = "they are told once these are mended";
            self.problems.push(
                self.document
                    .problem(usize::MAX, message, Some(hint.into())),
            );
        }
        Problems {
            problems: self.problems,
            warnings: self.warnings,
        }
    }
}
