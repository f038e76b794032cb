//! Rows and files together, on both databases.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

use super::{Attachments, Files, UploadFailure};
use crate::domain::attachment::AttachmentDescription;
use crate::store::failure::FindFailure;
use crate::store::tests::{Bench, benches, task};

struct Folder(PathBuf);

impl Folder {
    async fn of(bench: &Bench) -> (Self, Attachments) {
        let folder = std::env::temp_dir().join(format!("taskboard_attachments_{}", Uuid::now_v7().simple()));
        let files = Files::open_folder(&folder).await.expect("a folder");
        (Self(folder), Attachments::new(bench.store.clone(), files))
    }

    fn files(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn description() -> AttachmentDescription {
    AttachmentDescription {
        file_name: "plan.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        caption: Some("The plan".to_owned()),
    }
}

fn content() -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    stream::iter([Ok(Bytes::from_static(b"the ")), Ok(Bytes::from_static(b"plan"))])
}

#[tokio::test]
async fn a_file_lives_as_long_as_its_row() {
    for bench in benches().await {
        let (folder, attachments) = Folder::of(&bench).await;
        let (ada, grace) = (bench.scope("ada").await, bench.scope("grace").await);
        let made = bench.store.create_task(&ada, task("a")).await.expect("a task");

        let refused = attachments.upload(&grace, made.id, description(), content()).await;
        assert!(matches!(refused, Err(UploadFailure::NotFound(_))));
        assert_eq!(folder.files(), 0);

        let uploaded = attachments.upload(&ada, made.id, description(), content()).await.expect("uploaded");
        let (found, mut file) = attachments.open(&ada, uploaded.id).await.expect("found");
        let mut text = String::new();
        file.read_to_string(&mut text).await.expect("read");
        assert_eq!((found, text.as_str()), (uploaded.clone(), "the plan"));
        assert!(matches!(attachments.open(&grace, uploaded.id).await, Err(FindFailure::NotFound(_))));
        assert!(matches!(attachments.delete(&grace, uploaded.id).await, Err(FindFailure::NotFound(_))));
        assert_eq!(folder.files(), 1);

        attachments.delete(&ada, uploaded.id).await.expect("deleted");
        assert_eq!(folder.files(), 0);
    }
}

#[tokio::test]
async fn a_sweep_takes_files_without_a_row_and_no_others() {
    for bench in benches().await {
        let (folder, attachments) = Folder::of(&bench).await;
        let ada = bench.scope("ada").await;
        let made = bench.store.create_task(&ada, task("a")).await.expect("a task");
        let uploaded = attachments.upload(&ada, made.id, description(), content()).await.expect("uploaded");
        let stray = attachments.files.receive(content(), 100).await.expect("received");
        stray.keep(Uuid::now_v7()).await.expect("kept");

        assert_eq!(attachments.sweep().await.expect("swept"), 0, "what is young may be under way");
        assert_eq!(attachments.sweep_older_than(Duration::ZERO).await.expect("swept"), 1);
        assert_eq!(folder.files(), 1);
        attachments.open(&ada, uploaded.id).await.expect("still there");
    }
}
