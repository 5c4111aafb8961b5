//! The positions in messages of ROS as `rostopic echo` and `ros2 topic echo` print them.
//!
//! Read are one `nav_msgs/Path`, or any number of messages with one pose each (`PoseStamped`, `Odometry`), which follow
//! each other as a path. In the plane z is left aside.

use crate::scenario::Report;
use crate::scenario::tree::{self, Tree};
use std::path::Path;

/// Whether a text is such messages.
pub(super) fn are_in(text: &str) -> bool {
    text.lines()
        .any(|line| matches!(line.trim(), "poses:" | "pose:" | "poses: []"))
}

/// The states of the messages.
pub(super) fn read(text: &str, file: &Path, dimension: usize) -> Result<Vec<Vec<f64>>, Report> {
    let wrong = |title: String, label: &str| {
        let help = "legal is one nav_msgs/Path, or messages with one pose each";
        Report::of_file(file, title, label.to_owned(), Some(help.to_owned()))
    };
    if !(2..=3).contains(&dimension) {
        let title = format!("messages of poses hold no states of {dimension} numbers");
        return Err(wrong(title, "a pose has x, y and z"));
    }
    let (mut states, mut paths, mut first) = (Vec::new(), 0, 1);
    let mut documents: Vec<(usize, String)> = vec![(1, String::new())];
    for line in text.lines() {
        first += 1;
        match (line.trim_end(), documents.last_mut()) {
            ("---", _) => documents.push((first, String::new())),
            (line, Some((_, document))) => {
                document.push_str(line);
                document.push('\n');
            }
            _ => {}
        }
    }
    documents.retain(|(_, text)| !text.trim().is_empty());
    let messages = documents.len();
    for (line, document) in &documents {
        let root = tree::parse(document).map_err(|error| {
            let line = line + error.place.map_or(0, |(line, _)| line - 1);
            wrong(
                format!("the message cannot be read: {}", error.message),
                &format!("near line {line}"),
            )
        })?;
        let position = |pose: &Tree, number: usize| {
            let found = at(pose, &["pose", "pose", "position"])
                .or_else(|| at(pose, &["pose", "position"]))
                .or_else(|| at(pose, &["position"]));
            let axes = ["x", "y", "z"].iter().take(dimension);
            let state: Option<Vec<f64>> = axes
                .map(|axis| at(found?, &[axis])?.sound_number())
                .collect();
            state.ok_or_else(|| {
                let label = format!("in the message that begins in line {line}");
                wrong(
                    format!("pose {number} has no position of finite numbers"),
                    &label,
                )
            })
        };
        match at(&root, &["poses"]) {
            Some(Tree::List(poses)) => {
                paths += 1;
                for (i, pose) in poses.iter().enumerate() {
                    states.push(position(pose, i + 1)?);
                }
            }
            _ => states.push(position(&root, 1)?),
        }
        if paths > 0 && messages > 1 {
            let label = format!("there are {messages}, one begins in line {line}");
            return Err(wrong("a path is not the only message".to_owned(), &label));
        }
    }
    match states.is_empty() {
        true => Err(wrong(
            format!("{} holds no states", file.display()),
            "the path has no poses",
        )),
        false => Ok(states),
    }
}

/// What is behind these keys.
fn at<'t>(tree: &'t Tree, keys: &[&str]) -> Option<&'t Tree> {
    let [key, rest @ ..] = keys else {
        return Some(tree);
    };
    let Tree::Map(entries) = tree else {
        return None;
    };
    let is_it = |(name, _): &&(Tree, Tree)| matches!(name, Tree::Text(name) if name == key);
    at(&entries.iter().find(is_it)?.1, rest)
}
