//! Paths from anyone's files: what each tool writes is read, and what is not certain is an error that says what is
//! legal.

use prolate::verify::rows::{Wanted, read};
use std::path::Path;

/// The rows of a path in `d` dimensions that begins at `start`, or the report.
fn path(
    text: &str,
    d: usize,
    start: &[f64],
    select: Option<&str>,
) -> Result<Vec<Vec<f64>>, String> {
    let names: Vec<String> = (0..d).map(|i| format!("x{i}")).collect();
    let wanted = Wanted {
        names: &names,
        whose: "the scenario's states have",
        start,
        select,
    };
    read(text, Path::new("p.csv"), &wanted).map_err(|report| report.to_string())
}

const START: [f64; 2] = [0.5, -0.25];
const STATES: [[f64; 2]; 3] = [START, [1.0, 2.0], [3.5, 1e-3]];

#[track_caller]
fn reads(text: &str) {
    match path(text, 2, &START, None) {
        Ok(rows) => assert_eq!(rows, STATES, "{text}"),
        Err(report) => panic!("{text}\n{report}"),
    }
}

#[track_caller]
fn selects(text: &str, select: &str) {
    let rows = path(text, 2, &START, Some(select));
    assert_eq!(
        rows.unwrap_or_else(|report| panic!("{text}\n{report}")),
        STATES
    );
}

#[track_caller]
fn refuses(text: &str, words: &[&str]) {
    let report = path(text, 2, &START, None).expect_err(text);
    for word in words {
        assert!(report.contains(word), "{text}\n{report}\n{word}");
    }
}

#[test]
fn what_numpy_writes_is_read() {
    let space =
        "5.000000000000000000e-01 -2.500000000000000000e-01\n1.0e+00 2.0e+00\n3.5e+00 1.0e-03\n";
    reads(space);
    reads(&space.replace(' ', ","));
    reads(&space.replace(' ', ", "));
    reads(&space.replace(' ', ";"));
    reads(&space.replace(' ', "\t"));
    reads(&space.replace(' ', "\t\t"));
    reads(&space.replace(' ', " \t"));
    reads(&space.replace('\n', "\r\n"));
    reads(&format!("\u{feff}{space}"));
    reads(&format!("# x y\n{space}"));
    reads(&format!("# made by hand, in metres\n# two words\n{space}"));
    reads("# y x\n-0.25 .5\n2 1\n0.001 3.5\n");
    reads(&format!(
        "{}# the end\n",
        space.replace('\n', " # a remark\n")
    ));
    reads(&format!("% MATLAB\n\n  {space}\n\n"));
}

#[test]
fn what_pandas_writes_is_read() {
    reads("x0,x1\n0.5,-0.25\n1.0,2.0\n3.5,0.001\n");
    reads(",x0,x1\n0,0.5,-0.25\n1,1.0,2.0\n2,3.5,0.001\n");
    reads(",0,1\n0,0.5,-0.25\n1,1.0,2.0\n2,3.5,0.001\n");
    reads(" 0 1\n0 0.5 -0.25\n1 1.0 2.0\n2 3.5 0.001\n");
    reads("      x     y\n0  0.5 -0.25\n1  1.0  2.000\n2  3.5  0.001\n");
    reads("0,1\n0.5,-0.25\n1.0,2.0\n3.5,0.001\n");
    reads("0,0.5,-0.25\n1,1.0,2.0\n2,3.5,0.001\n");
    reads(";x;y\n0;0.5;-0.25\n1;1.0;2.0\n2;3.5;0.001\n");
    reads("\tx\ty\n0\t0.5\t-0.25\n1\t1.0\t2.0\n2\t3.5\t0.001\n");
    reads("Unnamed: 0,lat,long\n0,0.5,-0.25\n1,1.0,2.0\n2,3.5,0.001\n");
    reads("index,east,north\n7,0.5,-0.25\n5,1.0,2.0\n9,3.5,0.001\n");
    reads("\"x0\",\"x1\"\n\"0.5\",\"-0.25\"\n\"1.0\",\"2.0\"\n\"3.5\",\"0.001\"\n");
    reads("\"0.5\",\"-0.25\"\n\"1.0\",\"2.0\"\n\"3.5\",\"0.001\"\n");
    reads("y,x\n-0.25,0.5\n2.0,1.0\n0.001,3.5\n");
    reads("cost,x1,x0,name\n9,-0.25,0.5,a\n9,2.0,1.0,\"b, c\"\n9,0.001,3.5,\n");
}

#[test]
fn what_r_writes_is_read() {
    reads("\"\",\"x\",\"y\"\n\"1\",0.5,-0.25\n\"2\",1,2\n\"3\",3.5,0.001\n");
    reads("\"x\" \"y\"\n\"1\" 0.5 -0.25\n\"2\" 1 2\n\"3\" 3.5 0.001\n");
    reads("\"V1\" \"V2\"\n\"1\" 0.5 -0.25\n\"2\" 1 2\n\"3\" 3.5 0.001\n");
    reads("\"V 1\" \"V 2\"\n\"a b\" 0.5 -0.25\n\"c d\" 1 2\n\"e\" 3.5 0.001\n");
    reads("1 0.5 -0.25\n2 1 2\n3 3.5 1e-3\n");
}

#[test]
fn what_ompl_and_race_lines_write_is_read() {
    reads("0.5 -0.25 \n1 2 \n3.5 0.001 \n\n");
    reads("0.5,-0.25,\n1,2,\n3.5,0.001,\n");
    reads("# x_m,y_m,w_tr_right_m,w_tr_left_m\n0.5,-0.25,5,5\n1,2,5,5\n3.5,0.001,5,5\n");
    reads(
        "# 1f6b\n# 2c\n# s_m; x_m; y_m; psi_rad; kappa_radpm; vx_mps; ax_mps2\n0; 0.5; -0.25; 1; 0; 8; 0\n\
         1; 1; 2; 1; 0; 8; 0\n2; 3.5; 0.001; 1; 0; 8; 0\n",
    );
    reads("x [m], y [m], v [m/s]\n0.5,-0.25,5\n1,2,5\n3.5,0.001,5\n");
    reads("X,Y,Z\n0.5,-0.25,5\n1,2,5\n3.5,0.001,5\n");
    selects("0.5 -0.25 0.1\n1 2 0.1\n3.5 0.001 0.1\n", "1,2");
}

#[test]
fn messages_of_ros_are_read() {
    let number = |x: f64| format!("{x:?}");
    let point = |indent: &str, [x, y]: [f64; 2]| {
        format!(
            "{indent}position:\n{indent}  x: {}\n{indent}  y: {}\n{indent}  z: 0.0\n{indent}orientation:\n{indent}  x: 9.0\n{indent}  w: 1.0\n",
            number(x),
            number(y)
        )
    };
    let poses: Vec<String> = STATES
        .iter()
        .map(|x| {
            format!(
                "- header:\n    frame_id: \"map\"\n  pose:\n{}",
                point("    ", *x)
            )
        })
        .collect();
    let echo = format!(
        "header:\n  seq: 0\n  frame_id: map\nposes:\n{}",
        poses.concat()
    );
    reads(&echo);
    reads(&format!("{echo}---\n"));
    let odometry: Vec<String> = STATES
        .iter()
        .map(|x| {
            format!(
                "header:\n  seq: 1\npose:\n  pose:\n{}  covariance: [0.0, 0.0]\ntwist: 0\n---\n",
                point("    ", *x)
            )
        })
        .collect();
    reads(&odometry.concat());
    reads(
        "%time,field.header.frame_id,field.pose.pose.position.x,field.pose.pose.position.y,field.pose.pose.orientation.x,field.twist.x\n\
         17,map,0.5,-0.25,0,0\n18,map,1,2,0,0\n19,map,3.5,0.001,0,0\n",
    );
    let solid = path(&echo, 3, &[0.0; 3], None).unwrap();
    assert_eq!(solid[1], [1.0, 2.0, 0.0]);
    refuses(
        &format!("{echo}---\n{echo}"),
        &["not the only message", "nav_msgs/Path"],
    );
    refuses(
        &echo.replace("x: 1.0", "x: nan"),
        &["pose 2 has no position"],
    );
    refuses(
        &echo.replace("frame_id: map", "frame_id: [map"),
        &["cannot be read", "line"],
    );
    refuses("poses: []\n", &["no states"]);
    assert!(
        path(&echo, 4, &[0.0; 4], None)
            .unwrap_err()
            .contains("of 4 numbers")
    );
}

#[test]
fn columns_are_chosen_by_name_or_by_number() {
    let text = "id,a,b,x,y\n0,0.5,-0.25,7,7\n0,1.0,2.0,7,7\n0,3.5,0.001,7,7\n";
    selects(text, "a,b");
    selects(text, "2,3");
    selects(text, "a, 3");
    selects("t,x0,x1\n0,0.5,-0.25\n1,1,2\n2,3.5,0.001\n", "x0,x1");
    selects("9 0.5 -0.25\n9 1 2\n9 3.5 0.001\n", "2,3");
    // A name that is a number is a name first.
    selects(
        "2,3,1\n0.5,-0.25,8\n1,2,8\n3.5,0.001,8\n"
            .replace("2,3,1", "\"2\",\"3\",\"1\"")
            .as_str(),
        "2,3",
    );
    for (select, words) in [
        ("a,c", "no column `c`"),
        ("a,6", "numbers 1 to 5"),
        ("a,0", "no column `0`"),
        ("a", "names 1 columns"),
        ("a,b,x", "names 3 columns"),
        ("", "no column ``"),
    ] {
        let report = path(text, 2, &START, Some(select)).unwrap_err();
        assert!(
            report.contains(words) && report.contains("p.csv"),
            "{report}"
        );
    }
    assert!(
        path("a,a\n1,2\n", 2, &START, Some("a,a"))
            .unwrap_err()
            .contains("two columns")
    );
}

#[test]
fn what_is_not_certain_is_an_error_that_says_what_is_legal() {
    refuses(
        "0.5 -0.25 0.1\n1 2 0.1\n",
        &["3 numbers", "x0,x1", "--select 1,2", "p.csv:1:1"],
    );
    refuses("a,b,c\n0.5,-0.25,0.1\n", &["3 numbers", "--select"]);
    refuses("0 0.5 -0.25\n2 1 2\n", &["3 numbers"]);
    refuses("0 0.5 -0.25\n", &["3 numbers"]);
    refuses(
        ",a,b,c\n0,1,2,3\n1,1,2,3\n",
        &["first of which counts", "--select 2,3"],
    );
    refuses(
        "x0,x2\n1,2\n",
        &["header must be x0,x1", "--select", "p.csv:1:1"],
    );
    refuses(",x0\n0,1\n1,2\n", &["header must be x0,x1"]);
    refuses("x0,x0\n1,2\n", &["header must be x0,x1"]);
    refuses("x_m,y_m,x\n1,2,3\n", &["two columns are named `x`"]);
    refuses(
        "t,x0,x1\n0,1,2\n",
        &["a trajectory (first column t)", "p.csv:1:1"],
    );
    refuses(",t,x0,x1\n0,0,1,2\n", &["a trajectory"]);
    refuses("# t x0 x1\n0 1 2\n", &["a trajectory"]);
    refuses("x0,x1\n0.1\n", &["p.csv:2:1", "1 number, the header has 2"]);
    refuses("0.1,0.2\n0.1,0.2,0.3\n", &["p.csv:2:1", "3 numbers"]);
    refuses("0.1,0.2\n0.1\n", &["p.csv:2:1"]);
    refuses(
        "x0,x1\n0.1,abc\n",
        &["p.csv:2:5", "`abc` is not a finite number"],
    );
    refuses("0.1,nan\n", &["not a finite number"]);
    refuses("0.1 inf\n", &["not a finite number"]);
    refuses("0.1,\n0.2,\n", &["1 number"]);
    refuses("0.1,,0.2\n0.1,,0.2\n", &["3 numbers"]);
    refuses("x;y\n0,5;0,7\n", &["`0,5` is not a finite number", "point"]);
    refuses("0,5;0,7\n1;2\n", &["p.csv:1:1", "point"]);
    refuses("0.1.2 -0x5\n1 2\n", &["p.csv:1:1", "not a finite number"]);
    refuses("0,5 0,7\n0,5 0,7\n", &["one kind in a file"]);
    refuses("[0.1, 0.2]\n[0.3, 0.4]\n", &["not a finite number"]);
    for nothing in ["", "\n\n", "# x y\n", "x0,x1\n", "x y\n", "\u{feff}"] {
        refuses(nothing, &["holds no states"]);
    }
    refuses("t,x0,x1\n", &["a trajectory"]);
}

#[test]
fn a_trajectory_has_all_its_names_or_none() {
    let names: Vec<String> = ["t", "px", "vx", "ux"].map(str::to_owned).to_vec();
    let rows = |text: &str, select: Option<&str>| {
        let wanted = Wanted {
            names: &names,
            whose: "a trajectory's rows have",
            start: &[0.0, 0.0],
            select,
        };
        read(text, Path::new("t.csv"), &wanted).map_err(|report| report.to_string())
    };
    let expected = vec![vec![0.0, 1.0, 2.0, 3.0], vec![0.5, 4.0, 5.0, 6.0]];
    for text in [
        "t,px,vx,ux\n0,1,2,3\n0.5,4,5,6\n",
        "0,1,2,3\n0.5,4,5,6\n",
        "# t px vx ux\n0 1 2 3\n0.5 4 5 6\n",
        ",t,px,vx,ux\n0,0,1,2,3\n1,0.5,4,5,6\n",
        "px;t;ux;vx;cost\n1;0;3;2;7\n4;0.5;6;5;7\n",
    ] {
        assert_eq!(rows(text, None).unwrap(), expected, "{text}");
    }
    assert_eq!(
        rows("a,b,c,d\n0,1,2,3\n0.5,4,5,6\n", Some("a,b,c,d")).unwrap(),
        expected
    );
    for text in [
        "px,vx\n1,2\n",
        "time,px,vx,ux\n0,1,2,3\n",
        "a b c d\n0 1 2 3\n",
        "t,px,vx\n0,1,2\n",
    ] {
        let report = rows(text, None).unwrap_err();
        assert!(report.contains("the header must be t,px,vx,ux"), "{report}");
    }
}

/// Random numbers of a linear congruence.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// A table of states in a random spelling.
fn spelt(dice: &mut Dice, states: &[Vec<f64>]) -> String {
    let d = states[0].len();
    let separator = dice.of(&[" ", "  ", "\t", ",", ", ", ";", " ; "]);
    let end = dice.of(&["\n", "\r\n", " \n", "\n\n"]);
    let is_char = separator.contains([',', ';']);
    let quote = dice.of(&["", "", "\""]);
    let index = dice.below(3);
    let names: Vec<String> = (0..d).map(|i| format!("{quote}x{i}{quote}")).collect();
    let mut text = dice
        .of(&["", "# made by hand\n", "\u{feff}", "% MATLAB\n\n"])
        .to_owned();
    match dice.below(3) {
        0 => {}
        1 => {
            let unnamed = if index > 0 {
                format!("\"\"{separator}")
            } else {
                String::new()
            };
            text += &format!("{unnamed}{}{end}", names.join(separator));
        }
        _ if index == 0 => text += &format!("# {}{end}", names.join(separator)),
        _ => text += &format!("{}{end}", names.join(separator)),
    }
    for (i, state) in states.iter().enumerate() {
        let mut cells: Vec<String> = state
            .iter()
            .map(|x| match dice.below(3) {
                0 => format!("{x:e}"),
                1 => format!("{x:+}"),
                _ => format!("{x}"),
            })
            .collect();
        if index > 0 {
            cells.insert(0, format!("{quote}{}{quote}", i + index - 1));
        }
        let tail = if is_char && dice.below(40) == 0 {
            separator
        } else {
            ""
        };
        text += &format!("{}{tail}{end}", cells.join(separator));
    }
    text
}

#[test]
fn states_in_any_spelling_are_the_same_states_and_no_text_makes_the_reader_panic() {
    let mut dice = Dice(7);
    for _ in 0..3_000 {
        let (d, n) = (2 + dice.below(5), 2 + dice.below(5));
        let mut number = || (dice.below(2001) as f64 - 1000.0) / [1.0, 7.0, 1e9][dice.below(3)];
        let states: Vec<Vec<f64>> = (0..n).map(|_| (0..d).map(|_| number()).collect()).collect();
        let text = spelt(&mut dice, &states);
        let found = path(&text, d, &states[0], None);
        assert_eq!(found, Ok(states.clone()), "{text}");
        // Mangled it is read or refused.
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            match dice.below(3) {
                0 => drop(bytes.remove(at)),
                1 => bytes[at] = b",;\t\n #\"'x0.-%"[dice.below(13)],
                _ => bytes.insert(at, b",;\t\n #\"'x0.-%"[dice.below(13)]),
            }
        }
        let mangled = String::from_utf8_lossy(&bytes).into_owned();
        for select in [None, Some("1,2"), Some("x0,x1")] {
            if let Ok(rows) = path(&mangled, d, &states[0], select) {
                assert!(
                    rows.iter()
                        .all(|row| row.len() == d && row.iter().all(|x| x.is_finite()))
                );
            }
        }
    }
}
