//! The settings of Kinodynamic RRT*.

use crate::planner::parts::Common;
use crate::planner::settings::{Range, Settings, Visitor};

/// The settings of Kinodynamic RRT*.
#[derive(Clone, Debug, PartialEq)]
pub struct KinodynamicSettings {
    /// What the theoretical radius is multiplied by, a length: the measure is multiplied by its d-th power. Infinite
    /// for no limit.
    pub rewire_factor: f64,
    /// Whether samples that cannot improve the path are dropped. Only of systems that are linear as they are.
    pub pruning: bool,
    /// Whether a system that is not linear is to drive its paths itself, so that only what it drives is a solution.
    pub refine: bool,
    /// Seconds from one row of a trajectory to the next.
    pub dt: f64,
    /// Those of all planners.
    pub common: Common,
}

impl Default for KinodynamicSettings {
    fn default() -> Self {
        Self {
            rewire_factor: 1.1,
            pruning: true,
            refine: true,
            dt: 0.01,
            common: Common {
                goal_bias: 0.0,
                ..Common::default()
            },
        }
    }
}

impl Settings for KinodynamicSettings {
    fn visit(&mut self, visitor: &mut dyn Visitor) {
        visitor.number(
            "rewire-factor",
            &mut self.rewire_factor,
            Range::above(0.0),
            "multiplies the theoretical radius; .inf: all vertices, as the paper ran the double integrator and the quadrotor",
        );
        visitor.flag(
            "pruning",
            &mut self.pruning,
            "drop samples that cannot improve the path; without effect on the car, whose model changes",
        );
        visitor.flag(
            "refine",
            &mut self.refine,
            "have the car itself drive each better path, and count only what it drives; false: the paper's linear models, \
             from which the car deviates. Without effect on systems that are linear",
        );
        visitor.number(
            "dt",
            &mut self.dt,
            Range::above(0.0),
            "seconds from one row of trajectory.csv to the next",
        );
        self.common.visit_sampling(visitor);
    }
}
