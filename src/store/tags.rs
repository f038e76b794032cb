//! Tags. Which task has which is in `task_tags`.

use uuid::Uuid;

use super::access::{Assign, Column, OwnedTable, Scope, Select, tags, task_tags, tasks};
use super::database::Rows;
use super::error::StoreError;
use super::failure::{ChangeFailure, ChangeTagFailure, CreateTagFailure, FindFailure, ListFailure};
use super::keyset::{Key, KeyKind, Keyset, name_key};
use super::row::{Columns, Record, Row};
use super::{Store, events};
use crate::domain::event::Happening;
use crate::domain::page::{Page, PageRequest, Sort};
use crate::domain::precondition::Precondition;
use crate::domain::refusal::{NameTaken, NotFound};
use crate::domain::tag::{Tag, TagContent, TagQuery, TagRef, TagSort};
use crate::domain::time::now;

impl Record for Tag {
    const COLUMNS: &'static [Column] =
        &[tags::ID, tags::NAME, tags::COLOR, tags::VERSION, tags::CREATED_AT, tags::UPDATED_AT];

    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            content: TagContent { name: columns.next()?, color: columns.next()? },
            version: columns.next()?,
            created_at: columns.next()?,
            updated_at: columns.next()?,
        })
    }
}

impl Store {
    pub async fn tag(&self, scope: &Scope, id: Uuid) -> Result<Tag, FindFailure> {
        Ok(find(&mut &*self.database, by_id(scope, id)).await?.ok_or(NotFound)?)
    }

    pub async fn list_tags(
        &self,
        scope: &Scope,
        query: &TagQuery,
        sort: Sort<TagSort>,
        request: &PageRequest,
    ) -> Result<Page<Tag>, ListFailure> {
        let keyset = keyset(sort);
        let mut select = scope.select(OwnedTable::Tags).columns(Tag::COLUMNS);
        if let Some(text) = &query.text {
            select = select.filter(tags::NAME_KEY.contains(&text.to_lowercase()));
        }
        let rows = (&*self.database).rows(keyset.narrow(select, request)?).await?;
        let found = rows.iter().map(Row::record).collect::<Result<Vec<Tag>, _>>()?;
        Ok(keyset.page(found, request, |tag| {
            let key = match sort.key {
                TagSort::CreatedAt => Key::Moment(tag.created_at),
                TagSort::Name => Key::Text(name_key(&tag.content.name)),
            };
            (key, tag.id)
        }))
    }

    pub async fn create_tag(&self, scope: &Scope, content: TagContent) -> Result<Tag, CreateTagFailure> {
        let now = now();
        let tag = Tag { id: Uuid::now_v7(), content, version: 1, created_at: now, updated_at: now };
        let insert = scope.insert(OwnedTable::Tags).set(tags::ID, tag.id).set(tags::CREATED_AT, tag.created_at);
        let mut transaction = self.database.begin().await?;
        transaction.execute(written(insert, &tag)).await.map_err(name_taken::<CreateTagFailure>)?;
        transaction.commit().await?;
        Ok(tag)
    }

    pub async fn change_tag(
        &self,
        scope: &Scope,
        id: Uuid,
        precondition: &Precondition,
        edit: impl FnOnce(TagContent) -> TagContent + Send,
    ) -> Result<Tag, ChangeTagFailure> {
        let mut transaction = self.database.begin().await?;
        let mut tag = find(&mut transaction, by_id(scope, id)).await?.ok_or(NotFound)?;
        precondition.check(tag.version)?;
        let content = edit(tag.content.clone());
        if content != tag.content {
            let read = tag.version;
            tag = Tag { content, version: read + 1, updated_at: now(), ..tag };
            let update = scope.update(OwnedTable::Tags).filter(tags::ID.is(id)).filter(tags::VERSION.is(read));
            let changed = transaction.execute(written(update, &tag)).await.map_err(name_taken::<ChangeTagFailure>)?;
            if changed == 0 {
                return Err(precondition.overtaken());
            }
            let update = scope.update(OwnedTable::Tasks).increment(tasks::VERSION);
            transaction.execute(update.filter(tasks::ID.within(tagged(scope, id)))).await?;
        }
        transaction.commit().await?;
        Ok(tag)
    }

    /// Takes it off every task, of which each has that in its history.
    pub async fn delete_tag(&self, scope: &Scope, id: Uuid, precondition: &Precondition) -> Result<(), ChangeFailure> {
        let now = now();
        let mut transaction = self.database.begin().await?;
        // Held, so that nobody attaches it meanwhile.
        let tag = find(&mut transaction, by_id(scope, id).for_update()).await?.ok_or(NotFound)?;
        precondition.check(tag.version)?;
        let rows = transaction.rows(tagged(scope, id)).await?;
        let task_ids = rows.iter().map(|row| row.columns().next()).collect::<Result<Vec<Uuid>, _>>()?;
        let update = scope.update(OwnedTable::Tasks).set(tasks::UPDATED_AT, now).increment(tasks::VERSION);
        transaction.execute(update.filter(tasks::ID.within(tagged(scope, id)))).await?;
        let detached = TagRef { id, name: tag.content.name, color: tag.content.color };
        let happening = Happening::TagDetached { tag: detached };
        events::record_of_all(&mut transaction, scope, &task_ids, &happening, now).await?;
        // The rows of task_tags go with it (ON DELETE CASCADE).
        let delete = scope.delete(OwnedTable::Tags).filter(tags::ID.is(id)).filter(tags::VERSION.is(tag.version));
        if transaction.execute(delete).await? == 0 {
            return Err(precondition.overtaken());
        }
        Ok(transaction.commit().await?)
    }
}

pub(super) fn by_id(scope: &Scope, id: Uuid) -> Select {
    scope.select(OwnedTable::Tags).columns(Tag::COLUMNS).filter(tags::ID.is(id))
}

pub(super) async fn find(rows: &mut impl Rows, select: Select) -> Result<Option<Tag>, StoreError> {
    rows.first(select).await?.map(|row| row.record()).transpose()
}

/// The tasks that have the tag. They show it, so whoever holds a copy of one holds an old copy once the tag changes.
fn tagged(scope: &Scope, tag_id: Uuid) -> Select {
    scope.select(OwnedTable::TaskTags).columns(&[task_tags::TASK_ID]).filter(task_tags::TAG_ID.is(tag_id))
}

/// The only unique key that a caller can meet is a tag's name: ids are made here.
fn name_taken<E: From<NameTaken> + From<StoreError>>(error: StoreError) -> E {
    if error.is_unique_violation() { NameTaken.into() } else { error.into() }
}

fn keyset(sort: Sort<TagSort>) -> Keyset {
    let (name, key, kind) = match sort.key {
        TagSort::CreatedAt => ("tags.created_at", tags::CREATED_AT, KeyKind::Moment),
        TagSort::Name => ("tags.name", tags::NAME_KEY, KeyKind::Text),
    };
    Keyset { name, key, id: tags::ID, kind, descending: sort.descending }
}

/// Every column that a change may touch.
fn written<C: Assign>(columns: C, tag: &Tag) -> C {
    columns
        .set(tags::NAME, tag.content.name.as_str())
        .set(tags::NAME_KEY, name_key(&tag.content.name))
        .set(tags::COLOR, tag.content.color.as_str())
        .set(tags::VERSION, tag.version)
        .set(tags::UPDATED_AT, tag.updated_at)
}
