//! Decoding dynamics: the system, its cost and the bounds of its controls; and states that samples are held at.
//!
//! The bounds, the start and the goal of a scenario with dynamics are full states; obstacles, robot, maps and sampling
//! regions are places, whose dimension is the number of states that the system calls its position.

mod matrices;

use super::decode::Decoder;
use super::reader::Fields;
use super::tree::Tree;
use super::words::{count, full};
use crate::space::linear_dynamics::System;

const SYSTEMS: [&str; 4] = ["double-integrator", "quadrotor", "car", "linear"];

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
