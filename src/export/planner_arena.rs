//! Planner Arena's database: SQLite with the tables `experiments`, `plannerConfigs`, `enums`, `runs` and `progress`.
//!
//! Planner Arena finds things by place: parameters from column 12 of `experiments` on (from 0), attributes from column
//! 3 of `runs` and from column 2 of `progress`. The tables are those that `ompl_benchmark_statistics` makes of logs.

use super::content::{
    ATTRIBUTES, Benchmark, Cell, Column, ENUMS, EXPERIMENT, PROGRESS, Planner, Run,
};
use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, Result, Statement, params_from_iter};
use std::collections::BTreeMap;

/// The database file's bytes.
///
/// # Errors
/// What SQLite says; nothing that depends on the results is known to make it.
pub fn database(benchmarks: &[Benchmark]) -> Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(&schema(benchmarks))?;
    for (name, words) in ENUMS {
        for (number, word) in words.iter().enumerate() {
            let row = (name, number as i64, word);
            transaction.execute("INSERT INTO enums VALUES (?, ?, ?)", row)?;
        }
    }
    let places = |count: usize| vec!["?"; count].join(", ");
    let mut insert = Inserts {
        run: transaction.prepare(&format!(
            "INSERT INTO runs VALUES ({})",
            places(3 + ATTRIBUTES.len())
        ))?,
        progress: transaction.prepare(&format!(
            "INSERT INTO progress VALUES ({})",
            places(1 + PROGRESS.len())
        ))?,
    };
    for benchmark in benchmarks {
        let experiment = insert_experiment(&transaction, benchmark)?;
        for planner in &benchmark.planners {
            let configuration = insert_planner(&transaction, planner)?;
            for run in &planner.runs {
                insert.run(experiment, configuration, run)?;
            }
        }
    }
    drop(insert);
    transaction.commit()?;
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

/// The statements that make the tables.
fn schema(benchmarks: &[Benchmark]) -> String {
    let listed = |columns: &[Column]| {
        let columns = columns.iter().map(|(name, kind)| format!("{name} {kind}"));
        columns.collect::<Vec<_>>().join(", ")
    };
    let parameters: BTreeMap<&str, &str> = benchmarks
        .iter()
        .flat_map(|b| {
            b.parameters
                .iter()
                .map(|(name, kind, _)| (&name[..], *kind))
        })
        .collect();
    let parameters: String = parameters
        .iter()
        .map(|(name, kind)| format!(", {name} {kind}"))
        .collect();
    format!(
        "CREATE TABLE experiments ({}{parameters});
         CREATE TABLE plannerConfigs (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(512) NOT NULL, settings TEXT);
         CREATE TABLE enums (name VARCHAR(512), value INTEGER, description TEXT, PRIMARY KEY (name, value));
         CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, experimentid INTEGER, plannerid INTEGER, {},
             FOREIGN KEY (experimentid) REFERENCES experiments(id) ON DELETE CASCADE,
             FOREIGN KEY (plannerid) REFERENCES plannerConfigs(id) ON DELETE CASCADE);
         CREATE TABLE progress (runid INTEGER, {}, PRIMARY KEY (runid, time),
             FOREIGN KEY (runid) REFERENCES runs(id) ON DELETE CASCADE);",
        listed(&EXPERIMENT),
        listed(&ATTRIBUTES),
        listed(&PROGRESS)
    )
}

fn insert_experiment(connection: &Connection, benchmark: &Benchmark) -> Result<i64> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut columns: Vec<&str> = EXPERIMENT[1..].iter().map(|(name, _)| *name).collect();
    let mut values = vec![
        text(&benchmark.name),
        Value::Real(benchmark.total_time),
        benchmark.time_limit.map_or(Value::Null, Value::Real),
        Value::Null,
        Value::Integer(benchmark.runs as i64),
        text(&benchmark.version),
        text(&benchmark.hostname),
        text(&benchmark.cpu),
        text(&benchmark.date),
        text(&benchmark.seed.to_string()),
        text(&benchmark.setup),
    ];
    for (name, _, value) in &benchmark.parameters {
        // The column's type makes numbers of those that are.
        columns.push(name);
        values.push(text(value));
    }
    let places = vec!["?"; values.len()].join(", ");
    let insert = format!(
        "INSERT INTO experiments ({}) VALUES ({places})",
        columns.join(", ")
    );
    connection.execute(&insert, params_from_iter(values))?;
    Ok(connection.last_insert_rowid())
}

/// The planner with these settings, which several experiments may share.
fn insert_planner(connection: &Connection, planner: &Planner) -> Result<i64> {
    // As `ompl_benchmark_statistics` puts them together: lines that end in a semicolon of their own.
    let settings: String = planner
        .settings
        .iter()
        .map(|(key, value)| format!("{key} = {value}\n;"))
        .collect();
    let known = connection.query_row(
        "SELECT id FROM plannerConfigs WHERE name = ? AND settings = ?",
        (&planner.name, &settings),
        |row| row.get(0),
    );
    match known {
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            let insert = "INSERT INTO plannerConfigs (name, settings) VALUES (?, ?)";
            connection.execute(insert, (&planner.name, &settings))?;
            Ok(connection.last_insert_rowid())
        }
        known => known,
    }
}

/// The statements of which there are many.
struct Inserts<'a> {
    run: Statement<'a>,
    progress: Statement<'a>,
}

impl Inserts<'_> {
    fn run(&mut self, experiment: i64, planner: i64, run: &Run) -> Result<()> {
        let value = |cell: &Cell| match cell {
            Cell::Null => Value::Null,
            Cell::Whole(x) => Value::Integer(*x),
            Cell::Real(x) => Value::Real(*x),
        };
        let ids = [
            Value::Null,
            Value::Integer(experiment),
            Value::Integer(planner),
        ];
        let row = ids.into_iter().chain(run.attributes.iter().map(value));
        let id = self.run.insert(params_from_iter(row))?;
        for moment in &run.progress {
            let row = std::iter::once(Value::Integer(id)).chain(moment.iter().map(value));
            self.progress.execute(params_from_iter(row))?;
        }
        Ok(())
    }
}
