//! Defaults and examples against the schemas they belong to.

use super::Lowering;

impl Lowering<'_, '_> {
    pub fn check_values(&mut self) {}
}
