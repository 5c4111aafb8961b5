//! One mistake is one error: a value that cannot be read causes no second complaint about what would have followed
//! from it.

use prolate::scenario::parse;
use serde_yaml::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The scenarios below a folder.
fn scenarios(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenarios(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml")
            && parse(&fs::read_to_string(&path).unwrap(), &path).is_ok()
        {
            found.push(path);
        }
    }
}

/// The number of nodes of a value, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Sequence(items) => items.iter().map(count).sum(),
        Value::Mapping(map) => map.iter().map(|(_, value)| count(value)).sum(),
        Value::Tagged(tagged) => count(&tagged.value),
        _ => 0,
    }
}

/// Puts `new` in the place of the node that `n` nodes stand before, in the order of [`count`]; tells whether it is
/// here. Counts `n` down by the nodes that are passed.
fn replace(value: &mut Value, n: &mut usize, new: &Value) -> bool {
    if *n == 0 {
        *value = new.clone();
        return true;
    }
    *n -= 1;
    match value {
        Value::Sequence(items) => items.iter_mut().any(|item| replace(item, n, new)),
        Value::Mapping(map) => map.iter_mut().any(|(_, item)| replace(item, n, new)),
        Value::Tagged(tagged) => replace(&mut tagged.value, n, new),
        _ => false,
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_one_error_whatever_hangs_on_it() {
    let mut files = Vec::new();
    scenarios(Path::new("scenarios"), &mut files);
    files.sort();
    assert!(files.len() > 20);
    let wrong = [
        Value::String("wrong".into()),
        Value::Sequence(vec![Value::String("wrong".into())]),
        Value::Number((-1).into()),
        Value::Number(f64::NAN.into()),
    ];
    let mut refused = 0;
    let mut several = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let root: Value = serde_yaml::from_str(&text).unwrap();
        // Of long lists of obstacles one is as good as another.
        let nodes = count(&root).min(120);
        for n in 1..nodes {
            for new in &wrong {
                let mut changed = root.clone();
                assert!(replace(&mut changed, &mut { n }, new));
                let text = serde_yaml::to_string(&changed).unwrap();
                if let Err(report) = parse(&text, &file) {
                    refused += 1;
                    // Other bounds and obstacles may be in the way of the start, of each goal and of a region.
                    let of_place = |title: &str| {
                        [
                            "the start state",
                            "the goal state",
                            "the robot at",
                            "the whole goal",
                        ]
                        .iter()
                        .any(|begin| title.starts_with(begin))
                            || title.contains("the bounds")
                            || title.contains("its bounds")
                    };
                    let places = report.problems().iter().all(|it| of_place(&it.title));
                    if report.count() > 1 && !places {
                        several.push(format!("{} {n} {new:?}:\n{report}", file.display()));
                    }
                }
            }
        }
    }
    assert!(refused > 1_000, "{refused}");
    let shown = several.iter().take(40).cloned().collect::<Vec<_>>();
    assert!(
        several.is_empty(),
        "{} of {refused}:\n{}",
        several.len(),
        shown.join("\n\n")
    );
}
