//! poem as a person writes it.

use std::io;
use std::sync::Arc;

use poem::error::NotFoundError;
use poem::http::{StatusCode, header};
use poem::listener::TcpAcceptor;
use poem::web::{Data, Json, Path};
use poem::{EndpointExt, IntoResponse, Response, Route, Server, get, handler};
use uuid::Uuid;

use crate::by_hand::{Page, Problem};
use crate::store::{NewTask, Status, Store, Task};

pub async fn serve(listener: std::net::TcpListener) -> io::Result<()> {
    let routes = Route::new()
        .at("/status", get(service_status))
        .at("/tasks", get(list).post(create))
        .at("/tasks/:task_id", get(find))
        .data(Arc::new(Store::new()))
        .catch_error(|_: NotFoundError| async { Problem::no_such_path() });
    Server::new_with_acceptor(TcpAcceptor::from_std(listener)?).run(routes).await
}

#[handler]
fn service_status(Data(store): Data<&Arc<Store>>) -> Json<Status> {
    Json(store.status())
}

#[handler]
fn list(Data(store): Data<&Arc<Store>>) -> Json<Page> {
    Json(Page { data: store.list(), next: None })
}

#[handler]
fn create(Data(store): Data<&Arc<Store>>, body: poem::Result<Json<NewTask>>) -> Result<Response, Problem> {
    let Json(new) = body.map_err(Problem::malformed)?;
    new.validate()?;
    let task = store.create(new);
    let location = format!("/tasks/{}", task.id);
    Ok(Json(task).with_status(StatusCode::CREATED).with_header(header::LOCATION, location).into_response())
}

#[handler]
fn find(Data(store): Data<&Arc<Store>>, Path(id): Path<Uuid>) -> Result<Json<Task>, Problem> {
    store.find(id).map(Json).ok_or_else(Problem::no_such_task)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.to_json().with_content_type("application/problem+json").with_status(status).into_response()
    }
}

impl From<Problem> for poem::Error {
    fn from(problem: Problem) -> Self {
        Self::from_response(problem.into_response())
    }
}
