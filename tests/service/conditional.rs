//! Entity tags: `If-None-Match` spares a copy that is current, `If-Match` a change that was not meant.

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;
use taskboard_client::types::{
    ProjectInput, ProjectUpdate, TagInput, TagUpdate, TaskCreate, TaskReplace, TaskUpdate, UserUpdate,
};
use taskboard_client::{Client, Error, Part};
use uuid::Uuid;

use crate::harness::{Answer, body, both_databases, header, problem, refused, violations, without_body};

fn etag(headers: &HeaderMap) -> String {
    let tag = header(headers, "etag");
    assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "a strong tag: {tag}");
    tag.to_owned()
}

/// The answer is 304: the tag that is current, and nothing else.
async fn not_modified<T>(answer: Answer<T>, tag: &str) {
    // The generated client hands over what is neither a success nor a problem.
    let Err(Error::UnexpectedResponse(answer)) = answer else { panic!("304 expected") };
    assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(answer.headers(), "etag"), tag);
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        assert_eq!(answer.headers().get(&name), None, "{name}");
    }
    assert_eq!(answer.bytes().await.expect("an answer").len(), 0);
}

/// Asks with and without copies of its own: `spares_copies!(client.get_tag().tag_id(id))`.
macro_rules! spares_copies {
    ($read:expr) => {{
        let read = $read;
        let whole = read.clone().send().await.expect("an answer");
        let tag = etag(whole.headers());
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            not_modified(read.clone().if_none_match(known).send().await, &tag).await;
        }
        for unknown in ["\"\"", "\"other\"", "W/\"other\", \"0\"", "unquoted"] {
            let answer = read.clone().if_none_match(unknown).send().await.expect("a copy");
            assert_eq!((answer.status(), etag(answer.headers())), (StatusCode::OK, tag.clone()), "{unknown}");
        }
        let wrong = without_body(read.if_none_match("\"\u{e9}\"").send().await);
        let wrong = refused(wrong, 400, "validation_failed");
        let [(location, pointer, code)] = violations(&wrong)[..] else { panic!("{wrong:?}") };
        assert_eq!((location.as_str(), pointer, code), ("header", "/If-None-Match", "pattern"));
        tag
    }};
}

/// Tries a change with tags that are not current, and then with the one that is. `current` is read again in between, to
/// see that nothing happened.
macro_rules! changes_only_what_is_current {
    ($current:expr, $change:expr) => {{
        let (current, change) = ($current, $change);
        let before = current.clone().send().await.expect("the object");
        let tag = etag(before.headers());
        for stale in ["\"0\"", "\"other\"", "\"999\", \"998\"", tag.trim_matches('"'), &format!("W/{tag}")] {
            let problem = refused(change.clone().if_match(stale).send().await, 412, "precondition_failed");
            assert_eq!(problem.field.as_deref(), Some("/If-Match"));
            let after = current.clone().send().await.expect("the object");
            assert_eq!((&*after, etag(after.headers())), (&*before, tag.clone()), "{stale}");
        }
        let wrong = refused(change.clone().if_match("\"\u{e9}\"").send().await, 400, "validation_failed");
        assert_eq!(wrong.violations.expect("violations")[0].pointer, "/If-Match");
        change.if_match(format!("\"other\", {tag}")).send().await.expect("changed");
        tag
    }};
}

/// A change under a tag that was current before the last one.
fn stale<T: std::fmt::Debug>(answer: Answer<T>) {
    refused(answer, 412, "precondition_failed");
}

fn named<T: DeserializeOwned>(name: &str) -> T {
    body(json!({ "name": name }))
}

async fn project(client: &Client) -> Uuid {
    client.create_project().body(named::<ProjectInput>("Website")).send().await.expect("a project").id
}

async fn tag(client: &Client) -> Uuid {
    client.create_tag().body(named::<TagInput>("docs")).send().await.expect("a tag").id
}

async fn task(client: &Client) -> Uuid {
    let task = body::<TaskCreate>(json!({ "title": "Draft" }));
    client.create_task().body(task).send().await.expect("a task").id
}

both_databases! {
    async fn current_copy_is_not_sent_again(app: App) {
        let ada = app.client("ada");
        let me = spares_copies!(ada.get_me());
        let (project, tag, task) = (project(&ada).await, tag(&ada).await, task(&ada).await);
        let project_tag = spares_copies!(ada.get_project().project_id(project));
        let tag_tag = spares_copies!(ada.get_tag().tag_id(tag));
        let task_tag = spares_copies!(ada.get_task().task_id(task));
        let file = Part::bytes(b"text".as_slice()).file_name("a.txt").mime_str("text/plain").expect("a part");
        let attachment = ada.upload_attachment().task_id(task).file(file).send().await.expect("an attachment").id;
        spares_copies!(ada.get_attachment().attachment_id(attachment));
        spares_copies!(ada.download_attachment().attachment_id(attachment));

        // HEAD is asked the same question.
        let head = app.request("ada", Method::HEAD, "/me").header("if-none-match", &me).send().await;
        assert_eq!(head.expect("an answer").status(), StatusCode::NOT_MODIFIED);

        // A change makes another tag, and the old copy worthless.
        ada.update_me().body(body::<UserUpdate>(json!({ "locale": "de" }))).send().await.expect("changed");
        ada.update_project().project_id(project).body(named::<ProjectUpdate>("Site")).send().await.expect("changed");
        ada.update_tag().tag_id(tag).body(named::<TagUpdate>("ops")).send().await.expect("changed");
        ada.attach_tag().task_id(task).tag_id(tag).send().await.expect("changed");
        ada.get_me().if_none_match(me).send().await.expect("a new copy");
        ada.get_project().project_id(project).if_none_match(project_tag).send().await.expect("a new copy");
        ada.get_tag().tag_id(tag).if_none_match(tag_tag).send().await.expect("a new copy");
        let copy = ada.get_task().task_id(task).if_none_match(task_tag).send().await.expect("a new copy");
        // A task shows its tags, so their change is one of its own.
        ada.update_tag().tag_id(tag).body(named::<TagUpdate>("dev")).send().await.expect("changed");
        let newest = ada.get_task().task_id(task).if_none_match(etag(copy.headers())).send().await;
        assert_eq!(newest.expect("a new copy").tags[0].name, "dev");
    }

    async fn stale_entity_tag_changes_nothing(app: App) {
        let ada = app.client("ada");
        let changes = body::<UserUpdate>(json!({ "display_name": "Ada L." }));
        let old = changes_only_what_is_current!(ada.get_me(), ada.update_me().body(changes.clone()));
        stale(ada.update_me().if_match(old).body(changes).send().await);

        let id = project(&ada).await;
        let read = ada.get_project().project_id(id);
        let replace = ada.replace_project().project_id(id).body(named::<ProjectInput>("Site"));
        let update = ada.update_project().project_id(id).body(named::<ProjectUpdate>("Page"));
        let delete = ada.delete_project().project_id(id);
        let old = changes_only_what_is_current!(read.clone(), replace.clone());
        stale(replace.if_match(old).send().await);
        let old = changes_only_what_is_current!(read.clone(), update.clone());
        stale(update.if_match(old.clone()).send().await);
        stale(delete.clone().if_match(old).send().await);
        changes_only_what_is_current!(read.clone(), delete);
        refused(read.send().await, 404, "not_found");

        let id = tag(&ada).await;
        let read = ada.get_tag().tag_id(id);
        let replace = ada.replace_tag().tag_id(id).body(named::<TagInput>("ops"));
        let update = ada.update_tag().tag_id(id).body(named::<TagUpdate>("dev"));
        let delete = ada.delete_tag().tag_id(id);
        let old = changes_only_what_is_current!(read.clone(), replace.clone());
        stale(replace.if_match(old).send().await);
        let old = changes_only_what_is_current!(read.clone(), update.clone());
        stale(update.if_match(old.clone()).send().await);
        stale(delete.clone().if_match(old).send().await);
        changes_only_what_is_current!(read.clone(), delete);
        refused(read.send().await, 404, "not_found");

        let id = task(&ada).await;
        let read = ada.get_task().task_id(id);
        let titled = json!({ "title": "Final", "status": "open", "priority": "low" });
        let replace = ada.replace_task().task_id(id).body(body::<TaskReplace>(titled));
        let update = ada.update_task().task_id(id).body(body::<TaskUpdate>(json!({ "title": "Page" })));
        let delete = ada.delete_task().task_id(id);
        let old = changes_only_what_is_current!(read.clone(), replace.clone());
        stale(replace.if_match(old).send().await);
        let old = changes_only_what_is_current!(read.clone(), update.clone());
        stale(update.if_match(old.clone()).send().await);
        stale(delete.clone().if_match(old).send().await);
        changes_only_what_is_current!(read.clone(), delete);
        refused(read.send().await, 404, "not_found");
    }

    async fn of_two_writers_who_saw_the_same_one_wins(app: App) {
        let ada = app.client("ada");
        let id = task(&ada).await;
        for round in 0..5 {
            let tag = etag(ada.get_task().task_id(id).send().await.expect("the task").headers());
            let write = |title: String| {
                let changes = body::<TaskUpdate>(json!({ "title": title }));
                ada.update_task().task_id(id).if_match(tag.clone()).body(changes).send()
            };
            let (one, two) = tokio::join!(write(format!("{round} a")), write(format!("{round} b")));
            let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
            stale(lost);
            let title = won.expect("one of them").title.clone();
            assert_eq!(ada.get_task().task_id(id).send().await.expect("the task").title, title);
        }
    }

    async fn any_state_will_do_for_a_star(app: App) {
        let ada = app.client("ada");
        let id = project(&ada).await;
        let rename = ada.update_project().project_id(id).body(named::<ProjectUpdate>("Site")).if_match("*");
        rename.clone().send().await.expect("changed");
        // What a reader sees more of than a writer writes, the counts, does not stand in the writer's way.
        let tag = etag(ada.get_project().project_id(id).send().await.expect("the project").headers());
        let within = body::<TaskCreate>(json!({ "title": "Draft", "project_id": id }));
        ada.create_task().body(within).send().await.expect("a task");
        let read = ada.get_project().project_id(id).send().await.expect("the project");
        assert_ne!(etag(read.headers()), tag);
        rename.clone().if_match(tag).send().await.expect("changed");
        // Nothing has no state at all.
        ada.delete_project().project_id(id).if_match("*").send().await.expect("deleted");
        refused(rename.send().await, 404, "not_found");
    }

    async fn replacing_a_task_demands_if_match(app: App) {
        let ada = app.client("ada");
        let id = task(&ada).await;
        let before = ada.get_task().task_id(id).send().await.expect("the task");
        let titled = json!({ "title": "Final", "status": "done", "priority": "low" });
        let replace = ada.replace_task().task_id(id).body(body::<TaskReplace>(titled));
        refused(replace.clone().send().await, 428, "precondition_required");
        let after = ada.get_task().task_id(id).send().await.expect("the task");
        assert_eq!(*after, *before);

        // The precondition comes after the body and the object.
        let path = format!("/tasks/{id}");
        let wrong = app.request("ada", Method::PUT, &path).json(&json!({})).send().await.expect("an answer");
        problem(wrong, 400, "validation_failed").await;
        refused(replace.clone().task_id(Uuid::now_v7()).send().await, 404, "not_found");
        let replaced = replace.if_match(etag(before.headers())).send().await.expect("replaced");
        assert_eq!(replaced.title, "Final");
        assert_ne!(etag(replaced.headers()), etag(before.headers()));
    }
}
