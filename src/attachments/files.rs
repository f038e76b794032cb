//! Files in a folder, each under its id: no part of a path is ever a caller's.
//!
//! ```text
//! <folder>/incoming/<random id>     while it arrives
//! <folder>/<two digits>/<id>        whole; the two digits keep folders small
//! ```

use std::io;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

/// Why a file was not received.
#[derive(Debug)]
pub enum ReceiveError<E> {
    TooLarge,
    /// The stream's own error.
    Content(E),
    File(io::Error),
}

/// A file that has arrived whole and is on the disk, but has no place yet. Dropped without [`Received::keep`], it goes.
pub struct Received {
    incoming: Incoming,
    folder: PathBuf,
    size: u64,
    sha256: [u8; 32],
}

impl Files {
    /// Opens the folder, making it when it is not there.
    pub async fn open_folder(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let files = Self { folder: folder.into() };
        fs::create_dir_all(files.incoming()).await?;
        Ok(files)
    }

    /// Writes a stream to the disk as it comes, and counts and hashes it on the way.
    pub async fn receive<E>(
        &self,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
        limit: u64,
    ) -> Result<Received, ReceiveError<E>> {
        let incoming = Incoming(Some(self.incoming().join(Uuid::new_v4().simple().to_string())));
        let path = incoming.path().map_err(ReceiveError::File)?;
        let mut file = File::create_new(path).await.map_err(ReceiveError::File)?;
        let (mut size, mut hash) = (0_u64, Sha256::new());
        let mut content = pin!(content);
        while let Some(chunk) = content.next().await {
            let chunk = chunk.map_err(ReceiveError::Content)?;
            size += chunk.len() as u64;
            if size > limit {
                return Err(ReceiveError::TooLarge);
            }
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(ReceiveError::File)?;
        }
        // Before the row says that it is there, it has to be: also after the power failed.
        file.sync_all().await.map_err(ReceiveError::File)?;
        Ok(Received { incoming, folder: self.folder.clone(), size, sha256: hash.finalize().into() })
    }

    pub async fn open(&self, id: Uuid) -> io::Result<File> {
        File::open(place(&self.folder, id)).await
    }

    /// A file that is gone already is no failure.
    pub async fn remove(&self, id: Uuid) -> io::Result<()> {
        match fs::remove_file(place(&self.folder, id)).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    /// Removes files that were arriving when the service stopped.
    pub async fn remove_unfinished(&self, age: Duration) -> io::Result<usize> {
        let mut removed = 0;
        let mut entries = fs::read_dir(self.incoming()).await?;
        while let Some(entry) = entries.next_entry().await? {
            if is_older(&entry, age).await {
                fs::remove_file(entry.path()).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// The ids of files that were stored so long ago.
    pub async fn older_than(&self, age: Duration) -> io::Result<Vec<Uuid>> {
        let mut ids = Vec::new();
        let mut folders = fs::read_dir(&self.folder).await?;
        while let Some(folder) = folders.next_entry().await? {
            if folder.path() == self.incoming() || !folder.file_type().await?.is_dir() {
                continue;
            }
            let mut entries = fs::read_dir(folder.path()).await?;
            while let Some(entry) = entries.next_entry().await? {
                let id = entry.file_name().to_str().and_then(|name| Uuid::try_parse(name).ok());
                if let Some(id) = id
                    && is_older(&entry, age).await
                {
                    ids.push(id);
                }
            }
        }
        Ok(ids)
    }

    fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }
}

impl Received {
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// Gives the file its place, all at once. The folder is flushed too, or the name could be lost with the power.
    pub async fn keep(mut self, id: Uuid) -> io::Result<()> {
        let place = place(&self.folder, id);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).await?;
            fs::rename(self.incoming.path()?, &place).await?;
            self.incoming.0 = None;
            File::open(folder).await?.sync_all().await?;
            File::open(&self.folder).await?.sync_all().await?;
        }
        Ok(())
    }
}

/// A file on its way in, removed when nobody kept it: the request failed, or its caller went away.
struct Incoming(Option<PathBuf>);

impl Incoming {
    fn path(&self) -> io::Result<&Path> {
        self.0.as_deref().ok_or_else(|| io::Error::other("the file was kept already"))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = std::fs::remove_file(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "an upload that failed stays for now");
        }
    }
}

/// The last digits of a uuid of version 7 are random, its first are the time: the last spread evenly.
fn place(folder: &Path, id: Uuid) -> PathBuf {
    folder.join(format!("{:02x}", id.as_bytes()[15])).join(id.to_string())
}

async fn is_older(entry: &fs::DirEntry, age: Duration) -> bool {
    let modified = entry.metadata().await.and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| SystemTime::now().duration_since(modified).is_ok_and(|passed| passed >= age))
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use tokio::io::AsyncReadExt as _;

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        async fn new() -> (Self, Files) {
            let path = std::env::temp_dir().join(format!("taskboard_files_{}", Uuid::now_v7().simple()));
            let files = Files::open_folder(&path).await.expect("a folder");
            (Self(path), files)
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

    fn content(chunks: &[Result<&'static str, &'static str>]) -> impl Stream<Item = Result<Bytes, &'static str>> {
        stream::iter(chunks.iter().map(|chunk| chunk.map(Bytes::from)).collect::<Vec<_>>())
    }

    #[tokio::test]
    async fn what_arrived_can_be_read() {
        let (folder, files) = Folder::new().await;
        let received = files.receive(content(&[Ok("ab"), Ok(""), Ok("c")]), 3).await.expect("received");
        assert_eq!(received.size(), 3);
        assert_eq!(received.sha256()[..4], [0xba, 0x78, 0x16, 0xbf]);
        let id = Uuid::now_v7();
        received.keep(id).await.expect("kept");
        let mut text = String::new();
        files.open(id).await.expect("a file").read_to_string(&mut text).await.expect("read");
        assert_eq!((text.as_str(), folder.files()), ("abc", 1));

        assert_eq!(files.older_than(Duration::ZERO).await.expect("ids"), [id]);
        assert!(files.older_than(Duration::from_hours(1)).await.expect("ids").is_empty());
        files.remove(id).await.expect("removed");
        files.remove(id).await.expect("removed already");
        assert_eq!(folder.files(), 0);
    }

    #[tokio::test]
    async fn of_an_upload_that_fails_nothing_stays() {
        let (folder, files) = Folder::new().await;
        let broken = files.receive(content(&[Ok("ab"), Err("broken")]), 3).await;
        assert!(matches!(broken, Err(ReceiveError::Content("broken"))));
        let large = files.receive(content(&[Ok("ab"), Ok("cd")]), 3).await;
        assert!(matches!(large, Err(ReceiveError::TooLarge)));
        drop(files.receive(content(&[Ok("ab")]), 3).await.expect("received, and not kept"));
        assert_eq!(folder.files(), 0);

        std::fs::write(files.incoming().join("left"), "by a crash").expect("written");
        assert_eq!(files.remove_unfinished(Duration::from_hours(1)).await.expect("swept"), 0);
        assert_eq!(files.remove_unfinished(Duration::ZERO).await.expect("swept"), 1);
    }
}
