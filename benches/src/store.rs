//! The data that every server answers from, as a database would hand it out: owned rows.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Open,
    InProgress,
    Done,
    Cancelled,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    pub title: String,
    pub description: Option<String>,
    pub stage: Stage,
    pub due_at: Option<DateTime<Utc>>,
    pub estimate_minutes: Option<i32>,
    pub percent: i32,
    pub code: String,
    pub labels: Vec<String>,
    pub assignee_id: Uuid,
}

#[derive(Clone, Serialize)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
}

#[derive(Clone, Serialize)]
pub struct Task {
    pub id: Uuid,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub title: String,
    pub description: Option<String>,
    pub stage: Stage,
    pub due_at: Option<DateTime<Utc>>,
    pub estimate_minutes: Option<i32>,
    pub percent: i32,
    pub code: String,
    pub labels: Vec<String>,
    pub assignee: Person,
    pub version: i64,
}

#[derive(Clone, Serialize)]
pub struct Status {
    pub service: String,
    pub version: String,
    pub healthy: bool,
    pub tasks: i64,
    pub started_at: DateTime<Utc>,
}

pub struct Store {
    tasks: Vec<Task>,
}

/// The first task's number; the others follow.
const FIRST: u128 = 0x0193_2c70_5a3b_7c1d_8e2f_90a1_b2c3_d400;

impl Store {
    /// Fifty tasks, always the same.
    pub fn new() -> Self {
        Self { tasks: (0..50).map(task).collect() }
    }

    pub fn status(&self) -> Status {
        Status {
            service: "bench".to_owned(),
            version: "1.4.2".to_owned(),
            healthy: true,
            tasks: i64::try_from(self.tasks.len()).unwrap_or(i64::MAX),
            started_at: moment(0),
        }
    }

    pub fn list(&self) -> Vec<Task> {
        self.tasks.clone()
    }

    pub fn find(&self, id: Uuid) -> Option<Task> {
        self.tasks.binary_search_by_key(&id, |task| task.id).ok().map(|at| self.tasks[at].clone())
    }

    /// The task that a body asks for. It is not kept, so that every request costs the same.
    pub fn create(&self, new: NewTask) -> Task {
        Task {
            id: Uuid::from_u128(FIRST + self.tasks.len() as u128),
            created_at: moment(1),
            updated_at: moment(1),
            title: new.title,
            description: new.description,
            stage: new.stage,
            due_at: new.due_at,
            estimate_minutes: new.estimate_minutes,
            percent: new.percent,
            code: new.code,
            labels: new.labels,
            assignee: Person { id: new.assignee_id, name: "Ada Lovelace".to_owned() },
            version: 1,
        }
    }
}

fn task(number: u32) -> Task {
    let stages = [Stage::Open, Stage::InProgress, Stage::Done, Stage::Cancelled];
    Task {
        id: Uuid::from_u128(FIRST + u128::from(number)),
        created_at: moment(number.into()),
        updated_at: moment(i64::from(number) * 7 + 1),
        title: format!("Write down what the \"release\" number {number} needs"),
        description: (!number.is_multiple_of(3)).then(|| {
            format!("- ask who is affected\n- list the changes since {number}\n- say what has to be done before it: höchstens eine Seite")
        }),
        stage: stages[number as usize % 4],
        due_at: number.is_multiple_of(2).then(|| moment(i64::from(number) + 100_000)),
        estimate_minutes: (!number.is_multiple_of(5)).then_some(15 * i32::try_from(number).unwrap_or_default()),
        percent: i32::try_from(number * 2).unwrap_or_default(),
        code: format!("REL-{number}"),
        labels: (0..number % 4).map(|label| format!("label {label}")).collect(),
        assignee: Person { id: Uuid::from_u128(FIRST * 3 + u128::from(number)), name: "Grace Hopper".to_owned() },
        version: i64::from(number) + 1,
    }
}

/// With microseconds, so that every way to write a time writes six digits of them.
fn moment(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(29_000_000 + minutes) + TimeDelta::microseconds(123_457)
}
