//! What belongs to somebody else is as if it were not there. Which operations have to keep to it is read from the
//! contract, so one that is added without a case here fails.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{
    CommentInput, ProjectInput, ProjectUpdate, TagInput, TagUpdate, TaskCreate, TaskReplace, TaskUpdate, UserUpdate,
};
use uuid::Uuid;

use crate::harness::{Answer, body, both_databases, make, refused, without_body};

/// An operation with an owner rule.
struct Operation {
    id: String,
    /// The objects that it names, as its path has them.
    objects: Vec<String>,
}

/// Every operation that the contract says is the caller's own.
fn operations() -> Vec<Operation> {
    let contract: Value = serde_json::from_str(include_str!("../../generated/openapi.json")).expect("JSON");
    let paths = contract["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").values().filter(|method| method["x-owner"] == "caller");
        methods.map(|method| Operation {
            id: method["operationId"].as_str().expect("an id").to_owned(),
            objects: path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect(),
        })
    });
    operations.collect()
}

/// One object of each kind, by the name that paths have for its id.
type Objects = BTreeMap<&'static str, Uuid>;

async fn objects(client: &Client) -> Objects {
    let project = make::project(client, json!({ "name": "project" })).await;
    let task = make::task(client, json!({ "title": "task", "project_id": project.id })).await;
    let tag = make::tag(client, &Uuid::now_v7().to_string()).await;
    make::attach_tag(client, task.id, tag.id).await;
    let comment = make::comment(client, task.id, "comment").await;
    let attachment = make::attachment(client, task.id, "attachment", "content").await;
    BTreeMap::from([
        ("project_id", project.id),
        ("task_id", task.id),
        ("tag_id", tag.id),
        ("comment_id", comment.id),
        ("attachment_id", attachment.id),
    ])
}

/// All that these objects show to their owner.
async fn shown(client: &Client, objects: &Objects) -> Value {
    let [project, task, tag] = ["project_id", "task_id", "tag_id"].map(|name| objects[name]);
    json!([
        client.get_project().project_id(project).send().await.expect("a project").into_inner(),
        client.get_task().task_id(task).send().await.expect("a task").into_inner(),
        client.get_tag().tag_id(tag).send().await.expect("a tag").into_inner(),
        client.list_task_events().task_id(task).send().await.expect("events").into_inner(),
        client.list_comments().task_id(task).send().await.expect("comments").into_inner(),
        client.list_attachments().task_id(task).send().await.expect("attachments").into_inner(),
    ])
}

/// Sends `builder` and leaves out what it answers, which is of another type for each.
macro_rules! send {
    ($builder:expr) => {
        without_body($builder.send().await)
    };
}

/// Does to these objects what the operation does, in a request that their owner may send.
#[allow(deprecated)]
async fn attempt(client: &Client, operation: &str, objects: &Objects) -> Answer<()> {
    let [project, task, tag] = ["project_id", "task_id", "tag_id"].map(|name| objects[name]);
    let [comment, attachment] = ["comment_id", "attachment_id"].map(|name| objects[name]);
    match operation {
        "getProject" => send!(client.get_project().project_id(project)),
        "replaceProject" => {
            let content = body::<ProjectInput>(json!({ "name": "changed" }));
            send!(client.replace_project().project_id(project).body(content))
        }
        "updateProject" => {
            let changes = body::<ProjectUpdate>(json!({ "name": "changed" }));
            send!(client.update_project().project_id(project).body(changes))
        }
        "deleteProject" => send!(client.delete_project().project_id(project)),
        "restoreProject" => send!(client.restore_project().project_id(project)),
        "getTask" => send!(client.get_task().task_id(task)),
        "replaceTask" => {
            let content = body::<TaskReplace>(json!({ "title": "changed", "status": "done", "priority": "low" }));
            send!(client.replace_task().task_id(task).if_match("*").body(content))
        }
        "updateTask" => {
            send!(client.update_task().task_id(task).body(body::<TaskUpdate>(json!({ "title": "changed" }))))
        }
        "deleteTask" => send!(client.delete_task().task_id(task)),
        "restoreTask" => send!(client.restore_task().task_id(task)),
        "completeTask" => send!(client.complete_task().task_id(task)),
        "listTaskEvents" => send!(client.list_task_events().task_id(task)),
        "getTag" => send!(client.get_tag().tag_id(tag)),
        "replaceTag" => {
            send!(client.replace_tag().tag_id(tag).body(body::<TagInput>(json!({ "name": "changed" }))))
        }
        "updateTag" => {
            send!(client.update_tag().tag_id(tag).body(body::<TagUpdate>(json!({ "color": "#000000" }))))
        }
        "deleteTag" => send!(client.delete_tag().tag_id(tag)),
        "attachTag" => send!(client.attach_tag().task_id(task).tag_id(tag)),
        "detachTag" => send!(client.detach_tag().task_id(task).tag_id(tag)),
        "listComments" => send!(client.list_comments().task_id(task)),
        "createComment" => {
            let comment = body::<CommentInput>(json!({ "body": "another", "set_status": "done" }));
            send!(client.create_comment().task_id(task).body(comment))
        }
        "deleteComment" => send!(client.delete_comment().task_id(task).comment_id(comment)),
        "listAttachments" => send!(client.list_attachments().task_id(task)),
        "uploadAttachment" => {
            send!(client.upload_attachment().task_id(task).file(make::text_file("another", "content")))
        }
        "getAttachment" => send!(client.get_attachment().attachment_id(attachment)),
        "downloadAttachment" => send!(client.download_attachment().attachment_id(attachment)),
        "deleteAttachment" => send!(client.delete_attachment().attachment_id(attachment)),
        other => panic!("{other} has an owner rule and no case here"),
    }
}

/// The ways in which at least one of the objects that an operation names is somebody else's.
fn mixtures(named: &[String], own: &Objects, others: &Objects) -> Vec<Objects> {
    let choices = 1..1_usize << named.len();
    let mixture = |choice: usize| {
        let mut objects = own.clone();
        let foreign = named.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1);
        for (_, name) in foreign {
            let (name, id) = others.get_key_value(name.as_str()).unwrap_or_else(|| panic!("no object for {name}"));
            objects.insert(name, *id);
        }
        objects
    };
    choices.map(mixture).collect()
}

/// What a list answers, by id, and whether it goes on.
macro_rules! ids {
    ($list:expr) => {{
        let page = $list.limit(100).send().await.expect("a page").into_inner();
        page.data.iter().map(|item| item.id).collect::<Vec<_>>()
    }};
}

/// What the operation does without naming an object concerns the caller's own only; `others` are somebody else's.
async fn concerns_only_ones_own(operation: &str, client: &Client, own: &Objects, other: &Client, others: &Objects) {
    match operation {
        "listProjects" => {
            assert_eq!(ids!(client.list_projects()), [own["project_id"]]);
            assert_eq!(ids!(client.list_projects().q("project")), [own["project_id"]]);
            assert!(ids!(client.list_projects().deleted(true)).is_empty());
        }
        "listTasks" => {
            assert_eq!(ids!(client.list_tasks()), [own["task_id"]]);
            assert_eq!(ids!(client.list_tasks().q("task")), [own["task_id"]]);
            assert!(ids!(client.list_tasks().deleted(true)).is_empty());
            assert!(ids!(client.list_tasks().project_id(others["project_id"])).is_empty());
            assert!(ids!(client.list_tasks().tag(vec![others["tag_id"]])).is_empty());
            let either = client.list_tasks().tag(vec![others["tag_id"], own["tag_id"]]);
            assert_eq!(ids!(either), [own["task_id"]]);
        }
        "listTags" => {
            assert_eq!(ids!(client.list_tags()), [own["tag_id"]]);
            assert_eq!(ids!(client.list_tags().q("-")), [own["tag_id"]]);
        }
        "createProject" => {
            let project = body::<ProjectInput>(json!({ "name": "project" }));
            let created = client.create_project().body(project).send().await.expect("a project").id;
            assert!(!ids!(other.list_projects()).contains(&created));
            client.delete_project().project_id(created).send().await.expect("deleted");
            assert!(!ids!(other.list_projects().deleted(true)).contains(&created));
            client.restore_project().project_id(created).send().await.expect("restored");
        }
        "createTask" => {
            let task = body::<TaskCreate>(json!({ "title": "task" }));
            let created = client.create_task().body(task).send().await.expect("a task").id;
            assert!(!ids!(other.list_tasks()).contains(&created));
            client.delete_task().task_id(created).send().await.expect("deleted");
            assert!(!ids!(other.list_tasks().deleted(true)).contains(&created));
            // Into a project, only into one's own.
            let task = body::<TaskCreate>(json!({ "title": "task", "project_id": others["project_id"] }));
            refused(client.create_task().body(task).send().await, 422, "project_not_found");
        }
        "createTag" => {
            let tag = body::<TagInput>(json!({ "name": "tag" }));
            let created = client.create_tag().body(tag).send().await.expect("a tag").id;
            assert!(!ids!(other.list_tags()).contains(&created));
        }
        "getMe" | "updateMe" => {
            let before = other.get_me().send().await.expect("a profile").into_inner();
            let changes = body::<UserUpdate>(json!({ "display_name": "Somebody" }));
            let updated = client.update_me().body(changes).send().await.expect("a profile").into_inner();
            assert_ne!(updated.id, before.id);
            assert_eq!(client.get_me().send().await.expect("a profile").into_inner(), updated);
            assert_eq!(other.get_me().send().await.expect("a profile").into_inner(), before);
        }
        other => panic!("{other} has an owner rule and no case here"),
    }
}

both_databases! {
    async fn anothers_object_is_not_found(app: App) {
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        let (hers, mine) = (objects(&ada).await, objects(&grace).await);
        let before = (shown(&ada, &hers).await, shown(&grace, &mine).await);
        let operations: Vec<_> = operations().into_iter().filter(|operation| !operation.objects.is_empty()).collect();
        assert!(operations.len() >= 26, "the contract has fewer operations than it had");
        for operation in &operations {
            for objects in mixtures(&operation.objects, &mine, &hers) {
                let refusal = refused(attempt(&grace, &operation.id, &objects).await, 404, "not_found");
                // What is not there at all is refused in the same words.
                let nothing = objects.keys().map(|name| (*name, Uuid::now_v7())).collect();
                let absent = refused(attempt(&grace, &operation.id, &nothing).await, 404, "not_found");
                assert_eq!((refusal.detail, refusal.title), (absent.detail, absent.title), "{}", operation.id);
            }
        }
        // Neither does a request that lacks something tell that there is a task.
        let content = body::<TaskReplace>(json!({ "title": "changed", "status": "done", "priority": "low" }));
        let without_if_match = grace.replace_task().task_id(hers["task_id"]).body(content);
        refused(without_if_match.send().await, 404, "not_found");
        // Not even a role opens them.
        refused(attempt(&app.admin("root"), "getTask", &hers).await, 404, "not_found");
        assert_eq!((shown(&ada, &hers).await, shown(&grace, &mine).await), before);

        // What is deleted stays its owner's.
        for (delete, restore) in [("deleteTask", "restoreTask"), ("deleteProject", "restoreProject")] {
            attempt(&ada, delete, &hers).await.expect("deleted");
            refused(attempt(&grace, restore, &hers).await, 404, "not_found");
            attempt(&ada, restore, &hers).await.expect("restored");
        }

        // The same requests from the owner: it was the owner that was missing.
        for operation in &operations {
            let answer = attempt(&grace, &operation.id, &objects(&grace).await).await;
            assert!(answer.is_ok(), "{}: {answer:?}", operation.id);
        }
    }

    async fn lists_hold_only_ones_own(app: App) {
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        let (hers, mine) = (objects(&ada).await, objects(&grace).await);
        let deleted = objects(&ada).await;
        attempt(&ada, "deleteTask", &deleted).await.expect("deleted");
        attempt(&ada, "deleteProject", &deleted).await.expect("deleted");
        let operations = operations().into_iter().filter(|operation| operation.objects.is_empty());
        let (lists, others): (Vec<_>, Vec<_>) = operations.partition(|operation| operation.id.starts_with("list"));
        assert!(lists.len() >= 3 && others.len() >= 5, "the contract has fewer operations than it had");
        // Lists first: what the others create is listed too.
        for operation in lists.iter().chain(&others) {
            concerns_only_ones_own(&operation.id, &grace, &mine, &ada, &hers).await;
        }
        // Whoever has nothing is shown nothing.
        let nobody = app.client("nobody");
        assert!(ids!(nobody.list_projects()).is_empty());
        assert!(ids!(nobody.list_tasks()).is_empty());
        assert!(ids!(nobody.list_tags()).is_empty());
    }
}
