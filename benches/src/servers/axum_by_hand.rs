//! axum as a person writes it.

use std::io;
use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use uuid::Uuid;

use crate::by_hand::{Page, Problem};
use crate::store::{NewTask, Status, Store, Task};

pub async fn serve(listener: std::net::TcpListener) -> io::Result<()> {
    let routes = Router::new()
        .route("/status", get(status))
        .route("/tasks", get(list).post(create))
        .route("/tasks/{task_id}", get(find))
        .fallback(async || Problem::no_such_path())
        .with_state(Arc::new(Store::new()));
    axum::serve(tokio::net::TcpListener::from_std(listener)?, routes).await
}

async fn status(State(store): State<Arc<Store>>) -> Json<Status> {
    Json(store.status())
}

async fn list(State(store): State<Arc<Store>>) -> Json<Page> {
    Json(Page { data: store.list(), next: None })
}

async fn create(
    State(store): State<Arc<Store>>,
    body: Result<Json<NewTask>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Json(new) = body.map_err(Problem::malformed)?;
    new.validate()?;
    let task = store.create(new);
    let location = format!("/tasks/{}", task.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(task)))
}

async fn find(State(store): State<Arc<Store>>, Path(id): Path<Uuid>) -> Result<Json<Task>, Problem> {
    store.find(id).map(Json).ok_or_else(Problem::no_such_task)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], self.to_json()).into_response()
    }
}
