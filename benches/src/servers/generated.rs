//! The generated server: what is written by hand is the service behind it.

use std::io;

use bench_api::operations::tasks::{
    CreateTaskError, CreateTaskResponse, GetStatusError, GetStatusResponse, GetTaskError, GetTaskPath, GetTaskResponse,
    ListTasksError, ListTasksResponse,
};
use bench_api::server::{Server, Tasks};
use bench_api::{codes, types};
use specwright_poem::server::listener::{self, ConnectionLimits, Listening};
use specwright_poem::server::{AuthenticationError, Authenticator, Credentials, Forgetful, Principal, Unlimited};

use crate::store::{self, NewTask, Store};

pub async fn serve(listener: std::net::TcpListener) -> io::Result<()> {
    let endpoint = Server::new(Service(Store::new()), Nobody, Unlimited, Forgetful).into_endpoint();
    let socket = tokio::net::TcpListener::from_std(listener)?;
    let _listening = Listening::start(socket, endpoint, ConnectionLimits::default(), listener::malformed_request)?;
    std::future::pending().await
}

struct Service(Store);

impl Tasks for Service {
    async fn get_status(&self) -> Result<GetStatusResponse, GetStatusError> {
        let status = self.0.status();
        Ok(GetStatusResponse {
            body: types::Status {
                service: status.service,
                version: status.version,
                healthy: status.healthy,
                tasks: status.tasks,
                started_at: status.started_at.into(),
            },
        })
    }

    async fn list_tasks(&self) -> Result<ListTasksResponse, ListTasksError> {
        let data = self.0.list().into_iter().map(task).collect();
        Ok(ListTasksResponse { body: types::TaskPage { data, next: None } })
    }

    async fn create_task(&self, body: types::TaskCreate) -> Result<CreateTaskResponse, CreateTaskError> {
        let created = self.0.create(NewTask {
            title: body.title,
            description: body.description,
            stage: match body.stage {
                types::Stage::Open => store::Stage::Open,
                types::Stage::InProgress => store::Stage::InProgress,
                types::Stage::Done => store::Stage::Done,
                types::Stage::Cancelled => store::Stage::Cancelled,
            },
            due_at: body.due_at.map(Into::into),
            estimate_minutes: body.estimate_minutes,
            percent: body.percent,
            code: body.code,
            labels: body.labels,
            assignee_id: body.assignee_id,
        });
        let location = format!("/tasks/{}", created.id);
        Ok(CreateTaskResponse { body: task(created), location })
    }

    async fn get_task(&self, path: GetTaskPath) -> Result<GetTaskResponse, GetTaskError> {
        let found = self.0.find(path.task_id).ok_or_else(|| codes::TaskNotFound::new("There is no such task."))?;
        Ok(GetTaskResponse { body: task(found) })
    }
}

fn task(row: store::Task) -> types::Task {
    types::Task {
        id: row.id,
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        title: row.title,
        description: row.description,
        stage: match row.stage {
            store::Stage::Open => types::Stage::Open,
            store::Stage::InProgress => types::Stage::InProgress,
            store::Stage::Done => types::Stage::Done,
            store::Stage::Cancelled => types::Stage::Cancelled,
        },
        due_at: row.due_at.map(Into::into),
        estimate_minutes: row.estimate_minutes,
        percent: row.percent,
        code: row.code,
        labels: row.labels,
        assignee: types::Person { id: row.assignee.id, name: row.assignee.name },
        version: row.version,
    }
}

/// Nobody signs in here.
struct Nobody;

impl Authenticator for Nobody {
    async fn authenticate(&self, _: &'static str, _: Credentials<'_>) -> Result<Principal, AuthenticationError> {
        Err(AuthenticationError::Invalid(String::new()))
    }
}
