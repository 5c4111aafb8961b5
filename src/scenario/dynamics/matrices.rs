//! Decodes a user-defined linear system: its matrices, and which states are the position.

use crate::scenario::decode::Decoder;
use crate::scenario::reader::Fields;
use crate::scenario::tree::Tree;
use crate::scenario::words::count;
use crate::space::linear_dynamics::{Fault, General, Matrix, Model, System};

/// The most states of a linear system.
const MOST_STATES: usize = 12;

impl<'t> Decoder<'t, '_> {
    /// A matrix with its node.
    fn matrix(&mut self, fields: &Fields<'t>, key: &str) -> Option<(&'t Tree, Matrix)> {
        let at = fields.get(key)?;
        let what = format!("`{key}`");
        let rows = self.reader.list(at, &what)?;
        let mut numbers = Vec::with_capacity(rows.len());
        for row in rows {
            let items = self.reader.list(row, &format!("a row of {what}"))?;
            let row: Vec<_> = items
                .iter()
                .map(|item| self.reader.number(item, &format!("an entry of {what}")))
                .collect();
            numbers.push(row.into_iter().collect::<Option<Vec<f64>>>()?);
        }
        match Matrix::from_rows(&numbers) {
            Some(matrix) if matrix.columns() > 0 => Some((at, matrix)),
            _ => {
                self.reader
                    .error(at, format!("{what} must be a list of rows of one length"))
                    .label("write for example `[[0, 1], [0, 0]]`");
                None
            }
        }
    }

    pub(super) fn linear(&mut self, fields: &Fields<'t>, what: &str) -> Option<System> {
        let before = self.reader.count();
        self.reader
            .required(fields, what, "A", "A: [[0, 1], [0, 0]]");
        self.reader.required(fields, what, "B", "B: [[0], [1]]");
        let position = self
            .reader
            .required(fields, what, "position", "position: [0]");
        let (a, b, r) = (
            self.matrix(fields, "A"),
            self.matrix(fields, "B"),
            self.matrix(fields, "R"),
        );
        let c = fields.get("c").and_then(|at| {
            let items = self.reader.list(at, "`c`")?;
            let numbers: Vec<_> = items
                .iter()
                .map(|item| self.reader.number(item, "an entry of `c`"))
                .collect();
            Some((at, numbers.into_iter().collect::<Option<Vec<f64>>>()?))
        });
        let ((at_a, a), (at_b, b)) = (a?, b?);
        if self.reader.count() > before {
            return None;
        }
        if !(2..=MOST_STATES).contains(&a.rows()) {
            self.reader
                .error(
                    at_a,
                    format!("a system must have 2 to {MOST_STATES} states"),
                )
                .label(format!("`A` has {}", count(a.rows(), "row")));
            return None;
        }
        let numbers = c.as_ref().map_or(vec![0.0; a.rows()], |(_, c)| c.clone());
        let weight = r
            .as_ref()
            .map_or(Matrix::identity(b.columns()), |(_, r)| r.clone());
        let n = a.rows();
        let steered = Model::new(a, b, numbers, weight)
            .and_then(|model| General::steering(&model).map(|_| model));
        let model = match steered {
            Ok(model) => model,
            Err(fault) => {
                let at_r = r.map_or(at_b, |(at, _)| at);
                let at = match &fault {
                    Fault::NotSquare | Fault::NoEigenvalues => at_a,
                    Fault::InputShape
                    | Fault::TooManyControls
                    | Fault::Uncontrollable(_)
                    | Fault::NearlyUncontrollable(_) => at_b,
                    Fault::DriftShape => c.map_or(at_a, |(at, _)| at),
                    _ => at_r,
                };
                let finding = self.reader.error(at, fault.to_string());
                match fault {
                    Fault::Uncontrollable(_) => finding.label(format!(
                        "of {n}: the pair (A, B) is not controllable, so most states cannot be joined"
                    )),
                    Fault::NearlyUncontrollable(_) => finding.label(
                        "above some 1e13 no cost has a digit; other units or another input would help",
                    ),
                    _ => finding,
                };
                return None;
            }
        };
        let position = self.places(position?, n)?;
        Some(System::Linear { model, position })
    }

    fn places(&mut self, at: &'t Tree, states: usize) -> Option<Vec<usize>> {
        let items = self.reader.list(at, "`position`")?;
        let mut position = Vec::new();
        for item in items {
            let i = self.reader.integer(item, "a state's number", 0)? as usize;
            if i >= states || position.contains(&i) {
                let label = match i >= states {
                    true => format!("states count from 0 to {}", states - 1),
                    false => "it stands twice".to_owned(),
                };
                self.reader
                    .error(
                        item,
                        "`position` must name different states by their numbers",
                    )
                    .label(label);
                return None;
            }
            position.push(i);
        }
        if (1..=3).contains(&position.len()) {
            return Some(position);
        }
        self.reader
            .error(at, "`position` must name 1 to 3 states")
            .label("obstacles live in the space of these");
        None
    }
}
