//! Decoding dynamics: the system, its cost and the bounds of its controls; and states that samples are held at.
//!
//! The bounds, the start and the goal of a scenario with dynamics are full states; obstacles, robot, maps and sampling regions
//! are places, whose dimension is the number of states that the system calls its position.

use super::decode::Decoder;
use super::reader::Fields;
use super::tree::Tree;
use super::words::{count, full};
use crate::space::linear_dynamics::{Fault, Matrix, Model, System};

const SYSTEMS: [&str; 4] = ["double-integrator", "quadrotor", "car", "linear"];

/// The most states of a linear system.
const MOST_STATES: usize = 12;

/// A system, and what its scenario says of its controls and samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamics {
    /// The system.
    pub system: System,
    /// The bounds of each control; infinite where there are none.
    pub control_bounds: Vec<[f64; 2]>,
    /// States, by number, with the values that samples are held at.
    pub fixed: Vec<(usize, f64)>,
}

impl<'t> Decoder<'t, '_> {
    /// The dynamics with their node; `fixed` is empty yet.
    pub(crate) fn dynamics(&mut self, fields: Fields<'t>) -> Option<(&'t Tree, Dynamics)> {
        let at = fields.get("dynamics")?;
        let ((name, _, value), _) = self.variant(at, "`dynamics`", &SYSTEMS, &[])?;
        let what = format!("the system `{name}`");
        let keys: &[&str] = match name {
            "double-integrator" => &["axes", "control-weight", "control-bounds"],
            "quadrotor" => &[
                "mass",
                "arm",
                "inertia",
                "gravity",
                "control-weights",
                "control-bounds",
            ],
            "car" => &["control-weights", "control-bounds"],
            _ => &["A", "B", "c", "R", "position", "control-bounds"],
        };
        let fields = self.reader.map(value, &what, keys)?;
        let system = match name {
            "double-integrator" => self.double_integrator(&fields, &what),
            "quadrotor" => self.quadrotor(&fields, &what),
            "car" => self
                .weights::<2>(&fields, &what, "[1, 50]")
                .map(|weights| System::Car { weights }),
            _ => self.linear(&fields, &what),
        };
        let bounds = fields.get("control-bounds");
        let system = system?;
        let control_bounds = match bounds {
            Some(at) => self.control_bounds(at, &system.control_names())?,
            None => vec![[f64::NEG_INFINITY, f64::INFINITY]; system.controls()],
        };
        let dynamics = Dynamics {
            system,
            control_bounds,
            fixed: Vec::new(),
        };
        Some((at, dynamics))
    }

    fn positive_of(
        &mut self,
        fields: &Fields<'t>,
        what: &str,
        key: &str,
        example: &str,
    ) -> Option<f64> {
        let at = self.reader.required(fields, what, key, example)?;
        self.reader.positive(at, &format!("`{key}`"))
    }

    fn double_integrator(&mut self, fields: &Fields<'t>, what: &str) -> Option<System> {
        let axes = self.reader.required(fields, what, "axes", "axes: 2");
        let axes = axes.and_then(|at| {
            let axes = self.reader.integer(at, "the number of axes", 1)?;
            if axes <= 3 {
                return Some(axes as usize);
            }
            self.reader
                .error(at, "the number of axes must be 1, 2 or 3")
                .label("obstacles live in the space of the axes");
            None
        });
        let weight = self.positive_of(fields, what, "control-weight", "control-weight: 0.25");
        Some(System::DoubleIntegrator {
            axes: axes?,
            weight: weight?,
        })
    }

    fn quadrotor(&mut self, fields: &Fields<'t>, what: &str) -> Option<System> {
        let mass = self.positive_of(fields, what, "mass", "mass: 0.5");
        let arm = self.positive_of(fields, what, "arm", "arm: 0.17145");
        let inertia = self.positive_of(fields, what, "inertia", "inertia: 0.1");
        let gravity = match fields.get("gravity") {
            Some(at) => self.reader.positive(at, "`gravity`"),
            None => Some(9.8),
        };
        let weights = self.weights::<3>(fields, what, "[0.25, 0.5, 0.5]");
        Some(System::Quadrotor {
            mass: mass?,
            arm: arm?,
            inertia: inertia?,
            gravity: gravity?,
            weights: weights?,
        })
    }

    /// The diagonal of R.
    fn weights<const M: usize>(
        &mut self,
        fields: &Fields<'t>,
        what: &str,
        example: &str,
    ) -> Option<[f64; M]> {
        let example = format!("control-weights: {example}");
        let at = self
            .reader
            .required(fields, what, "control-weights", &example)?;
        let items = self.reader.list(at, "`control-weights`")?;
        if items.len() != M {
            self.reader
                .error(
                    at,
                    format!("`control-weights` must be {M} numbers, one for each control"),
                )
                .label(format!("this is a list of {}", count(items.len(), "value")));
            return None;
        }
        let mut weights = [0.0; M];
        for (weight, item) in weights.iter_mut().zip(items) {
            *weight = self.reader.positive(item, "a control's weight")?;
        }
        Some(weights)
    }

    fn control_bounds(&mut self, at: &'t Tree, names: &[String]) -> Option<Vec<[f64; 2]>> {
        let items = self.reader.list(at, "`control-bounds`")?;
        if items.len() != names.len() {
            self.reader
                .error(
                    at,
                    format!("`control-bounds` must be {} pairs [low, high]", names.len()),
                )
                .label(format!("one for each of {}", names.join(", ")));
            return None;
        }
        let pairs: Vec<_> = items
            .iter()
            .zip(names)
            .map(|(item, name)| self.interval(item, name))
            .collect();
        pairs.into_iter().collect()
    }

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

    fn linear(&mut self, fields: &Fields<'t>, what: &str) -> Option<System> {
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
        let model = match Model::new(a, b, numbers, weight) {
            Ok(model) => model,
            Err(fault) => {
                let at_r = r.map_or(at_b, |(at, _)| at);
                let at = match &fault {
                    Fault::NotSquare => at_a,
                    Fault::InputShape | Fault::TooManyControls | Fault::Uncontrollable(_) => at_b,
                    Fault::DriftShape => c.map_or(at_a, |(at, _)| at),
                    _ => at_r,
                };
                let finding = self.reader.error(at, fault.to_string());
                if let Fault::Uncontrollable(_) = fault {
                    finding.label(format!(
                        "of {n}: the pair (A, B) is not controllable, so most states cannot be joined"
                    ));
                }
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

    /// The states that samples are held at, for a system with these bounds.
    pub(crate) fn fixed(
        &mut self,
        fields: Fields<'t>,
        system: &System,
        bounds: Option<&Vec<[f64; 2]>>,
    ) -> Vec<(usize, f64)> {
        let mut held = Vec::new();
        let Some(Tree::Map(entries)) = fields.get("sampling") else {
            return held;
        };
        let is_fixed = |(k, _): &&(Tree, Tree)| matches!(k, Tree::Text(word) if word == "fixed");
        let Some((_, at)) = entries.iter().find(is_fixed) else {
            return held;
        };
        let names = system.state_names();
        let legal: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(fixed) = self.reader.map(at, "`fixed`", &legal) else {
            return held;
        };
        for (i, name) in names.iter().enumerate() {
            let Some(at) = fixed.get(name) else { continue };
            let Some(x) = self.reader.number(at, &format!("the value of `{name}`")) else {
                continue;
            };
            if let Some([low, high]) = bounds
                .and_then(|b| b.get(i))
                .filter(|b| x < b[0] || x > b[1])
            {
                self.reader
                    .error(at, format!("`{name}` is held outside of its bounds"))
                    .label(format!("they are {} to {}", full(*low), full(*high)));
                continue;
            }
            held.push((i, x));
        }
        held
    }
}
