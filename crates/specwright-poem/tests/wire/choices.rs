//! Operations whose requests are alike: the service says for which one a request is.

use std::net::SocketAddr;

use golden_choices_api::guards;
use golden_choices_api::operations::{default::*, links::*};
use golden_choices_api::server::choices::{GetReports, PutFilesId};
use golden_choices_api::server::{Choices, DefaultService, Links, Server};
use golden_choices_api::types::{File, Link, NoLink};
use specwright_poem::server::{Forgetful, InternalError, Undecided, Unlimited};

use crate::harness::{Keys, Reply, ask, get, serve};

struct Files;

impl Choices for Files {
    async fn put_files_id(&self, request: &mut Undecided) -> Result<PutFilesId, InternalError> {
        // Each of the operations has a name of its own for it.
        assert_eq!((request.path("id"), request.path("file"), request.path("name")), (Some("7"), Some("7"), None));
        assert_eq!(request.query("fields").as_deref(), Some("a b"));
        let body: serde_json::Value = serde_json::from_slice(request.body().await?).unwrap_or_default();
        // Asking twice brings the same.
        assert_eq!(serde_json::from_slice::<serde_json::Value>(request.body().await?).unwrap_or_default(), body);
        Ok(if body["link"].is_null() { PutFilesId::UnshareFile } else { PutFilesId::ShareFile })
    }

    async fn get_reports(&self, request: &mut Undecided) -> Result<GetReports, InternalError> {
        Ok(if request.headers().contains_key("x-long") {
            GetReports::ListReportsOfLongAgo
        } else {
            GetReports::ListReports
        })
    }
}

impl DefaultService for Files {
    async fn replace_file(&self, path: ReplaceFilePath, body: File) -> Result<ReplaceFileResponse, ReplaceFileError> {
        Ok(ReplaceFileResponse { body: format!("replace {} {}", path.id, body.name) })
    }

    async fn list_reports(&self) -> Result<ListReportsResponse, ListReportsError> {
        Ok(ListReportsResponse { body: "reports".to_owned() })
    }

    async fn list_reports_of_long_ago(&self) -> Result<ListReportsOfLongAgoResponse, ListReportsOfLongAgoError> {
        Ok(ListReportsOfLongAgoResponse { body: "long".to_owned() })
    }

    async fn list_reports_of_others(&self) -> Result<ListReportsOfOthersResponse, ListReportsOfOthersError> {
        Ok(ListReportsOfOthersResponse { body: "never".to_owned() })
    }

    async fn list_reports_shared_with_me(
        &self,
    ) -> Result<ListReportsSharedWithMeResponse, ListReportsSharedWithMeError> {
        Ok(ListReportsSharedWithMeResponse { body: "shared".to_owned() })
    }
}

impl Links for Files {
    async fn share_file(
        &self,
        path: ShareFilePath,
        query: ShareFileQuery,
        body: Link,
    ) -> Result<ShareFileResponse, ShareFileError> {
        Ok(ShareFileResponse { body: format!("share {} {} {}", path.id, query.fields, body.link) })
    }

    async fn unshare_file(
        &self,
        _: guards::Key,
        path: UnshareFilePath,
        query: UnshareFileQuery,
        _: NoLink,
    ) -> Result<UnshareFileResponse, UnshareFileError> {
        Ok(UnshareFileResponse { body: format!("unshare {} {}", path.file, query.fields) })
    }
}

async fn server() -> SocketAddr {
    serve(Server::new(Files, Keys, Unlimited, Forgetful).into_endpoint()).await
}

async fn put(target: &str, more: &str, body: &str) -> Reply {
    let head = format!("PUT {target} HTTP/1.1\ncontent-type: application/json{more}");
    ask(server().await, &head, body.as_bytes()).await
}

#[tokio::test]
async fn the_service_chooses_by_what_it_reads_and_the_operation_reads_it_again() {
    let shared = put("/files/7?fields=a+b", "", r#"{"link": "l"}"#).await;
    assert_eq!((shared.status, shared.body.as_str()), (200, "share 7 a b l"));
    // The other has a guard, and another name for the parameter of its path.
    let unshared = put("/files/7?fields=a+b", "\nx-key: good", r#"{"link": null}"#).await;
    assert_eq!((unshared.status, unshared.body.as_str()), (200, "unshare 7 a b"));
}

#[tokio::test]
async fn the_chosen_operations_own_rules_hold() {
    assert_eq!(put("/files/7?fields=a+b", "", r#"{"link": null}"#).await.status, 401);
    assert_eq!(put("/files/7?fields=a+b", "\nx-key: bad", r#"{"link": null}"#).await.status, 401);
    let long = put("/files/7?fields=a+b", "", &format!(r#"{{"link": "{}"}}"#, "l".repeat(21))).await;
    assert_eq!((long.status, long.body.contains("/link")), (400, true));
}

#[tokio::test]
async fn a_body_that_is_too_large_for_each_is_refused_before_anybody_chooses() {
    assert_eq!(put("/files/7?fields=a+b", "", &"l".repeat((1 << 20) + 1)).await.status, 413);
}

#[tokio::test]
async fn a_request_that_is_told_by_its_query_asks_nobody() {
    let replaced = put("/files/7", "", r#"{"name": "n"}"#).await;
    assert_eq!((replaced.status, replaced.body.as_str()), (200, "replace 7 n"));
}

#[tokio::test]
async fn head_and_options_are_served_as_of_one_operation() {
    let address = server().await;
    assert_eq!(get(address, "/reports").await.body, "reports");
    assert_eq!(ask(address, "GET /reports HTTP/1.1\nx-long: 1", b"").await.body, "long");
    let head = ask(address, "HEAD /reports HTTP/1.1\nx-long: 1", b"").await;
    assert_eq!((head.status, head.header("content-length")), (200, Some("4")));
    let allowed = ask(address, "OPTIONS /files/7 HTTP/1.1", b"").await;
    assert_eq!(allowed.header("allow"), Some("PUT, OPTIONS"));
}
