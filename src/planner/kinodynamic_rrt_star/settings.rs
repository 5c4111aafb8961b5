//! The settings of Kinodynamic RRT*.

use crate::planner::parts::Common;
use crate::planner::settings::{Range, Settings, Visitor};

/// The settings of Kinodynamic RRT*.
#[derive(Clone, Debug, PartialEq)]
pub struct KinodynamicSettings {
    /// What the theoretical radius is multiplied by, a length: the measure is multiplied by its d-th power. Infinite for no
    /// limit.
    pub rewire_factor: f64,
    /// Whether samples that cannot improve the path are dropped. Only of systems that are linear as they are.
    pub pruning: bool,
    /// Whether the path's motions are steered again until they follow the true equations of a system that is not linear.
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
            refine: false,
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
            "steer the path's motions again until they follow the car's true equations, where they then stay free; \
             of no use to systems that are linear as they are",
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
