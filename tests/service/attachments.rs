//! `attachments`: files in, and out again.

use futures_util::TryStreamExt as _;
use reqwest::multipart::Form;
use reqwest::{Method, StatusCode};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use taskboard_client::types::{Attachment, Problem};
use taskboard_client::{ByteStream, Client, Part, ResponseValue};
use uuid::Uuid;

use crate::harness::{
    Answer, App, body_violations, both_databases, header, make, pages, problem, refused, without_body,
};

/// What a file may have, as the contract says.
const LARGEST: usize = 10 * 1024 * 1024;

async fn task(client: &Client) -> Uuid {
    make::task(client, json!({ "title": "t" })).await.id
}

async fn upload(client: &Client, task: Uuid, file: Part) -> Answer<Attachment> {
    client.upload_attachment().task_id(task).file(file).send().await
}

async fn download(client: &Client, id: Uuid) -> ResponseValue<ByteStream> {
    client.download_attachment().attachment_id(id).send().await.expect("a download")
}

async fn content(download: ResponseValue<ByteStream>) -> Vec<u8> {
    let chunks: Vec<_> = download.into_inner_stream().try_collect().await.expect("all of it");
    chunks.concat()
}

/// Octets of every value, which neither text nor compression would leave alone.
fn octets(count: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

fn sha256(octets: &[u8]) -> String {
    let digest = Sha256::digest(octets);
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

async fn nothing_is_left(app: &App, client: &Client, task: Uuid) {
    assert_eq!(client.list_attachments().task_id(task).send().await.expect("a page").data, []);
    // A file that was refused goes once its request is over, which may be after the answer.
    for _ in 0..50 {
        if app.stored_files() == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{} files are left", app.stored_files());
}

both_databases! {
    async fn download_is_what_was_uploaded(app: App) {
        let ada = app.client("ada");
        let task = task(&ada).await;
        for (count, media_type) in [(0, "text/plain"), (1, "image/png"), (300_000, "application/pdf")] {
            let sent = octets(count);
            let file = Part::bytes(sent.clone()).file_name("Plän.bin").mime_str(media_type).expect("a media type");
            let uploaded = ada.upload_attachment().task_id(task).file(file).caption("As agreed").send().await;
            let uploaded = uploaded.expect("an attachment");
            assert_eq!(uploaded.status(), StatusCode::CREATED);
            assert_eq!(header(uploaded.headers(), "location"), format!("/api/v1/attachments/{}", uploaded.id));
            assert_eq!((uploaded.task_id, uploaded.file_name.as_str()), (task, "Plän.bin"));
            assert_eq!((uploaded.media_type.as_str(), uploaded.caption.as_deref()), (media_type, Some("As agreed")));
            assert_eq!(usize::try_from(uploaded.size_bytes), Ok(count));
            assert_eq!(uploaded.sha256, sha256(&sent));

            let read = ada.get_attachment().attachment_id(uploaded.id).send().await.expect("an attachment");
            assert_eq!(*read, *uploaded);
            let download = download(&ada, uploaded.id).await;
            for headers in [read.headers(), download.headers()] {
                assert_eq!(header(headers, "etag"), header(uploaded.headers(), "etag"));
            }
            assert_eq!(content(download).await, sent);
        }
        assert_eq!(app.stored_files(), 3);

        // A caption is not needed, and may come before the file. A part that names no media type is octets.
        let form = Form::new().text("caption", "first").part("file", Part::bytes(octets(9)));
        let request = app.request("ada", Method::POST, &format!("/tasks/{task}/attachments"));
        let answer = request.multipart(form).send().await.expect("an answer");
        let attachment: Attachment = answer.json().await.expect("an attachment");
        assert_eq!(attachment.caption.as_deref(), Some("first"));
        assert_eq!(attachment.media_type, "application/octet-stream");
        assert_eq!(content(download(&ada, attachment.id).await).await, octets(9));
        let plain = upload(&ada, task, make::text_file("a.txt", "a")).await.expect("an attachment");
        assert_eq!(plain.caption, None);
    }

    async fn upload_refuses_other_media_types(app: App) {
        let ada = app.client("ada");
        let task = task(&ada).await;
        for media_type in ["text/html", "image/svg+xml", "application/x-executable"] {
            let page = Part::text("<script>alert(1)</script>").file_name("page.txt");
            let page = page.mime_str(media_type).expect("a media type");
            let refusal = refused(upload(&ada, task, page).await, 415, "unsupported_media_type");
            assert_eq!(refusal.field.as_deref(), Some("/file"), "{media_type}");
        }

        // And what is no such form.
        let post = || app.request("ada", Method::POST, &format!("/tasks/{task}/attachments"));
        let answer = post().json(&json!({ "file": "text" })).send().await.expect("an answer");
        problem(answer, 415, "unsupported_media_type").await;
        let form = "multipart/form-data; boundary=b";
        let cut = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf";
        let answer = post().header("content-type", form).body(cut).send().await.expect("an answer");
        problem(answer, 400, "malformed_request").await;
        let answer = post().header("content-type", "multipart/form-data").body(cut).send().await.expect("an answer");
        problem(answer, 400, "malformed_request").await;
        let parts = Form::new().text("caption", "x".repeat(501)).text("owner", "grace");
        let refusal = problem(post().multipart(parts).send().await.expect("an answer"), 400, "validation_failed").await;
        assert_eq!(body_violations(&refusal), [
            ("/caption", "max_length"),
            ("/file", "required"),
            ("/owner", "unknown_member"),
        ]);
        nothing_is_left(&app, &ada, task).await;
    }

    async fn upload_refuses_what_is_too_large(app: App) {
        let ada = app.client("ada");
        let task = task(&ada).await;
        let path = format!("/tasks/{task}/attachments");
        // One octet too many for a file, with and without a caption before it, and too many for any request.
        let refusal = refused(upload(&ada, task, Part::bytes(octets(LARGEST + 1))).await, 413, "payload_too_large");
        assert_eq!(refusal.context.expect("context")["limit"], json!(LARGEST));
        let form = Form::new().text("caption", "first").part("file", Part::bytes(octets(LARGEST + 1)));
        let answer = app.request("ada", Method::POST, &path).multipart(form).send().await.expect("an answer");
        problem(answer, 413, "payload_too_large").await;
        nothing_is_left(&app, &ada, task).await;
        refuses_early(&app, &path).await;
        nothing_is_left(&app, &ada, task).await;

        let largest = upload(&ada, task, Part::bytes(octets(LARGEST))).await.expect("an attachment");
        assert_eq!(usize::try_from(largest.size_bytes), Ok(LARGEST));
        assert_eq!(app.stored_files(), 1);
    }

    async fn file_name_is_cleaned(app: App) {
        let ada = app.client("ada");
        let task = task(&ada).await;
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
            ("folder/", "file"),
            ("..", "file"),
            ("Plän 😀.txt", "Plän 😀.txt"),
        ] {
            let uploaded = upload(&ada, task, make::text_file(given, "x")).await.expect("an attachment");
            assert_eq!(uploaded.file_name, kept, "{given}");
        }
        let nameless = upload(&ada, task, Part::bytes(octets(1))).await.expect("an attachment");
        assert_eq!(nameless.file_name, "file");
        // None of them lies where its name says, but all where the service put them.
        assert_eq!(app.stored_files(), 6);
    }

    async fn list_goes_on_by_cursor(app: App) {
        let ada = app.client("ada");
        let (id, other) = (task(&ada).await, task(&ada).await);
        make::attachment(&ada, other, "not here", "x").await;
        let mut uploaded = Vec::new();
        for number in 0..5 {
            uploaded.push(make::attachment(&ada, id, &format!("{number}.txt"), "x").await);
        }
        let list = ada.list_attachments().task_id(id);
        assert_eq!(list.clone().send().await.expect("a page").data, uploaded, "the oldest first");
        let pages = pages!(list.clone().limit(2));
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(pages.concat(), uploaded);
        assert_eq!(pages!(list.clone().limit(5)).len(), 1);

        // One page is read, and then its last file goes and another one comes.
        let first = list.clone().limit(2).send().await.expect("a page").into_inner();
        ada.delete_attachment().attachment_id(uploaded[1].id).send().await.expect("deleted");
        let late = make::attachment(&ada, id, "late.txt", "x").await;
        let rest = list.cursor(first.meta.next_cursor.expect("a cursor")).send().await.expect("a page").into_inner();
        assert_eq!(rest.data, [&uploaded[2..], &[late]].concat());
        refused(ada.list_attachments().task_id(Uuid::now_v7()).send().await, 404, "not_found");
    }

    async fn delete_is_for_good(app: App) {
        let ada = app.client("ada");
        let task = task(&ada).await;
        let [gone, kept] = [make::attachment(&ada, task, "a", "a").await, make::attachment(&ada, task, "b", "b").await];
        let delete = async || ada.delete_attachment().attachment_id(gone.id).send().await;
        assert_eq!(delete().await.expect("deleted").status(), StatusCode::NO_CONTENT);
        refused(delete().await, 404, "not_found");
        refused(ada.get_attachment().attachment_id(gone.id).send().await, 404, "not_found");
        let download = ada.download_attachment().attachment_id(gone.id).send().await;
        refused(without_body(download), 404, "not_found");
        assert_eq!(app.stored_files(), 1);
        assert_eq!(content(self::download(&ada, kept.id).await).await, b"b");
        assert_eq!(ada.list_attachments().task_id(task).send().await.expect("a page").data, [kept]);
    }

    async fn download_is_never_shown_as_a_page(app: App) {
        let ada = app.client("ada");
        let task = task(&ada).await;
        for (name, disposition) in [
            ("page.html", "attachment; filename=\"page.html\""),
            ("Plän.html", "attachment; filename=\"Pl_n.html\"; filename*=UTF-8''Pl%C3%A4n.html"),
        ] {
            let file = make::text_file(name, "<script>alert(1)</script>");
            let uploaded = upload(&ada, task, file).await.expect("an attachment");
            let download = download(&ada, uploaded.id).await;
            assert_eq!(header(download.headers(), "content-type"), "application/octet-stream");
            assert_eq!(header(download.headers(), "x-content-type-options"), "nosniff");
            assert_eq!(header(download.headers(), "content-disposition"), disposition);
            // Whoever would have it as a page is told that there is none.
            let path = format!("/attachments/{}/content", uploaded.id);
            let request = app.request("ada", Method::GET, &path).header("accept", "text/html");
            problem(request.send().await.expect("an answer"), 406, "not_acceptable").await;
            let request = app.request("ada", Method::GET, &path).header("accept", "text/html, */*;q=0.1");
            let answer = request.send().await.expect("an answer");
            assert_eq!(header(answer.headers(), "content-type"), "application/octet-stream");
        }
    }
}

/// A body that says at once that it is too long is refused before it is read: nothing of it needs to be sent.
async fn refuses_early(app: &App, path: &str) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let origin = app.origin();
    let address = origin.trim_start_matches("http://");
    let token = app.token("ada", &[]);
    let head = format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 10551297\r\n\r\n"
    );
    let mut connection = tokio::net::TcpStream::connect(address).await.expect("a connection");
    connection.write_all(head.as_bytes()).await.expect("written");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.expect("an answer");
    let answer = String::from_utf8(answer).expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
    assert!(head.starts_with("HTTP/1.1 413 "), "{head}");
    let problem: Problem = serde_json::from_str(body).expect("a problem");
    assert_eq!(problem.code, "payload_too_large");
}
