//! Requests that the server sends: webhooks, and the callbacks of operations.

use std::collections::HashMap;

use super::super::keywords::Kind;
use super::super::{Operation, Outgoing, Trigger};
use super::Lowering;
use super::operation::PathContext;
use super::read::{Object, identity};
use crate::source::{Key, Node};

/// A callback that was met at an operation and waits to be read. One that leads to itself is read once.
pub(super) struct PendingCallback<'a> {
    pub operation: String,
    pub key: &'a Key,
    pub node: &'a Node,
}

impl<'a> Lowering<'a, '_> {
    /// An operation's callbacks are read when all operations were.
    pub fn note_callbacks(&mut self, operation: Object<'a>, id: &str) {
        for (key, node) in self.reader.patterned(operation, "callbacks") {
            self.callbacks.push_back(PendingCallback { operation: id.to_owned(), key, node });
        }
    }

    /// `webhooks`, then every callback that was met. `operations` have taken their ids.
    pub fn outgoing(&mut self, root: Object<'a>, operations: &[Operation]) -> Vec<Outgoing> {
        let mut found = Found { outgoing: Vec::new(), by_item: HashMap::new() };
        for (key, node) in self.reader.patterned(root, "webhooks") {
            // A webhook belongs to no operation that a filter could choose.
            if !self.sieve.is_empty() {
                break;
            }
            let Some(item) = self.reader.object(Kind::PathItem, node) else { continue };
            let trigger = Trigger::Webhook { name: key.text.clone() };
            self.outgoing_item(&mut found, operations, key, &key.text, item, &trigger);
        }
        while let Some(pending) = self.callbacks.pop_front() {
            let Some(callback) = self.reader.object(Kind::Callback, pending.node) else { continue };
            for (key, node) in callback.mapping.iter().filter(|(key, _)| !key.text.starts_with("x-")) {
                let Some(item) = self.reader.object(Kind::PathItem, node) else { continue };
                let trigger = Trigger::Callback {
                    operation: pending.operation.clone(),
                    name: pending.key.text.clone(),
                    expression: key.text.clone(),
                };
                self.outgoing_item(&mut found, operations, key, &pending.key.text, item, &trigger);
            }
        }
        found.outgoing
    }

    fn outgoing_item(
        &mut self,
        found: &mut Found,
        operations: &[Operation],
        key: &'a Key,
        name: &str,
        item: Object<'a>,
        trigger: &Trigger,
    ) {
        if let Some(known) = found.by_item.get(&identity(item.node)) {
            for at in known {
                if let Some(outgoing) = found.outgoing.get_mut(*at) {
                    outgoing.triggers.push(trigger.clone());
                }
            }
            return;
        }
        let first = found.outgoing.len();
        let mut read = Vec::new();
        self.path_item(PathContext { key, path: &key.text, sent_as: Some(name) }, item, &mut read);
        for mut operation in read {
            let taken = |id: &str| {
                let outgoing = found.outgoing.iter().map(|outgoing| &outgoing.operation);
                operations.iter().chain(outgoing).any(|other| other.id == id && other.at != operation.at)
            };
            // What has no `operationId` is named after the webhook or the callback, and many may have that name.
            if !operation.id_given && taken(&operation.id) {
                let numbered = (2..=u32::MAX).map(|number| format!("{}{number}", operation.id));
                if let Some(free) = numbered.into_iter().find(|id| !taken(id)) {
                    operation.id = free;
                }
            }
            found.outgoing.push(Outgoing { triggers: vec![trigger.clone()], operation });
        }
        found.by_item.insert(identity(item.node), (first..found.outgoing.len()).collect());
    }
}

struct Found {
    outgoing: Vec<Outgoing>,
    /// By path item: what was read from it.
    by_item: HashMap<usize, Vec<usize>>,
}
